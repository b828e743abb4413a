#include "engine/transport_driver.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "dataworks/testing/manual_clock.h"
#include "support/call_bench.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;

TEST(TransportDriver, DeliversAnswersToWhoeverWaitsAndNotBefore) {
  auto held = std::make_shared<HoldingTransport>();
  TransportDriver driver(held);
  ManualClock clock;
  std::optional<int> status;
  driver.send({}, [&](const TransportOutcome& outcome) { status = std::get<HttpResponse>(outcome).status; });
  held->answer(0, HttpResponse{.status = 204});
  EXPECT_FALSE(status);
  driver.wait({clock, clock.steadyNow() + 1h});
  EXPECT_EQ(status, 204);
  EXPECT_EQ(clock.passed(), 0ns) << "it slept although an answer was there";
}

TEST(TransportDriver, WakesForAnAnswerFromAnotherThread) {
  auto held = std::make_shared<HoldingTransport>();
  TransportDriver driver(held);
  const auto clock = systemClock();
  bool answered = false;
  driver.send({}, [&](const TransportOutcome&) { answered = true; });
  std::jthread other([&] { held->answer(0, HttpResponse{}); });
  while (!answered) driver.wait({*clock, Engine::TimePoint::max()});
}

TEST(TransportDriver, IsWokenOncePresentOrNext) {
  TransportDriver driver(std::make_shared<HoldingTransport>());
  ManualClock clock;
  driver.wake();
  driver.wait({clock, clock.steadyNow() + 1h});
  EXPECT_EQ(clock.passed(), 0ns);
  driver.wait({clock, clock.steadyNow() + 1h});
  EXPECT_EQ(clock.passed(), 1h);
}

TEST(TransportDriver, IsOutlivedByALateAnswer) {
  auto held = std::make_shared<HoldingTransport>();
  bool answered = false;
  {
    TransportDriver driver(held);
    driver.send({}, [&](const TransportOutcome&) { answered = true; });
  }
  held->answer(0, HttpResponse{});
  EXPECT_FALSE(answered);
}

TEST(TransportDriver, CancelsWithTheWordOfTheTransportWhereItIsThere) {
  auto held = std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kAnswerInline, RequestSent::kNo);
  TransportDriver driver(held);
  int answers = 0;
  std::optional<RequestSent> sent;
  const auto ticket = driver.send({}, [&](const TransportOutcome& outcome) {
    ++answers;
    sent = std::get<TransportFailure>(outcome).sent;
  });
  driver.cancel(ticket);
  EXPECT_EQ(sent, RequestSent::kNo);
  driver.cancel(ticket);
  driver.cancel(TransportDriver::kNoTicket);
  EXPECT_EQ(answers, 1);
}

TEST(TransportDriver, CancelsWithAnAnswerThatNobodyHasHeardYet) {
  auto held = std::make_shared<HoldingTransport>();
  TransportDriver driver(held);
  std::vector<int> statuses;
  const auto note = [&](const TransportOutcome& outcome) {
    statuses.push_back(std::get<HttpResponse>(outcome).status);
  };
  const auto first = driver.send({}, note);
  driver.send({}, note);
  held->answer(1, HttpResponse{.status = 202});
  held->answer(0, HttpResponse{.status = 201});
  driver.cancel(first);
  EXPECT_EQ(statuses, (std::vector<int>{201}));
  ManualClock clock;
  driver.wait({clock, clock.steadyNow()});
  EXPECT_EQ(statuses, (std::vector<int>{201, 202}));
}

TEST(TransportDriver, LetsAnAnswerStartAnotherRequest) {
  auto script = std::make_shared<ScriptedTransport>();
  script->always("", answer(200, ""));
  TransportDriver driver(script);
  ManualClock clock;
  int answers = 0;
  driver.send({}, [&](const TransportOutcome&) {
    ++answers;
    driver.send({}, [&](const TransportOutcome&) { ++answers; });
  });
  driver.wait({clock, clock.steadyNow()});
  EXPECT_EQ(answers, 1);
  driver.wait({clock, clock.steadyNow()});
  EXPECT_EQ(answers, 2);
}

}  // namespace
}  // namespace dataworks::testing
