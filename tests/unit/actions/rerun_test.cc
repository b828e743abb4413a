// SPDX-License-Identifier: Apache-2.0
// Re-running what failed, against a service that has a run: every rule of a re-run, and every fault.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "dataworks/client.h"
#include "support/fake_run.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Outcomes = std::vector<InstanceOutcome>;
using enum InstanceAction;

auto faultOfRestarts(RunFault fault) {
  return [fault](const SentRequest& sent, int) { return sent.action == "RestartInstance" ? fault : RunFault::kNone; };
}

// --- what is restarted

TEST(RerunManualDag, RestartsWhatFailedInTheOrderOfFailureAndWaitsAnew) {
  RunFixture with;
  with.service->succeeded(1).ended(2, false, 1min).ended(3, false, 2min).waitingFor(4, 3);
  const auto run = with.client.rerunManualDag(with.run, {.onInstance = with.record()});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_EQ(run->count(NodeStatus::kSuccess), 4u);
  EXPECT_THAT(with.events, ElementsAre("sending 3", "restarted 3", "sending 2", "restarted 2"));
  EXPECT_EQ(run->instances, (Outcomes{{3, "node3", kDone}, {2, "node2", kDone}}));
  EXPECT_EQ(with.service->executed("RestartInstance", 1), 0);
  EXPECT_EQ(with.service->sent("ListInstanceHistory"), 0);
}

TEST(RerunManualDag, RestartsOnlyTheNamedInstancesAndSaysThatOlderFailuresRemain) {
  RunFixture with;
  with.service->failed(1).failed(2);
  const auto run = with.client.rerunManualDag(with.run, {.instanceIds = {2}});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kFailed);
  EXPECT_EQ(run->count(NodeStatus::kSuccess), 1u);
  EXPECT_EQ(run->instances, (Outcomes{{2, "node2", kDone}}));
  EXPECT_EQ(with.service->sent("RestartInstance"), 1);
}

TEST(RerunManualDag, FollowsANamedInstanceThatIsActiveAlready) {
  RunFixture with;
  with.service->failed(1).running(2, 30s);
  const auto run = with.client.rerunManualDag(with.run, {.instanceIds = {1, 2}, .onInstance = with.record()});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_THAT(with.events, ElementsAre("alreadyActive 2", "sending 1", "restarted 1"));
  EXPECT_EQ(with.service->sent("RestartInstance"), 1);
}

struct Refusal {
  const char* name;
  std::vector<std::int64_t> ids;
  const char* message;
};
class RerunRefused : public ::testing::TestWithParam<Refusal> {};

