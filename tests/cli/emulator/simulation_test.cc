// SPDX-License-Identifier: Apache-2.0
// The course of runs over time.
#include "simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "builtin_flows.h"
#include "flows_file.h"

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;
using enum NodeStatus;

Flow flowOf(const std::string& nodes, const std::string& rest = "") {
  FlowsFile file = readFlows(R"({"p": {"f": {"nodes": {)" + nodes + "}" + rest + "}}}", "test");
  EXPECT_TRUE(file.errors.empty()) << file.errors[0];
  return file.projects.at(0).flows.at(0);
}

std::vector<NodeStatus> statusesAt(const Flow& flow, std::chrono::milliseconds elapsed, double speed = 1) {
  std::vector<NodeStatus> statuses;
  for (const NodeState& state : simulate(flow, {}, elapsed, speed)) statuses.push_back(state.status());
  return statuses;
}

TEST(Simulation, ANodePassesItsStatusesInOrder) {
  const Flow flow = flowOf(R"("a": {"waits": "2s", "queued": "3s", "runs": "5s"})");
  EXPECT_EQ(statusesAt(flow, 0s)[0], kWaitTime);
  EXPECT_EQ(statusesAt(flow, 1999ms)[0], kWaitTime);
  EXPECT_EQ(statusesAt(flow, 2s)[0], kWaitResource);
  EXPECT_EQ(statusesAt(flow, 5s)[0], kRunning);
  EXPECT_EQ(statusesAt(flow, 9999ms)[0], kRunning);
  EXPECT_EQ(statusesAt(flow, 10s)[0], kSuccess);
}

TEST(Simulation, TimesAppearWhenReached) {
  const Flow flow = flowOf(R"("a": {"waits": "2s", "queued": "3s", "runs": "5s"})");
  const Attempt queued = simulate(flow, {}, 3s, 1)[0].latest();
  EXPECT_EQ(queued.beginWaitTime, 0ms);
  EXPECT_EQ(queued.beginWaitResource, 2s);
  EXPECT_FALSE(queued.beginRunning);
  EXPECT_FALSE(queued.finish);
  EXPECT_EQ(queued.modified, 2s);
  const Attempt done = simulate(flow, {}, 1h, 1)[0].latest();
  EXPECT_EQ(done.beginRunning, 5s);
  EXPECT_EQ(done.finish, 10s);
  EXPECT_EQ(done.modified, 10s);
}

TEST(Simulation, ANodeStartsWhenTheLastOfThoseItWaitsForSucceeded) {
  const Flow flow = flowOf(R"("quick": {"queued": "0s", "runs": "1s"}, "slow": {"queued": "0s", "runs": "7s"},
                              "after": {"queued": "0s", "runs": "1s", "after": ["quick", "slow"]})");
  EXPECT_EQ(statusesAt(flow, 6999ms)[2], kNotRun);
  EXPECT_FALSE(simulate(flow, {}, 6999ms, 1)[2].latest().beginWaitTime);
  EXPECT_EQ(statusesAt(flow, 7s)[2], kRunning);
  EXPECT_EQ(simulate(flow, {}, 1h, 1)[2].latest().beginWaitTime, 7s);
}

TEST(Simulation, NodesAfterAFailedNodeNeverRun) {
  const Flow flow = flowOf(R"("a": {"runs": "1s", "result": "failure"}, "b": {"runs": "1s", "after": "a"},
                              "c": {"runs": "1s", "after": "b"}, "beside": {"runs": "1s"})");
  EXPECT_THAT(statusesAt(flow, 24h), ::testing::ElementsAre(kFailure, kNotRun, kNotRun, kSuccess));
}

TEST(Simulation, SpeedDividesEveryTime) {
  const Flow flow = flowOf(R"("a": {"waits": "2s", "queued": "3s", "runs": "5s"})");
  const Attempt done = simulate(flow, {}, 1s, 10)[0].latest();
  EXPECT_EQ(done.status, kSuccess);
  EXPECT_EQ(done.beginWaitResource, 200ms);
  EXPECT_EQ(done.finish, 1s);
}

