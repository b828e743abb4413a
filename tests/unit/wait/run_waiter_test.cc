// SPDX-License-Identifier: Apache-2.0
// A wait on the manual clock, with looks that the test responses: every rule of the wait.
#include "wait/run_waiter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/call_fixture.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using enum NodeStatus;

using Response = Result<SearchManualDagNodeInstanceResponse>;
using List = std::vector<std::pair<std::int64_t, NodeStatus>>;

Response listing(const List& list, std::int64_t dagId = 42) {
  SearchManualDagNodeInstanceResponse response{.requestId = "R", .errCode = "0", .success = true};
  for (const auto& [id, status] : list) {
    response.data.push_back(
        {.nodeName = "node " + std::to_string(id), .instanceId = id, .dagId = dagId, .status = status});
  }
  return response;
}

Response failing(ErrorKind kind, std::string code = {}) {
  Error error;
  error.kind = kind;
  error.operation = "SearchManualDagNodeInstance";
  error.phase = Phase::kResponse;
  error.code = std::move(code);
  error.message = "its words";
  return error;
}

Response noSuchDag() { return failing(ErrorKind::kRejected, "11020293069"); }

class Warned final : public Observer {
 public:
  void onWarning(const Warning& event) override { list.push_back(event.message); }
  std::vector<std::string> list;
};

/// A wait for run 42, whose looks are responded inline by a function of the time since the wait began.
struct Waiting {
  CallFixture with;
  bool triggered = false;
  std::function<Response(milliseconds)> service;
  WaitOptions options{};

  std::vector<milliseconds> looks{};
  std::vector<std::optional<milliseconds>> timeouts{};  // of the looks
  std::vector<std::string> updates{};
  std::optional<Result<DagRun>> ended{};
  std::function<void()> cancel{};

  std::shared_ptr<PollCalls> polls = std::make_shared<PollCalls>();
  int attempts = 1;  // of each poll
  std::optional<std::chrono::system_clock::time_point> serviceTime{};
  WaitRules rules{};

  explicit Waiting(std::function<Response(milliseconds)> responding, WaitOptions with_ = {}, double pollsPerSecond = 0,
                   int dailyCalls = 0)
      : with(pollsPerSecond, dailyCalls), service(std::move(responding)), options(std::move(with_)) {}

  [[nodiscard]] milliseconds passed() const { return std::chrono::duration_cast<milliseconds>(with.clock->passed()); }

  void start() {
    options.onUpdate = [this, also = options.onUpdate](const DagRun& run) {
      std::string text = std::string(name(run.state)) + ':';
      for (const NodeChange& change : run.changes) {
        text += ' ' + std::to_string(run.nodes[change.node].instanceId) + ' ' +
                std::string(name(change.previousStatus)) + '>' + std::string(name(run.nodes[change.node].status));
      }
      updates.push_back(std::move(text));
      if (also) also(run);
    };
    rules.calls = polls;
    cancel = RunWaiter::start(
        with.context, {.projectName = "sales", .dagId = 42, .triggered = triggered}, options,
        [this](const CallOptions& look, const auto& done) -> std::function<void()> {
          for (int i = 1; i < attempts && polls->made < polls->limit; ++i) ++polls->made;
          polls->serviceTime = serviceTime;
          looks.push_back(passed());
          timeouts.push_back(look.timeout);
          done(service(passed()));
          return [] {};
        },
        [this](Result<DagRun> result) {
          EXPECT_FALSE(ended) << "it ended twice";
          ended = std::move(result);
        },
        with.loop.now(), rules);
  }

  const Result<DagRun>& run() {
    start();
    with.turnUntil([this] { return ended.has_value(); });
    return *ended;
  }
};

auto always(Response response) {
  return [response](milliseconds) { return response; };
}

/// `steps`: from when on, what.
auto inSteps(std::vector<std::pair<milliseconds, Response>> steps) {
  return [steps](milliseconds now) {
    const Response* current = &steps.front().second;
    for (const auto& [from, response] : steps) current = now >= from ? &response : current;
    return *current;
  };
}

// --- how it ends

TEST(RunWaiter, EndsWithSuccess) {
  Waiting wait(inSteps({{0s, listing({{1, kRunning}, {2, kNotRun}})}, {10s, listing({{1, kSuccess}, {2, kSuccess}})}}));
  const auto& run = wait.run();
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_EQ(run->projectName, "sales");
  EXPECT_EQ(run->dagId, 42);
  EXPECT_EQ(run->requestId, "R");
  EXPECT_EQ(run->observedAt, wait.with.clock->wallNow());
  EXPECT_EQ(run->nodes.size(), 2u);
}

TEST(RunWaiter, EndsWithAFailureOnceTwoLooksFiveSecondsApartShowIt) {
  Waiting wait(always(listing({{1, kFailure}, {2, kNotRun}})));
  const auto& run = wait.run();
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kFailed);
  // The third look is due earlier than its interval says: to confirm.
  EXPECT_EQ(wait.looks, (std::vector<milliseconds>{3000ms, 4900ms, 6800ms, 8000ms}));
}

TEST(RunWaiter, GoesOnWhenAFailedNodeIsRunAgain) {
  Waiting wait(
      inSteps({{0s, listing({{1, kFailure}})}, {6s, listing({{1, kRunning}})}, {20s, listing({{1, kSuccess}})}}));
  const auto& run = wait.run();
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
}

TEST(RunWaiter, FailsFastIfItIsToldTo) {
  Waiting wait(always(listing({{1, kFailure}, {2, kRunning}})), {.failFast = true});
  const auto& run = wait.run();
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kFailed);
  EXPECT_EQ(wait.looks.size(), 1u);
  EXPECT_FALSE(run->finishTime);
}

TEST(RunWaiter, IsNotDecidedByNodesThatHaveNotRun) {
  for (const List& list : {List{{1, kNotRun}}, List{{1, kSuccess}, {2, kNotRun}}}) {
    Waiting wait(always(listing(list)), {.timeout = 1h});
    const auto& run = wait.run();
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::kTimeout);
  }
}

TEST(RunWaiter, IsNotEndedByAStatusThatItDoesNotKnow) {
  Waiting wait(inSteps({{0s, listing({{1, kFailure}, {2, static_cast<NodeStatus>(9)}})},
                        {1h, listing({{1, kSuccess}, {2, kSuccess}})}}));
  const auto& run = wait.run();
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
}

// --- not visible yet

