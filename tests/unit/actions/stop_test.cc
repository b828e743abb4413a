// SPDX-License-Identifier: Apache-2.0
// Stopping a run, against a service that has one: every rule of a stop.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(StopManualDag, AsksEachActiveInstanceOnceAndWaitsUntilNothingIsActive) {
  RunFixture with;
  with.service->succeeded(1).running(2).running(3).waitingFor(4, 2);
  const auto run = with.client.stopManualDag(with.run, {.onInstance = with.record()});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kFailed);
  EXPECT_EQ(run->instances, (Outcomes{{2, "node2", kDone}, {3, "node3", kDone}}));
  EXPECT_THAT(with.events, ElementsAre("sending 2", "accepted 2", "sending 3", "accepted 3", "stopped 2", "stopped 3"));
  EXPECT_EQ(with.service->sent("StopInstance"), 2);
  // The list with the stops, the first without anything active, and its confirmation.
  EXPECT_EQ(with.service->sent("SearchManualDagNodeInstance"), 3);
}

TEST(StopManualDag, EndsOnlyWhenASecondListFiveSecondsLaterShowsNothingActive) {
  RunFixture with;
  with.service->failed(1).succeeded(2);
  const auto run = with.client.stopManualDag(with.run);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kFailed);
  EXPECT_THAT(run->instances, IsEmpty());
  EXPECT_EQ(with.service->sent("StopInstance"), 0);
  EXPECT_EQ(with.service->sent("SearchManualDagNodeInstance"), 2);
  EXPECT_EQ(with.passed(), 5s);
}

TEST(StopManualDag, PollsAtItsUsualPaceWhileTheConfirmationFails) {
  RunFixture with;
  with.service->failed(1);
  with.service->fault = [&](const SentRequest& sent, int) {
    const bool fails = sent.action == "SearchManualDagNodeInstance" && with.passed() > 1s && with.passed() < 60s;
    return fails ? RunFault::kLostBefore : RunFault::kNone;
  };
  const auto run = with.client.stopManualDag(with.run);
  ASSERT_TRUE(run) << run.error();
  EXPECT_GT(with.service->sent("SearchManualDagNodeInstance"), 5);
  EXPECT_LT(with.service->sent("SearchManualDagNodeInstance"), 25);
}

TEST(StopManualDag, CatchesAnInstanceThatStartsMeanwhile) {
  RunFixture with;
  with.service->running(1, 3s).waitingFor(2, 1);
  with.service->fault = [](const SentRequest& sent, int) {  // the stop of 1 comes to nothing
    return sent.action == "StopInstance" && sent.parameters.at("InstanceId") == "1" ? RunFault::kSuccessFalse
                                                                                    : RunFault::kNone;
  };
  const auto run = with.client.stopManualDag(with.run, {.onInstance = with.record()});
  ASSERT_TRUE(run) << run.error();
  EXPECT_THAT(with.events,
              ElementsAre("sending 1", "rejected 1", "alreadyOver 1", "sending 2", "accepted 2", "stopped 2"));
  EXPECT_EQ(run->instances, (Outcomes{{1, "node1", kNotSent}, {2, "node2", kDone}}));
}

TEST(StopManualDag, AsksAgainAfterThirtySeconds) {
  RunFixture with;
  with.service->running(1);
  with.service->stopTakes = 40s;
  const auto run = with.client.stopManualDag(with.run);
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(with.service->sent("StopInstance"), 2);
}

TEST(StopManualDag, SaysThatAnInstanceSucceededBeforeTheStop) {
  RunFixture with;
  with.service->running(1, 1s);
  with.service->stopTakes = 1h;
  with.service->fault = [&](const SentRequest& sent, int) {
    return sent.action == "StopInstance" ? RunFault::kLostBefore : RunFault::kNone;
  };
  const auto run = with.client.stopManualDag(with.run, {.onInstance = with.record()});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_THAT(with.events, ElementsAre("sending 1", "unknown 1", "alreadyOver 1"));
}

