// SPDX-License-Identifier: Apache-2.0
// The client as its users see it: on a scripted transport and a manual clock, blocking.
#include "dataworks/client.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "dataworks/dataworks.h"
#include "support/call_fixture.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSecret = "s3cret-of-the-test";
constexpr std::string_view kToken = "t0ken-of-the-test";

struct ClientTest : ::testing::Test {
  std::shared_ptr<ScriptedTransport> script = std::make_shared<ScriptedTransport>();
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();

  ClientOptions options() {
    return {.regionId = "cn-test",
            .credentials = staticCredentials("testid", std::string(kSecret), std::string(kToken)),
            .transport = script,
            .clock = clock};
  }
  DataWorksClient client() { return client(options()); }
  static DataWorksClient client(ClientOptions options) {
    auto made = DataWorksClient::create(std::move(options));
    EXPECT_TRUE(made) << made.error();
    return std::move(*made);
  }
};

TEST_F(ClientTest, ShowsNoTokenThatTheServiceRepeats) {
  const std::string token(kToken);
  script->reply("CreateManualDag", rejected("Bad", "who is " + token + '?'))
      .reply("CreateManualDag",
             respond(200, R"({"RequestId":"of )" + token + R"(","ReturnCode":"0","ReturnValue":42})"));
  EXPECT_EQ(client().createManualDag(nightly()).error().message, "who is ***?");
  EXPECT_EQ(client().createManualDag(nightly())->requestId, "of ***");
}

TEST_F(ClientTest, IsNotMadeOfBadOptions) {
  ClientOptions bad = options();
  bad.regionId = "no region";
  const auto made = DataWorksClient::create(bad);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::kInvalidArgument);
}

TEST_F(ClientTest, TellsTheObserverWhatACredentialsProviderWarnsOf) {
  struct Careful final : CredentialsProvider {
    Result<Credentials> fetch(const FetchContext& request) override {
      request.warn("others can read the file");
      return Credentials{.accessKeyId = "id", .accessKeySecret = "secret"};
    }
  };
  std::ostringstream log;
  ClientOptions careful = options();
  careful.credentials = std::make_shared<Careful>();
  careful.observer = logTo(log);
  script->reply("CreateManualDag", accepted(42));
  EXPECT_TRUE(client(careful).createManualDag(nightly()));
  EXPECT_NE(log.str().find("warning: others can read the file"), std::string::npos) << log.str();
}