TEST(RunWaiter, IsNotEndedByTheNodesOfAnotherRun) {
  const Response others = listing({{1, kSuccess}}, 999);
  const Response unnamed = listing({{1, kSuccess}}, 0);
  Response mixed = listing({{1, kSuccess}, {2, kSuccess}});
  mixed->data[0].dagId = 999;  // a flow inside this one
  for (const Response& own : {mixed, unnamed}) {
    Waiting wait(inSteps({{0s, others}, {10s, own}}));
    ASSERT_TRUE(wait.run()) << wait.ended->error();
    EXPECT_GE(wait.looks.size(), 2u);
  }
  Waiting wait(always(others), {.maxPollFailureTime = 30s});
  ASSERT_FALSE(wait.run());
  EXPECT_EQ(wait.ended->error().kind, ErrorKind::kBadResponse);
  EXPECT_EQ(wait.ended->error().requestId, "R");
}

TEST(RunWaiter, WaitsForARunToAppear) {
  Waiting wait(inSteps({{0s, listing({})}, {119s, listing({{1, kSuccess}})}}));
  const auto& run = wait.run();
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(wait.updates, (std::vector<std::string>{"not visible:", "succeeded: 1 UNKNOWN>SUCCESS"}));
}

TEST(RunWaiter, GivesUpOnARunThatDoesNotAppear) {
  Waiting wait(always(listing({})));
  const auto& run = wait.run();
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kService);
  EXPECT_EQ(run.error().operation, "WaitForManualDag");
  EXPECT_EQ(run.error().phase, Phase::kPolling);
  EXPECT_EQ(run.error().dagId, 42);
  EXPECT_EQ(run.error().execution, Execution::kNotExecuted);
  EXPECT_TRUE(run.error().message.starts_with("the service lists no node of this run after 2m")) << run.error();
  ASSERT_TRUE(run.error().lastRun);
  EXPECT_EQ(run.error().lastRun->state, DagRunState::kNotFoundYet);
  EXPECT_GE(wait.passed(), 120s);
  EXPECT_LE(wait.passed(), 140s);
}

TEST(RunWaiter, TakesNoSuchRunForNotYetAfterATriggerOfOurs) {
  Waiting wait(inSteps({{0s, noSuchDag()}, {60s, listing({})}, {90s, listing({{1, kSuccess}})}}), {});
  wait.triggered = true;
  ASSERT_TRUE(wait.run()) << wait.ended->error();

  Waiting never(always(noSuchDag()), {.notFoundGrace = 30s});
  never.triggered = true;
  ASSERT_FALSE(never.run());
  EXPECT_EQ(never.ended->error().kind, ErrorKind::kService);
  EXPECT_EQ(never.ended->error().execution, Execution::kExecuted);
  EXPECT_EQ(never.ended->error().dagId, 42);
  EXPECT_GE(never.passed(), 30s);
  EXPECT_LE(never.passed(), 37s);
}

TEST(RunWaiter, TakesNoSuchRunForFinalOtherwise) {
  Waiting wait(always(noSuchDag()));
  ASSERT_FALSE(wait.run());
  EXPECT_EQ(wait.ended->error().code, "11020293069");
  EXPECT_EQ(wait.ended->error().operation, "SearchManualDagNodeInstance");
  EXPECT_EQ(wait.ended->error().phase, Phase::kResponse);
  EXPECT_EQ(wait.ended->error().dagId, 42);
  EXPECT_EQ(wait.looks.size(), 1u);
}

TEST(RunWaiter, DoesNotLoseSightOfARunThatAnEmptyListHides) {
  Waiting wait(inSteps({{0s, listing({{1, kRunning}})},
                        {30min, listing({})},
                        {31min, listing({{1, kRunning}})},
                        {60min, listing({})},
                        {61min, listing({{1, kSuccess}})}}));
  ASSERT_TRUE(wait.run()) << wait.ended->error();
  EXPECT_EQ(wait.updates, (std::vector<std::string>{"running: 1 UNKNOWN>RUNNING", "succeeded: 1 RUNNING>SUCCESS"}));

  Waiting gone(inSteps({{0s, listing({{1, kRunning}})}, {30min, listing({})}}));
  ASSERT_FALSE(gone.run());
  EXPECT_GE(gone.passed(), 32min);
  EXPECT_LE(gone.passed(), 34min) << "three polls show it";
  EXPECT_EQ(gone.ended->error().execution, Execution::kExecuted);
  ASSERT_TRUE(gone.ended->error().lastRun);
  EXPECT_EQ(gone.ended->error().lastRun->state, DagRunState::kRunning);
}

TEST(RunWaiter, CountsOnlyWhatLooksCouldSeeAsNotListed) {
  Waiting young(inSteps({{0s, failing(ErrorKind::kNetwork)}, {180s, listing({})}, {200s, listing({{1, kSuccess}})}}),
                {});
  young.triggered = true;
  EXPECT_TRUE(young.run()) << young.ended->error();

  Waiting seen(inSteps({{0s, listing({{1, kRunning}})},
                        {60s, listing({})},
                        {63s, failing(ErrorKind::kNetwork)},
                        {363s, listing({})},
                        {400s, listing({{1, kSuccess}})}}));
  EXPECT_TRUE(seen.run()) << seen.ended->error();
}

TEST(RunWaiter, TakesNoShortListForCompleteAfterAnOutage) {
  Waiting wait(inSteps({{0s, listing({{1, kSuccess}, {2, kRunning}})},
                        {10s, listing({{1, kSuccess}})},
                        {13s, failing(ErrorKind::kNetwork)},
                        {200s, listing({{1, kSuccess}})},
                        {230s, listing({{1, kSuccess}, {2, kSuccess}})}}));
  ASSERT_TRUE(wait.run()) << wait.ended->error();
  EXPECT_EQ((*wait.ended)->nodes.size(), 2u);
}

// --- trouble

TEST(RunWaiter, SurvivesTroubleForTenMinutes) {
  for (const ErrorKind kind : {ErrorKind::kNetwork, ErrorKind::kTimeout, ErrorKind::kThrottled, ErrorKind::kService,
                               ErrorKind::kBadResponse, ErrorKind::kRejected, ErrorKind::kCredentials}) {
    Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {60s, failing(kind)}, {655s, listing({{1, kSuccess}})}}));
    ASSERT_TRUE(wait.run()) << name(kind) << ": " << wait.ended->error();
  }
}