TEST_P(RerunRefused, SendsNoRestart) {
  RunFixture with;
  with.service->succeeded(1).succeeded(2).waitingFor(3, 9);
  with.service->running(9);
  const auto run = with.client.rerunManualDag(with.run, {.instanceIds = GetParam().ids});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(run.error().execution, Execution::kNotExecuted);
  EXPECT_THAT(run.error().message, HasSubstr(GetParam().message));
  EXPECT_EQ(run.error().operation, "RerunManualDag");
  EXPECT_EQ(run.error().instances.size(), GetParam().ids.size());
  ASSERT_TRUE(run.error().lastRun);
  EXPECT_EQ(run.error().lastRun->nodes.size(), 4u);
  EXPECT_EQ(run.error().lastRun->ref(), with.run);
  EXPECT_EQ(with.service->sent("RestartInstance"), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Locally, RerunRefused,
    ::testing::Values(Refusal{"nothingFailed", {}, "nothing to re-run: no node of run 42 has failed"},
                      Refusal{"succeeded", {2}, "node2 (instance 2) has not failed: it is SUCCESS"},
                      Refusal{"notRun", {3}, "node3 (instance 3) has not failed: it is NOT_RUN"},
                      Refusal{"ofAnotherRun", {77}, "instance 77 is not a node of run 42"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(RerunManualDag, IsRefusedBeforeAnythingIsSent) {
  RunFixture with;
  for (const RerunOptions& options : {RerunOptions{.wait = {.timeout = -1s}}, RerunOptions{.instanceIds = {-3}},
                                      RerunOptions{.instanceIds = {1, 1}}}) {
    const auto run = with.client.rerunManualDag(with.run, options);
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(run.error().instances.size(), options.instanceIds.size());
  }
  EXPECT_EQ(with.client.rerunManualDagAsync({.dagId = 42}).get().error().kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(with.service->log(), IsEmpty());
}

// --- the old failure and the new one

TEST(RerunManualDag, TakesALaterFailureForANewOneOnceItIsConfirmed) {
  RunFixture with;
  with.service->failed(1).succeeded(2);
  with.service->at(1).succeedsNext = false;
  with.service->at(1).running = 100ms;  // over before the first poll
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kFailed);
  EXPECT_GE(with.passed(), 7s);
  EXPECT_EQ(with.service->sent("ListInstanceHistory"), 0);
}

TEST(RerunManualDag, NeverTakesTheOldFailureForTheNewOne) {
  for (const bool failFast : {false, true}) {
    RunFixture with;
    with.service->failed(1).failed(2).waitingFor(3, 1);
    with.service->listLag = 90s;  // lists show the old failures for so long
    const auto run = with.client.rerunManualDag(with.run, {.wait = {.failFast = failFast}});
    ASSERT_TRUE(run) << run.error();
    EXPECT_EQ(run->state, DagRunState::kSucceeded);
    EXPECT_EQ(run->count(NodeStatus::kSuccess), 3u);
  }
}

TEST(RerunManualDag, IsNotMisledByTimesOfTheAttemptBefore) {
  RunFixture with;
  with.service->failed(1);
  with.service->keepsOldTimes = true;
  with.service->at(1).running = 10min;
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
}

TEST(RerunManualDag, EndsAtTheFirstNewFailureIfAsked) {
  RunFixture with;
  with.service->failed(1).failed(2).failed(3);
  with.service->at(1).succeedsNext = false;
  with.service->at(2).running = 1h;
  const auto run = with.client.rerunManualDag(with.run, {.wait = {.failFast = true}, .instanceIds = {1, 2}});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kFailed);
  EXPECT_EQ(run->activeCount(), 1u);  // and 3, which was not re-run, did not end it earlier
  EXPECT_GT(with.passed(), 10s);
}

TEST(RerunManualDag, EndsWhereAnAcceptedRestartNeverBegins) {
  RunFixture with;
  with.service->failed(1);
  with.service->at(1).attempts.front().finish += 1h;  // so the service leaves it alone
  with.service->listLag = -2h;
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kService);
  EXPECT_EQ(run.error().execution, Execution::kExecuted);
  EXPECT_THAT(run.error().message, HasSubstr("node1 (instance 1)"));
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kDone}}));
  EXPECT_EQ(with.service->sent("ListInstanceHistory"), 1);
  EXPECT_GE(with.passed(), 5min);
  EXPECT_LT(with.passed(), 6min);
}

TEST(RerunManualDag, ReadsTheHistoryWhereTheListDoesNotShowTheRestart) {
  RunFixture with;
  with.service->ended(1, false, 1h);
  with.service->listLag = 8min;
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_GE(with.service->sent("ListInstanceHistory"), 1);
}

TEST(RerunManualDag, DecidesByStatusWhereTheServiceGivesNoTimes) {
  for (const bool succeeds : {true, false}) {
    RunFixture with;
    with.service->failed(1);
    with.service->showsTimes = false;
    with.service->at(1).succeedsNext = succeeds;
    const auto run = with.client.rerunManualDag(with.run);
    ASSERT_TRUE(run) << run.error();
    EXPECT_EQ(run->state, succeeds ? DagRunState::kSucceeded : DagRunState::kFailed);
    EXPECT_GT(with.passed(), 10s);
  }
}

// --- a restart that fails

TEST(RerunManualDag, LooksAfterALostResponseAndFollowsWhatRuns) {
  RunFixture with;
  with.service->failed(1).failed(2);
  with.service->fault = [](const SentRequest& sent, int n) {
    return sent.action == "RestartInstance" && n == 1 ? RunFault::kLostAfter : RunFault::kNone;
  };
  bool runsAgain = false;
  const auto run = with.client.rerunManualDag(with.run, {.onInstance = [&](const InstanceEvent& event) {
                                                with.record()(event);
                                                runsAgain = runsAgain || event.runsAgain;
                                              }});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_EQ(run->instances, (Outcomes{{1, "node1", kUnknown}, {2, "node2", kDone}}));
  EXPECT_THAT(with.events, ElementsAre("sending 1", "unknown 1", "unknown 1", "sending 2", "restarted 2"));
  EXPECT_TRUE(runsAgain);
  const std::vector<std::string> log = with.service->log();
  EXPECT_EQ(std::vector<std::string>(log.begin(), log.begin() + 4),
            (std::vector<std::string>{"SearchManualDagNodeInstance", "RestartInstance 1", "SearchManualDagNodeInstance",
                                      "RestartInstance 2"}));
}

