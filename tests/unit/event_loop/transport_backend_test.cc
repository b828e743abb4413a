// SPDX-License-Identifier: Apache-2.0
#include "event_loop/transport_backend.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "dataworks/testing/manual_clock.h"
#include "support/call_fixture.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;

TEST(TransportBackend, DeliversResponsesInWaitAndNotBefore) {
  auto held = std::make_shared<HoldingTransport>();
  TransportBackend backend(held);
  ManualClock clock;
  std::optional<int> status;
  backend.send({}, [&](const TransportOutcome& outcome) { status = std::get<HttpResponse>(outcome).status; });
  held->response(0, HttpResponse{.status = 204});
  EXPECT_FALSE(status);
  backend.wait({clock, clock.steadyNow() + 1h});
  EXPECT_EQ(status, 204);
  EXPECT_EQ(clock.passed(), 0ns) << "it slept although a response was there";
}

TEST(TransportBackend, WakesForAResponseFromAnotherThread) {
  auto held = std::make_shared<HoldingTransport>();
  TransportBackend backend(held);
  const auto clock = systemClock();
  bool responded = false;
  backend.send({}, [&](const TransportOutcome&) { responded = true; });
  std::jthread other([&] { held->response(0, HttpResponse{}); });
  while (!responded) backend.wait({*clock, EventLoop::TimePoint::max()});
}

TEST(TransportBackend, IsWokenOncePresentOrNext) {
  TransportBackend backend(std::make_shared<HoldingTransport>());
  ManualClock clock;
  backend.wake();
  backend.wait({clock, clock.steadyNow() + 1h});
  EXPECT_EQ(clock.passed(), 0ns);
  backend.wait({clock, clock.steadyNow() + 1h});
  EXPECT_EQ(clock.passed(), 1h);
}

TEST(TransportBackend, IsOutlivedByALateResponse) {
  auto held = std::make_shared<HoldingTransport>();
  bool responded = false;
  {
    TransportBackend backend(held);
    backend.send({}, [&](const TransportOutcome&) { responded = true; });
  }
  held->response(0, HttpResponse{});
  EXPECT_FALSE(responded);
}

TEST(TransportBackend, CancelsWithTheWordOfTheTransportWhereItIsThere) {
  auto held = std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kResponseInline, RequestSent::kNo);
  TransportBackend backend(held);
  int responses = 0;
  std::optional<RequestSent> sent;
  const auto handle = backend.send({}, [&](const TransportOutcome& outcome) {
    ++responses;
    sent = std::get<TransportFailure>(outcome).sent;
  });
  backend.cancel(handle);
  EXPECT_EQ(sent, RequestSent::kNo);
  backend.cancel(handle);
  backend.cancel(TransportBackend::kNoRequest);
  EXPECT_EQ(responses, 1);
}

TEST(TransportBackend, CancelsWithAResponseNotDeliveredYet) {
  auto held = std::make_shared<HoldingTransport>();
  TransportBackend backend(held);
  std::vector<int> statuses;
  const auto note = [&](const TransportOutcome& outcome) {
    statuses.push_back(std::get<HttpResponse>(outcome).status);
  };
  const auto first = backend.send({}, note);
  backend.send({}, note);
  held->response(1, HttpResponse{.status = 202});
  held->response(0, HttpResponse{.status = 201});
  backend.cancel(first);
  EXPECT_EQ(statuses, (std::vector<int>{201}));
  ManualClock clock;
  backend.wait({clock, clock.steadyNow()});
  EXPECT_EQ(statuses, (std::vector<int>{201, 202}));
}

TEST(TransportBackend, LetsAResponseStartAnotherRequest) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("", respond(200, ""));
  TransportBackend backend(script);
  ManualClock clock;
  int responses = 0;
  backend.send({}, [&](const TransportOutcome&) {
    ++responses;
    backend.send({}, [&](const TransportOutcome&) { ++responses; });
  });
  backend.wait({clock, clock.steadyNow()});
  EXPECT_EQ(responses, 1);
  backend.wait({clock, clock.steadyNow()});
  EXPECT_EQ(responses, 2);
}

}  // namespace
}  // namespace dataworks::testing