TEST(RunWaiter, GivesUpAfterTenMinutesOfTrouble) {
  Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {60s, failing(ErrorKind::kNetwork)}}));
  ASSERT_FALSE(wait.run());
  const Error& error = wait.ended->error();
  EXPECT_EQ(error.kind, ErrorKind::kNetwork);
  EXPECT_EQ(error.execution, Execution::kExecuted);
  EXPECT_EQ(error.dagId, 42);
  ASSERT_TRUE(error.lastRun);
  EXPECT_EQ(error.lastRun->count(kRunning), 1u);
  EXPECT_TRUE(error.message.starts_with("polling failed for 10m")) << error.message;
  EXPECT_TRUE(error.message.ends_with(" attempts); last error: its words")) << error.message;
  EXPECT_GE(wait.passed(), 660s);
  EXPECT_LE(wait.passed(), 720s);
}

TEST(RunWaiter, CountsTroubleAnewAfterAGoodLook) {
  Waiting wait(inSteps({{0s, listing({{1, kRunning}})},
                        {60s, failing(ErrorKind::kNetwork)},
                        {600s, listing({{1, kRunning}})},
                        {650s, failing(ErrorKind::kNetwork)},
                        {1200s, listing({{1, kSuccess}})}}));
  ASSERT_TRUE(wait.run()) << wait.ended->error();
}

TEST(RunWaiter, CountsTroubleAnewAfterNotListedYet) {
  Waiting wait(inSteps({{0s, failing(ErrorKind::kNetwork)},
                        {20s, noSuchDag()},
                        {680s, failing(ErrorKind::kNetwork)},
                        {720s, listing({{1, kSuccess}})}}),
               {.notFoundGrace = 1h});
  wait.triggered = true;
  EXPECT_TRUE(wait.run()) << wait.ended->error();
}

TEST(RunWaiter, ComesBackNoSoonerThanTheServiceSays) {
  for (const milliseconds advice : {15'000ms, 3'600'000ms}) {
    Response throttled = failing(ErrorKind::kThrottled, "Throttling.User");
    Error error = throttled.error();
    error.retryAfter = advice;
    Waiting wait(inSteps({{0s, error}, {5s, listing({{1, kSuccess}})}}));
    ASSERT_TRUE(wait.run()) << wait.ended->error();
    ASSERT_GE(wait.looks.size(), 2u);
    EXPECT_EQ(wait.looks[1] - wait.looks[0], advice + 500ms);
  }
}

TEST(RunWaiter, BacksOffWhileItIsThrottledWithoutAdvice) {
  Waiting wait(inSteps({{0s, failing(ErrorKind::kThrottled)}, {90s, listing({{1, kSuccess}})}}),
               {.maxPollFailureTime = 1h});
  ASSERT_TRUE(wait.run()) << wait.ended->error();
  EXPECT_LE(wait.looks.size(), 14u);
  EXPECT_GE(wait.looks.back() - wait.looks[wait.looks.size() - 2], 10s) << "half of the longest pause";
}

TEST(RunWaiter, GoesOnTomorrowWhenTheQuotaOfTheDayIsUsedUp) {
  for (const char* code : {"Throttling.Api.Risk", "Throttling.Resource"}) {
    std::vector<milliseconds> told;
    Waiting wait(inSteps({{0s, listing({{1, kRunning}})},
                          {60s, failing(ErrorKind::kThrottled, code)},
                          {24h, listing({{1, kSuccess}})}}),
                 {.timeout = 48h, .onPoll = [&](const PollEvent& poll) {
                    if (poll.error != nullptr) told.push_back(poll.nextIn);
                    EXPECT_EQ(poll.failedInARow, 0) << "a used-up quota is no failure";
                  }});
    // The clock starts at 00:05 in Shanghai.
    ASSERT_TRUE(wait.run()) << wait.ended->error();
    ASSERT_EQ(told.size(), 1u) << "no poll of the same day could succeed";
    EXPECT_GE(wait.passed(), 24h);
    EXPECT_LE(wait.passed(), 24h + 5min);
  }
}

TEST(RunWaiter, EndsWhereItsTimeoutComesBeforeTomorrow) {
  Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {60s, failing(ErrorKind::kThrottled, "Throttling.Api.Risk")}}),
               {.timeout = 23h});
  ASSERT_FALSE(wait.run());
  const Error& error = wait.ended->error();
  EXPECT_EQ(error.kind, ErrorKind::kThrottled);
  EXPECT_EQ(error.code, "Throttling.Api.Risk");
  EXPECT_EQ(error.dagId, 42);
  EXPECT_EQ(error.execution, Execution::kExecuted);
  ASSERT_TRUE(error.lastRun);
  EXPECT_LE(wait.passed(), 70s) << "at once";
}

TEST(RunWaiter, KeepsToItsShareOfTheDaysCalls) {
  Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {25h, listing({{1, kSuccess}})}}), {.timeout = 48h}, 0, 100);
  std::vector<std::string> told;
  wait.options.onPoll = [&](const PollEvent& poll) {
    if (poll.error != nullptr) told.push_back(poll.error->code + ": " + poll.error->message);
  };
  ASSERT_TRUE(wait.run()) << wait.ended->error();
  EXPECT_EQ(told,
            std::vector<std::string>{
                "DailyCallsUsedUp: this wait has used up its share of the day's calls (100 of 100 are left for other "
                "calls)"});
  const auto today = std::count_if(wait.looks.begin(), wait.looks.end(), [](milliseconds at) { return at < 23h; });
  EXPECT_EQ(today, 40);
  EXPECT_GE(wait.looks[40], 24h) << "goes on with the share of the next day";
  EXPECT_GE(wait.looks[31], 38min) << "32 polls last for 40 minutes";
  EXPECT_LE(wait.looks[34], 55min);
}

TEST(RunWaiter, UsesTheReserveWhereItIsForThat) {
  Waiting wait(always(listing({{1, kRunning}})), {.timeout = 1min}, 0, 100);
  for (int i = 0; i < 85; ++i) EXPECT_TRUE(wait.with.client.dailyCalls.take(wait.with.client.now()));
  wait.rules.keepsReserve = false;
  ASSERT_FALSE(wait.run());
  EXPECT_EQ(wait.ended->error().kind, ErrorKind::kTimeout);
  EXPECT_GE(wait.looks.size(), 17u) << "at the usual pace";
}

TEST(RunWaiter, EndsWithoutAPollWhereTheDayHasNoCallsLeftForIt) {
  Waiting wait(always(listing({{1, kRunning}})), {.timeout = 1h}, 0, 100);
  for (int i = 0; i < 85; ++i) EXPECT_TRUE(wait.with.client.dailyCalls.take(wait.with.client.now()));
  wait.triggered = true;
  ASSERT_FALSE(wait.run());
  EXPECT_TRUE(wait.looks.empty());
  EXPECT_EQ(wait.ended->error().kind, ErrorKind::kThrottled);
  EXPECT_EQ(wait.ended->error().execution, Execution::kExecuted);
  EXPECT_EQ(wait.ended->error().message,
            "this wait has used up its share of the day's calls (15 of 100 are left for other calls)");
}

