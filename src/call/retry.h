// Whether a failed try is followed by another, and after what pause. Pure.
//
// Two questions decide: may the operation be repeated (it is idempotent, or the service surely did not act), and would
// another try end differently.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "dataworks/error.h"
#include "dataworks/options.h"
#include "dataworks/transport.h"

namespace dataworks {

/// What has happened in this call so far.
struct TriesSoFar {
  int attempts = 1;  ///< The failed one included.
  bool clockCorrected = false;
  bool credentialsRenewed = false;
  bool worthRetrying = true;  ///< The transport's word on the failed one.
};

struct NextTry {
  std::chrono::milliseconds pause{0};
  bool correctClock = false;
  bool renewCredentials = false;
  bool takesQuota = false;  ///< Only if the client's retry quota allows it.
};

/// `fraction`, from [0, 1), is where in its range a random pause lands.
[[nodiscard]] std::optional<NextTry> decideRetry(const Error& error, Idempotency idempotency, const TriesSoFar& soFar,
                                                 const RetryOptions& options, double fraction);

/// Full jitter: anywhere between zero and a bound that doubles with each try, up to `cap`.
[[nodiscard]] std::chrono::milliseconds backoff(std::chrono::milliseconds base, std::chrono::milliseconds cap,
                                                int attempts, double fraction);

/// Keeps retries of one client in proportion to its successes, so that an outage of the service is not answered with
/// thrice the load. Thread-safe.
class RetryQuota {
 public:
  /// Takes what one retry costs; false if it is not there.
  [[nodiscard]] bool take() noexcept;
  /// A call succeeded: a tenth of a retry comes back.
  void refund() noexcept;

 private:
  static constexpr int kRetryCosts = 10;
  static constexpr int kMost = 50 * kRetryCosts;
  std::atomic<int> left_ = kMost;
};

}  // namespace dataworks
