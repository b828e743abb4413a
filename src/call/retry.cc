// SPDX-License-Identifier: Apache-2.0
#include "call/retry.h"

#include "errors/codes.h"
#include "errors/retry_pause.h"

namespace dataworks::detail {

namespace {

bool isTransient(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNetwork:
    case ErrorKind::kTimeout:
    case ErrorKind::kService:
    case ErrorKind::kBadResponse: return true;
    default: return false;
  }
}

}  // namespace

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
