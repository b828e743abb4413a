// What the client is doing, as values for logs, metrics and traces.
//
// Events contain safe fields only: no secret, no parameter value and no URL of this library. An error carries the
// service's message as it came; `toString` and `logTo` replace control characters in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>

#include "dataworks/error.h"
#include "dataworks/export.h"

namespace dataworks {

/// A call begins. `call` numbers the calls of one client.
struct CallStarted {
  std::uint64_t call = 0;   ///< The number of the call.
  std::string operation{};  ///< `"CreateManualDag"`
};

/// An attempt is about to be handed to the transport.
struct AttemptStarting {
  std::uint64_t call = 0;        ///< The number of the call.
  std::string operation{};       ///< `"CreateManualDag"`
  int attempt = 0;               ///< 1 for the first.
  std::string signatureNonce{};  ///< For finding this attempt in the service's logs.
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

/// Override what interests you. Methods are called from whichever threads do the work, several at once: be thread-safe
/// and quick. What they throw is swallowed.
class DATAWORKS_EXPORT Observer {
 public:
  virtual ~Observer();
  virtual void onCallStarted(const CallStarted& event);  ///< A call begins.
  /// The attempt is sent when this returns. Request the call's stop from here to hold it back, for example when a
  /// journal cannot be written.
  virtual void onAttemptStarting(const AttemptStarting& event);
  virtual void onRetryScheduled(const RetryScheduled& event);  ///< Another attempt will follow.
  virtual void onCallFinished(const CallFinished& event);      ///< A call ended.
  virtual void onWarning(const Warning& event);                ///< Something needs attention.
};

/// Writes one line per event. `out` must outlive the client and its credentials provider.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<Observer> logTo(std::ostream& out);

}  // namespace dataworks
