// What the client is doing, as values: for logs, metrics and traces.
//
// Events are built from safe fields only: no secret, no parameter value and no URL of ours reaches them. An error holds
// the service's own message, as it came; `toString` and `logTo` replace control characters in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>

#include "dataworks/error.h"
#include "dataworks/export.h"

namespace dataworks {

/// A call of an operation begins. `call` numbers the calls of one client.
struct CallStarted {
  std::uint64_t call = 0;   ///< The number of the call.
  std::string operation{};  ///< `"CreateManualDag"`
};

/// A try of a call is handed to the transport.
struct TrySent {
  std::uint64_t call = 0;        ///< The number of the call.
  std::string operation{};       ///< `"CreateManualDag"`
  int attempt = 0;               ///< 1 for the first.
  std::string signatureNonce{};  ///< To find this try in the service's logs.
};

/// A try failed, and the call will try again after `pause`; unless what was refused is the credentials, and none but
/// the same are to be had.
struct RetryDecided {
  std::uint64_t call = 0;              ///< The number of the call.
  std::string operation{};             ///< `"CreateManualDag"`
  int attempt = 0;                     ///< The one that failed.
  std::chrono::milliseconds pause{0};  ///< Before the next try.
  Error error{};                       ///< Why.
};

/// A call ended.
struct CallFinished {
  std::uint64_t call = 0;             ///< The number of the call.
  std::string operation{};            ///< `"CreateManualDag"`
  bool ok = false;                    ///< True if there is a result.
  std::string requestId{};            ///< What to quote to support; empty if no answer came.
  int attempts = 0;                   ///< How many tries it took.
  std::chrono::milliseconds took{0};  ///< All tries and pauses.
  Error error{};                      ///< Meaningful if not `ok`.
};

/// Something that works but should be looked at, such as a credentials file that others can read.
struct Warning {
  std::string message{};  ///< For people.
};

/// Override what interests you. Called from whatever thread does the work, several at once: be thread-safe and quick.
/// What an observer throws is swallowed.
class DATAWORKS_EXPORT Observer {
 public:
  virtual ~Observer();
  virtual void onCallStarted(const CallStarted& event);  ///< A call begins.
  /// A try goes out when this returns, unless the call's stop was requested by then: so that a journal that could not
  /// be written can keep it back.
  virtual void onTrySent(const TrySent& event);
  virtual void onRetryDecided(const RetryDecided& event);  ///< There is to be another try.
  virtual void onCallFinished(const CallFinished& event);  ///< A call ended.
  virtual void onWarning(const Warning& event);            ///< Something should be looked at.
};

/// Writes one line an event. `out` must outlive the client.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<Observer> logTo(std::ostream& out);

}  // namespace dataworks
