// When the service says to come back: what the headers of a response tell a retry.
#pragma once

#include <chrono>
#include <optional>

#include "dataworks/transport.h"

namespace dataworks::detail {

/// Reads `x-acs-retry-after` (milliseconds), else `Retry-After` (seconds, or a date relative to the response's own
/// `Date`). Ignores garbage and negative values.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryHint(const HttpResponse& response);

}  // namespace dataworks::detail
