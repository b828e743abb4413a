// SPDX-License-Identifier: Apache-2.0
// Blocking calls: the caller's own thread runs an event loop until the result is there. There is no other thread and no
// hand-over, and a stop or a deadline takes effect within a millisecond.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "dataworks/result.h"
#include "dataworks/transport.h"
#include "event_loop/event_loop.h"
#include "event_loop/pool.h"

namespace dataworks::detail {

/// Runs `loop` until the result is there. `start(done)` starts the work and returns a function that cancels it; `done`
/// takes the result. If an exception leaves it, the loop must not be used again: what is live in it would call `done`.
template <class T, class Start>
T runHere(EventLoop& loop, const std::stop_token& stop, Start start) {
  std::optional<T> result;
  const Cancel cancel = start([&result](T&& value) { result.emplace(std::move(value)); });
  std::atomic<bool> stopped = false;
  const std::stop_callback onStop(stop, [&loop, &stopped] {
    stopped = true;
    loop.wake();
  });
  while (!result) {
    if (stopped.exchange(false)) {
      cancel();
    } else {
      loop.runOnce();
    }
  }
  return std::move(*result);
}

/// Sends one request and waits for its outcome, for code that needs a single exchange and nothing else: credentials
/// providers.
[[nodiscard]] TransportOutcome sendHere(Pool<EventLoop>& loops, HttpRequest request, const std::stop_token& stop);

}  // namespace dataworks::detail