TEST(RunWaiter, GivesEachLookAnEnd) {
  const struct {
    milliseconds ofCalls;
    milliseconds ofTheWait;
    milliseconds look;
  } rows[] = {{60s, 0s, 60s}, {0s, 0s, 60s}, {0s, 1h, 60s}, {5s, 1h, 5s}, {60s, 6s, 3s}};
  for (const auto& row : rows) {
    Waiting wait(always(listing({{1, kSuccess}})), {.timeout = row.ofTheWait});
    wait.with.client.settings.timeout = row.ofCalls;
    ASSERT_TRUE(wait.run());
    EXPECT_EQ(wait.timeouts.front(), row.look);
  }
}

TEST(RunWaiter, SaysAtTheStartWhatWaitingWillNotMend) {
  for (const Response& response :
       {failing(ErrorKind::kRejected), failing(ErrorKind::kCredentials), failing(ErrorKind::kInvalidArgument)}) {
    Waiting wait(always(response));
    ASSERT_FALSE(wait.run());
    EXPECT_EQ(wait.ended->error().kind, response.error().kind);
    EXPECT_EQ(wait.ended->error().message, "its words");
    EXPECT_EQ(wait.ended->error().execution, Execution::kNotExecuted);
    EXPECT_EQ(wait.looks.size(), 1u);
  }
  Waiting wait(inSteps({{0s, failing(ErrorKind::kNetwork)}, {60s, listing({{1, kSuccess}})}}));
  EXPECT_TRUE(wait.run()) << wait.ended->error();
}

TEST(RunWaiter, EndsAtOnceWhereThisSideRefuses) {
  Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {10s, failing(ErrorKind::kInvalidArgument)}}));
  ASSERT_FALSE(wait.run());
  EXPECT_LE(wait.passed(), 13s);
  EXPECT_TRUE(wait.ended->error().lastRun);
}

// --- pace

TEST(RunWaiter, LooksFirstAfterTwoToFourSeconds) {
  for (const auto& [bits, expected] : {std::pair{std::uint64_t{0}, 2000ms}, std::pair{~std::uint64_t{0}, 4000ms}}) {
    Waiting wait(always(listing({{1, kSuccess}})));
    wait.with.client.settings.random = [all = bits] { return RandomBits{all, 0}; };
    ASSERT_TRUE(wait.run());
    EXPECT_EQ(wait.looks.front(), expected);
  }
}

constexpr std::uint64_t kBits[] = {0, std::uint64_t{1} << 63U, ~std::uint64_t{0}};

TEST(RunWaiter, CostsWhatTheGuidesSay) {
  struct Row {
    milliseconds length;
    std::size_t fewest;
    std::size_t most;
  };
  for (const Row& row : {Row{1min, 17, 21}, Row{10min, 36, 42}, Row{1h, 86, 98}, Row{24h, 1460, 1640}}) {
    for (const std::uint64_t bits : kBits) {
      Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {row.length, listing({{1, kSuccess}})}}), {.timeout = 48h});
      wait.with.client.settings.random = [bits] { return RandomBits{bits, 0}; };
      ASSERT_TRUE(wait.run()) << wait.ended->error();
      EXPECT_GE(wait.looks.size(), row.fewest) << row.length.count();
      EXPECT_LE(wait.looks.size(), row.most) << row.length.count();
      EXPECT_LE(wait.passed() - row.length, std::clamp<milliseconds>(row.length / 8, 2s, 60s));
    }
  }
}

TEST(RunWaiter, NoticesTheEndOfAShortRunSoon) {
  for (const std::uint64_t bits : kBits) {
    for (const NodeStatus end : {kSuccess, kFailure}) {
      for (const milliseconds length : std::initializer_list<milliseconds>{1s, 5s, 10s}) {
        Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {length, listing({{1, end}})}}));
        wait.with.client.settings.random = [bits] { return RandomBits{bits, 0}; };
        ASSERT_TRUE(wait.run()) << wait.ended->error();
        if (length == 10s) {
          EXPECT_LE(wait.passed() - length, end == kSuccess ? 3s : 8s);
        }
        EXPECT_LE(wait.passed(), 18s);
      }
    }
  }
}

/// What a run does, for the tests of budgets.
const std::vector<std::function<Response(milliseconds, milliseconds)>>& courses() {
  static const std::vector<std::function<Response(milliseconds, milliseconds)>> all{
      [](milliseconds, milliseconds) {
        return listing({{1, kRunning}});
      },  // no end
      [](milliseconds now, milliseconds length) {
        return listing({{1, now < length ? kRunning : kSuccess}});
      },
      [](milliseconds now, milliseconds length) {
        return listing({{1, now < length ? kRunning : kFailure}});
      },
      [](milliseconds now, milliseconds) {  // runs again and again
        return listing({{1, kFailure}, {now.count() + 2, kFailure}});
      },
      [](milliseconds, milliseconds) { return failing(ErrorKind::kNetwork); },
      [](milliseconds now, milliseconds length) {
        return now < length / 2 ? failing(ErrorKind::kThrottled, "Throttling.User") : listing({{1, kRunning}});
      },
      [](milliseconds, milliseconds) { return listing({}); },
  };
  return all;
}

TEST(RunWaiter, NeverMakesMoreCallsThanItsBudget) {
  for (const milliseconds timeout : std::initializer_list<milliseconds>{1min, 10min, 1h, 24h}) {
    for (const int budget : {1, 2, 3, 4, 20, 60, 100}) {
      for (const std::uint64_t bits : kBits) {
        for (const auto& course : courses()) {
          for (const int attempts : {1, 2}) {  // of each poll, while the budget allows
            Waiting wait([&](milliseconds now) { return course(now, timeout / 2); },
                         {.timeout = timeout, .pollBudget = budget});
            wait.attempts = attempts;
            wait.with.client.settings.random = [bits] { return RandomBits{bits, 0}; };
            static_cast<void>(wait.run());
            EXPECT_LE(wait.polls->made, budget) << timeout.count() << ' ' << &course - courses().data();
            EXPECT_LE(wait.passed(), timeout);
          }
        }
      }
    }
  }
}

