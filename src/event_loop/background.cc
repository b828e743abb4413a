// SPDX-License-Identifier: Apache-2.0
#include "event_loop/background.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <thread>
#include <utility>

#include "dataworks/pending.h"
#include "event_loop/fork.h"
#include "types/make_error.h"

namespace dataworks::detail {

namespace {
thread_local bool runsEventLoop = false;
}  // namespace

bool onEventLoopThread() noexcept { return runsEventLoop; }

// Both are maybe executed: the call that they are about goes on.

Error waitingOnEventLoopThread() {
  Error error = invalidArgument("a blocking call on a client's background thread would hold up what it waits for",
                                "In a callback or coroutine use the Async form and then(), or co_await.");
  error.execution = Execution::kMaybeExecuted;
  return error;
}

Error createdBeforeFork() {
  return invalidArgument("this client was created before fork(), and belongs to the parent process",
                         "Create the client after fork() or daemon().");
}

Error takenBefore() {
  Error error = invalidArgument("the result of this call was taken before",
                                "A Pending has its result once, for get(), then() or co_await: keep what it returned.");
  error.execution = Execution::kMaybeExecuted;
  return error;
}

// Shared with the thread, so that a callback may destroy the client that it belongs to.
struct Background::State {
  explicit State(MakeLoop make) : makeLoop(std::move(make)) {}

  MakeLoop makeLoop;
  std::mutex mutex;
  std::unique_ptr<EventLoop> loop;
  std::thread thread;
  std::int64_t process = 0;  // where the thread runs: a forked child has none
  std::atomic<std::size_t> underWay = 0;
  std::atomic<bool> ending = false;

  // Of the event loop's thread alone.
  using Cancels = std::map<std::uint64_t, Cancel>;
  std::unique_ptr<Cancels> cancels;
  std::uint64_t submitted = 0;

  void start(std::shared_ptr<State> self);
  void leaveToParent();
  void begin(const Work& work);
  void run();
};

Background::Background(MakeLoop makeLoop) : state_(std::make_shared<State>(std::move(makeLoop))) {}

Background::~Background() { end(); }

void Background::end() {
  std::thread thread;
  {
    std::lock_guard lock(state_->mutex);
    state_->ending = true;
    if (!state_->thread.joinable()) return;
    if (state_->process != forkNumber()) return state_->leaveToParent();
    thread = std::move(state_->thread);
    state_->loop->wake();  // so that it reads `ending`
  }
  if (thread.get_id() == std::this_thread::get_id()) {
    thread.detach();
  } else {
    thread.join();
  }
}

bool Background::ending() const noexcept { return state_->ending; }

bool Background::submit(Work work, std::size_t most) {
  std::lock_guard lock(state_->mutex);
  if (state_->ending) return false;
  if (state_->loop && state_->process != forkNumber()) state_->leaveToParent();
  if (state_->underWay >= most) return false;
  if (!state_->loop) state_->start(state_);
  std::function<void()> task = [state = state_.get(), work = std::move(work)] { state->begin(work); };
  ++state_->underWay;
  try {
    state_->loop->post(std::move(task));
  } catch (...) {
    --state_->underWay;
    throw;
  }
  return true;
}

// In a forked child neither the thread nor the connections are ours: they are forgotten, not ended. What the thread
// worked with is not even read: the fork may have come in the middle of a change.
void Background::State::leaveToParent() {
  static_cast<void>(new std::thread(std::move(thread)));  // first, because it may fail
  static_cast<void>(loop.release());
  static_cast<void>(cancels.release());
  underWay = 0;
}

void Background::State::start(std::shared_ptr<State> self) {
  auto made = makeLoop();
  cancels = std::make_unique<Cancels>();
  process = forkNumber();
  loop = std::move(made);
  try {
    thread = std::thread([self = std::move(self)] { self->run(); });
  } catch (...) {
    loop.reset();
    throw;
  }
}

void Background::State::begin(const Work& work) {
  const std::uint64_t number = ++submitted;
  try {
    (*cancels)[number] = nullptr;  // it may be finished before `work` returns
  } catch (...) {                  // without memory to note how to cancel it: then the end waits for it
  }
  auto cancel = work(*loop, [this, number] {
    cancels->erase(number);
    --underWay;
  });
  if (const auto mine = cancels->find(number); mine != cancels->end()) mine->second = std::move(cancel);
}

void Background::State::run() {
  runsEventLoop = true;
  while (!ending) loop->runOnce();
  while (underWay > 0) {
    std::uint64_t number = 0;  // what is cancelled is usually finished, and erased, within the call
    for (auto next = cancels->begin(); next != cancels->end(); next = cancels->upper_bound(number)) {
      number = next->first;
      if (const auto cancel = std::exchange(next->second, nullptr)) cancel();
    }
    if (underWay > 0) loop->runOnce(loop->now() + std::chrono::milliseconds(10));
  }
  runsEventLoop = false;
}

}  // namespace dataworks::detail
