// When the service says to come back, and what time it is there: what the headers of an answer tell a retry.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "dataworks/transport.h"

namespace dataworks {

/// `x-acs-retry-after` (milliseconds), else `Retry-After` (seconds, or a date seen from the answer's own `Date`).
/// Garbage and negative values are no hint.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryHint(const HttpResponse& response);

/// `Sun, 22 Nov 2026 19:00:04 GMT`.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parseHttpDate(std::string_view text);

}  // namespace dataworks
