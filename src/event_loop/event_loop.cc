// SPDX-License-Identifier: Apache-2.0
#include "event_loop/event_loop.h"

#include <algorithm>

namespace dataworks::detail {

EventLoop::EventLoop(std::shared_ptr<Clock> clock, std::unique_ptr<HttpBackend> backend)
    : clock_(std::move(clock)), backend_(std::move(backend)) {}

EventLoop::~EventLoop() = default;

void EventLoop::runOnce(TimePoint until) {
  const bool posted = runPosted();
  const bool fired = fireDue();
  if (posted || fired) {
    until = TimePoint();  // no sleep, but what that started or ended moves on in the same run
  } else if (!timers_.empty()) {
    until = std::min(until, timers_.begin()->first.first);
  }
  backend_->wait({*clock_, until, held_ > 0});
}

void EventLoop::runUntil(const bool& over, const std::stop_token& stop, const Cancel& cancel) {
  std::atomic<bool> stopped = false;
  const std::stop_callback onStop(stop, [this, &stopped] {
    stopped = true;
    wake();
  });
  bool ended = false;  // because of what was thrown
  while (!over) {
    const bool mustEnd = thrown_ != nullptr && !ended;
    if (mustEnd || stopped.exchange(false)) {
      ended = ended || mustEnd;
      if (cancel) cancel();
    } else {
      runOnce();
    }
  }
  if (thrown_ != nullptr) std::rethrow_exception(thrown_);
}

void EventLoop::keepException() noexcept {
  if (thrown_ == nullptr) thrown_ = std::current_exception();
}

HttpBackend::RequestHandle EventLoop::send(HttpRequest&& request, HttpBackend::Done&& done) {
  return backend_->send(std::move(request), std::move(done));
}

EventLoop::Timer EventLoop::at(TimePoint time, std::function<void()> fire) {
  Timer timer{time, ++timersMade_};
  if (unusedTimer_) {
    unusedTimer_.key() = timer;
    unusedTimer_.mapped() = std::move(fire);
    timers_.insert(std::move(unusedTimer_));
  } else {
    timers_.emplace(timer, std::move(fire));
  }
  return timer;
}

void EventLoop::cancel(const Timer& timer) {
  auto cancelled = timers_.extract(timer);
  if (!cancelled) return;
  cancelled.mapped() = nullptr;  // it may hold what ends with it, and calls back
  unusedTimer_ = std::move(cancelled);
}

void EventLoop::post(std::function<void()> task) {
  {
    std::lock_guard lock(mailboxMutex_);
    mailbox_.push_back(std::move(task));
    hasMail_ = true;
  }
  backend_->wake();
}

bool EventLoop::runPosted() {
  if (!hasMail_) return false;
  {
    std::lock_guard lock(mailboxMutex_);
    posted_.swap(mailbox_);
    hasMail_ = false;
  }
  for (auto& task : posted_) task();
  posted_.clear();
  return true;
}

bool EventLoop::fireDue() {
  if (timers_.empty()) return false;
  const TimePoint now = clock_->steadyNow();
  bool any = false;
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    auto due = timers_.extract(timers_.begin());
    due.mapped()();
    any = true;
  }
  return any;
}

}  // namespace dataworks::detail