TEST(RunWaiter, SpreadsItsBudgetOverTheTimeout) {
  for (const milliseconds timeout : std::initializer_list<milliseconds>{1min, 10min, 1h, 24h}) {
    for (const int budget : {20, 60, 100}) {
      Waiting endless(always(listing({{1, kRunning}})), {.timeout = timeout, .pollBudget = budget});
      ASSERT_FALSE(endless.run());
      EXPECT_EQ(endless.ended->error().kind, ErrorKind::kTimeout);
      EXPECT_GE(endless.looks.back(), timeout * 90 / 100) << timeout.count() << ' ' << budget;
      for (const double part : {0.06, 0.3, 0.8}) {
        const milliseconds length(static_cast<milliseconds::rep>(static_cast<double>(timeout.count()) * part));
        for (const NodeStatus end : {kSuccess, kFailure}) {
          Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {length, listing({{1, end}})}}),
                       {.timeout = timeout, .pollBudget = budget});
          ASSERT_TRUE(wait.run()) << wait.ended->error();
          // Each age is at most `growth` times the one before, unless the usual interval is longer.
          const double growth = std::pow(0.98 * static_cast<double>(timeout.count()) / 3000, 1.0 / (budget - 3));
          const double usual = static_cast<double>(std::clamp<milliseconds>(length / 8, 2s, 60s).count());
          const double late =
              std::max(static_cast<double>(length.count()) * (growth - 1), usual) * 1.05 + (end == kFailure ? 5000 : 0);
          EXPECT_LE(static_cast<double>((wait.passed() - length).count()), late)
              << timeout.count() << ' ' << budget << ' ' << part;
        }
      }
    }
  }
}

TEST(RunWaiter, LooksFirstAsUsualWithABudget) {
  const struct {
    int budget;
    std::vector<milliseconds> looks;
  } rows[] = {{1, {98s}}, {2, {98s}}, {3, {3s, 98s}}, {4, {3s, 98s}}};
  for (const auto& row : rows) {
    Waiting wait(always(listing({{1, kRunning}})), {.timeout = 100s, .pollBudget = row.budget});
    EXPECT_FALSE(wait.run());
    ASSERT_EQ(wait.looks.size(), row.looks.size()) << row.budget;
    for (std::size_t i = 0; i < row.looks.size(); ++i) {
      EXPECT_NEAR(static_cast<double>(wait.looks[i].count()), static_cast<double>(row.looks[i].count()), 2);
    }
  }
}

TEST(RunWaiter, SaysThatItsBudgetIsUsedUp) {
  Waiting wait(always(listing({{1, kRunning}})), {.timeout = 24h, .pollBudget = 20});
  ASSERT_FALSE(wait.run());
  EXPECT_EQ(wait.ended->error().message, "the run was not over after 19 calls in 23h31m, all that pollBudget allows");
  EXPECT_EQ(wait.ended->error().hint, "The run itself goes on.");
  EXPECT_TRUE(wait.ended->error().lastRun);
}

TEST(RunWaiter, BudgetsForARunThatIsOldAlready) {
  Response old = listing({{1, kRunning}});
  Waiting wait([&](milliseconds) { return old; }, {.timeout = 1h, .pollBudget = 20});
  old->data[0].createTime.time = wait.with.clock->wallNow() - 10h;
  ASSERT_FALSE(wait.run());
  EXPECT_EQ(wait.looks.size(), 19u);
  EXPECT_GE(wait.looks.back(), 58min);
}

TEST(RunWaiter, NeedsFewCallsForARunWhoseDurationIsKnown) {
  for (const milliseconds usual : std::initializer_list<milliseconds>{1min, 10min, 1h, 12h}) {
    for (const std::uint64_t bits : kBits) {
      Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {usual, listing({{1, kSuccess}})}}),
                   {.expectedDuration = usual});
      wait.with.client.settings.random = [bits] { return RandomBits{bits, 0}; };
      ASSERT_TRUE(wait.run()) << wait.ended->error();
      EXPECT_GE(wait.looks.size(), 12u) << usual.count();
      EXPECT_LE(wait.looks.size(), 27u) << usual.count();
      EXPECT_LE(wait.passed() - usual, std::max<milliseconds>(usual / 60, 5s)) << usual.count();
    }
  }
}

// Early: rare polls. Late: as often as without an expectation, from 1.2 times the usual duration on.
TEST(RunWaiter, CountsItsCallsForRunsThatAreEarlyAndLate) {
  struct Row {
    double part;
    std::size_t most;
    milliseconds noticedWithin;
  };
  for (const milliseconds usual : std::initializer_list<milliseconds>{1min, 10min, 1h, 12h}) {
    const auto minutes = static_cast<std::size_t>(usual / 1min);
    const Row rows[] = {{0.3, 7, usual / 10},
                        {0.5, 9, usual / 10},
                        {0.9, 17, usual / 10},
                        {1.5, 46 + minutes * 3 / 10 * 60 / 54, 60s},
                        {3, 66 + minutes * 18 / 10 * 60 / 54, 60s}};
    for (const Row& row : rows) {
      for (const std::uint64_t bits : kBits) {
        const milliseconds length(static_cast<milliseconds::rep>(static_cast<double>(usual.count()) * row.part));
        Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {length, listing({{1, kSuccess}})}}),
                     {.timeout = 72h, .expectedDuration = usual});
        wait.with.client.settings.random = [bits] { return RandomBits{bits, 0}; };
        ASSERT_TRUE(wait.run()) << wait.ended->error();
        EXPECT_LE(wait.looks.size(), row.most) << usual.count() << ' ' << row.part;
        EXPECT_LE(wait.passed() - length, std::max<milliseconds>(row.noticedWithin, 10s))
            << usual.count() << ' ' << row.part;
      }
    }
  }
}

TEST(RunWaiter, WantsToSeeTheFirstSuccessOfAYoungRunTwice) {
  const auto born = [](std::optional<milliseconds> ago, const Waiting& wait) {
    Response response = listing({{1, kSuccess}});
    if (ago) response->data[0].createTime.time = wait.with.clock->wallNow() - *ago;
    return response;
  };
  const std::pair<std::optional<milliseconds>, std::size_t> rows[] = {
      {std::nullopt, 2}, {10s, 2}, {50s, 2}, {10min, 1}};
  for (const auto& [ago, looks] : rows) {
    Waiting wait({});
    wait.service = always(born(ago, wait));
    ASSERT_TRUE(wait.run());
    EXPECT_EQ(wait.looks.size(), looks);
  }
  // It is the service's clock that counts.
  Waiting wait({});
  wait.service = always(born(0s, wait));
  wait.serviceTime = wait.with.clock->wallNow() + 15min;
  ASSERT_TRUE(wait.run());
  EXPECT_EQ(wait.looks.size(), 1u);
}