TEST(RerunManualDag, EndsAsMaybeWhereLooksDecideNothing) {
  RunFixture with;
  with.service->failed(1).failed(2);
  with.service->fault = faultOfRestarts(RunFault::kLostBefore);
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kNetwork);
  EXPECT_EQ(run.error().execution, Execution::kMaybeExecuted);
  EXPECT_EQ(run.error().operation, "RestartInstance");
  EXPECT_EQ(run.error().dagId, 42);
  EXPECT_TRUE(run.error().lastRun);
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kUnknown}, {2, "node2", kNotSent}}));
  EXPECT_EQ(with.service->sent("RestartInstance"), 1);
  EXPECT_EQ(with.service->sent("SearchManualDagNodeInstance"), 5);
  EXPECT_EQ(with.service->sent("ListInstanceHistory"), 4);
  EXPECT_EQ(with.passed(), 15s);
}

TEST(RerunManualDag, LooksNoLongerThanItsTimeout) {
  RunFixture with;
  with.service->failed(1);
  with.service->fault = faultOfRestarts(RunFault::kLostBefore);
  const auto run = with.client.rerunManualDag(with.run, {.wait = {.timeout = 5s}});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(run.error().execution, Execution::kMaybeExecuted);
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kUnknown}}));
  EXPECT_EQ(with.passed(), 5s);
}

TEST(RerunManualDag, GoesOnWithTheOthersWhereOneIsRejected) {
  for (const RunFault fault : {RunFault::kRejected, RunFault::kSuccessFalse}) {
    RunFixture with;
    with.service->failed(1).failed(2);
    with.service->fault = [fault](const SentRequest& sent, int n) {
      return sent.action == "RestartInstance" && n == 1 ? fault : RunFault::kNone;
    };
    const auto run = with.client.rerunManualDag(with.run);
    ASSERT_TRUE(run) << run.error();
    EXPECT_EQ(run->state, DagRunState::kFailed);
    EXPECT_EQ(run->instances, (Outcomes{{1, "node1", kRejected}, {2, "node2", kDone}}));
    EXPECT_EQ(run->count(NodeStatus::kSuccess), 1u);
  }
}

TEST(RerunManualDag, EndsAsRejectedWhereAllAre) {
  RunFixture with;
  with.service->failed(1).failed(2);
  with.service->fault = faultOfRestarts(RunFault::kRejected);
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kRejected);
  EXPECT_EQ(run.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kRejected}, {2, "node2", kRejected}}));
  EXPECT_EQ(with.service->sent("RestartInstance"), 2);
}

TEST(RerunManualDag, BacksOffWhenThrottled) {
  RunFixture with;
  with.service->failed(1);
  with.service->fault = [](const SentRequest& sent, int n) {
    return sent.action == "RestartInstance" && n <= 20 ? RunFault::kThrottled : RunFault::kNone;
  };
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_GT(with.passed(), 60s);  // longer than one call may take
  EXPECT_EQ(with.service->executed("RestartInstance", 1), 1);
}

TEST(RerunManualDag, SendsNoMoreOnceTheQuotaOfTheDayIsUsedUp) {
  RunFixture with;
  with.service->failed(1).failed(2);
  with.service->fault = faultOfRestarts(RunFault::kDailyQuota);
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kThrottled);
  EXPECT_EQ(run.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kNotSent}, {2, "node2", kNotSent}}));
  EXPECT_EQ(with.service->sent("RestartInstance"), 1);
}

TEST(RerunManualDag, HoldsBackWhatTheProgramHoldsBack) {
  for (const bool throws : {false, true}) {
    RunFixture with;
    with.service->failed(1).failed(2).failed(3);
    int asked = 0;
    const auto hold = [&](const AttemptStarting& attempt) -> std::optional<Error> {
      EXPECT_EQ(attempt.operation, "RestartInstance");
      if (++asked == 1) return std::nullopt;
      if (throws) throw std::runtime_error("the disk is full");
      Error error;
      error.kind = ErrorKind::kRejected;
      error.message = "the disk is full";
      return error;
    };
    const auto run = throws ? with.client.rerunManualDag(with.run, {.wait = {.beforeAttempt = hold}})
                            : with.client.rerunManualDag(with.run, {.beforeAttempt = hold});
    ASSERT_TRUE(run) << run.error();
    EXPECT_EQ(run->state, DagRunState::kFailed);
    EXPECT_EQ(run->instances, (Outcomes{{1, "node1", kDone}, {2, "node2", kNotSent}, {3, "node3", kNotSent}}));
    EXPECT_EQ(asked, 2);
    EXPECT_EQ(with.service->sent("RestartInstance"), 1);
  }
}

