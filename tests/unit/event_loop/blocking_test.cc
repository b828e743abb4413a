#include "engine/blocking.h"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <string>
#include <variant>

#include "support/call_bench.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;

struct BlockingTest : ::testing::Test {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();

  std::shared_ptr<Pool<Engine>> enginesOver(std::shared_ptr<Transport> transport) {
    return std::make_shared<Pool<Engine>>(
        [this, transport] { return std::make_unique<Engine>(clock, std::make_unique<TransportDriver>(transport)); });
  }

  static TransportOutcome sendOver(std::shared_ptr<Pool<Engine>> engines, HttpRequest request,
                                   std::stop_token stop = {}) {
    BlockingTransport transport(std::move(engines));
    std::optional<TransportOutcome> outcome;
    transport.send(std::move(request), std::move(stop),
                   [&](TransportOutcome answered) { outcome = std::move(answered); });
    EXPECT_TRUE(outcome) << "it did not answer inline";
    return outcome.value_or(TransportFailure{});
  }
};

TEST_F(BlockingTest, RunsHereUntilTheResultIsThere) {
  auto engines = enginesOver(std::make_shared<HoldingTransport>());
  const auto engine = engines->borrow();
  const int result = runHere<int>(*engine, {}, [&](auto done) -> std::function<void()> {
    engine->at(engine->now() + 5s, [done] { done(7); });
    return [] {};
  });
  EXPECT_EQ(result, 7);
  EXPECT_EQ(clock->passed(), 5s);
}

TEST_F(BlockingTest, CancelsWhenAStopIsRequested) {
  auto engines = enginesOver(std::make_shared<HoldingTransport>());
  const auto engine = engines->borrow();
  std::stop_source stop;
  stop.request_stop();
  const int result =
      runHere<int>(*engine, stop.get_token(), [&](auto done) -> std::function<void()> { return [done] { done(8); }; });
  EXPECT_EQ(result, 8);
}

TEST_F(BlockingTest, AnswersInline) {
  auto script = std::make_shared<ScriptedTransport>();
  script->always("", answer(201, "body"));
  auto engines = enginesOver(script);
  const auto outcome = sendOver(engines, {});
  EXPECT_EQ(std::get<HttpResponse>(outcome).status, 201);
  EXPECT_EQ(std::get<HttpResponse>(outcome).body, "body");
}

TEST_F(BlockingTest, EndsAtTheDeadlineOfTheRequest) {
  auto engines = enginesOver(std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kAnswerInline));
  const auto outcome = sendOver(engines, {.deadline = clock->steadyNow() + 3s});
  EXPECT_EQ(std::get<TransportFailure>(outcome).kind, ErrorKind::kTimeout);
  EXPECT_EQ(std::get<TransportFailure>(outcome).detail, "timed out");
  EXPECT_EQ(clock->passed(), 3s);
}

TEST_F(BlockingTest, EndsAtAStop) {
  auto engines = enginesOver(std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kAnswerInline));
  std::stop_source stop;
  stop.request_stop();
  const auto outcome = sendOver(engines, {.deadline = clock->steadyNow() + 3s}, stop.get_token());
  EXPECT_EQ(std::get<TransportFailure>(outcome).kind, ErrorKind::kCancelled);
  EXPECT_EQ(clock->passed(), 0s);
}

TEST_F(BlockingTest, AbandonsATransportThatDoesNotAnswerTheStop) {
  for (const bool late : {false, true}) {
    auto held = std::make_shared<HoldingTransport>();
    auto engines = enginesOver(held);
    std::stop_source stop;
    if (!late) stop.request_stop();
    const auto outcome = sendOver(engines, {.deadline = clock->steadyNow() + 3s}, stop.get_token());
    EXPECT_EQ(std::get<TransportFailure>(outcome).kind, late ? ErrorKind::kTimeout : ErrorKind::kCancelled);
    EXPECT_EQ(std::get<TransportFailure>(outcome).sent, RequestSent::kMaybe);
    EXPECT_TRUE(held->stopRequested(0));
    held->answer(0, HttpResponse{});  // too late: nobody listens
    engines->borrow()->turn(clock->steadyNow());
  }
}

class FullDriver final : public Driver {
 public:
  Ticket send(HttpRequest&&, Done&&) override { throw std::bad_alloc(); }
  void cancel(Ticket) override {}
  void wait(const WakeTime& until) override { static_cast<void>(until.left()); }
  void wake() noexcept override {}
};

TEST_F(BlockingTest, LeavesNoDeadlineBehindWhenMemoryRunsOut) {
  const auto engines = std::make_shared<Pool<Engine>>(
      [this] { return std::make_unique<Engine>(clock, std::make_unique<FullDriver>()); });
  EXPECT_THROW(static_cast<void>(sendOver(engines, {.deadline = clock->steadyNow() + 3s})), std::bad_alloc);
  engines->borrow()->turn(clock->steadyNow() + 60s);
  EXPECT_EQ(clock->passed(), 60s);
}

TEST_F(BlockingTest, LeavesNoDeadlineBehindInTheEngine) {
  auto script = std::make_shared<ScriptedTransport>();
  script->always("", answer(200, ""));
  auto engines = enginesOver(script);
  static_cast<void>(sendOver(engines, {.deadline = clock->steadyNow() + 3s}));
  engines->borrow()->turn(clock->steadyNow() + 60s);
  EXPECT_EQ(clock->passed(), 60s);
}

}  // namespace
}  // namespace dataworks::testing