TEST(RunWaiter, ConfirmsNoFailureThatIsOldByTheServicesClock) {
  for (const bool known : {false, true}) {
    Waiting wait({});
    Response response = listing({{1, kFailure}});
    response->data[0].finishTime.time = wait.with.clock->wallNow() - 1h;
    wait.service = always(response);
    if (known) wait.serviceTime = wait.with.clock->wallNow();
    ASSERT_TRUE(wait.run());
    EXPECT_EQ((*wait.ended)->state, DagRunState::kFailed);
    EXPECT_EQ(wait.looks.size(), known ? 1u : 4u);
  }
}

TEST(RunWaiter, FollowsARerunAnew) {
  const auto old = [](const Waiting& wait) {
    Response response = listing({{1, kFailure}});
    response->data[0].createTime.time = wait.with.clock->wallNow() - 10h;
    return response;
  };
  Waiting wait({});
  const Response failure = old(wait);
  wait.service = inSteps({{0s, failure}, {20s, listing({{1, kRunning}})}, {40s, listing({{1, kSuccess}})}});
  wait.rules.ageSince = wait.with.loop.now();
  wait.rules.review = [&](DagRun& run) {
    if (wait.passed() < 20s) run.state = DagRunState::kRunning;
    return RunReview{};
  };
  ASSERT_TRUE(wait.run()) << wait.ended->error();
  EXPECT_EQ((*wait.ended)->state, DagRunState::kSucceeded);
  EXPECT_GE(wait.looks.size(), 12u) << "the age counts from the restart";
}

TEST(RunWaiter, LooksRarelyAtARunThatIsOldAlready) {
  Response old = listing({{1, kRunning}});
  Waiting wait([&](milliseconds) { return old; }, {.timeout = 150s});
  old->data[0].createTime.time = wait.with.clock->wallNow() - 10h;
  ASSERT_FALSE(wait.run());
  EXPECT_EQ(wait.looks, (std::vector<milliseconds>{3000ms, 60000ms, 117000ms}));
}

TEST(RunWaiter, AcceptsZeroForEveryTime) {
  int left = 5;
  Waiting wait(
      [&](milliseconds) {
        return --left > 0 ? listing({}) : listing({{1, kFailure}});
      },
      {.timeout = 0ms,
       .initialPollDelay = 0ms,
       .minPollInterval = 0ms,
       .maxPollInterval = 0ms,
       .notFoundGrace = 1s,
       .failureConfirmDelay = 0ms});
  ASSERT_TRUE(wait.run()) << wait.ended->error();
  EXPECT_EQ(wait.ended.value()->state, DagRunState::kFailed);
  EXPECT_EQ(wait.looks.size(), 6u);
  EXPECT_EQ(wait.passed(), 0ms);
}

TEST(RunWaiter, SharesThePollRateOfTheClient) {
  Waiting wait(always(listing({{1, kRunning}})), {.timeout = 20s}, 1.0 / 6);
  const auto start = wait.with.loop.now();
  static_cast<void>(wait.with.client.pollRate.take(start));  // another wait has polled
  std::vector<milliseconds> looks;
  std::optional<Result<DagRun>> ended;
  RunWaiter::start(
      wait.with.context, {.projectName = "p", .dagId = 1}, wait.options,
      [&](const CallOptions&, const auto& done) -> std::function<void()> {
        looks.push_back(wait.passed());
        done(listing({{1, kRunning}}));
        return [] {};
      },
      [&](Result<DagRun> result) { ended = std::move(result); }, wait.with.loop.now());
  wait.with.turnUntil([&] { return ended.has_value(); });
  ASSERT_EQ(looks.size(), 3u);
  EXPECT_NEAR(static_cast<double>(looks[0].count()), 6000, 1);
  EXPECT_NEAR(static_cast<double>(looks[1].count()), 12000, 1);
  EXPECT_NEAR(static_cast<double>(looks[2].count()), 18000, 1);
  EXPECT_EQ(wait.passed(), 20s);
  // The place in the queue that it had taken is free again.
  EXPECT_NEAR(std::chrono::duration<double>(wait.with.client.pollRate.take(wait.with.loop.now()) - start).count(), 24,
              0.01);
}

// --- the end by timeout and stop

TEST(RunWaiter, TimesOutWithWhatItKnows) {
  Waiting wait(always(listing({{1, kRunning}})), {.timeout = 90s});
  ASSERT_FALSE(wait.run());
  const Error& error = wait.ended->error();
  EXPECT_EQ(wait.passed(), 90s);
  EXPECT_EQ(error.kind, ErrorKind::kTimeout);
  EXPECT_EQ(error.execution, Execution::kExecuted);
  EXPECT_EQ(error.operation, "WaitForManualDag");
  EXPECT_EQ(error.phase, Phase::kPolling);
  EXPECT_EQ(error.message, "the run was not over within 1m30s");
  EXPECT_EQ(error.hint, "The run itself goes on.");
  EXPECT_EQ(error.dagId, 42);
  ASSERT_TRUE(error.lastRun);
  EXPECT_EQ(error.lastRun->count(kRunning), 1u);
}

TEST(RunWaiter, HasNoTimeoutWhereItIsZeroOrBeyondAllTime) {
  for (const milliseconds timeout : {0ms, milliseconds::max()}) {
    Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {72h, listing({{1, kSuccess}})}}),
                 {.timeout = timeout, .maxPollInterval = 1h});
    ASSERT_TRUE(wait.run()) << wait.ended->error();
    EXPECT_GE(wait.passed(), 72h);
  }
}

TEST(RunWaiter, TakesTheLongestTimesThereAreForEver) {
  constexpr auto kMax = milliseconds::max();
  Waiting invisible(inSteps({{0s, listing({})}, {72h, listing({{1, kSuccess}})}}),
                    {.timeout = 0ms, .notFoundGrace = kMax});
  ASSERT_TRUE(invisible.run()) << invisible.ended->error();
  Waiting troubled(inSteps({{0s, failing(ErrorKind::kNetwork)}, {72h, listing({{1, kSuccess}})}}),
                   {.timeout = 0ms, .maxPollFailureTime = kMax});
  ASSERT_TRUE(troubled.run()) << troubled.ended->error();
  Waiting late(always(listing({{1, kSuccess}})), {.timeout = 5s, .initialPollDelay = kMax});
  EXPECT_FALSE(late.run());
  EXPECT_EQ(late.passed(), 5s);
  Waiting rare(always(listing({{1, kRunning}})), {.timeout = 1h, .minPollInterval = kMax, .maxPollInterval = kMax});
  EXPECT_FALSE(rare.run());
  EXPECT_EQ(rare.looks.size(), 1u);
  Waiting budgeted(always(listing({{1, kRunning}})), {.timeout = kMax, .pollBudget = 2});
  EXPECT_FALSE(budgeted.run());
  EXPECT_LE(budgeted.looks.size(), 2u);
  Waiting doubting(always(listing({{1, kFailure}})), {.timeout = 1h, .failureConfirmDelay = kMax});
  EXPECT_FALSE(doubting.run());
}