TEST(RerunManualDag, EndsWithWhatHeldTheFirstRestartBack) {
  RunFixture with;
  with.service->failed(1);
  const auto run = with.client.rerunManualDag(with.run, {.beforeAttempt = [](const AttemptStarting&) {
                                                Error error;
                                                error.kind = ErrorKind::kCancelled;
                                                error.message = "the journal cannot be written";
                                                return std::optional(error);
                                              }});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().message, "the journal cannot be written");
  EXPECT_EQ(run.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kNotSent}}));
}

// --- ends in the middle

TEST(RerunManualDag, EndsAtOnceInEachPhaseWhenItIsStopped) {
  struct Phase {
    const char* action;
    int number;
    RunFault restarts;
    Execution execution;
    InstanceAction first;
  };
  for (const Phase& phase :
       {Phase{"SearchManualDagNodeInstance", 1, RunFault::kNone, Execution::kNotExecuted, kNotSent},
        Phase{"RestartInstance", 1, RunFault::kNone, Execution::kExecuted, kDone},
        Phase{"RestartInstance", 2, RunFault::kNone, Execution::kExecuted, kDone},
        Phase{"SearchManualDagNodeInstance", 2, RunFault::kLostBefore, Execution::kMaybeExecuted, kUnknown},
        Phase{"ListInstanceHistory", 2, RunFault::kLostBefore, Execution::kMaybeExecuted, kUnknown},
        Phase{"SearchManualDagNodeInstance", 4, RunFault::kNone, Execution::kExecuted, kDone}}) {
    RunFixture with;
    with.service->failed(1).failed(2);
    std::stop_source stop;
    with.service->fault = [&](const SentRequest& sent, int n) {
      if (sent.action == phase.action && n == phase.number) stop.request_stop();
      return sent.action == "RestartInstance" ? phase.restarts : RunFault::kNone;
    };
    const auto run = with.client.rerunManualDag(with.run, {.wait = {.stop = stop.get_token()}});
    ASSERT_FALSE(run) << phase.action;
    EXPECT_EQ(run.error().kind, ErrorKind::kCancelled) << run.error();
    EXPECT_EQ(run.error().execution, phase.execution) << phase.action << phase.number;
    if (!run.error().instances.empty()) {
      EXPECT_EQ(run.error().instances.at(0).action, phase.first) << phase.action;
    }
    const int requests = with.service->sent(phase.action);
    EXPECT_EQ(requests, phase.number);
  }
}

TEST(RerunManualDag, FollowsARestartWhoseResponseNeverCame) {
  RunFixture with;
  with.service->failed(1);
  with.service->neverResponds = "RestartInstance";
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_EQ(run->instances, (Outcomes{{1, "node1", kUnknown}}));
  EXPECT_EQ(with.service->sent("RestartInstance"), 1);
}

TEST(RerunManualDag, EndsAtOnceWhenItIsStoppedWhileACallIsUnderWay) {
  struct Hang {
    const char* action;
    RunFault restarts;
    Execution execution;
    InstanceAction first;
  };
  for (const Hang& hang : {Hang{"RestartInstance", RunFault::kNone, Execution::kMaybeExecuted, kUnknown},
                           Hang{"ListInstanceHistory", RunFault::kLostBefore, Execution::kMaybeExecuted, kUnknown}}) {
    for (const bool blocking : {true, false}) {
      RunFixture with;
      with.service->failed(1).failed(2);
      with.service->neverResponds = hang.action;
      std::stop_source stop;
      with.service->fault = [&](const SentRequest& sent, int) {
        if (sent.action == hang.action) stop.request_stop();
        return sent.action == "RestartInstance" ? hang.restarts : RunFault::kNone;
      };
      const RerunOptions options{.wait = {.stop = stop.get_token()}};
      const auto run = blocking ? with.client.rerunManualDag(with.run, options)
                                : with.client.rerunManualDagAsync(with.run, options).get();
      ASSERT_FALSE(run);
      EXPECT_EQ(run.error().kind, ErrorKind::kCancelled) << run.error();
      EXPECT_EQ(run.error().execution, hang.execution);
      EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", hang.first}, {2, "node2", kNotSent}}));
      EXPECT_EQ(with.service->sent("RestartInstance"), 1);
      EXPECT_LT(with.passed(), 2s);
    }
  }
}

