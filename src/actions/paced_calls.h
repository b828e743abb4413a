// SPDX-License-Identifier: Apache-2.0
// The calls of a stop, a re-run or a search for runs: one at a time, at the client's poll rate, and cancellable at
// once.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "call/call.h"

namespace dataworks::detail {

/// Belongs to one event loop. Its owner keeps itself alive in `done`.
class PacedCalls {
 public:
  using TimePoint = EventLoop::TimePoint;

  /// `ends` is when the action as a whole must be over.
  PacedCalls(CallContext& context, std::stop_token stop, TimePoint ends)
      : context_(context), stop_(std::move(stop)), ends_(ends) {}

  /// Starts a call once `due` has come and the client's poll rate allows it. `prepare` takes the options to call with.
  template <class Prepare, class T>
  void start(TimePoint due, Prepare prepare, Done<T> done);

  /// Ends the call that is under way, or the wait for it. Its `done` is called within this call or soon after.
  void cancel();

  /// What a call may take: the client's usual time, and what is left until the end.
  [[nodiscard]] std::chrono::milliseconds timeout() const;
  [[nodiscard]] TimePoint now() const { return context_.loop.now(); }

 private:
  void takeSlot();
  void onSlot();
  void guarded(void (PacedCalls::*step)()) noexcept;

  CallContext& context_;
  const std::stop_token stop_;
  const TimePoint ends_;
  std::optional<EventLoop::Timer> timer_;
  std::optional<TimePoint> slot_;  // taken from the limiter, not used yet
  std::function<Cancel()> call_;   // what begins when it is its turn
  std::function<void(Error)> fail_;
  Cancel cancelCall_;
  int started_ = 0;
};

// --- implementation -------------------------------------------------------------------------------------------------

template <class Prepare, class T>
void PacedCalls::start(TimePoint due, Prepare prepare, Done<T> done) {
  const auto shared = std::make_shared<Done<T>>(std::move(done));
  ++started_;
  cancelCall_ = nullptr;
  try {
    fail_ = [shared](Error error) { (*shared)(std::move(error)); };
    call_ = [this, shared, prepare = std::move(prepare)]() -> Cancel {
      auto prepared = prepare(CallOptions{.timeout = timeout(), .stop = stop_});
      if (!prepared) {
        (*shared)(std::move(prepared).error());
        return nullptr;
      }
      return std::move(*prepared).start(context_, [shared](Result<T>&& result) { (*shared)(std::move(result)); });
    };
    timer_ = context_.loop.at(due, [this] {
      timer_.reset();
      guarded(&PacedCalls::takeSlot);
    });
  } catch (...) {  // they keep the owner, which keeps this
    call_ = nullptr;
    fail_ = nullptr;
    throw;
  }
}

}  // namespace dataworks::detail