TEST(StopManualDag, StopsOnlyTheNamedInstances) {
  RunFixture with;
  with.service->running(1).running(2).succeeded(3);
  const auto run = with.client.stopManualDag(with.run, {.instanceIds = {2, 3}, .onInstance = with.record()});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kRunning);
  EXPECT_EQ(with.service->read("StopInstance", 1), 0);
  EXPECT_THAT(with.events, ElementsAre("alreadyOver 3", "sending 2", "accepted 2", "stopped 2"));
}

TEST(StopManualDag, IsRefusedForAnInstanceOfAnotherRun) {
  RunFixture with;
  with.service->running(1);
  const auto run = with.client.stopManualDag(with.run, {.instanceIds = {1, 9}});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(run.error().execution, Execution::kNotExecuted);
  EXPECT_THAT(run.error().message, HasSubstr("instance 9 is not a node of run 42"));
  EXPECT_EQ(run.error().operation, "StopManualDag");
  EXPECT_EQ(with.service->sent("StopInstance"), 0);
}

struct FaultRow {
  const char* name;
  std::vector<RunFault> faults;  // of the stops of instances 1 and 2, always
  bool ok;
  ErrorKind kind = ErrorKind::kNone;
  Execution execution = Execution::kNotExecuted;
  std::vector<InstanceAction> actions{};
};
class StopWithFaults : public ::testing::TestWithParam<FaultRow> {};

