// SPDX-License-Identifier: Apache-2.0
#include "event_loop/blocking.h"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <string>
#include <variant>

#include "event_loop/pool.h"
#include "support/call_fixture.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;

struct BlockingTest : ::testing::Test {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();

  std::shared_ptr<Pool<EventLoop>> loopsOver(std::shared_ptr<Transport> transport) {
    return std::make_shared<Pool<EventLoop>>([this, transport] {
      return std::make_unique<EventLoop>(clock, std::make_unique<TransportBackend>(transport));
    });
  }

  static TransportOutcome sendOver(std::shared_ptr<Pool<EventLoop>> loops, HttpRequest request,
                                   std::stop_token stop = {}) {
    const auto loop = loops->borrow();
    return sendHere(*loop, std::move(request), stop);
  }
};

TEST_F(BlockingTest, RunsHereUntilTheResultIsThere) {
  auto loops = loopsOver(std::make_shared<HoldingTransport>());
  const auto loop = loops->borrow();
  const int result = runHere<int>(*loop, {}, [&](auto done) -> std::function<void()> {
    loop->at(loop->now() + 5s, [done] { done(7); });
    return [] {};
  });
  EXPECT_EQ(result, 7);
  EXPECT_EQ(clock->passed(), 5s);
}

TEST_F(BlockingTest, CancelsWhenAStopIsRequested) {
  auto loops = loopsOver(std::make_shared<HoldingTransport>());
  const auto loop = loops->borrow();
  std::stop_source stop;
  stop.request_stop();
  const int result =
      runHere<int>(*loop, stop.get_token(), [&](auto done) -> std::function<void()> { return [done] { done(8); }; });
  EXPECT_EQ(result, 8);
}

TEST_F(BlockingTest, ResponsesInline) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("", respond(201, "body"));
  auto loops = loopsOver(script);
  const auto outcome = sendOver(loops, {});
  EXPECT_EQ(std::get<HttpResponse>(outcome).status, 201);
  EXPECT_EQ(std::get<HttpResponse>(outcome).body, "body");
}

TEST_F(BlockingTest, EndsAtTheDeadlineOfTheRequest) {
  auto loops = loopsOver(std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kResponseInline));
  const auto outcome = sendOver(loops, {.deadline = clock->steadyNow() + 3s});
  EXPECT_EQ(std::get<TransportFailure>(outcome).kind, ErrorKind::kTimeout);
  EXPECT_EQ(std::get<TransportFailure>(outcome).detail, "timed out");
  EXPECT_EQ(clock->passed(), 3s);
}

TEST_F(BlockingTest, EndsAtAStop) {
  auto loops = loopsOver(std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kResponseInline));
  std::stop_source stop;
  stop.request_stop();
  const auto outcome = sendOver(loops, {.deadline = clock->steadyNow() + 3s}, stop.get_token());
  EXPECT_EQ(std::get<TransportFailure>(outcome).kind, ErrorKind::kCancelled);
  EXPECT_EQ(clock->passed(), 0s);
}

TEST_F(BlockingTest, AbandonsATransportThatHeedsNoStop) {
  for (const bool late : {false, true}) {
    auto held = std::make_shared<HoldingTransport>();
    auto loops = loopsOver(held);
    std::stop_source stop;
    if (!late) stop.request_stop();
    const auto outcome = sendOver(loops, {.deadline = clock->steadyNow() + 3s}, stop.get_token());
    EXPECT_EQ(std::get<TransportFailure>(outcome).kind, late ? ErrorKind::kTimeout : ErrorKind::kCancelled);
    EXPECT_EQ(std::get<TransportFailure>(outcome).sent, RequestSent::kMaybe);
    EXPECT_TRUE(held->stopRequested(0));
    held->response(0, HttpResponse{});  // too late: it is over
    loops->borrow()->runOnce(clock->steadyNow());
  }
}

class FullBackend final : public HttpBackend {
 public:
  RequestHandle send(HttpRequest&&, Done&&) override { throw std::bad_alloc(); }
  void cancel(RequestHandle) override {}
  void wait(const WakeTime& until) override { static_cast<void>(until.left()); }
  void wake() noexcept override {}
};

TEST_F(BlockingTest, LeavesNoDeadlineBehindWhenMemoryRunsOut) {
  const auto loops = std::make_shared<Pool<EventLoop>>(
      [this] { return std::make_unique<EventLoop>(clock, std::make_unique<FullBackend>()); });
  EXPECT_THROW(static_cast<void>(sendOver(loops, {.deadline = clock->steadyNow() + 3s})), std::bad_alloc);
  loops->borrow()->runOnce(clock->steadyNow() + 60s);
  EXPECT_EQ(clock->passed(), 60s);
}

TEST_F(BlockingTest, LeavesNoDeadlineBehindInTheLoop) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("", respond(200, ""));
  auto loops = loopsOver(script);
  static_cast<void>(sendOver(loops, {.deadline = clock->steadyNow() + 3s}));
  loops->borrow()->runOnce(clock->steadyNow() + 60s);
  EXPECT_EQ(clock->passed(), 60s);
}

}  // namespace
}  // namespace dataworks::testing
