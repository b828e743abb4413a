// SPDX-License-Identifier: Apache-2.0
// The asynchronous calls: their results taken in each way, limits, the end of the client in every situation.
#include <gtest/gtest.h>

#include <atomic>
#include <coroutine>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "dataworks/dataworks.h"
#include "support/call_fixture.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;

const DagRef kTriggeredRef{.projectName = "sales", .dagId = 42, .triggered = true};

TransportOutcome createdOutcome(std::int64_t dagId) { return accepted(dagId)({}); }

// Not at hand: asked for beside the loop.
class SlowCredentials final : public CredentialsProvider {
 public:
  Result<Credentials> fetch(const FetchContext&) override {
    EXPECT_FALSE(detail::onEventLoopThread());
    ++asked;
    return Credentials{.accessKeyId = "slow", .accessKeySecret = "s"};
  }
  std::atomic<int> asked = 0;
};

struct AsyncTest : ::testing::Test {
  std::shared_ptr<ScriptedTransport> script = std::make_shared<ScriptedTransport>();
  std::shared_ptr<HoldingTransport> held =
      std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kResponseInline);
  ClientOptions options{.regionId = "cn-test",
                        .credentials = staticCredentials("testid", "testsecret"),
                        .transport = script,
                        .clock = std::make_shared<ManualClock>()};

  [[nodiscard]] std::optional<DataWorksClient> client() const {
    auto made = DataWorksClient::create(options);
    EXPECT_TRUE(made) << made.error();
    return std::move(*made);
  }

  // Requests are kept until the test responses them; time is the machine's.
  void hold() {
    options.transport = held;
    options.clock = systemClock();
  }
  void awaitHeld(std::size_t count) const {
    while (held->count() < count) std::this_thread::yield();
  }
};