TEST_F(ClientTest, RefusesBeforeItSendsWhatCouldNotBeFollowed) {
  const DataWorksClient its = client();
  EXPECT_EQ(its.createManualDag(nightly(), {.timeout = -1ms}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(its.runManualDag(nightly(), {.timeout = -1ms}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(its.waitForManualDag(kRef, {.timeout = -1ms}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(script->requests().size(), 0u);
}

TEST_F(ClientTest, NeedsARegionToLookForARun) {
  ClientOptions nowhere = options();
  nowhere.regionId.clear();
  nowhere.endpoint = "https://dataworks.test";
  const DataWorksClient its = client(nowhere);
  for (const Error& error : {its.searchManualDagNodeInstance(kRun).error(), its.waitForManualDag(kRef).error(),
                             its.runManualDag(nightly()).error()}) {
    EXPECT_EQ(error.kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(error.execution, Execution::kNotExecuted);
    EXPECT_EQ(error.message, "no region");
  }
  EXPECT_EQ(script->requests().size(), 0u);
  script->reply("SearchManualDagNodeInstance", nodes({{"extract", NodeStatus::kRunning}}));
  EXPECT_TRUE(its.searchManualDagNodeInstance({.projectName = "sales", .dagId = 42, .regionId = "cn-other"}));
}

TEST_F(ClientTest, SendsNoMoreThanTheDaysCallsOfWhichOthersHaveUsedSome) {
  ClientOptions basic = options();
  basic.dailyCalls = 20;
  basic.dailyCallsUsed = 17;
  const DataWorksClient its = client(basic);
  script->otherwise("CreateManualDag", accepted(42));
  script->otherwise("SearchManualDagNodeInstance", nodes({{"extract", NodeStatus::kRunning}}));
  EXPECT_TRUE(its.createManualDag(nightly()));
  const auto run = its.waitForManualDag(kRef, {.timeout = 1h});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kThrottled);
  EXPECT_EQ(script->requests().size(), 1u) << "15 are kept for other calls";
  EXPECT_TRUE(its.createManualDag(nightly()));
  EXPECT_TRUE(its.createManualDag(nightly()));
  const auto refused = its.createManualDag(nightly());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "DailyCallsUsedUp");
  EXPECT_EQ(refused.error().execution, Execution::kNotExecuted);
  clock->advance(24h);
  EXPECT_TRUE(its.createManualDag(nightly()));
}

TEST_F(ClientTest, EndsAWaitInTimeWhateverTheCredentialsTake) {
  struct Endless final : CredentialsProvider {
    Result<Credentials> fetch(const FetchContext& request) override {
      static_cast<ManualClock&>(*request.clock).advance(request.deadline - request.clock->steadyNow());
      Error error;
      error.kind = ErrorKind::kTimeout;
      return error;
    }
  };
  ClientOptions slow = options();
  slow.credentials = std::make_shared<Endless>();
  const auto begun = clock->steadyNow();
  const auto run = client(slow).waitForManualDag(kRef, {.timeout = 10s, .initialPollDelay = 1s});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(run.error().message, "the run was not over within 10s");
  EXPECT_EQ(clock->steadyNow() - begun, 10s);
}

// Memory may run out anywhere: a clock that fails at each of its places in turn stands for it.
class ExhaustedClock final : public Clock {
 public:
  int readsLeft = std::numeric_limits<int>::max();

  std::chrono::system_clock::time_point wallNow() override {
    if (--readsLeft < 0) throw std::bad_alloc();
    return clock_->wallNow();
  }
  std::chrono::steady_clock::time_point steadyNow() override { return clock_->steadyNow(); }
  std::chrono::nanoseconds timeUntil(std::chrono::steady_clock::time_point at) override {
    return clock_->timeUntil(at);
  }

 private:
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>();
};

TEST_F(ClientTest, LetsBadAllocThroughBlockingCallsAndReportsItToOthers) {
  struct Row {
    std::string name;
    std::function<void(const DataWorksClient&)> blocking;
    std::function<std::optional<Error>(const DataWorksClient&)> inBackground;
    ErrorKind kind = ErrorKind::kInternal;  ///< In the background; a poll that fails is not the end of a wait.
    int triggers = 0;                       ///< Sent by then.
  };
  const auto errorOf = [](const auto& result) { return result ? std::optional<Error>() : result.error(); };
  const WaitOptions wait{.timeout = 1min};
  for (const Row& row : std::vector<Row>{
           {"trigger", [](const auto& client) { static_cast<void>(client.createManualDag(nightly())); },
            [&](const auto& client) { return errorOf(client.createManualDagAsync(nightly()).get()); }},
           {"wait", [&](const auto& client) { static_cast<void>(client.waitForManualDag(kRef, wait)); },
            [&](const auto& client) { return errorOf(client.waitForManualDagAsync(kRef, wait).get()); },
            ErrorKind::kTimeout},
           {"run", [&](const auto& client) { static_cast<void>(client.runManualDag(nightly(), wait)); },
            [&](const auto& client) { return errorOf(client.runManualDagAsync(nightly(), wait).get()); },
            ErrorKind::kTimeout, 1},
           {"stop", [](const auto& client) { static_cast<void>(client.stopManualDag(kRef)); },
            [&](const auto& client) { return errorOf(client.stopManualDagAsync(kRef).get()); }, ErrorKind::kTimeout},
           {"re-run", [](const auto& client) { static_cast<void>(client.rerunManualDag(kRef)); },
            [&](const auto& client) { return errorOf(client.rerunManualDagAsync(kRef).get()); }},
           {"search",
            [](const auto& client) {
              static_cast<void>(client.findManualDags({.projectName = "sales", .flowName = "nightly"}));
            },
            [&](const auto& client) {
              return errorOf(client.findManualDagsAsync({.projectName = "sales", .flowName = "nightly"}).get());
            }},
       }) {
    SCOPED_TRACE(row.name);
    ClientOptions exhausted = options();
    const auto failing = std::make_shared<ExhaustedClock>();
    exhausted.clock = failing;
    script = std::make_shared<ScriptedTransport>();
    exhausted.transport = script;
    const auto itsClient = client(exhausted);
    for (int i = 0; i < 2; ++i) script->reply("CreateManualDag", accepted(42));
    failing->readsLeft = row.triggers;
    EXPECT_THROW(row.blocking(itsClient), std::bad_alloc);
    EXPECT_EQ(static_cast<int>(script->requests().size()), row.triggers);
    failing->readsLeft = row.triggers;
    const auto error = row.inBackground(itsClient);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, row.kind);
    failing->readsLeft = std::numeric_limits<int>::max();
    script->reply("CreateManualDag", accepted(43));
    EXPECT_TRUE(itsClient.createManualDag(nightly())) << "the client is of no use any more";
  }
}

TEST_F(ClientTest, KnowsWhereItCalls) {
  const DataWorksClient its = client();
  EXPECT_EQ(its.regionId(), "cn-test");
  EXPECT_EQ(its.endpoint(), "https://dataworks.cn-test.aliyuncs.com/");
}

TEST_F(ClientTest, TriggersARun) {
  script->reply("CreateManualDag", accepted(332455685));
  auto request = nightly();
  request.dagPara = {{"city", "shanghai"}};
  request.regionId = "cn-other";
  const auto response = client().createManualDag(request);
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->dagId(), 332455685);
  const auto sent = script->requests().at(0);
  EXPECT_EQ(sent.parameters.at("Action"), "CreateManualDag");
  EXPECT_EQ(sent.parameters.at("FlowName"), "nightly");
  EXPECT_EQ(sent.parameters.at("Bizdate"), "2026-11-22 00:00:00");
  EXPECT_EQ(sent.parameters.at("DagPara"), "city=shanghai");
  EXPECT_EQ(sent.parameters.at("RegionId"), "cn-other");
  EXPECT_EQ(sent.parameters.at("SecurityToken"), kToken);
  EXPECT_EQ(sent.http.idempotency, Idempotency::kNotIdempotent);
}

TEST_F(ClientTest, ListsTheNodesOfARun) {
  script->reply("SearchManualDagNodeInstance", nodes({{"extract", NodeStatus::kRunning}}));
  const auto response = client().searchManualDagNodeInstance(kRun);
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->data.at(0).nodeName, "extract");
  EXPECT_EQ(script->requests().at(0).parameters.at("DagId"), "42");
  EXPECT_EQ(script->requests().at(0).http.idempotency, Idempotency::kIdempotent);
}

TEST_F(ClientTest, CallsAnyOtherAction) {
  script->reply("ListFlows", respond(200, R"({"RequestId":"R-9","x":1})")).reply("ListFlows", rejected("Nope"));
  const DataWorksClient its = client();
  const auto response = its.call({.action = "ListFlows",
                                  .version = "2020-05-18",
                                  .parameters = {{"Keyword", "a b"}},
                                  .idempotency = Idempotency::kIdempotent});
  ASSERT_TRUE(response) << response.error();
  EXPECT_EQ(response->requestId, "R-9");
  EXPECT_EQ(response->httpStatus, 200);
  EXPECT_EQ(response->body, R"({"RequestId":"R-9","x":1})");
  const auto sent = script->requests().at(0);
  EXPECT_EQ(sent.parameters.at("Version"), "2020-05-18");
  EXPECT_EQ(sent.parameters.at("Keyword"), "a b");
  EXPECT_EQ(sent.http.idempotency, Idempotency::kIdempotent);
  const auto refusal = its.call({.action = "ListFlows"});
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "Nope");
  EXPECT_EQ(script->requests().at(1).http.idempotency, Idempotency::kNotIdempotent);
}

TEST_F(ClientTest, RefusesBadRequestsWithoutSendingThem) {
  const DataWorksClient its = client();
  struct Row {
    Error error;
    std::string operation;
  };
  const Row rows[] = {
      {its.createManualDag({}).error(), "CreateManualDag"},
      {its.searchManualDagNodeInstance({}).error(), "SearchManualDagNodeInstance"},
      {its.waitForManualDag(DagRef{}).error(), "WaitForManualDag"},
      {its.runManualDag({}).error(), "CreateManualDag"},
      {its.call({.action = "Act", .parameters = {{"Action", "x"}}}).error(), "Act"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(row.error.kind, ErrorKind::kInvalidArgument) << row.error;
    EXPECT_EQ(row.error.execution, Execution::kNotExecuted) << row.error;
    EXPECT_EQ(row.error.operation, row.operation) << row.error;
    EXPECT_FALSE(row.error.message.empty());
  }
  EXPECT_TRUE(script->requests().empty());
}

TEST_F(ClientTest, SignsEveryTryWithANonceOfItsOwn) {
  script->otherwise("SearchManualDagNodeInstance", dropConnection(RequestSent::kMaybe));
  const DataWorksClient its = client();
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(its.searchManualDagNodeInstance(kRun));
  std::set<std::string> nonces;
  for (const auto& sent : script->requests()) nonces.insert(sent.parameters.at("SignatureNonce"));
  EXPECT_EQ(nonces.size(), 30u);
}

TEST_F(ClientTest, NeverRepeatsATriggerThatMayHaveRun) {
  script->reply("CreateManualDag", dropConnection(RequestSent::kMaybe)).otherwise("CreateManualDag", accepted(42));
  const auto response = client().createManualDag(nightly(), {.retry = RetryOptions{.maxAttempts = 100}});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().execution, Execution::kMaybeExecuted);
  EXPECT_TRUE(response.error().mayHaveExecuted());
  EXPECT_EQ(script->requests().size(), 1u);
}

TEST_F(ClientTest, PutsTheOptionsOfACallBeforeItsOwn) {
  ClientOptions its = options();
  its.timeout = 7s;
  its.retry.maxAttempts = 1;
  const DataWorksClient made = client(its);
  script->otherwise("CreateManualDag", accepted(1));
  ASSERT_TRUE(made.createManualDag(nightly()));
  ASSERT_TRUE(made.createManualDag(nightly(), {.timeout = 3s}));
  EXPECT_EQ(script->requests().at(0).http.deadline, clock->steadyNow() + 7s);
  EXPECT_EQ(script->requests().at(1).http.deadline, clock->steadyNow() + 3s);
  script->otherwise("SearchManualDagNodeInstance", dropConnection(RequestSent::kNo));
  EXPECT_EQ(made.searchManualDagNodeInstance(kRun).error().attempts, 1);
  EXPECT_EQ(made.searchManualDagNodeInstance(kRun, {.retry = RetryOptions{.maxAttempts = 2}}).error().attempts, 2);
}

TEST_F(ClientTest, RunsAFlowToItsEnd) {
  script->reply("CreateManualDag", rejected("Throttling.User", "slow down", 429))
      .reply("CreateManualDag", accepted(42));
  script->reply("SearchManualDagNodeInstance", rejected("11020293069", "not there"))
      .reply("SearchManualDagNodeInstance", nodes({}))
      .reply("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kRunning}, {"b", NodeStatus::kNotRun}}))
      .reply("SearchManualDagNodeInstance", dropConnection(RequestSent::kMaybe), 4)
      .reply("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kSuccess}, {"b", NodeStatus::kSuccess}}));
  const auto run = client().runManualDag(nightly());
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_EQ(run->dagId, 42);
  EXPECT_EQ(run->projectName, "sales");
  EXPECT_TRUE(script->unused().empty());
}

TEST_F(ClientTest, SaysThatARunStartedWhenItThenLosesSightOfIt) {
  script->reply("CreateManualDag", accepted(42)).otherwise("SearchManualDagNodeInstance", rejected("Forbidden.RAM"));
  const auto run = client().runManualDag(nightly());
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, "Forbidden.RAM");
  EXPECT_EQ(run.error().execution, Execution::kExecuted);
  EXPECT_EQ(run.error().dagId, 42);
}

TEST_F(ClientTest, HandsTheErrorOfTheTriggerThrough) {
  script->reply("CreateManualDag", respond(200, R"({"RequestId":"R","ReturnCode":"600011","ReturnMessage":"no"})"));
  const auto run = client().runManualDag(nightly());
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, "600011");
  EXPECT_EQ(run.error().operation, "CreateManualDag");
  EXPECT_EQ(run.error().execution, Execution::kNotExecuted);
  EXPECT_FALSE(run.error().dagId);
  EXPECT_EQ(script->requests().size(), 1u);
}

TEST_F(ClientTest, CountsTheTriggerIntoTheTimeOfARun) {
  script->otherwise("CreateManualDag", rejected("Throttling.User", "slow down", 429));
  auto run = client().runManualDag(nightly(), {.timeout = 5s});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kThrottled);
  EXPECT_LE(clock->passed(), 5s);

  script = std::make_shared<ScriptedTransport>();
  clock = std::make_shared<ManualClock>();
  script->reply("CreateManualDag", respond(429, R"({"Code":"Throttling","RequestId":"R"})", {{"Retry-After", "4"}}))
      .reply("CreateManualDag", accepted(42))
      .otherwise("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kRunning}}));
  run = client().runManualDag(nightly(), {.timeout = 10s});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(run.error().message, "the run was not over within 10s");
  EXPECT_EQ(run.error().dagId, 42);
  EXPECT_EQ(run.error().execution, Execution::kExecuted);
  EXPECT_EQ(clock->passed(), 10s);
}

TEST_F(ClientTest, KeepsTheTriggersOwnTimeoutInALongWait) {
  script->otherwise("CreateManualDag", dropConnection(RequestSent::kMaybe));
  std::size_t sent = 0;
  for (const std::chrono::milliseconds timeout : {24h, 0h}) {  // 0: without end
    EXPECT_FALSE(client().runManualDag(nightly(), {.timeout = timeout}));
    EXPECT_EQ(script->requests().at(sent++).http.deadline, clock->steadyNow() + 60s) << timeout.count();
  }
}

TEST_F(ClientTest, WaitsForARunOfSomebodyElse) {
  script->reply("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kRunning}}))
      .reply("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kFailure}}), 4);
  const auto run = client().waitForManualDag(kRef);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kFailed);
}

// A look that was tried again by itself would go past the rate that all waits of a client keep to.
TEST_F(ClientTest, LooksAgainAtTheClientsRateWhereLooksAreThrottled) {
  script->reply("SearchManualDagNodeInstance", rejected("Throttling.User", "slow down", 429), 3)
      .reply("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kSuccess}}));
  ClientOptions its = options();
  its.pollsPerSecond = 0.01;
  const DataWorksClient made = client(its);
  ASSERT_TRUE(made.waitForManualDag(kRef));
  EXPECT_EQ(script->requests().size(), 4u);
  EXPECT_GE(clock->passed(), 300s);
}

TEST_F(ClientTest, EndsAWaitWhoseLookHangsInATransportThatDoesNotStop) {
  auto held = std::make_shared<HoldingTransport>();
  ClientOptions its = options();
  its.transport = held;
  const DataWorksClient made = client(its);
  const auto run = made.waitForManualDag(kRef, {.timeout = 10s});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(run.error().operation, "WaitForManualDag");
  EXPECT_EQ(clock->passed(), 10s);
  // The event loop is used again: nothing of the first wait may be left in it.
  EXPECT_FALSE(made.waitForManualDag(kRef, {.timeout = 10s}));
  held->response(0, HttpResponse{.status = 200});
  EXPECT_FALSE(made.waitForManualDag(kRef, {.timeout = 10s}));
}

TEST_F(ClientTest, StopsABlockingCallFromAnotherThreadAndBelievesTheTransport) {
  for (const auto sent : {RequestSent::kMaybe, RequestSent::kNo}) {
    auto held = std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kResponseInline, sent);
    ClientOptions its = options();
    its.transport = held;
    its.clock = systemClock();
    const DataWorksClient made = client(its);
    std::stop_source stop;
    std::jthread other([&] {
      while (held->count() == 0) std::this_thread::yield();
      stop.request_stop();
    });
    const auto response = made.createManualDag(nightly(), {.stop = stop.get_token()});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::kCancelled);
    EXPECT_EQ(response.error().execution,
              sent == RequestSent::kNo ? Execution::kNotExecuted : Execution::kMaybeExecuted);
    EXPECT_EQ(response.error().message, "told to stop");
  }
}

TEST_F(ClientTest, SurvivesBeingMoved) {
  script->otherwise("CreateManualDag", accepted(1));
  DataWorksClient first = client();
  DataWorksClient second = std::move(first);
  EXPECT_TRUE(second.createManualDag(nightly()));
  first = std::move(second);
  EXPECT_TRUE(first.createManualDag(nightly()));
}

TEST_F(ClientTest, ServesManyThreads) {
  script->otherwise("CreateManualDag", accepted(1));
  const DataWorksClient its = client();
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 50; ++k) good += its.createManualDag(nightly()) ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(good, 400);
  std::set<std::string> nonces;
  for (const auto& sent : script->requests()) nonces.insert(sent.parameters.at("SignatureNonce"));
  EXPECT_EQ(nonces.size(), 400u);
}

