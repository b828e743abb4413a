// SPDX-License-Identifier: Apache-2.0
#include "event_loop/event_loop.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "dataworks/testing/manual_clock.h"
#include "event_loop/http_backend.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using testing::ManualClock;

/// Sends nothing. Notes how long it would have slept.
class SleepingBackend final : public HttpBackend {
 public:
  RequestHandle send(HttpRequest&&, Done&& done) override {
    held = std::move(done);
    return 1;
  }
  void cancel(RequestHandle) override {}
  void wait(const WakeTime& until) override {
    ++waits;
    sleptFor = until.left();
  }
  void wake() noexcept override { ++wakes; }

  std::function<void(TransportOutcome)> held;
  int waits = 0;
  std::atomic<int> wakes = 0;
  std::chrono::nanoseconds sleptFor{-1};
};

struct EventLoopTest : ::testing::Test {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  SleepingBackend* backend = nullptr;
  EventLoop loop{clock, [this] {
                   auto made = std::make_unique<SleepingBackend>();
                   backend = made.get();
                   return made;
                 }()};
  EventLoop::TimePoint begun = clock->steadyNow();
  std::vector<std::string> log;

  std::function<void()> note(const std::string& text) {
    return [this, text] { log.push_back(text); };
  }
};

TEST_F(EventLoopTest, DoesNotJumpAManualClockWhileItIsHeld) {
  loop.at(begun + 2s, note("late"));
  loop.hold();
  loop.runOnce();
  EXPECT_EQ(clock->passed(), 0s);
  EXPECT_EQ(backend->sleptFor, 10ms) << "then it looks at the clock again";
  loop.release();
  loop.runOnce();
  EXPECT_EQ(clock->passed(), 2s);
}

TEST_F(EventLoopTest, FiresTimersInTheOrderOfTheirTimesThenOfTheirMaking) {
  loop.at(begun + 2s, note("c"));
  loop.at(begun + 1s, note("a"));
  loop.at(begun + 2s, note("d"));
  loop.at(begun + 1s, note("b"));
  while (log.size() < 4) loop.runOnce();
  EXPECT_EQ(log, (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(clock->passed(), 2s);
}

TEST_F(EventLoopTest, FiresNoTimerEarlyOrTwiceOrOnceCancelled) {
  const auto cancelled = loop.at(begun + 1s, note("cancelled"));
  loop.at(begun + 2s, note("kept"));
  loop.cancel(cancelled);
  loop.cancel(cancelled);
  loop.runOnce(begun);
  EXPECT_TRUE(log.empty());
  clock->advance(2s - 1ns);
  loop.runOnce(begun);
  EXPECT_TRUE(log.empty());
  clock->advance(1ns);
  loop.runOnce();
  loop.runOnce(begun);
  EXPECT_EQ(log, std::vector<std::string>{"kept"});
}

TEST_F(EventLoopTest, LetsATimerSetAndCancelOthers) {
  const auto later = loop.at(begun + 2s, note("later"));
  loop.at(begun + 1s, [&] {
    loop.cancel(later);
    loop.at(begun + 1s, note("due now"));
    loop.at(begun + 3s, note("due then"));
  });
  while (log.size() < 2) loop.runOnce();
  EXPECT_EQ(log, (std::vector<std::string>{"due now", "due then"}));
}

TEST_F(EventLoopTest, SleepsUntilTheFirstTimerOrTheGivenTime) {
  loop.runOnce(begun + 5s);
  EXPECT_EQ(clock->passed(), 5s);
  loop.at(begun + 8s, note("x"));
  loop.runOnce(begun + 7s);
  EXPECT_EQ(clock->passed(), 7s);
  loop.runOnce(begun + 60s);
  EXPECT_EQ(clock->passed(), 8s);
  loop.runOnce(begun + 60s);  // fires, and then does not sleep
  EXPECT_EQ(clock->passed(), 8s);
  EXPECT_EQ(log.size(), 1u);
}

TEST_F(EventLoopTest, LetsTheBackendWorkInEveryRunButSleepOnlyWhenThereIsNothingToDo) {
  loop.post(note("posted"));
  loop.runOnce(begun + 5s);
  EXPECT_EQ(backend->waits, 1);
  EXPECT_EQ(backend->sleptFor, 0ns);
  EXPECT_EQ(clock->passed(), 0ns);
  loop.runOnce();  // nothing to do, ever
  EXPECT_EQ(backend->waits, 2);
  EXPECT_EQ(backend->sleptFor, std::chrono::nanoseconds::max());
}

TEST_F(EventLoopTest, RunsPostedTasksInOrderAndWhatTheyPostInTheNextRun) {
  loop.post([&] {
    log.push_back("one");
    loop.post(note("three"));
  });
  loop.post(note("two"));
  EXPECT_EQ(backend->wakes, 2);
  loop.runOnce();
  EXPECT_EQ(log, (std::vector<std::string>{"one", "two"}));
  loop.runOnce();
  EXPECT_EQ(log.back(), "three");
  loop.runOnce(begun);
  EXPECT_EQ(log.size(), 3u);
}

TEST_F(EventLoopTest, TakesTasksFromAnyThread) {
  int ran = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 250; ++k) loop.post([&ran] { ++ran; });
      });
    }
  }
  loop.runOnce(begun);
  EXPECT_EQ(ran, 1000);
  EXPECT_EQ(backend->wakes, 1000);
}

TEST_F(EventLoopTest, RunsTasksBeforeTimersBeforeResponses) {
  loop.send({}, [&](const TransportOutcome&) { log.push_back("response"); });
  loop.at(begun, note("timer"));
  loop.post(note("task"));
  loop.runOnce();
  EXPECT_EQ(log, (std::vector<std::string>{"task", "timer"}));
  backend->held(HttpResponse{});
  EXPECT_EQ(log.back(), "response");
}

// What keeps an exception has ended by then, or ends once it is cancelled.
TEST_F(EventLoopTest, ThrowsAtTheEndWhatWasKeptAndEndsEarlyForIt) {
  bool over = false;
  int cancelled = 0;
  const auto keep = [this](const char* what) {
    try {
      throw std::runtime_error(what);
    } catch (...) {
      loop.keepException();
    }
  };
  loop.at(begun + 1s, [&] {
    keep("first");
    keep("second");
  });
  loop.at(begun + 2s, [&] { over = true; });
  const auto cancel = [&] {
    ++cancelled;
    loop.post([&] { over = true; });
  };
  try {
    loop.runUntil(over, {}, cancel);
    FAIL() << "it threw nothing";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "first");
  }
  EXPECT_EQ(cancelled, 1);
  EXPECT_EQ(clock->passed(), 1s);
}

TEST(DeadlineOf, IsNeverWhereThereIsNone) {
  using std::chrono::milliseconds;
  const auto begun = EventLoop::TimePoint(1h);
  EXPECT_EQ(deadlineOf(begun, 5s), begun + 5s);
  for (const milliseconds timeout : {milliseconds(0), milliseconds(-1), milliseconds::max(), milliseconds::max() - 1ms,
                                     std::chrono::duration_cast<milliseconds>(EventLoop::TimePoint::max() - begun)}) {
    EXPECT_EQ(deadlineOf(begun, timeout), EventLoop::TimePoint::max()) << timeout.count();
  }
}

}  // namespace
}  // namespace dataworks::detail
