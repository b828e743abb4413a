// SPDX-License-Identifier: Apache-2.0
// The event loop: requests on the wire, timers, and a mailbox. It does nothing by itself: a thread must run it.
//
// Which thread that is, is the only difference between the two ways of calling: a blocking call runs an event loop on
// its own thread (`runHere`); asynchronous calls share one that a background thread runs
// (event_loop/background.h).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "dataworks/clock.h"
#include "dataworks/transport.h"
#include "event_loop/http_backend.h"

namespace dataworks::detail {

/// Ends early what was started on a loop. May be called at any time, by the thread that runs the loop; a second call
/// does nothing.
using Cancel = std::function<void()>;

/// Used by one thread at a time; only `post` and `wake` may be called from any thread.
class EventLoop {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Timer = std::pair<TimePoint, std::uint64_t>;  ///< When it fires, and its number, unique in the loop.

  EventLoop(std::shared_ptr<Clock> clock, std::unique_ptr<HttpBackend> backend);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  HttpBackend::RequestHandle send(HttpRequest&& request, HttpBackend::Done&& done);
  void cancel(HttpBackend::RequestHandle handle) { backend_->cancel(handle); }
  Timer at(TimePoint time, std::function<void()> fire);
  void cancel(const Timer& timer);

  /// Runs `task` in the next `runOnce`. Thread-safe.
  void post(std::function<void()> task);

  /// Ends the wait of the current `runOnce`, or of the next one. Thread-safe.
  void wake() noexcept { backend_->wake(); }

  /// While something that this loop cannot see is awaited, such as a fetch on another thread, a manual clock does not
  /// jump.
  void hold() noexcept { ++held_; }
  void release() noexcept { --held_; }

  /// Runs what is due, or waits for the next thing to become due, until `until` at the latest.
  void runOnce(TimePoint until = TimePoint::max());

  /// Runs until the work is `over`, which `cancel` ends early once `stop` is requested or an exception was kept. That
  /// one is thrown at the end.
  void runUntil(const bool& over, const std::stop_token& stop, const Cancel& cancel);

  /// Within a catch: keeps the exception for `runUntil`. The first one counts.
  void keepException() noexcept;

  [[nodiscard]] Clock& clock() const noexcept { return *clock_; }
  [[nodiscard]] TimePoint now() const { return clock_->steadyNow(); }

 private:
  bool runPosted();
  bool fireDue();

  std::shared_ptr<Clock> clock_;
  using Timers = std::map<Timer, std::function<void()>>;
  Timers timers_;
  Timers::node_type unusedTimer_;  // kept to reuse its memory
  std::uint64_t timersMade_ = 0;
  int held_ = 0;
  std::exception_ptr thrown_;
  std::mutex mailboxMutex_;
  std::vector<std::function<void()>> mailbox_;
  std::atomic<bool> hasMail_ = false;          // so that a run without mail takes no lock
  std::vector<std::function<void()>> posted_;  // the mailbox as taken; kept to reuse its memory
  std::unique_ptr<HttpBackend> backend_;       // last: its end may still call back
};

/// Runs `loop` on the caller's thread until the result is there. `start(done)` starts the work and returns a function
/// that cancels it; `done` takes the result. There is no other thread and no hand-over, and a stop or a deadline takes
/// effect within a millisecond. If an exception leaves it, the loop must not be used again: what is live in it would
/// report to a frame that is gone.
template <class T, class Start>
T runHere(EventLoop& loop, const std::stop_token& stop, Start start) {
  std::optional<T> result;
  bool over = false;
  const Cancel cancel = start([&result, &over](T&& value) {
    result.emplace(std::move(value));
    over = true;
  });
  loop.runUntil(over, stop, cancel);
  return *std::move(result);
}

/// Returns `begun` plus `timeout`; never, if `timeout` is 0 or longer than a clock can count.
[[nodiscard]] inline EventLoop::TimePoint deadlineOf(EventLoop::TimePoint begun, std::chrono::milliseconds timeout) {
  constexpr auto kNever = EventLoop::TimePoint::max();
  const auto longest = std::chrono::duration_cast<std::chrono::milliseconds>(kNever - begun);  // compared in its unit:
  return timeout.count() <= 0 || timeout >= longest ? kNever : begun + timeout;  // a longer one overflows in this one
}

}  // namespace dataworks::detail