TEST(RunWaiter, SaysAtTheStartThatItsCredentialsCannotBeRenewed) {
  for (const bool temporary : {false, true}) {
    Waiting wait(always(listing({{1, kSuccess}})));
    const auto warned = std::make_shared<Warned>();
    wait.with.client.settings.observer = warned;
    wait.with.provider = staticCredentials("testid", "testsecret", temporary ? "token" : "");
    wait.start();
    EXPECT_TRUE(wait.looks.empty());
    ASSERT_EQ(warned->list.size(), temporary ? 1u : 0u);
    if (temporary) {
      EXPECT_TRUE(warned->list[0].starts_with("the credentials (code) are temporary")) << warned->list[0];
    }
    wait.with.turnUntil([&] { return wait.ended.has_value(); });
    EXPECT_EQ(warned->list.size(), temporary ? 1u : 0u);
  }
}

TEST(RunWaiter, WarnsOnceOfTextsThatAreNotUtf8) {
  Response odd = listing({{1, kRunning}});
  odd->invalidUtf8 = 2;
  Waiting wait(inSteps({{0s, odd}, {30s, listing({{1, kSuccess}})}}));
  const auto warned = std::make_shared<Warned>();
  wait.with.client.settings.observer = warned;
  ASSERT_TRUE(wait.run()) << wait.ended->error();
  EXPECT_GT(wait.looks.size(), 2u);
  EXPECT_EQ(warned->list,
            std::vector<std::string>{"names or parameters of nodes are not UTF-8 (2 places, shown as U+FFFD): address "
                                     "such nodes by id"});
}

// Whoever only watches never sees another call of the client's.
TEST(RunWaiter, HandsOnWhatTheProviderWarnsOfAndGivesItNoLongerThanALook) {
  class WarningProvider final : public CredentialsProvider {
   public:
    Result<Credentials> fetch(const FetchContext& request) override {
      deadlines.push_back(request.deadline);
      if (request.warn) request.warn("others can read the file");
      return Credentials{.accessKeyId = "testid", .accessKeySecret = "testsecret"};
    }
    std::vector<std::chrono::steady_clock::time_point> deadlines;
  };
  Waiting wait(always(listing({{1, kSuccess}})));
  const auto warned = std::make_shared<Warned>();
  const auto provider = std::make_shared<WarningProvider>();
  wait.with.client.settings.observer = warned;
  wait.with.provider = provider;
  const auto begun = wait.with.clock->steadyNow();
  wait.start();
  EXPECT_EQ(warned->list, std::vector<std::string>{"others can read the file"});
  EXPECT_EQ(provider->deadlines, std::vector{begun + 60s});
}

// A wait for a run of ours may be the second one, hours later.
TEST(RunWaiter, PacesARunByItsAgeWhoeverTriggeredIt) {
  const struct {
    bool triggered;
    milliseconds age;
    List nodes;
    std::size_t looks;
  } rows[] = {{false, 20min, {{1, kRunning}}, 1},
              {true, 20min, {{1, kRunning}}, 1},
              {false, 0min, {{1, kRunning}}, 11},
              {true, 0min, {{1, kRunning}}, 11},
              {true, 20min, {}, 11}};  // not visible: young
  for (const auto& row : rows) {
    auto response = listing(row.nodes);
    Waiting wait(always(response), {.timeout = 25s});
    wait.triggered = row.triggered;
    for (auto& node : response->data) node.createTime.time = wait.with.clock->wallNow() - row.age;
    wait.service = always(response);
    EXPECT_FALSE(wait.run());
    EXPECT_EQ(wait.looks.size(), row.looks) << row.triggered << ' ' << row.age.count() << ' ' << row.nodes.size();
  }
}

