// SPDX-License-Identifier: Apache-2.0
// When to come back: what the headers of a response advise, and what a failed attempt asks for. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "dataworks/error.h"
#include "dataworks/options.h"
#include "dataworks/transport.h"

namespace dataworks::detail {

/// Reads `x-acs-retry-after` (milliseconds), else `Retry-After` (seconds, or a date relative to the response's own
/// `Date`). Ignores garbage and negative values.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryHint(const HttpResponse& response);

/// Returns the pause that a failed attempt asks for: at least what the service advises, plus a random backoff that
/// grows with `attempts`.
[[nodiscard]] std::chrono::milliseconds pauseAfter(const Error& error, const RetryOptions& options, int attempts,
                                                   double fraction);

}  // namespace dataworks::detail
