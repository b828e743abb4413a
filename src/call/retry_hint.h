// What the headers of a response tell a retry: when the service says to come back, and what time it is there.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "dataworks/transport.h"

namespace dataworks {

/// Reads `x-acs-retry-after` (milliseconds), else `Retry-After` (seconds, or a date relative to the response's own
/// `Date`). Ignores garbage and negative values.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryHint(const HttpResponse& response);

/// Parses `Sun, 22 Nov 2026 19:00:04 GMT`.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parseHttpDate(std::string_view text);

}  // namespace dataworks