TEST(RerunManualDag, EndsAtOnceWhenItIsStoppedWhileALookReadsAHistory) {
  RunFixture with;
  with.service->failed(1);
  with.service->at(1).attempts.front().finish += 1h;  // the restart never shows, so the history is read
  with.service->listLag = -2h;
  with.service->neverResponds = "ListInstanceHistory";
  std::stop_source stop;
  auto stoppedAt = with.passed();
  with.service->fault = [&](const SentRequest& sent, int) {
    if (sent.action == "ListInstanceHistory") {
      stoppedAt = with.passed();
      stop.request_stop();
    }
    return RunFault::kNone;
  };
  const auto run = with.client.rerunManualDag(with.run, {.wait = {.stop = stop.get_token()}});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kCancelled) << run.error();
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kDone}}));
  EXPECT_EQ(with.service->sent("ListInstanceHistory"), 1);
  EXPECT_LT(with.passed() - stoppedAt, 1s);
}

TEST(RerunManualDag, EndsWithItsClient) {
  const DagRef rerun{.projectName = "sales", .dagId = 42};
  auto clock = std::make_shared<ManualClock>(ManualClock().wallNow(), ManualClock::Moves::kByHand);
  auto service = std::make_shared<FakeRun>(clock);
  service->failed(1);
  std::optional<Pending<DagRun>> pending;
  {
    const auto client = DataWorksClient::create({.regionId = "cn-test",
                                                 .credentials = staticCredentials("testid", "testsecret"),
                                                 .pollsPerSecond = 0,
                                                 .transport = service,
                                                 .clock = clock});
    std::promise<void> restarted;
    pending.emplace(client->rerunManualDagAsync(rerun, {.onInstance = [&](const InstanceEvent& event) {
                                                  if (event.progress == InstanceProgress::kRestarted)
                                                    restarted.set_value();
                                                }}));
    restarted.get_future().wait();
  }
  const auto run = std::move(*pending).get();
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(run.error().execution, Execution::kExecuted);
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kDone}}));
}

TEST(RerunManualDag, EndsAtItsTimeoutWhileItWatches) {
  RunFixture with;
  with.service->failed(1);
  with.service->at(1).running = 2h;
  const auto run = with.client.rerunManualDag(with.run, {.wait = {.timeout = 10min}});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(run.error().execution, Execution::kExecuted);
  EXPECT_EQ(run.error().operation, "RerunManualDag");
  EXPECT_EQ(run.error().hint, "The re-run itself goes on.");
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kDone}}));
  EXPECT_EQ(with.passed(), 10min);
}

TEST(RerunManualDag, IsTheSameWithoutBlocking) {
  RunFixture with;
  with.service->failed(1);
  const auto run = with.client.rerunManualDagAsync(with.run).get();
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
}

TEST(RerunManualDag, KeepsToThePollRateOfTheClient) {
  RunFixture with;
  for (int id = 1; id <= 10; ++id) with.service->failed(id);
  const auto client = with.make(1);
  std::vector<std::chrono::nanoseconds> times;
  with.service->beforeReply = [&] { times.push_back(with.clock->passed()); };
  ASSERT_TRUE(client.rerunManualDag(with.run));
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 1], 1s);
}

// One search says what has failed; the budget is that of the polls.
TEST(RerunManualDag, KeepsToItsPollBudget) {
  for (const auto running : {10s, 1800s, 7200s}) {
    RunFixture with;
    with.service->failed(1);
    with.service->at(1).running = running;
    const auto run = with.client.rerunManualDag(with.run, {.wait = {.timeout = 1h, .pollBudget = 6}});
    EXPECT_EQ(run.has_value(), running < 1h);
    EXPECT_LE(with.service->sent("SearchManualDagNodeInstance"), 1 + 6);
    EXPECT_LE(with.passed(), 1h);
    EXPECT_EQ(with.service->sent("RestartInstance"), 1);
  }
}

