// SPDX-License-Identifier: Apache-2.0
#include "report/model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "support/sample_runs.h"

namespace dataworks::detail::report {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::sampleBegin;
using testing::sampleNode;
using testing::SampleOutcome;
using testing::sampleRun;

std::vector<std::string> namesOf(const std::vector<const Row*>& rows) {
  std::vector<std::string> names;
  for (const Row* row : rows) names.push_back(row->node->nodeName);
  return names;
}

std::vector<std::string> namesOf(const std::vector<Row>& rows) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(row.node->nodeName);
  return names;
}

using Names = std::vector<std::string>;

DagRun mixedRun() {
  return sampleRun(
      {sampleNode("waiting", NodeStatus::kNotRun), sampleNode("late", NodeStatus::kSuccess, {1, 1, 40, 50}),
       sampleNode("broke_second", NodeStatus::kFailure, {1, 1, 30, 45}),
       sampleNode("busy", NodeStatus::kRunning, {1, 1, 20}), sampleNode("soon", NodeStatus::kSuccess, {1, 2, 5, 8}),
       sampleNode("broke_first", NodeStatus::kFailure, {1, 1, 35, 44})},
      60);
}

TEST(ReportModel, PutsFailedNodesFirstAndThoseThatDidNotRunLast) {
  const DagRun run = mixedRun();
  const Model model = modelOf(run, {});
  EXPECT_EQ(namesOf(model.rows), (Names{"broke_second", "broke_first", "busy", "soon", "late", "waiting"}));
  EXPECT_EQ(namesOf(model.failed), (Names{"broke_first", "broke_second"}));
  EXPECT_EQ(namesOf(model.notRun), (Names{"waiting"}));
}

TEST(ReportModel, OrdersBarsByTheirStart) {
  const DagRun run = mixedRun();
  EXPECT_EQ(namesOf(modelOf(run, {}).bars), (Names{"soon", "busy", "broke_second", "broke_first", "late", "waiting"}));
}

TEST(ReportModel, SplitsANodeIntoItsPhases) {
  const DagRun run = sampleRun({sampleNode("node", NodeStatus::kSuccess, {10, 25, 40, 100})}, 100);
  const Model model = modelOf(run, {});
  const std::vector<Segment>& segments = model.rows.front().segments;
  ASSERT_EQ(segments.size(), 4U);
  const std::vector<std::pair<NodePhase, std::pair<double, double>>> expected{{NodePhase::kUpstream, {0, .1}},
                                                                              {NodePhase::kSchedule, {.1, .25}},
                                                                              {NodePhase::kResources, {.25, .4}},
                                                                              {NodePhase::kRunning, {.4, 1}}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(segments[i].phase, expected[i].first);
    EXPECT_DOUBLE_EQ(model.fraction(segments[i].begin), expected[i].second.first);
    EXPECT_DOUBLE_EQ(model.fraction(segments[i].end), expected[i].second.second);
  }
}

TEST(ReportModel, KeepsRunningOfZeroLengthAndOmitsAWaitOfZero) {
  const DagRun run = sampleRun({sampleNode("node", NodeStatus::kSuccess, {0, 0, 7, 7})}, 7);
  const Model model = modelOf(run, {});
  ASSERT_EQ(model.rows.front().segments.size(), 2U);
  EXPECT_EQ(model.rows.front().segments[0].phase, NodePhase::kResources);
  EXPECT_EQ(model.rows.front().segments[1].phase, NodePhase::kRunning);
}

