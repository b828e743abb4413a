// SPDX-License-Identifier: Apache-2.0
#include "errors/retry_pause.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "text/number.h"
#include "text/time.h"

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kMostSeconds = 7LL * 24 * 3600;  // beyond a week it is no advice

constexpr milliseconds kLongestAdvice = std::chrono::hours(24) * 365;  // so that sums with it do not overflow

// Full jitter: anywhere between zero and a bound that doubles with each attempt, up to `cap`.
milliseconds backoff(milliseconds base, milliseconds cap, int attempts, double fraction) {
  const double bound =
      std::min(static_cast<double>(base.count()) * std::exp2(attempts - 1), static_cast<double>(cap.count()));
  return milliseconds(static_cast<milliseconds::rep>(bound * fraction));
}

}  // namespace

std::optional<milliseconds> retryHint(const HttpResponse& response) {
  if (const auto count = wholeNumber(response.header("x-acs-retry-after"))) {
    if (*count <= kMostSeconds * 1000) return milliseconds(*count);
  }
  const std::string_view text = response.header("Retry-After");
  if (const auto count = wholeNumber(text)) {
    if (*count <= kMostSeconds) return std::chrono::seconds(*count);
  }
  const auto until = parseHttpDate(text);
  const auto now = parseHttpDate(response.header("Date"));
  if (!until || !now || *until < *now) return std::nullopt;
  const auto pause = std::chrono::duration_cast<milliseconds>(*until - *now);
  if (pause > std::chrono::seconds(kMostSeconds)) return std::nullopt;
  return pause;
}

// The service's advice is a floor: clients that got the same advice must not come back together, or at once.
milliseconds pauseAfter(const Error& error, const RetryOptions& options, int attempts, double fraction) {
  const milliseconds base = error.kind == ErrorKind::kThrottled ? options.throttledBackoff : options.baseBackoff;
  const milliseconds floor = std::clamp(error.retryAfter.value_or(milliseconds(0)), milliseconds(0), kLongestAdvice);
  return floor + backoff(base, options.maxBackoff, attempts, fraction);
}

}  // namespace dataworks::detail