/// Something done at a moment; statuses of all nodes at later moments.
struct Course {
  const char* what;
  std::vector<Event> events;
  std::vector<std::pair<std::chrono::milliseconds, std::vector<NodeStatus>>> statuses;
};

TEST(Simulation, EventsChangeTheCourseOfARun) {
  using enum Event::Kind;
  // Without events: a runs from 1 s to 3 s and fails, b comes after a, c runs beside them from 1 s to 11 s.
  const Flow flow = flowOf(R"("a": {"runs": "2s", "result": ["failure", "failure", "success"]},
                              "b": {"runs": "2s", "after": "a"}, "c": {"runs": "10s"})");
  const Course courses[] = {
      {"none", {}, {{3s, {kFailure, kNotRun, kRunning}}, {1h, {kFailure, kNotRun, kSuccess}}}},
      {"a re-run that fails again",
       {{kRestart, 0, 5s}},
       {{4999ms, {kFailure, kNotRun, kRunning}},
        {5s, {kWaitResource, kNotRun, kRunning}},
        {6s, {kRunning, kNotRun, kRunning}},
        {8s, {kFailure, kNotRun, kRunning}}}},
      {"a second re-run, which succeeds",
       {{kRestart, 0, 5s}, {kRestart, 0, 20s}},
       {{23s, {kSuccess, kWaitResource, kSuccess}}, {1h, {kSuccess, kSuccess, kSuccess}}}},
      {"a re-run of a node that runs has no effect",
       {{kRestart, 2, 5s}},
       {{11s, {kFailure, kNotRun, kSuccess}}, {12s, {kFailure, kNotRun, kSuccess}}}},
      {"a re-run of a success runs it again",
       {{kRestart, 2, 20s}},
       {{20s, {kFailure, kNotRun, kWaitResource}}, {21s, {kFailure, kNotRun, kRunning}}}},
      {"a stop while it runs",
       {{kStop, 2, 4s, 0}},
       {{3999ms, {kFailure, kNotRun, kRunning}}, {4s, {kFailure, kNotRun, kFailure}}}},
      {"a stop while it waits for resources",
       {{kStop, 2, 500ms, 0}},
       {{500ms, {kWaitResource, kNotRun, kFailure}}, {1h, {kFailure, kNotRun, kFailure}}}},
      {"a stop that takes longer than the attempt has no effect",
       {{kStop, 2, 11s, 0}},
       {{1h, {kFailure, kNotRun, kSuccess}}}},
      {"a stop ends only the attempt that it is for",
       {{kRestart, 0, 5s}, {kStop, 0, 6s, 0}},
       {{6s, {kRunning, kNotRun, kRunning}}}},
      {"a failure that is set to success lets the next node start",
       {{kSetSuccess, 0, 5s}},
       {{4999ms, {kFailure, kNotRun, kRunning}},
        {5s, {kSuccess, kWaitResource, kRunning}},
        {8s, {kSuccess, kSuccess, kRunning}}}},
      {"nothing but a failure can be set to success",
       {{kSetSuccess, 1, 5s}, {kSetSuccess, 2, 5s}},
       {{5s, {kFailure, kNotRun, kRunning}}}},
      {"a suspended node waits until it is resumed",
       {{kSuspend, 1, 4s}, {kSetSuccess, 0, 5s}, {kResume, 1, 8s}},
       {{7s, {kSuccess, kNotRun, kRunning}}, {8s, {kSuccess, kWaitResource, kRunning}}}},
  };
  for (const Course& course : courses) {
    for (const auto& [at, expected] : course.statuses) {
      std::vector<NodeStatus> statuses;
      for (const NodeState& state : simulate(flow, {.events = course.events}, at, 1))
        statuses.push_back(state.status());
      EXPECT_EQ(statuses, expected) << course.what << " at " << at.count();
    }
  }
}

