#include "call/retry.h"

#include <algorithm>
#include <cmath>

#include "errors/codes.h"

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;

bool isTransient(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNetwork:
    case ErrorKind::kTimeout:
    case ErrorKind::kService:
    case ErrorKind::kBadResponse: return true;
    default: return false;
  }
}

// Full jitter: anywhere between zero and a bound that doubles with each try, up to `cap`.
milliseconds backoff(milliseconds base, milliseconds cap, int attempts, double fraction) {
  const double bound =
      std::min(static_cast<double>(base.count()) * std::exp2(attempts - 1), static_cast<double>(cap.count()));
  return milliseconds(static_cast<milliseconds::rep>(bound * fraction));
}

}  // namespace

milliseconds pauseAfter(const Error& error, const RetryOptions& options, int attempts, double fraction) {
  // "Come back after 0 seconds" is no advice: with it everybody would be back at once, and again, and again.
  const bool advised = error.retryAfter && error.retryAfter->count() > 0;
  if (advised) return std::min(*error.retryAfter, options.maxBackoff);
  const bool throttled = error.kind == ErrorKind::kThrottled;
  return backoff(throttled ? options.throttledBackoff : options.baseBackoff, options.maxBackoff, attempts, fraction);
}

std::optional<RetryDecision> decideRetry(const Error& error, Idempotency idempotency, const AttemptState& soFar,
                                         const RetryOptions& options, double fraction) {
  const bool mayRepeat = idempotency == Idempotency::kIdempotent || error.execution == Execution::kNotExecuted;
  if (!mayRepeat || options.maxAttempts <= 1) return std::nullopt;

  const Remedy remedy = remedyFor(error.code);
  if (remedy == Remedy::kCorrectClock && !soFar.clockCorrected) return RetryDecision{.correctClock = true};
  if (remedy == Remedy::kRenewCredentials && !soFar.credentialsRenewed) return RetryDecision{.renewCredentials = true};
  if (remedy == Remedy::kDailyQuota) return std::nullopt;

  const bool throttled = error.kind == ErrorKind::kThrottled;
  if (!throttled && (!isTransient(error.kind) || !soFar.retryable || soFar.attempts >= options.maxAttempts)) {
    return std::nullopt;
  }
  return RetryDecision{.pause = pauseAfter(error, options, soFar.attempts, fraction), .takesQuota = !throttled};
}

bool RetryQuota::take() noexcept {
  int left = left_.load(std::memory_order_relaxed);
  while (left >= kRetryCosts) {
    if (left_.compare_exchange_weak(left, left - kRetryCosts, std::memory_order_relaxed)) return true;
  }
  return false;
}

void RetryQuota::refund() noexcept {
  int left = left_.load(std::memory_order_relaxed);
  while (left < kMost && !left_.compare_exchange_weak(left, left + 1, std::memory_order_relaxed)) {
  }
}

}  // namespace dataworks::detail