// --- no secret in anything that is told

TEST_F(ClientTest, PrintsNoSecretWhateverHappens) {
  const Reply echo = [](const SentRequest& sent) -> TransportOutcome {
    return HttpResponse{.status = 400,
                        .body = R"({"Code":"SignatureDoesNotMatch","RequestId":"R","Message":"No. server string to )"
                                "sign is:" +
                                rpcStringToSign("POST", sent.parameters) + "\"}"};
  };
  const Reply incomplete = [](const SentRequest& sent) -> TransportOutcome {
    return HttpResponse{.status = 400,
                        .body = R"({"Code":"IncompleteSignature","RequestId":"R","Message":"No. server string to )"
                                "sign is:" +
                                rpcStringToSign("POST", sent.parameters) + "\"}"};
  };
  const Reply replies[] = {echo,
                           incomplete,
                           dropConnection(RequestSent::kNo),
                           dropConnection(RequestSent::kMaybe),
                           rejected("Throttling.User", "slow", 429),
                           rejected("InvalidSecurityToken.Expired"),
                           rejected("InvalidTimeStamp.Expired"),
                           respond(502, "<html>"),
                           respond(200, "cut {"),
                           accepted(42)};
  std::ostringstream told;
  ClientOptions its = options();
  its.observer = logTo(told);
  const DataWorksClient made = client(its);
  for (const Reply& reply : replies) {
    script->otherwise("CreateManualDag", reply).otherwise("SearchManualDagNodeInstance", reply);
    const auto trigger = made.createManualDag(nightly(), {.timeout = 5s});
    if (!trigger) told << trigger.error() << trigger.error().message << trigger.error().hint << '\n';
    const auto search = made.searchManualDagNodeInstance(kRun, {.timeout = 5s});
    if (!search) told << search.error() << search.error().message << search.error().hint << '\n';
  }
  EXPECT_GT(told.str().size(), 3000u);
  EXPECT_EQ(told.str().find(kSecret), std::string::npos);
  EXPECT_EQ(told.str().find(kToken), std::string::npos) << told.str();
  EXPECT_EQ(told.str().find("https://"), std::string::npos);
}

TEST(LibraryVersion, IsThatOfTheHeadersTheLibraryWasBuiltWith) { EXPECT_EQ(libraryVersion(), DATAWORKS_VERSION); }

}  // namespace
}  // namespace dataworks::testing