TEST_P(StopWithFaults, EndsAsItMust) {
  const FaultRow& row = GetParam();
  RunFixture with;
  with.service->running(1, 2h).running(2, 2h);
  with.service->fault = [&](const SentRequest& sent, int) {
    if (sent.action != "StopInstance") return RunFault::kNone;
    return row.faults.at(sent.parameters.at("InstanceId") == "1" ? 0 : 1);
  };
  const auto run = with.client.stopManualDag(with.run, {.timeout = 2min});
  ASSERT_EQ(run.has_value(), row.ok) << (run ? "" : toString(run.error()));
  const Outcomes& instances = run ? run->instances : run.error().instances;
  std::vector<InstanceAction> actions;
  for (const InstanceOutcome& each : instances) actions.push_back(each.action);
  EXPECT_EQ(actions, row.actions);
  if (run) return;
  EXPECT_EQ(run.error().kind, row.kind) << run.error();
  EXPECT_EQ(run.error().execution, row.execution) << run.error();
  EXPECT_EQ(run.error().dagId, 42);
  EXPECT_TRUE(run.error().lastRun);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, StopWithFaults,
    ::testing::Values(
        FaultRow{"none", {RunFault::kNone, RunFault::kNone}, true, {}, {}, {kDone, kDone}},
        FaultRow{"bothForbidden",
                 {RunFault::kForbidden, RunFault::kForbidden},
                 false,
                 ErrorKind::kRejected,
                 Execution::kNotExecuted,
                 {kRejected, kRejected}},
        FaultRow{"oneForbidden",
                 {RunFault::kForbidden, RunFault::kNone},
                 false,
                 ErrorKind::kRejected,
                 Execution::kExecuted,
                 {kRejected, kDone}},
        FaultRow{"lostAfter", {RunFault::kLostAfter, RunFault::kNone}, true, {}, {}, {kUnknown, kDone}},
        FaultRow{"lostBefore",
                 {RunFault::kLostBefore, RunFault::kLostBefore},
                 false,
                 ErrorKind::kTimeout,
                 Execution::kMaybeExecuted,
                 {kUnknown, kUnknown}},
        FaultRow{
            "internalAfter", {RunFault::kInternalAfter, RunFault::kInternalAfter}, true, {}, {}, {kUnknown, kUnknown}},
        FaultRow{"notSent",
                 {RunFault::kNotSent, RunFault::kNotSent},
                 false,
                 ErrorKind::kTimeout,
                 Execution::kNotExecuted,
                 {kNotSent, kNotSent}},
        FaultRow{"dailyQuota",
                 {RunFault::kNone, RunFault::kDailyQuota},
                 false,
                 ErrorKind::kThrottled,
                 Execution::kExecuted,
                 {kDone, kNotSent}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(StopManualDag, EndsAtItsTimeoutAndSaysWhatWasAccepted) {
  RunFixture with;
  with.service->running(1, 2h);
  with.service->stopTakes = 1h;
  const auto run = with.client.stopManualDag(with.run, {.timeout = 1min});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(run.error().execution, Execution::kExecuted);
  EXPECT_EQ(run.error().instances, (Outcomes{{1, "node1", kDone}}));
  EXPECT_EQ(with.passed(), 1min);
  EXPECT_EQ(with.service->sent("StopInstance"), 2);
}

TEST(StopManualDag, SendsNoMoreStopsOnceItIsStopped) {
  RunFixture with;
  with.service->running(1).running(2).running(3);
  std::stop_source stop;
  const auto run =
      with.client.stopManualDag(with.run, {.stop = stop.get_token(), .onInstance = [&](const InstanceEvent& event) {
                                             if (event.progress == InstanceProgress::kAccepted) stop.request_stop();
                                           }});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(run.error().execution, Execution::kExecuted);
  EXPECT_EQ(with.service->sent("StopInstance"), 1);
  EXPECT_EQ(run.error().instances.at(0), (InstanceOutcome{1, "node1", kDone}));
}

TEST(StopManualDag, EndsAtOnceWhenItIsStoppedWhileACallIsUnderWay) {
  struct Hang {
    const char* action;
    Execution execution;
  };
  for (const Hang& hang : {Hang{"SearchManualDagNodeInstance", Execution::kNotExecuted},
                           Hang{"StopInstance", Execution::kMaybeExecuted}}) {
    RunFixture with;
    with.service->running(1);
    with.service->neverResponds = hang.action;
    std::stop_source stop;
    with.service->fault = [&](const SentRequest& sent, int) {
      if (sent.action == hang.action) stop.request_stop();
      return RunFault::kNone;
    };
    const auto run = with.client.stopManualDag(with.run, {.stop = stop.get_token()});
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::kCancelled) << run.error();
    EXPECT_EQ(run.error().execution, hang.execution) << hang.action;
    EXPECT_EQ(with.service->sent(hang.action), 1);
    EXPECT_LT(with.passed(), 1s) << hang.action;
  }
}

TEST(StopManualDag, KeepsToThePollRateOfTheClient) {
  RunFixture with;
  for (int id = 1; id <= 10; ++id) with.service->running(id);
  const auto client = with.make(2);
  const auto begun = with.passed();
  ASSERT_TRUE(client.stopManualDag(with.run));
  EXPECT_GE(with.passed() - begun, 5s + 5s);  // eleven calls, then the confirmation
}

TEST(StopManualDag, IsTheSameWithoutBlocking) {
  RunFixture with;
  with.service->running(1);
  const auto run = with.client.stopManualDagAsync(with.run).get();
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->instances, (Outcomes{{1, "node1", kDone}}));
}

TEST(StopManualDag, IsRefusedBeforeAnythingIsSent) {
  RunFixture with;
  for (const StopOptions& options :
       {StopOptions{.timeout = -1s}, StopOptions{.instanceIds = {0}}, StopOptions{.instanceIds = {1, 1}}}) {
    const auto run = with.client.stopManualDag(with.run, options);
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(run.error().operation, "StopManualDag");
    EXPECT_EQ(run.error().instances.size(), options.instanceIds.size());
  }
  EXPECT_EQ(with.client.stopManualDag({.projectName = "sales"}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(with.service->log(), IsEmpty());
}

TEST(StopManualDag, GoesOnWhenAListFails) {
  RunFixture with;
  with.service->running(1);
  with.service->fault = [](const SentRequest& sent, int n) {
    return sent.action == "SearchManualDagNodeInstance" && n == 2 ? RunFault::kInternalBefore : RunFault::kNone;
  };
  EXPECT_TRUE(with.client.stopManualDag(with.run));
}

}  // namespace
}  // namespace dataworks::testing