TEST(RunWaiter, StopsAtOnceBetweenTwoLooks) {
  Waiting wait(always(listing({{1, kRunning}})));
  wait.start();
  wait.with.turnUntil([&] { return wait.looks.size() == 3; });
  const auto then = wait.passed();
  wait.cancel();
  ASSERT_TRUE(wait.ended);
  EXPECT_EQ(wait.passed(), then);
  EXPECT_EQ(wait.ended->error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(wait.ended->error().message, "stopped watching");
  EXPECT_EQ(wait.ended->error().execution, Execution::kExecuted);
  EXPECT_EQ(wait.ended->error().dagId, 42);
  EXPECT_TRUE(wait.ended->error().lastRun);
  wait.cancel();
  wait.with.loop.runOnce(wait.with.loop.now() + 1h);
  EXPECT_EQ(wait.looks.size(), 3u);
}

TEST(RunWaiter, StoppedBeforeItBeginsDoesNotLook) {
  std::stop_source stop;
  stop.request_stop();
  Waiting wait(always(listing({})), {.stop = stop.get_token()});
  ASSERT_FALSE(wait.run());
  EXPECT_EQ(wait.ended->error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(wait.ended->error().execution, Execution::kNotExecuted);
  EXPECT_TRUE(wait.looks.empty());
}

TEST(RunWaiter, EndsALookThatIsUnderWayBeforeItEndsItself) {
  for (const bool late : {false, true}) {
    CallFixture with;
    std::function<void(Response)> responseLook;
    int cancelled = 0;
    std::optional<Result<DagRun>> ended;
    const auto cancel = RunWaiter::start(
        with.context, {.projectName = "p", .dagId = 42}, {.timeout = 10s},
        [&](const CallOptions&, auto done) -> std::function<void()> {
          responseLook = std::move(done);
          return [&] { ++cancelled; };
        },
        [&](Result<DagRun> result) { ended = std::move(result); }, with.loop.now());
    with.turnUntil([&] { return responseLook != nullptr; });
    if (late) {
      with.turnUntil([&] { return cancelled > 0; });
    } else {
      cancel();
      cancel();
    }
    EXPECT_EQ(cancelled, 1);
    EXPECT_FALSE(ended) << "its look is still at work on the bench";
    responseLook(failing(ErrorKind::kCancelled));
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->error().kind, late ? ErrorKind::kTimeout : ErrorKind::kCancelled);
    EXPECT_EQ(ended->error().operation, "WaitForManualDag");
    EXPECT_EQ(with.clock->passed(), late ? 10s : 3s);
  }
}

// --- telling

TEST(RunWaiter, TellsEachChangeAndOnlyChanges) {
  Waiting wait(inSteps({{0s, listing({})},
                        {5s, listing({{1, kRunning}, {2, kNotRun}})},
                        {30s, listing({{2, kRunning}, {1, kSuccess}})},
                        {60s, listing({{1, kSuccess}, {2, kFailure}})}}));
  ASSERT_TRUE(wait.run());
  EXPECT_EQ(wait.updates, (std::vector<std::string>{
                              "not visible:",
                              "running: 1 UNKNOWN>RUNNING 2 UNKNOWN>NOT_RUN",
                              "running: 2 NOT_RUN>RUNNING 1 RUNNING>SUCCESS",
                              "running: 2 RUNNING>FAILURE",
                              "failed:",
                          }));
}

TEST(RunWaiter, TellsEachLook) {
  std::vector<std::string> told;
  Waiting wait(
      inSteps({{0s, listing({{1, kRunning}})}, {4s, failing(ErrorKind::kNetwork)}, {8s, listing({{1, kSuccess}})}}),
      {.onPoll = [&](const PollEvent& look) {
        told.push_back(std::to_string(look.number) + " next " + std::to_string(look.nextIn.count()) +
                       (look.error != nullptr ? " " + look.error->message : "") + " row " +
                       std::to_string(look.failedInARow));
      }});
  ASSERT_TRUE(wait.run());
  EXPECT_EQ(told, (std::vector<std::string>{"1 next 1900 row 0", "2 next 1900 its words row 1",
                                            "3 next 1900 its words row 2", "4 next 0 row 0"}));
}

TEST(RunWaiter, IsNotDisturbedByCallbacksThatThrow) {
  Waiting wait(inSteps({{0s, listing({{1, kRunning}})}, {10s, listing({{1, kSuccess}})}}),
               {.onUpdate = [](const DagRun&) { throw 1; }, .onPoll = [](const PollEvent&) { throw 2; }});
  EXPECT_TRUE(wait.run());
  EXPECT_EQ(wait.updates.size(), 2u);
}

TEST(RunWaiter, MayBeStoppedByItsOwnCallback) {
  Waiting* self = nullptr;
  Waiting wait(always(listing({{1, kRunning}})), {.onUpdate = [&](const DagRun&) { self->cancel(); }});
  self = &wait;
  ASSERT_FALSE(wait.run());
  EXPECT_EQ(wait.ended->error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(wait.looks.size(), 1u);
}

// --- many at once

TEST(RunWaiter, AThousandWaitsOfAnHourOnOneEngine) {
  CallFixture with;
  std::uint64_t seed = 1;
  with.client.settings.random = [&seed] { return RandomBits{seed *= 6364136223846793005ULL, 0}; };
  int succeeded = 0;
  std::vector<int> looks(1000, 0);
  const auto passed = [&] { return with.clock->passed(); };
  for (std::size_t i = 0; i < looks.size(); ++i) {
    RunWaiter::start(
        with.context, {.projectName = "p", .dagId = static_cast<std::int64_t>(i) + 1}, {},
        [&, i](const CallOptions&, const auto& done) -> std::function<void()> {
          ++looks[i];
          done(listing({{1, passed() < 1h ? kRunning : kSuccess}}, static_cast<std::int64_t>(i) + 1));
          return [] {};
        },
        [&](const Result<DagRun>& result) { succeeded += result && result->state == DagRunState::kSucceeded ? 1 : 0; },
        with.loop.now());
  }
  while (with.clock->passed() < 2h && succeeded < 1000) with.loop.runOnce();
  EXPECT_EQ(succeeded, 1000);
  EXPECT_LE(passed(), 1h + 60s);
  for (const int count : looks) {
    EXPECT_LE(count, 98);
    EXPECT_GE(count, 86);
  }
}

// A day of 10,000 runs that share the default rate: the rate holds, everybody gets a turn, every success is noticed
// within twice the time that a round takes, and two unlucky polls, hours apart, end no wait.
TEST(RunWaiter, TenThousandWaitsShareOneRateForADay) {
  constexpr int kRuns = 10'000;
  constexpr double kRate = 2;
  constexpr std::chrono::seconds kRound(static_cast<int>(2 * kRuns / kRate));
  CallFixture with(kRate);
  std::uint64_t seed = 1;
  with.client.settings.random = [&seed] { return RandomBits{seed *= 6364136223846793005ULL, 0}; };
  const auto passed = [&] { return with.clock->passed(); };
  const Response running = listing({{1, kRunning}}, 0);  // of whichever run
  const Response success = listing({{1, kSuccess}}, 0);

  struct Watched {
    std::chrono::nanoseconds overAt{0};
    std::chrono::nanoseconds lastLook{0};
    std::chrono::nanoseconds longestGap{0};
    std::chrono::nanoseconds noticed{0};
    int polls = 0;
    bool lost = false;
  };
  std::vector<Watched> runs(kRuns);
  std::uint64_t polls = 0;
  for (int i = 0; i < kRuns; ++i) {
    Watched& watched = runs[static_cast<std::size_t>(i)];
    // Every tenth succeeds in the course of the day.
    watched.overAt = i % 10 == 0 ? std::chrono::nanoseconds(1h) + i * std::chrono::nanoseconds(8s) : 48h;
    RunWaiter::start(
        with.context, {.projectName = "p", .dagId = i + 1}, {.timeout = 0ms},
        [&, at = &watched](const CallOptions&, const auto& done) -> std::function<void()> {
          ++polls;
          at->longestGap = std::max(at->longestGap, passed() - at->lastLook);
          at->lastLook = passed();
          const int number = ++at->polls;
          if (number == 3 || number == 4) {
            done(failing(ErrorKind::kNetwork));
          } else if (number == 6 || number == 7) {
            done(listing({}));
          } else {
            done(passed() < at->overAt ? running : success);
          }
          return [] {};
        },
        [&, at = &watched](const Result<DagRun>& result) {
          at->noticed = passed();
          at->lost = !result;
        },
        with.loop.now());
  }
  while (passed() < 24h) with.loop.runOnce();

  EXPECT_LE(polls, 172'801u);
  EXPECT_GE(polls, 160'000u);
  for (const Watched& watched : runs) {
    EXPECT_FALSE(watched.lost);
    EXPECT_LE(watched.longestGap, kRound);
    if (watched.overAt > 15h) continue;
    EXPECT_GE(watched.noticed, watched.overAt);
    EXPECT_LE(watched.noticed - watched.overAt, 3 * kRound) << "two of the polls may have been unlucky";
  }
}

}  // namespace
}  // namespace dataworks::testing