TEST(Simulation, EachAttemptKeepsItsTimes) {
  const Flow flow = flowOf(R"("a": {"waits": "1s", "runs": "2s", "result": ["failure", "success"]})");
  const RunPlan plan = {.events = {{Event::Kind::kRestart, 0, 10s}}};
  const NodeState state = simulate(flow, plan, 1h, 1)[0];
  ASSERT_EQ(state.attempts.size(), 2U);
  EXPECT_EQ(state.attempts[0].status, kFailure);
  EXPECT_EQ(state.attempts[0].beginWaitTime, 0s);
  EXPECT_EQ(state.attempts[0].finish, 4s);
  EXPECT_EQ(state.attempts[1].status, kSuccess);
  EXPECT_EQ(state.attempts[1].beginWaitTime, 10s);
  EXPECT_EQ(state.attempts[1].beginWaitResource, 10s) << "the scheduled time has passed";
  EXPECT_EQ(state.attempts[1].finish, 13s);
}

TEST(Simulation, AStoppedAttemptHasOnlyTheTimesBeforeTheStop) {
  const Flow flow = flowOf(R"("a": {"waits": "1s", "queued": "2s", "runs": "2s"})");
  const NodeState state = simulate(flow, {.events = {{Event::Kind::kStop, 0, 2s, 0}}}, 1h, 1)[0];
  EXPECT_TRUE(state.latest().stopped);
  EXPECT_EQ(state.latest().beginWaitResource, 1s);
  EXPECT_FALSE(state.latest().beginRunning);
  EXPECT_EQ(state.latest().finish, 2s);
}

TEST(Simulation, DryRunsSucceedAtOnceAndOmittedNodesPassOn) {
  const Flow flow = flowOf(R"("a": {"runs": "9s"}, "b": {"runs": "9s", "after": "a", "result": "failure"},
                              "c": {"runs": "1s", "after": "b"})");
  const RunPlan plan = {.modes = {NodeMode::kDryRun, NodeMode::kOmit, NodeMode::kRun}};
  const auto states = simulate(flow, plan, 0s, 1);
  EXPECT_EQ(states[0].status(), kSuccess);
  EXPECT_EQ(states[1].status(), kSuccess);
  EXPECT_EQ(states[2].status(), kWaitResource);
}

TEST(Simulation, TheOrderOfTheFileDoesNotMatter) {
  const Flow flow = flowOf(R"("last": {"queued": "0s", "runs": "1s", "after": "middle"},
                              "middle": {"queued": "0s", "runs": "0s", "after": "first"},
                              "first": {"queued": "0s", "runs": "1s"})");
  EXPECT_THAT(statusesAt(flow, 1s), ::testing::ElementsAre(kRunning, kSuccess, kSuccess));
}

TEST(Simulation, ASpeedOfNearlyNothingOverflowsNothing) {
  const Flow flow = flowOf(R"("a": {"runs": "24h", "result": "failure"}, "b": {"runs": "24h", "after": "a"})");
  EXPECT_THAT(statusesAt(flow, 24h, 1e-300), ::testing::ElementsAre(kWaitResource, kNotRun));
}

TEST(Simulation, TheBuiltInFlowsEndAsTheirNamesPromise) {
  const Projects projects = readFlows(builtinFlows(), "built-in").projects;
  const Flow& good = *projects[0].find("test_flow");
  EXPECT_THAT(statusesAt(good, 10s), ::testing::Each(kSuccess));
  EXPECT_THAT(statusesAt(good, 9s), ::testing::Contains(::testing::Not(kSuccess)));
  const Flow& failing = *projects[0].find("failing_flow");
  EXPECT_THAT(statusesAt(failing, 24h), ::testing::ElementsAre(kSuccess, kSuccess, kFailure, kSuccess, kNotRun));
  const auto rerun = simulate(failing, {.events = {{Event::Kind::kRestart, 2, 1h}}}, 24h, 1);
  EXPECT_TRUE(std::ranges::all_of(rerun, [](const NodeState& state) { return state.status() == kSuccess; }));
  EXPECT_THAT(statusesAt(*projects[0].find("large_flow"), 24h), ::testing::Each(kSuccess));
}

}  // namespace
}  // namespace dataworks::emulator
