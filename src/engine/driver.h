// What an engine sleeps in, and what moves its bytes.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>

#include "dataworks/clock.h"
#include "dataworks/transport.h"

namespace dataworks {

/// Until when there is nothing else to do.
struct WakeTime {
  Clock& clock;
  std::chrono::steady_clock::time_point at;

  /// How long to sleep from here. Asked only by who is about to sleep: it moves a manual clock.
  [[nodiscard]] std::chrono::nanoseconds left() const {
    return std::max(clock.sleepFor(at), std::chrono::nanoseconds(0));
  }
};

/// Two of them: libcurl (http/curl_driver.h), and one around a `Transport` that the user gave
/// (engine/transport_driver.h). All but `wake` is called by the one thread that pumps the engine.
class Driver {
 public:
  using Done = std::function<void(TransportOutcome)>;

  virtual ~Driver() = default;

  /// Names a request that is under way.
  using Ticket = std::uint64_t;
  static constexpr Ticket kNoTicket = 0;

  /// Starts a request. `done` is called once, by the pumping thread, perhaps before this returns.
  virtual Ticket send(HttpRequest&& request, Done&& done) = 0;

  /// Ends a request early. Its `done` is called before this returns, unless the driver cannot. Does nothing for one
  /// that is over.
  virtual void cancel(Ticket ticket) = 0;

  /// Moves what can be moved; where there is nothing to move, sleeps until there is, `wake` is called, or it is time.
  virtual void wait(const WakeTime& until) = 0;

  /// Ends a `wait`, the present or the next one. Thread-safe, never blocks.
  virtual void wake() noexcept = 0;
};

}  // namespace dataworks
