// SPDX-License-Identifier: Apache-2.0
// What an event loop sleeps in, and what moves its bytes.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>

#include "dataworks/clock.h"
#include "dataworks/transport.h"

namespace dataworks::detail {

/// The time until which there is nothing else to do.
struct WakeTime {
  Clock& clock;
  std::chrono::steady_clock::time_point at;
  bool held = false;  ///< Something outside the loop is awaited, which a manual clock must not overtake.

  /// Returns how long to sleep from now. Call it only when about to sleep: it moves a manual clock.
  [[nodiscard]] std::chrono::nanoseconds left() const {
    using std::chrono::nanoseconds;
    if (held) return std::clamp<nanoseconds>(at - clock.steadyNow(), nanoseconds(0), std::chrono::milliseconds(10));
    return std::max(clock.timeUntil(at), nanoseconds(0));
  }
};

/// There are two: libcurl (http/curl_backend.h), and one around the user's `Transport`
/// (event_loop/transport_backend.h). All methods but `wake` are called by the one thread that runs the loop.
class HttpBackend {
 public:
  using Done = std::function<void(TransportOutcome)>;

  virtual ~HttpBackend() = default;

  /// Identifies a request that is under way.
  using RequestHandle = std::uint64_t;
  static constexpr RequestHandle kNoRequest = 0;

  /// Starts a request. `done` is called once, by the running thread, perhaps before this returns.
  virtual RequestHandle send(HttpRequest&& request, Done&& done) = 0;

  /// Ends a request early. Its `done` is called before this returns if the backend can do so. Does nothing if the
  /// request is over.
  virtual void cancel(RequestHandle handle) = 0;

  /// Moves what can be moved. If there is nothing, sleeps until there is, until `wake` is called, or until `until`.
  virtual void wait(const WakeTime& until) = 0;

  /// Ends the current `wait`, or the next one. Thread-safe; never blocks.
  virtual void wake() noexcept = 0;
};

}  // namespace dataworks::detail
