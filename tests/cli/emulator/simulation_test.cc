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
  for (const NodeState& state : simulate(flow, elapsed, speed)) statuses.push_back(state.status);
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
  const NodeState queued = simulate(flow, 3s, 1)[0];
  EXPECT_EQ(queued.beginWaitTime, 0ms);
  EXPECT_EQ(queued.beginWaitResource, 2s);
  EXPECT_FALSE(queued.beginRunning);
  EXPECT_FALSE(queued.finish);
  EXPECT_EQ(queued.modified(), 2s);
  const NodeState done = simulate(flow, 1h, 1)[0];
  EXPECT_EQ(done.beginRunning, 5s);
  EXPECT_EQ(done.finish, 10s);
  EXPECT_EQ(done.modified(), 10s);
}

TEST(Simulation, ANodeStartsWhenTheLastOfThoseItWaitsForSucceeded) {
  const Flow flow = flowOf(R"("quick": {"queued": "0s", "runs": "1s"}, "slow": {"queued": "0s", "runs": "7s"},
                              "after": {"queued": "0s", "runs": "1s", "after": ["quick", "slow"]})");
  EXPECT_EQ(statusesAt(flow, 6999ms)[2], kNotRun);
  EXPECT_FALSE(simulate(flow, 6999ms, 1)[2].beginWaitTime);
  EXPECT_EQ(statusesAt(flow, 7s)[2], kRunning);
  EXPECT_EQ(simulate(flow, 1h, 1)[2].beginWaitTime, 7s);
}

TEST(Simulation, NodesAfterAFailedNodeNeverRun) {
  const Flow flow = flowOf(R"("a": {"runs": "1s", "result": "failure"}, "b": {"runs": "1s", "after": "a"},
                              "c": {"runs": "1s", "after": "b"}, "beside": {"runs": "1s"})");
  EXPECT_THAT(statusesAt(flow, 24h), ::testing::ElementsAre(kFailure, kNotRun, kNotRun, kSuccess));
}

TEST(Simulation, SpeedDividesEveryTime) {
  const Flow flow = flowOf(R"("a": {"waits": "2s", "queued": "3s", "runs": "5s"})", R"(, "visibleAfter": "4s")");
  const NodeState done = simulate(flow, 1s, 10)[0];
  EXPECT_EQ(done.status, kSuccess);
  EXPECT_EQ(done.beginWaitResource, 200ms);
  EXPECT_EQ(done.finish, 1s);
  EXPECT_FALSE(isVisible(flow, 399ms, 10));
  EXPECT_TRUE(isVisible(flow, 400ms, 10));
}

TEST(Simulation, TheBuiltInFlowsEndAsTheirNamesPromise) {
  const Projects projects = readFlows(builtinFlows(), "built-in").projects;
  const Flow& good = *projects[0].find("test_flow");
  EXPECT_THAT(statusesAt(good, 10s), ::testing::Each(kSuccess));
  EXPECT_THAT(statusesAt(good, 9s), ::testing::Contains(::testing::Not(kSuccess)));
  EXPECT_THAT(statusesAt(*projects[0].find("failing_flow"), 24h),
              ::testing::ElementsAre(kSuccess, kSuccess, kFailure, kSuccess, kNotRun));
  EXPECT_THAT(statusesAt(*projects[0].find("large_flow"), 24h), ::testing::Each(kSuccess));
}

}  // namespace
}  // namespace dataworks::emulator
