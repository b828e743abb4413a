#include "engine/engine.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "dataworks/testing/manual_clock.h"
#include "engine/driver.h"

namespace dataworks {
namespace {

using namespace std::chrono_literals;
using testing::ManualClock;

/// Sends nothing. Notes how long it would have slept.
class SleepingDriver final : public Driver {
 public:
  Ticket send(HttpRequest&&, Done&& done) override {
    held = std::move(done);
    return 1;
  }
  void cancel(Ticket) override {}
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

struct EngineTest : ::testing::Test {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  SleepingDriver* driver = nullptr;
  Engine engine{clock, [this] {
                  auto made = std::make_unique<SleepingDriver>();
                  driver = made.get();
                  return made;
                }()};
  Engine::TimePoint begun = clock->steadyNow();
  std::vector<std::string> log;

  std::function<void()> note(const std::string& text) {
    return [this, text] { log.push_back(text); };
  }
};

TEST_F(EngineTest, FiresTimersInTheOrderOfTheirTimesThenOfTheirMaking) {
  engine.at(begun + 2s, note("c"));
  engine.at(begun + 1s, note("a"));
  engine.at(begun + 2s, note("d"));
  engine.at(begun + 1s, note("b"));
  while (log.size() < 4) engine.turn();
  EXPECT_EQ(log, (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(clock->passed(), 2s);
}

TEST_F(EngineTest, FiresNoTimerEarlyOrTwiceOrOnceCancelled) {
  const auto cancelled = engine.at(begun + 1s, note("cancelled"));
  engine.at(begun + 2s, note("kept"));
  engine.cancel(cancelled);
  engine.cancel(cancelled);
  engine.turn(begun);
  EXPECT_TRUE(log.empty());
  clock->advance(2s - 1ns);
  engine.turn(begun);
  EXPECT_TRUE(log.empty());
  clock->advance(1ns);
  engine.turn();
  engine.turn(begun);
  EXPECT_EQ(log, std::vector<std::string>{"kept"});
}

TEST_F(EngineTest, LetsATimerSetAndCancelOthers) {
  const auto later = engine.at(begun + 2s, note("later"));
  engine.at(begun + 1s, [&] {
    engine.cancel(later);
    engine.at(begun + 1s, note("due now"));
    engine.at(begun + 3s, note("due then"));
  });
  while (log.size() < 2) engine.turn();
  EXPECT_EQ(log, (std::vector<std::string>{"due now", "due then"}));
}

TEST_F(EngineTest, SleepsUntilTheFirstTimerOrTheGivenTime) {
  engine.turn(begun + 5s);
  EXPECT_EQ(clock->passed(), 5s);
  engine.at(begun + 8s, note("x"));
  engine.turn(begun + 7s);
  EXPECT_EQ(clock->passed(), 7s);
  engine.turn(begun + 60s);
  EXPECT_EQ(clock->passed(), 8s);
  engine.turn(begun + 60s);  // fires, and then does not sleep
  EXPECT_EQ(clock->passed(), 8s);
  EXPECT_EQ(log.size(), 1u);
}

TEST_F(EngineTest, LetsTheDriverWorkInEveryTurnButSleepOnlyWhenThereIsNothingToDo) {
  engine.post(note("posted"));
  engine.turn(begun + 5s);
  EXPECT_EQ(driver->waits, 1);
  EXPECT_EQ(driver->sleptFor, 0ns);
  EXPECT_EQ(clock->passed(), 0ns);
  engine.turn();  // nothing to do, ever
  EXPECT_EQ(driver->waits, 2);
  EXPECT_EQ(driver->sleptFor, std::chrono::nanoseconds::max());
}

TEST_F(EngineTest, RunsPostedTasksInOrderAndWhatTheyPostInTheNextTurn) {
  engine.post([&] {
    log.push_back("one");
    engine.post(note("three"));
  });
  engine.post(note("two"));
  EXPECT_EQ(driver->wakes, 2);
  engine.turn();
  EXPECT_EQ(log, (std::vector<std::string>{"one", "two"}));
  engine.turn();
  EXPECT_EQ(log.back(), "three");
  engine.turn(begun);
  EXPECT_EQ(log.size(), 3u);
}

TEST_F(EngineTest, TakesTasksFromAnyThread) {
  int ran = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 250; ++k) engine.post([&ran] { ++ran; });
      });
    }
  }
  engine.turn(begun);
  EXPECT_EQ(ran, 1000);
  EXPECT_EQ(driver->wakes, 1000);
}

TEST_F(EngineTest, RunsTasksBeforeTimersBeforeAnswers) {
  engine.send({}, [&](const TransportOutcome&) { log.push_back("answer"); });
  engine.at(begun, note("timer"));
  engine.post(note("task"));
  engine.turn();
  EXPECT_EQ(log, (std::vector<std::string>{"task", "timer"}));
  driver->held(HttpResponse{});
  EXPECT_EQ(log.back(), "answer");
}

TEST(DeadlineOf, IsNeverWhereThereIsNone) {
  using std::chrono::milliseconds;
  const auto begun = Engine::TimePoint(1h);
  EXPECT_EQ(deadlineOf(begun, 5s), begun + 5s);
  for (const milliseconds timeout : {milliseconds(0), milliseconds(-1), milliseconds::max(), milliseconds::max() - 1ms,
                                     std::chrono::duration_cast<milliseconds>(Engine::TimePoint::max() - begun)}) {
    EXPECT_EQ(deadlineOf(begun, timeout), Engine::TimePoint::max()) << timeout.count();
  }
}

}  // namespace
}  // namespace dataworks