TEST_F(AsyncTest, EveryOperationCanBeWaitedFor) {
  script->otherwise("CreateManualDag", accepted(42))
      .otherwise("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kSuccess}}))
      .otherwise("Act", respond(200, "{}"));
  const auto its = client();
  EXPECT_EQ(its->createManualDagAsync(nightly()).get()->dagId(), 42);
  EXPECT_EQ(its->searchManualDagNodeInstanceAsync(kRun).get()->data.size(), 1u);
  EXPECT_EQ(its->waitForManualDagAsync(kRef).get()->state, DagRunState::kSucceeded);
  EXPECT_EQ(its->runManualDagAsync(nightly()).get()->dagId, 42);
  EXPECT_EQ(its->callAsync({.action = "Act"}).get()->body, "{}");
}

TEST_F(AsyncTest, ErrorsComeTheSameWay) {
  script->otherwise("CreateManualDag", rejected("Nope"));
  const auto its = client();
  auto pending = its->createManualDagAsync(nightly());
  EXPECT_EQ(std::move(pending).get().error().code, "Nope");
  EXPECT_EQ(its->createManualDagAsync({}).get().error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(its->waitForManualDagAsync(DagRef{}).get().error().operation, "WaitForManualDag");
}

TEST_F(AsyncTest, IsReadyOnlyWhenTheResultIsThere) {
  hold();
  const auto its = client();
  auto pending = its->createManualDagAsync(nightly());
  awaitHeld(1);
  EXPECT_FALSE(pending.ready());
  held->response(0, createdOutcome(7));
  EXPECT_EQ(std::move(pending).get()->dagId(), 7);
  EXPECT_TRUE(pending.ready());
}

TEST_F(AsyncTest, GivesItsResultOnce) {
  script->otherwise("CreateManualDag", accepted(42));
  const auto its = client();
  auto pending = its->createManualDagAsync(nightly());
  EXPECT_TRUE(std::move(pending).get());
  const auto again = std::move(pending).get();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "the result of this call was taken before");
  EXPECT_TRUE(again.error().mayHaveExecuted()) << "it did";
  std::string told;
  std::move(pending).then(
      [&](const Result<CreateManualDagResponse>& result) { told = result ? "a value" : "an error"; });
  EXPECT_EQ(told, "an error");
}

TEST_F(AsyncTest, GivesItsResultToTheFirstOfTwoThatWaitForIt) {
  hold();
  const auto its = client();
  auto pending = its->createManualDagAsync(nightly());
  std::promise<bool> first;
  std::promise<bool> second;
  std::move(pending).then([&](const Result<CreateManualDagResponse>& result) { first.set_value(result.has_value()); });
  std::move(pending).then([&](const Result<CreateManualDagResponse>& result) { second.set_value(result.has_value()); });
  awaitHeld(1);
  held->response(0, createdOutcome(7));
  EXPECT_TRUE(first.get_future().get());
  EXPECT_FALSE(second.get_future().get());
}

TEST_F(AsyncTest, CallsBackOnTheEnginesThread) {
  hold();
  const auto its = client();
  std::promise<std::pair<std::int64_t, std::thread::id>> told;
  its->createManualDagAsync(nightly()).then([&](Result<CreateManualDagResponse> created) {
    told.set_value({created->dagId(), std::this_thread::get_id()});
  });
  awaitHeld(1);
  held->response(0, createdOutcome(7));
  const auto [dagId, thread] = told.get_future().get();
  EXPECT_EQ(dagId, 7);
  EXPECT_NE(thread, std::this_thread::get_id());
}

TEST_F(AsyncTest, CallsBackAtOnceWhereTheResultIsThere) {
  script->otherwise("CreateManualDag", accepted(42));
  const auto its = client();
  auto pending = its->createManualDagAsync(nightly());
  while (!pending.ready()) std::this_thread::yield();
  std::optional<std::thread::id> thread;
  std::move(pending).then([&](const Result<CreateManualDagResponse>&) { thread = std::this_thread::get_id(); });
  EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST_F(AsyncTest, TakesCallbacksThatCanOnlyBeMoved) {
  script->otherwise("CreateManualDag", accepted(42));
  const auto its = client();
  std::promise<int> told;
  its->createManualDagAsync(nightly()).then(
      [&told, owned = std::make_unique<int>(5)](const Result<CreateManualDagResponse>&) mutable {
        told.set_value(*owned);
      });
  EXPECT_EQ(told.get_future().get(), 5);
}

TEST_F(AsyncTest, SwallowsWhatACallbackThrows) {
  script->otherwise("CreateManualDag", accepted(42))
      .otherwise("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kSuccess}}));
  const auto its = client();
  its->createManualDagAsync(nightly()).then([](const Result<CreateManualDagResponse>&) { throw 1; });
  its->createManualDagAsync({}).then([](const Result<CreateManualDagResponse>&) { throw 2; });
  its->waitForManualDagAsync(kRef, {.timeout = 1ms}).then([](const Result<DagRun>&) { throw 3; });
  EXPECT_TRUE(its->createManualDagAsync(nightly()).get());
  auto ready = its->createManualDagAsync(nightly());
  while (!ready.ready()) std::this_thread::yield();
  std::move(ready).then([](const Result<CreateManualDagResponse>&) { throw 4; });
}

TEST_F(AsyncTest, LetsACallbackStartFurtherCalls) {
  script->otherwise("CreateManualDag", accepted(42))
      .otherwise("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kSuccess}}));
  const auto its = client();
  std::promise<DagRunState> told;
  its->createManualDagAsync(nightly()).then([&](const Result<CreateManualDagResponse>& created) {
    its->waitForManualDagAsync({.projectName = "sales", .dagId = created->dagId()})
        .then([&](const Result<DagRun>& run) { told.set_value(run->state); });
  });
  EXPECT_EQ(told.get_future().get(), DagRunState::kSucceeded);
}

TEST_F(AsyncTest, RefusesToWaitInACallback) {
  hold();
  const auto its = client();
  std::promise<std::vector<Error>> told;
  its->createManualDagAsync(nightly()).then([&](const Result<CreateManualDagResponse>&) {
    std::vector<Error> errors;
    errors.push_back(its->createManualDag(nightly()).error());
    errors.push_back(its->searchManualDagNodeInstance(kRun).error());
    errors.push_back(its->waitForManualDag(kRef).error());
    errors.push_back(its->runManualDag(nightly()).error());
    errors.push_back(its->call({.action = "Act"}).error());
    errors.push_back(its->createManualDagAsync(nightly()).get().error());
    told.set_value(std::move(errors));
  });
  awaitHeld(1);
  held->response(0, createdOutcome(1));
  const auto errors = told.get_future().get();
  EXPECT_EQ(errors.size(), 6u);
  for (const Error& error : errors) {
    const bool isOfACallUnderWay = &error == &errors.back();
    EXPECT_EQ(error.kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(error.execution, isOfACallUnderWay ? Execution::kMaybeExecuted : Execution::kNotExecuted);
    EXPECT_EQ(error.message, "a blocking call on a client's background thread would hold up what it waits for");
  }
}

// --- coroutines

/// The least coroutine that can be waited for.
struct Task {
  struct promise_type {
    std::promise<std::int64_t> result;
    Task get_return_object() { return {result.get_future()}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(std::int64_t value) { result.set_value(value); }
    void unhandled_exception() { result.set_exception(std::current_exception()); }
  };
  std::future<std::int64_t> result;
};

Task triggerAndWatch(const DataWorksClient& client) {
  auto pending = client.createManualDagAsync(nightly());
  auto created = co_await pending;
  if (!created) co_return -1;
  auto watching = client.waitForManualDagAsync({.projectName = "sales", .dagId = created->dagId()});
  auto run = co_await watching;
  co_return run && run->state == DagRunState::kSucceeded ? run->dagId : -2;
}

TEST_F(AsyncTest, CanBeAwaitedInACoroutine) {
  script->otherwise("CreateManualDag", accepted(42))
      .otherwise("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kSuccess}}));
  const auto its = client();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(triggerAndWatch(*its).result.get(), 42);
}

Task takeValueOfAnError(const DataWorksClient& client) {
  auto pending = client.createManualDagAsync(nightly());
  auto created = co_await pending;
  co_return created->dagId();
}

TEST_F(AsyncTest, ThrowsIntoTheCoroutineThatTakesAMissingValue) {
  script->otherwise("CreateManualDag", rejected("Nope"));
  const auto its = client();
  EXPECT_THROW(takeValueOfAnError(*its).result.get(), DataWorksException);
}

// --- many, stops, limits

TEST_F(AsyncTest, KeepsManyInFlightAtOnce) {
  hold();
  const auto its = client();
  std::vector<Pending<CreateManualDagResponse>> pending;
  for (int i = 0; i < 64; ++i) pending.push_back(its->createManualDagAsync(nightly()));
  awaitHeld(64);
  for (std::size_t i = 64; i-- > 0;) held->response(i, createdOutcome(static_cast<std::int64_t>(i) + 1));
  std::set<std::int64_t> dagIds;
  for (auto& each : pending) dagIds.insert(std::move(each).get()->dagId());
  EXPECT_EQ(dagIds.size(), 64u);
  EXPECT_EQ(*dagIds.rbegin(), 64);
}

TEST_F(AsyncTest, StopsACallThatIsUnderWay) {
  hold();
  const auto its = client();
  std::stop_source stop;
  auto pending = its->createManualDagAsync(nightly(), {.stop = stop.get_token()});
  auto other = its->createManualDagAsync(nightly());
  awaitHeld(2);
  stop.request_stop();
  const auto created = std::move(pending).get();
  EXPECT_EQ(created.error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(created.error().execution, Execution::kMaybeExecuted);
  EXPECT_FALSE(other.ready());
}

TEST_F(AsyncTest, StopsACallThatHasNotBegun) {
  const auto its = client();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(its->createManualDagAsync(nightly(), {.stop = stop.get_token()}).get().error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(its->waitForManualDagAsync(kRef, {.stop = stop.get_token()}).get().error().kind, ErrorKind::kCancelled);
  EXPECT_TRUE(script->requests().empty());
}

TEST_F(AsyncTest, TakesAStopThatComesAfterTheEnd) {
  script->otherwise("CreateManualDag", accepted(42));
  std::stop_source stop;
  {
    const auto its = client();
    EXPECT_TRUE(its->createManualDagAsync(nightly(), {.stop = stop.get_token()}).get());
    stop.request_stop();
    EXPECT_TRUE(its->createManualDagAsync(nightly()).get());
  }
  stop.request_stop();
}

TEST_F(AsyncTest, RefusesMoreCallsThanItMayQueue) {
  hold();
  options.maxQueuedCalls = 2;
  const auto its = client();
  auto first = its->createManualDagAsync(nightly());
  auto second = its->createManualDagAsync(nightly());
  awaitHeld(2);
  const auto refusal = its->createManualDagAsync(nightly()).get();
  EXPECT_EQ(refusal.error().kind, ErrorKind::kThrottled);
  EXPECT_EQ(refusal.error().execution, Execution::kNotExecuted);
  EXPECT_NE(refusal.error().message.find("maxQueuedCalls"), std::string::npos);
  EXPECT_EQ(refusal.error().operation, "CreateManualDag");
  held->response(0, createdOutcome(1));
  EXPECT_TRUE(std::move(first).get());
  auto third = its->createManualDagAsync(nightly());
  awaitHeld(3);
  EXPECT_FALSE(third.ready());
}

// Whatever keeps a wait from beginning: that the run was triggered stays true.
TEST_F(AsyncTest, SaysOfARunJustTriggeredThatItWasAlsoWhereItCannotBeginToWait) {
  hold();
  options.maxQueuedCalls = 1;
  const auto its = client();
  std::promise<Error> inACallback;
  its->createManualDagAsync(nightly()).then([&](const Result<CreateManualDagResponse>&) {
    inACallback.set_value(its->waitForManualDag(kTriggeredRef).error());
  });
  awaitHeld(1);
  const Error noRoom = its->waitForManualDagAsync(kTriggeredRef).get().error();
  EXPECT_EQ(noRoom.kind, ErrorKind::kThrottled);
  held->response(0, createdOutcome(42));
  for (const Error& error : {noRoom, inACallback.get_future().get()}) {
    EXPECT_EQ(error.execution, Execution::kExecuted);
    EXPECT_EQ(error.dagId, kRun.dagId);
    EXPECT_EQ(error.operation, "WaitForManualDag");
  }
}

// The time of a call runs from when it was asked for. A callback that takes long must not let triggers go out late:
// neither those that wait for their turn, nor those that wait for credentials.
TEST_F(AsyncTest, SendsNothingThatIsOutOfTimeByThen) {
  for (const bool slow : {false, true}) {
    held = std::make_shared<HoldingTransport>();
    const auto clock = std::make_shared<ManualClock>(ManualClock().wallNow(), ManualClock::Moves::kByHand);
    const auto credentials = std::make_shared<SlowCredentials>();
    options.transport = held;
    options.clock = clock;
    options.timeout = 10s;
    if (slow) options.credentials = credentials;
    const auto its = client();
    std::optional<Pending<CreateManualDagResponse>> call;
    std::optional<Pending<DagRun>> wait;
    std::optional<Pending<DagRun>> run;
    std::promise<void> slept;
    its->createManualDagAsync(nightly()).then([&](const Result<CreateManualDagResponse>&) {
      call = its->createManualDagAsync(nightly());
      wait = its->waitForManualDagAsync(kRef, {.timeout = 10s});
      run = its->runManualDagAsync(nightly(), {.timeout = 5s});
      clock->advance(11s);
      slept.set_value();
    });
    awaitHeld(1);
    held->response(0, createdOutcome(1));
    slept.get_future().wait();
    for (const Error& error :
         {std::move(*call).get().error(), std::move(*wait).get().error(), std::move(*run).get().error()}) {
      EXPECT_EQ(error.kind, ErrorKind::kTimeout);
      EXPECT_EQ(error.execution, Execution::kNotExecuted);
    }
    EXPECT_EQ(held->count(), 1U);
  }
}

// --- the end of the client

TEST_F(AsyncTest, CompletesAsCancelledWhatIsInFlightWhenTheClientEnds) {
  for (const auto onStop : {HoldingTransport::OnStop::kResponseInline, HoldingTransport::OnStop::kNothing}) {
    hold();
    held = std::make_shared<HoldingTransport>(onStop);
    options.transport = held;
    auto its = client();
    std::vector<Pending<CreateManualDagResponse>> pending;
    for (int i = 0; i < 8; ++i) pending.push_back(its->createManualDagAsync(nightly()));
    auto waiting = its->waitForManualDagAsync(kRef);
    awaitHeld(8);
    its.reset();
    for (auto& each : pending) {
      ASSERT_TRUE(each.ready());
      EXPECT_EQ(std::move(each).get().error().kind, ErrorKind::kCancelled);
    }
    ASSERT_TRUE(waiting.ready());
    EXPECT_EQ(std::move(waiting).get().error().kind, ErrorKind::kCancelled);
    held->response(0, createdOutcome(1));  // too late: nobody listens
  }
}

TEST_F(AsyncTest, EndsWhileNobodyTookTheResult) {
  script->otherwise("CreateManualDag", accepted(42));
  auto its = client();
  { auto forgotten = its->createManualDagAsync(nightly()); }
  its.reset();
}

TEST_F(AsyncTest, MayBeDestroyedInACallback) {
  for (int round = 0; round < 20; ++round) {
    held = std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kResponseInline);
    hold();
    auto its = client();
    std::promise<void> gone;
    its->createManualDagAsync(nightly()).then([&](const Result<CreateManualDagResponse>&) {
      its.reset();
      gone.set_value();
    });
    auto other = its->createManualDagAsync(nightly());
    awaitHeld(2);
    held->response(0, createdOutcome(1));
    gone.get_future().wait();
    EXPECT_FALSE(its);
    EXPECT_EQ(std::move(other).get().error().kind, ErrorKind::kCancelled);
  }
}

TEST_F(AsyncTest, DoesNotSendWhatStillWaitsInLineWhenItEnds) {
  hold();
  auto its = client();
  std::promise<Error> told;
  its->createManualDagAsync(nightly()).then([&](const Result<CreateManualDagResponse>&) {
    its->createManualDagAsync(nightly()).then(
        [&](const Result<CreateManualDagResponse>& inLine) { told.set_value(inLine.error()); });
    its.reset();  // on the event loop's own thread, which therefore cannot have begun the second one
  });
  awaitHeld(1);
  held->response(0, createdOutcome(42));
  const Error error = told.get_future().get();
  EXPECT_EQ(error.kind, ErrorKind::kCancelled);
  EXPECT_EQ(error.execution, Execution::kNotExecuted);
  EXPECT_EQ(held->count(), 1U);
}

TEST_F(AsyncTest, RefusesCallsAfterItsEndHasBegun) {
  hold();
  auto its = client();
  const DataWorksClient& ending = *its;
  std::promise<Error> told;
  its->createManualDagAsync(nightly()).then([&](const Result<CreateManualDagResponse>&) {
    ending.createManualDagAsync(nightly()).then(
        [&](const Result<CreateManualDagResponse>& refused) { told.set_value(refused.error()); });
  });
  awaitHeld(1);
  its.reset();
  const Error error = told.get_future().get();
  EXPECT_EQ(error.kind, ErrorKind::kCancelled);
  EXPECT_EQ(error.message, "the client was destroyed before this was sent");
  EXPECT_EQ(error.operation, "CreateManualDag");
  EXPECT_EQ(held->count(), 1u);
}

// Who goes on until the client ends hears of the end; it must not be told of a full queue, and go on for ever.
TEST_F(AsyncTest, EndsAChainOfCallsThatGoesOnUntilItEnds) {
  script->otherwise("CreateManualDag", accepted(42));
  auto its = client();
  const DataWorksClient& ending = *its;
  std::atomic<int> calls = 0;
  std::promise<ErrorKind> told;
  std::function<void()> next = [&] {
    ++calls;
    ending.createManualDagAsync(nightly()).then([&](const Result<CreateManualDagResponse>& result) {
      if (result || result.error().kind == ErrorKind::kThrottled) return next();
      told.set_value(result.error().kind);
    });
  };
  next();
  while (calls < 10) std::this_thread::yield();
  its.reset();
  EXPECT_EQ(told.get_future().get(), ErrorKind::kCancelled);
}

// Told to stop, it responds that the run was triggered.
class TriggersWhenStopped final : public Transport {
 public:
  void send(HttpRequest, std::stop_token stop, std::function<void(TransportOutcome)> done) override {
    onStop_.emplace(std::move(stop), [done = std::move(done)] { done(createdOutcome(42)); });
    ++sent;
  }
  std::atomic<int> sent = 0;

 private:
  std::optional<std::stop_callback<std::function<void()>>> onStop_;
};

TEST_F(AsyncTest, DoesNotWatchARunThatWasTriggeredAsTheClientEnds) {
  hold();
  const auto late = std::make_shared<TriggersWhenStopped>();
  options.transport = late;
  auto its = client();
  auto pending = its->runManualDagAsync(nightly(), {.timeout = 30s, .initialPollDelay = 30s});
  while (late->sent == 0) std::this_thread::yield();
  its.reset();
  const Error error = std::move(pending).get().error();
  EXPECT_EQ(error.kind, ErrorKind::kCancelled);
  EXPECT_EQ(error.execution, Execution::kExecuted);
  EXPECT_EQ(error.dagId, 42);
  EXPECT_EQ(late->sent, 1);
}

// --- credentials that block are fetched beside the event loop

TEST_F(AsyncTest, FetchesCredentialsThatMayBlockBesideTheEngine) {
  script->otherwise("CreateManualDag", accepted(42));
  const auto slow = std::make_shared<SlowCredentials>();
  options.credentials = slow;
  const auto its = client();
  EXPECT_TRUE(its->createManualDagAsync(nightly()).get()) << "the manual clock does not jump to the deadline meanwhile";
  EXPECT_TRUE(its->createManualDagAsync(nightly()).get());
  EXPECT_EQ(slow->asked, 1);
}

}  // namespace
}  // namespace dataworks::testing