TEST(RerunManualDag, CountsTheAgeOfTheRunFromTheRestart) {
  RunFixture with;
  with.service->ended(1, false, 48h);
  ASSERT_TRUE(with.client.rerunManualDag(with.run));
  EXPECT_LT(with.passed(), 15s);  // 10.5 s, and not the interval of a run of two days
}

TEST(RerunManualDag, WatchesARunInTheDevelopmentEnvironment) {
  RunFixture with;
  with.service->failed(1);
  with.run.env = ProjectEnv::kDev;
  const auto run = with.client.rerunManualDag(with.run);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_EQ(run->env, ProjectEnv::kDev);
  EXPECT_EQ(with.service->sent("SearchManualDagNodeInstance"), 0);
  EXPECT_GE(with.service->sent("ListManualDagInstances"), 2);
}

// --- every fault × list × history × another person

struct Case {
  RunFault fault;
  std::chrono::milliseconds listLag;
  std::chrono::milliseconds historyLag;
  std::optional<std::chrono::milliseconds> another;  // when another person restarts the first instance
  bool succeeds;
};

std::vector<Case> allCases() {
  std::vector<Case> cases;
  for (int fault = 0; fault <= static_cast<int>(kLastRunFault); ++fault) {
    for (const auto listLag : {0ms, 2000ms, 60'000ms}) {
      for (const auto historyLag : {0ms, 10'000ms, 60'000ms}) {
        for (const auto another :
             {std::optional<std::chrono::milliseconds>(), std::optional(0ms), std::optional(4000ms)}) {
          for (const bool succeeds : {true, false}) {
            cases.push_back({static_cast<RunFault>(fault), listLag, historyLag, another, succeeds});
          }
        }
      }
    }
  }
  return cases;
}

TEST(RerunManualDag, NeitherRepeatsNorDeniesARestartWhateverHappens) {
  for (const Case& each : allCases()) {
    RunFixture with;
    with.service->failed(1).failed(2).succeeded(3).waitingFor(4, 1);
    with.service->at(1).succeedsNext = each.succeeds;
    with.service->listLag = each.listLag;
    with.service->historyLag = each.historyLag;
    if (each.another) with.service->restartByAnother(1, *each.another);
    with.service->fault = [&](const SentRequest& sent, int n) {
      return sent.action == "RestartInstance" && n == 1 ? each.fault : RunFault::kNone;
    };
    const auto run = with.client.rerunManualDag(with.run);
    const std::string what = "fault " + std::to_string(static_cast<int>(each.fault)) + " list " +
                             std::to_string(each.listLag.count()) + " history " +
                             std::to_string(each.historyLag.count()) + " another " +
                             std::to_string(each.another.value_or(-1ms).count()) + (each.succeeds ? " ok" : " fails") +
                             (run ? "" : ": " + toString(run.error()));
    SCOPED_TRACE(what);
    for (const std::int64_t id : {1, 2}) EXPECT_LE(with.service->executed("RestartInstance", id), 1);
    int executed = 0;
    for (const std::int64_t id : {1, 2}) executed += with.service->executed("RestartInstance", id);
    if (!run) {
      EXPECT_FALSE(executed > 0 && run.error().execution == Execution::kNotExecuted);
      EXPECT_FALSE(run.error().instances.empty());
      continue;
    }
    EXPECT_GE(run->instances.size(), each.another == 0ms ? 1u : 2u);
    for (const InstanceOutcome& outcome : run->instances) {
      const bool done = with.service->executed("RestartInstance", outcome.instanceId) > 0;
      EXPECT_FALSE(done && (outcome.action == kNotSent || outcome.action == kRejected)) << outcome.nodeName;
      EXPECT_TRUE(done || outcome.action != kDone);
    }
    // What is reported of an instance that ran again is its last attempt.
    for (const NodeInsInfo& node : run->nodes) {
      const auto& attempts = with.service->at(node.instanceId).attempts;
      const bool followed = std::any_of(run->instances.begin(), run->instances.end(), [&](const InstanceOutcome& one) {
        return one.instanceId == node.instanceId && (one.action == kDone || one.action == kUnknown);
      });
      if (!followed) continue;
      EXPECT_GT(attempts.size(), 1u);
      EXPECT_EQ(node.status == NodeStatus::kSuccess, attempts.back().ok) << node.nodeName;
    }
  }
}

}  // namespace
}  // namespace dataworks::testing
