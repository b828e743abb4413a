// SPDX-License-Identifier: Apache-2.0
// What the client is doing, as values for logs, metrics and traces.
//
// Events contain safe fields only: no secret, no parameter value and no URL of this library. An error carries the
// service's message as it came; `toString` and `logTo` replace control characters in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "dataworks/error.h"
#include "dataworks/export.h"

namespace dataworks {

/// A call begins. `call` numbers the calls of one client.
struct CallStarted {
  std::uint64_t call = 0;   ///< The number of the call.
  std::string operation{};  ///< `"CreateManualDag"`
};

/// An attempt is signed and about to be handed to the transport.
struct AttemptStarting {
  std::uint64_t call = 0;                             ///< The number of the call.
  std::string operation{};                            ///< `"CreateManualDag"`
  int attempt = 0;                                    ///< 1 for the first.
  std::string signatureNonce{};                       ///< For finding this attempt in the service's logs.
  std::chrono::system_clock::time_point timestamp{};  ///< When it was signed, by the service's time as far as known.
};

/// An attempt failed and the call will retry after `pause`, unless the credentials were refused and no different ones
/// are available.
struct RetryScheduled {
  std::uint64_t call = 0;              ///< The number of the call.
  std::string operation{};             ///< `"CreateManualDag"`
  int attempt = 0;                     ///< The attempt that failed.
  std::chrono::milliseconds pause{0};  ///< Before the next attempt.
  Error error{};                       ///< Why it failed.
};

/// A call ended.
struct CallFinished {
  std::uint64_t call = 0;                ///< The number of the call.
  std::string operation{};               ///< `"CreateManualDag"`
  bool ok = false;                       ///< True if there is a result.
  std::string requestId{};               ///< The id to quote to support; empty if no response named one.
  int attempts = 0;                      ///< How many attempts were made.
  std::chrono::milliseconds elapsed{0};  ///< The whole call, pauses included.
  Error error{};                         ///< Meaningful if not `ok`.
};

/// Something works but needs attention, such as a credentials file that others can read.
struct Warning {
  std::string message{};  ///< For people.
};

/// May hold back an attempt: an error that is returned, or anything that is thrown, keeps the attempt from being sent.
/// The call then ends with that error as not executed.
using BeforeAttempt = std::function<std::optional<Error>(const AttemptStarting&)>;

/// Override what interests you. Methods are called from whichever threads do the work, several at once: be thread-safe
/// and quick. What they throw is swallowed.
class DATAWORKS_EXPORT Observer {
 public:
  virtual ~Observer();
  virtual void onCallStarted(const CallStarted& event);  ///< A call begins.
  /// An attempt is sent when this returns. To hold one back, use `CallOptions::beforeAttempt`.
  virtual void onAttemptStarting(const AttemptStarting& event);
  virtual void onRetryScheduled(const RetryScheduled& event);  ///< Another attempt will follow.
  virtual void onCallFinished(const CallFinished& event);      ///< A call ended.
  virtual void onWarning(const Warning& event);                ///< Something needs attention.
};

/// Writes one line per event. `out` must outlive the client and its credentials provider.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<Observer> logTo(std::ostream& out);

}  // namespace dataworks
