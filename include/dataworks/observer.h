// What the client is doing, as values: for logs, metrics and traces.
//
// Events are built from safe fields only. No secret, no parameter value and no URL ever reaches them.
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
  std::uint64_t call = 0;
  std::string operation{};
};

/// A try of a call is handed to the transport.
struct TrySent {
  std::uint64_t call = 0;
  std::string operation{};
  int attempt = 0;  ///< 1 for the first.
  std::string signatureNonce{};
};

/// A try failed, and the call will try again after `pause`.
struct RetryDecided {
  std::uint64_t call = 0;
  std::string operation{};
  int attempt = 0;  ///< The one that failed.
  std::chrono::milliseconds pause{0};
  Error error{};  ///< Why.
};

/// A call ended.
struct CallFinished {
  std::uint64_t call = 0;
  std::string operation{};
  bool ok = false;
  std::string requestId{};
  int attempts = 0;
  std::chrono::milliseconds took{0};
  Error error{};  ///< Meaningful if not `ok`.
};

/// Something that works but should be looked at, such as a credentials file that others can read.
struct Warning {
  std::string message{};
};

/// Override what interests you. Called from whatever thread does the work, several at once: be thread-safe and quick.
/// What an observer throws is swallowed.
class DATAWORKS_EXPORT Observer {
 public:
  virtual ~Observer();
  virtual void onCallStarted(const CallStarted& event);
  virtual void onTrySent(const TrySent& event);
  virtual void onRetryDecided(const RetryDecided& event);
  virtual void onCallFinished(const CallFinished& event);
  virtual void onWarning(const Warning& event);
};

/// Writes one line an event. `out` must outlive the client.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<Observer> logTo(std::ostream& out);

}  // namespace dataworks
