// SPDX-License-Identifier: Apache-2.0
// Decides whether a failed attempt is followed by another, and after what pause. Pure.
//
// Two questions decide: may the operation be repeated (it is idempotent, or the service certainly did not act), and
// might another attempt end differently?
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "dataworks/error.h"
#include "dataworks/options.h"
#include "dataworks/transport.h"

namespace dataworks::detail {

/// What has happened in this call so far.
struct AttemptState {
  int attempts = 1;  ///< Including the failed one.
  bool clockCorrected = false;
  bool credentialsRenewed = false;
  bool retryable = true;         ///< What the transport said of the failed attempt.
  bool stopped = false;          ///< The caller ended the attempt.
  bool isPoll = false;           ///< The next poll is the retry.
  bool mayCall = true;           ///< The caller's budget of calls allows one more.
  bool serviceTimeKnown = true;  ///< The failed response has a `Date`.
  bool quotaLeft = true;         ///< The client's retry quota allows one more.
  std::chrono::milliseconds timeLeft = (std::chrono::milliseconds::max)();  ///< Until the deadline.
};

struct RetryDecision {
  std::chrono::milliseconds pause{0};
  bool correctClock = false;
  bool renewCredentials = false;
  bool takesQuota = false;  ///< It draws on the client's retry quota.
};

/// Returns empty if there is to be no other attempt. `fraction`, in [0, 1), places a random pause in its range.
[[nodiscard]] std::optional<RetryDecision> decideRetry(const Error& error, Idempotency idempotency,
                                                       const AttemptState& soFar, const RetryOptions& options,
                                                       double fraction);

/// Keeps the retries of one client in proportion to its successes, so that they do not triple the load on a failing
/// service. Thread-safe.
class RetryQuota {
 public:
  [[nodiscard]] bool left() const noexcept { return left_.load(std::memory_order_relaxed) >= kRetryCosts; }
  /// Takes the cost of one retry; false if too little is left.
  [[nodiscard]] bool take() noexcept;
  /// Gives back a tenth of a retry, after a call that succeeded.
  void refund() noexcept;

 private:
  static constexpr int kRetryCosts = 10;
  static constexpr int kMost = 50 * kRetryCosts;
  std::atomic<int> left_ = kMost;
};

}  // namespace dataworks::detail
