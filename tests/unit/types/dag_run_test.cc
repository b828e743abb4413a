// SPDX-License-Identifier: Apache-2.0
#include "dataworks/dag_run.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace dataworks::detail {
namespace {

using namespace std::chrono;
using enum NodeStatus;

const system_clock::time_point kT = sys_days(2026y / 11 / 22) + 16h;

Timestamp at(seconds offset) { return {.text = "given", .time = kT + offset}; }

std::vector<NodeInsInfo> withStatuses(const std::vector<NodeStatus>& statuses) {
  std::vector<NodeInsInfo> nodes;
  for (const NodeStatus status : statuses) nodes.push_back({.dagId = 42, .status = status});
  return nodes;
}

TEST(Summarize, JudgesTheRun) {
  constexpr auto kUnknownToUs = static_cast<NodeStatus>(9);
  struct Row {
    std::vector<NodeStatus> statuses;
    DagRunState state;
  };
  const Row rows[] = {
      {{}, DagRunState::kNotFoundYet},
      {{kSuccess}, DagRunState::kSucceeded},
      {{kSuccess, kSuccess}, DagRunState::kSucceeded},
      {{kSuccess, kRunning}, DagRunState::kRunning},
      {{kSuccess, kUnknownToUs}, DagRunState::kRunning},
      {{kSuccess, kUnset}, DagRunState::kRunning},
      {{kFailure}, DagRunState::kFailed},
      {{kFailure, kSuccess}, DagRunState::kFailed},
      {{kFailure, kNotRun}, DagRunState::kFailed},
      {{kFailure, kSuccess, kNotRun}, DagRunState::kFailed},
      {{kFailure, kWaitTime}, DagRunState::kRunning},
      {{kFailure, kWaitResource}, DagRunState::kRunning},
      {{kFailure, kRunning}, DagRunState::kRunning},
      {{kFailure, kChecking}, DagRunState::kRunning},
      {{kFailure, kCheckingCondition}, DagRunState::kRunning},
      {{kFailure, kUnknownToUs}, DagRunState::kRunning},
      {{kNotRun}, DagRunState::kRunning},
      {{kNotRun, kSuccess}, DagRunState::kRunning},
  };
  for (const Row& row : rows) {
    const DagRun run = summarize(withStatuses(row.statuses), kT);
    std::ostringstream what;
    what << run;
    EXPECT_EQ(run.state, row.state) << what.str();
    EXPECT_EQ(run.finished(), row.state == DagRunState::kSucceeded || row.state == DagRunState::kFailed);
  }
}

TEST(Summarize, CountsNodesByStatus) {
  const DagRun run = summarize(withStatuses({kSuccess, kRunning, kSuccess, kWaitTime, kNotRun, kFailure}), kT);
  EXPECT_EQ(run.counts.size(), 5u);
  EXPECT_EQ(run.count(kSuccess), 2u);
  EXPECT_EQ(run.count(kRunning), 1u);
  EXPECT_EQ(run.count(kChecking), 0u);
  EXPECT_EQ(run.activeCount(), 2u);
  EXPECT_EQ(run.dagId, 42);
  EXPECT_EQ(run.observedAt, kT);
  EXPECT_EQ(run.nodes.size(), 6u);
}

TEST(Summarize, TakesTheFirstIdThatIsOne) {
  auto nodes = withStatuses({kRunning, kRunning, kRunning});
  nodes[0].dagId = 0;
  nodes[2].dagId = 7;
  EXPECT_EQ(summarize(nodes, kT).dagId, 42);
}

TEST(Summarize, BeginsWithTheEarliestTimeAndEndsWithTheLastOfAFinishedRun) {
  auto nodes = withStatuses({kSuccess, kSuccess});
  nodes[0].createTime = at(20s);
  nodes[0].finishTime = at(90s);
  nodes[1].beginRunningTime = at(5s);
  nodes[1].finishTime = at(60s);
  DagRun run = summarize(nodes, kT + 100s);
  EXPECT_EQ(run.beginTime, kT + 5s);
  EXPECT_EQ(run.finishTime, kT + 90s);
  EXPECT_EQ(run.elapsed(), 85s);

  nodes[1].status = kRunning;
  run = summarize(nodes, kT + 100s);
  EXPECT_FALSE(run.finishTime);
  EXPECT_EQ(run.elapsed(), 95s);

  run = summarize(nodes, kT);  // a clock that is behind the service's
  EXPECT_EQ(run.elapsed(), 0s);

  run = summarize(withStatuses({kSuccess}), kT);
  EXPECT_FALSE(run.beginTime);
  EXPECT_FALSE(run.finishTime);
  EXPECT_FALSE(run.elapsed());
}

TEST(Summarize, FindsTheBeginInEachTime) {
  using Field = Timestamp NodeInsInfo::*;
  for (const Field field : {&NodeInsInfo::createTime, &NodeInsInfo::beginWaitTimeTime, &NodeInsInfo::beginWaitResTime,
                            &NodeInsInfo::beginRunningTime}) {
    auto nodes = withStatuses({kRunning});
    nodes[0].*field = at(3s);
    EXPECT_EQ(summarize(nodes, kT).beginTime, kT + 3s);
  }
  auto nodes = withStatuses({kRunning});
  nodes[0].bizdate = nodes[0].modifyTime = nodes[0].finishTime = at(3s);
  EXPECT_FALSE(summarize(nodes, kT).beginTime);
}

TEST(DagRunText, IsOneLine) {
  const auto text = [](const DagRun& run) {
    std::ostringstream out;
    out << run;
    return out.str();
  };
  auto nodes = withStatuses({kSuccess, kSuccess, kRunning, kNotRun});
  EXPECT_EQ(text(summarize(nodes, kT)), "dag 42 running: 1 NOT_RUN, 1 RUNNING, 2 SUCCESS");
  struct Row {
    seconds age;
    std::string text;
  };
  const Row rows[] = {{0s, "0s"},    {59s, "59s"},     {60s, "1m"},      {125s, "2m05s"}, {3599s, "59m59s"},
                      {3600s, "1h"}, {7800s, "2h10m"}, {3660s, "1h01m"}, {86400s, "24h"}};
  for (const Row& row : rows) {
    nodes[0].createTime = at(-row.age);
    EXPECT_EQ(text(summarize(nodes, kT)), "dag 42 running: 1 NOT_RUN, 1 RUNNING, 2 SUCCESS, " + row.text);
  }
  EXPECT_EQ(text(summarize({}, kT)), "dag 0 not visible");
  EXPECT_EQ(text(summarize(withStatuses({kSuccess}), kT)), "dag 42 succeeded: 1 SUCCESS");
  EXPECT_EQ(text(summarize(withStatuses({kFailure}), kT)), "dag 42 failed: 1 FAILURE");
  EXPECT_EQ(text(summarize(withStatuses({static_cast<NodeStatus>(9)}), kT)), "dag 42 running: 1 UNKNOWN");
  EXPECT_EQ(name(static_cast<DagRunState>(9)), "unknown");
}

// --- where the time of a node went

struct Times {
  std::optional<int> created, waitTime, waitResources, running, finished;
};

NodeInsInfo nodeWith(NodeStatus status, const Times& times) {
  const auto stamp = [](const std::optional<int>& offset) { return offset ? at(seconds(*offset)) : Timestamp{}; };
  return {.status = status,
          .createTime = stamp(times.created),
          .beginWaitTimeTime = stamp(times.waitTime),
          .beginWaitResTime = stamp(times.waitResources),
          .beginRunningTime = stamp(times.running),
          .finishTime = stamp(times.finished)};
}

TEST(TimesOf, SplitsTheLifeOfANode) {
  constexpr std::nullopt_t kNone = std::nullopt;
  struct Row {
    const char* what;
    NodeStatus status;
    Times times;
    seconds upstream, time, resources, running;
  };
  const Row rows[] = {
      // as of 100 s
      {"all of it", kSuccess, {0, 10, 15, 20, 50}, 10s, 5s, 5s, 30s},
      {"failed", kFailure, {0, 10, 15, 20, 50}, 10s, 5s, 5s, 30s},
      {"still running", kRunning, {0, 10, 15, 20, kNone}, 10s, 5s, 5s, 80s},
      {"in the queue", kWaitResource, {0, 10, 15, kNone, kNone}, 10s, 5s, 85s, 0s},
      {"waiting for its time", kWaitTime, {0, 10, kNone, kNone, kNone}, 10s, 90s, 0s, 0s},
      {"not run", kNotRun, {0, kNone, kNone, kNone, kNone}, 100s, 0s, 0s, 0s},
      {"no wait for time", kSuccess, {0, kNone, 15, 20, 50}, 15s, 0s, 5s, 30s},
      {"no wait for resources", kSuccess, {0, 10, kNone, 20, 50}, 10s, 10s, 0s, 30s},
      {"created and run", kSuccess, {0, kNone, kNone, 20, 50}, 20s, 0s, 0s, 30s},
      {"no times at all", kSuccess, {}, 0s, 0s, 0s, 0s},
      {"no times, running", kRunning, {}, 0s, 0s, 0s, 0s},
      {"over without a finish time", kSuccess, {0, 10, 15, 20, kNone}, 10s, 5s, 5s, 0s},
      {"finish before begin", kSuccess, {0, 10, 15, 20, 18}, 10s, 5s, 3s, 0s},
      {"run before the queue", kSuccess, {0, 10, 30, 20, 50}, 10s, 10s, 0s, 30s},
      {"created behind it all", kSuccess, {60, 10, 15, 20, 50}, 0s, 5s, 5s, 30s},
      {"in the future", kRunning, {0, 10, 15, 120, kNone}, 10s, 5s, 85s, 0s},
      {"finished, yet called running", kRunning, {0, 10, 15, 20, 50}, 10s, 5s, 5s, 30s},
      {"running again", kRunning, {0, 60, 65, 70, 50}, 60s, 5s, 5s, 30s},
      {"in the queue again, with old times", kWaitResource, {0, 60, 65, 20, 50}, 60s, 5s, 35s, 0s},
      {"in the queue again", kWaitResource, {0, 60, 65, kNone, 50}, 60s, 5s, 35s, 0s},
  };
  for (const Row& row : rows) {
    const NodeDurations times = durationsOf(nodeWith(row.status, row.times), kT + 100s);
    EXPECT_EQ(times.waitUpstream, row.upstream) << row.what;
    EXPECT_EQ(times.waitSchedule, row.time) << row.what;
    EXPECT_EQ(times.waitResources, row.resources) << row.what;
    EXPECT_EQ(times.running, row.running) << row.what;
    EXPECT_EQ(times.waited(), row.upstream + row.time + row.resources) << row.what;
  }
}

TEST(TimesOf, AddsUpTheNodesOfARun) {
  const DagRun run =
      summarize({nodeWith(kSuccess, {0, 10, 15, 20, 50}), nodeWith(kRunning, {0, 10, 16, 20, std::nullopt}),
                 nodeWith(kNotRun, {0, std::nullopt, std::nullopt, std::nullopt, std::nullopt})},
                kT + 100s);
  const NodeDurations times = durationsOf(run);
  EXPECT_EQ(times.waitUpstream, 120s);
  EXPECT_EQ(times.waitSchedule, 11s);
  EXPECT_EQ(times.waitResources, 9s);
  EXPECT_EQ(times.running, 110s);
}

}  // namespace
}  // namespace dataworks::detail