TEST(ReportModel, EndsTheAxisWithTheRunNotWithTheLastPoll) {
  const DagRun run = sampleRun({sampleNode("node", NodeStatus::kSuccess, {1, 1, 1, 30})}, 86'400);
  const Model model = modelOf(run, {});
  EXPECT_EQ(model.begin, sampleBegin());
  EXPECT_EQ(model.end, sampleBegin() + seconds(30));
  EXPECT_FALSE(model.rows.front().segments.back().open);
}

TEST(ReportModel, LeavesBarsOfAnUnfinishedRunOpenAtTheLastPoll) {
  const DagRun run = mixedRun();
  const Model model = modelOf(run, {});
  EXPECT_EQ(model.end, sampleBegin() + seconds(60));
  for (const Row& row : model.rows) {
    const bool over = row.node->finishTime.time.has_value();
    EXPECT_EQ(row.segments.back().open, !over) << row.node->nodeName;
    if (!over) {
      EXPECT_EQ(row.segments.back().end, model.end) << row.node->nodeName;
    }
  }
}

// As after a wait with `failFast`.
TEST(ReportModel, LeavesBarsOpenOfAFailedRunInWhichNodesAreActive) {
  DagRun run = mixedRun();
  run.state = DagRunState::kFailed;
  const Model model = modelOf(run, {});
  EXPECT_FALSE(model.over);
  EXPECT_EQ(model.end, sampleBegin() + seconds(60));
  for (const Row& row : model.rows) EXPECT_EQ(row.segments.back().open, !row.node->finishTime.time.has_value());
}

TEST(ReportModel, ExtendsTheAxisOverAllTimesIfClocksDisagree) {
  const DagRun run = sampleRun({sampleNode("node", NodeStatus::kRunning, {1, 1, 30})}, -100);
  const Model model = modelOf(run, {});
  EXPECT_EQ(model.begin, sampleBegin());
  EXPECT_EQ(model.end, sampleBegin() + seconds(30));
}

TEST(ReportModel, HasNoAxisWithoutTimes) {
  NodeInsInfo node = sampleNode("node", NodeStatus::kNotRun);
  node.createTime = {};
  const DagRun run = sampleRun({node}, 10);
  const Model model = modelOf(run, {});
  EXPECT_FALSE(model.hasTimes);
  EXPECT_TRUE(model.rows.front().segments.empty());
  EXPECT_EQ(model.fraction(model.end), 0);
}

TEST(ReportModel, SumsUpOnlyNodesThatRanOnceTheRunIsOver) {
  const DagRun run =
      sampleRun({sampleNode("never", NodeStatus::kNotRun), sampleNode("broken", NodeStatus::kFailure, {10, 12, 20, 50}),
                 sampleNode("done", NodeStatus::kSuccess, {5, 5, 6, 7})},
                500);
  const Model model = modelOf(run, {});
  EXPECT_EQ(model.summed, 2U);
  EXPECT_EQ(model.sum.waitUpstream, seconds(15));
  EXPECT_EQ(model.sum.waitSchedule, seconds(2));
  EXPECT_EQ(model.sum.waitResources, seconds(9));
  EXPECT_EQ(model.sum.running, seconds(31));
}

TEST(ReportModel, KnowsTheRunningTimeOnlyFromBothTimes) {
  struct Row {
    NodeStatus status;
    testing::SampleTimes times;
    std::optional<milliseconds> ran;
  };
  const std::vector<Row> table{
      {NodeStatus::kSuccess, {1, 2, 3, 9}, seconds(6)}, {NodeStatus::kSuccess, {1, 2, 3, 3}, seconds(0)},
      {NodeStatus::kFailure, {1, 2, 3}, std::nullopt},  {NodeStatus::kFailure, {1, 2, -1, 9}, std::nullopt},
      {NodeStatus::kRunning, {1, 2, 3}, seconds(17)},   {NodeStatus::kWaitResource, {1, 2}, std::nullopt},
      {NodeStatus::kNotRun, {}, std::nullopt}};
  for (const Row& row : table) {
    const DagRun run =
        sampleRun({sampleNode("node", row.status, row.times), sampleNode("b", NodeStatus::kRunning)}, 20);
    const Model model = modelOf(run, {});
    EXPECT_EQ(std::ranges::find(model.rows, &run.nodes[0], &report::Row::node)->ran, row.ran) << name(row.status);
  }
}

TEST(ReportModel, DoesNotSumUpNodesThatFailedBeforeRunning) {
  const DagRun run = sampleRun({sampleNode("refused", NodeStatus::kFailure, {10, 12, -1, 50}),
                                sampleNode("done", NodeStatus::kSuccess, {5, 5, 6, 7})},
                               500);
  const Model model = modelOf(run, {});
  EXPECT_EQ(model.summed, 1U);
  EXPECT_EQ(model.sum.waitUpstream, seconds(5));
}

TEST(ReportModel, SumsUpAllNodesWhileTheRunGoesOn) {
  const DagRun run =
      sampleRun({sampleNode("later", NodeStatus::kNotRun), sampleNode("busy", NodeStatus::kRunning, {5, 5, 6})}, 10);
  const Model model = modelOf(run, {});
  EXPECT_EQ(model.summed, 2U);
  EXPECT_EQ(model.sum.waitUpstream, seconds(15));
}

TEST(ReportModel, FindsTheTenSlowest) {
  std::vector<NodeInsInfo> nodes;
  for (int i = 0; i < 30; ++i) {
    nodes.push_back(sampleNode(std::to_string(i), NodeStatus::kSuccess, {1, 2, 2.0 + i, 4.0 + i + (i * 7 % 30)}));
  }
  const DagRun run = sampleRun(nodes, 100);
  const Model model = modelOf(run, {});
  ASSERT_EQ(model.slowestRunning.size(), kSlowest);
  EXPECT_EQ(model.slowestRunning.front().segment->length(), seconds(31));
  EXPECT_EQ(model.slowestRunning.back().segment->length(), seconds(22));
  ASSERT_EQ(model.slowestQueued.size(), kSlowest);
  EXPECT_EQ(model.slowestQueued.front().row->node->nodeName, "29");
  EXPECT_EQ(model.slowestQueued.back().row->node->nodeName, "20");
}

TEST(ReportModel, NamesNoNodeSlowThatTookNoTime) {
  const DagRun run = sampleRun(
      {sampleNode("never", NodeStatus::kNotRun), sampleNode("quick", NodeStatus::kFailure, {1, 1, 1, 1})}, 50);
  const Model model = modelOf(run, {});
  EXPECT_TRUE(model.slowestRunning.empty());
  EXPECT_TRUE(model.slowestQueued.empty());
}

TEST(ReportModel, ChoosesFailedAndActiveNodesThenTheLongestForTheChart) {
  std::vector<NodeInsInfo> nodes;
  for (int i = 0; i < 1000; ++i) {
    const double runs = 10 + i;
    if (i % 100 == 0) {
      nodes.push_back(sampleNode("failed", NodeStatus::kFailure, {1, 1, runs, runs + 0.1}));
    } else if (i % 100 == 1) {
      nodes.push_back(sampleNode("active", NodeStatus::kWaitResource, {1, runs}));
    } else {
      nodes.push_back(sampleNode("done", NodeStatus::kSuccess, {1, 1, runs, runs + 1 + i}));
    }
  }
  const DagRun run = sampleRun(nodes, 3000);
  const Model model = modelOf(run, {});
  ASSERT_EQ(model.bars.size(), kMostBars);
  EXPECT_TRUE(model.leavesBarsOut());
  std::map<std::string, int> chosen;
  milliseconds shortest = milliseconds::max();
  for (const Row* row : model.bars) {
    ++chosen[row->node->nodeName];
    if (row->outcome == Outcome::kSucceeded) shortest = std::min(shortest, row->durations.running);
  }
  EXPECT_EQ(chosen["failed"], 10);
  EXPECT_EQ(chosen["active"], 10);
  EXPECT_EQ(chosen["done"], 280);
  EXPECT_EQ(shortest, seconds(717));  // number 716: of the last 284, four are failed or active
}

TEST(ReportModel, CountsConcurrentNodesForTheStrip) {
  std::vector<NodeInsInfo> nodes;
  for (int i = 0; i < 400; ++i) {
    nodes.push_back(sampleNode("a", NodeStatus::kSuccess, {0, 0, i < 200 ? 50.0 : 0.0, i < 200 ? 100.0 : 50.0}));
  }
  nodes.push_back(sampleNode("blink", NodeStatus::kSuccess, {0, 0, 75, 75.001}));
  const DagRun run = sampleRun(nodes, 100);
  const Model model = modelOf(run, {});
  EXPECT_EQ(model.running.peak, 201U);  // also between samples
  EXPECT_EQ(model.queued.peak, 201U);
  ASSERT_FALSE(model.running.samples.empty());
  for (const std::size_t sample : model.running.samples) EXPECT_EQ(sample, 200U);
  EXPECT_EQ(model.queued.samples.front(), 201U);
  EXPECT_EQ(model.queued.samples.back(), 0U);

  const DagRun small = sampleRun(49, SampleOutcome::kSucceeded);
  EXPECT_TRUE(modelOf(small, {}).running.samples.empty());
}

TEST(ReportModel, TakesTheBusinessDateFromTheNodesUnlessGiven) {
  const DagRun run = mixedRun();
  EXPECT_EQ(modelOf(run, {}).bizdate.day(), "2026-11-22");
  EXPECT_EQ(modelOf(run, {.bizdate = *Bizdate::parse("2026-11-01")}).bizdate.day(), "2026-11-01");
}

TEST(ReportModel, CutsALogAtAStartOfALine) {
  const std::string line(999, 'x');
  std::string log = "password=";
  for (int i = 0; i < 100; ++i) log += line + '\n';
  const LogExcerpt excerpt = excerptOf(log);
  EXPECT_TRUE(excerpt.cut);
  EXPECT_EQ(excerpt.masked, 1U);
  EXPECT_EQ(excerpt.text.size(), 65'000U);
  EXPECT_TRUE(excerpt.text.starts_with(line));
  EXPECT_FALSE(excerptOf(std::string(65'536, 'x')).cut);

  const LogExcerpt oneLine = excerptOf("a" + std::string(70'000, 'x'));
  EXPECT_EQ(oneLine.text.size(), 65'536U);
  std::string chinese;
  for (int i = 0; i < 30'000; ++i) chinese += "订";
  EXPECT_EQ(excerptOf(chinese).text.size(), 65'535U) << "no half of a character";
}

}  // namespace
}  // namespace dataworks::detail::report
