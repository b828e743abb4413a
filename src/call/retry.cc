#include "call/retry.h"

#include <algorithm>
#include <cmath>

#include "errors/codes.h"

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestAdvice = std::chrono::hours(24) * 365;  // so that sums with it do not overflow

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

// The service's advice is a floor: clients that got the same advice must not come back together, or at once.
milliseconds pauseAfter(const Error& error, const RetryOptions& options, int attempts, double fraction) {
  const milliseconds base = error.kind == ErrorKind::kThrottled ? options.throttledBackoff : options.baseBackoff;
  const milliseconds floor = std::clamp(error.retryAfter.value_or(milliseconds(0)), milliseconds(0), kLongestAdvice);
  return floor + backoff(base, options.maxBackoff, attempts, fraction);
}

std::optional<RetryDecision> decideRetry(const Error& error, Idempotency idempotency, const AttemptState& state,
                                         const RetryOptions& options, double fraction) {
  const bool mayRepeat = idempotency == Idempotency::kIdempotent || error.execution == Execution::kNotExecuted;
  const bool throttled = error.kind == ErrorKind::kThrottled;
  if (!mayRepeat || state.stopped || options.maxAttempts <= 1) return std::nullopt;
  if (!state.mayCall) return std::nullopt;

  RetryDecision next;
  const Remedy remedy = remedyFor(error.code);
  if (remedy == Remedy::kDailyQuota) return std::nullopt;
  if (remedy == Remedy::kCorrectClock && !state.clockCorrected) {
    if (!state.serviceTimeKnown) return std::nullopt;
    next.correctClock = true;
  } else if (remedy == Remedy::kRenewCredentials && !state.credentialsRenewed) {
    next.renewCredentials = true;
  } else if (!state.isPoll &&
             (throttled || (isTransient(error.kind) && state.retryable && state.attempts < options.maxAttempts))) {
    next.pause = pauseAfter(error, options, state.attempts, fraction);
    next.takesQuota = !throttled;
    if (next.takesQuota && !state.quotaLeft) return std::nullopt;
  } else {
    return std::nullopt;
  }
  if (state.timeLeft <= next.pause) return std::nullopt;
  return next;
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
