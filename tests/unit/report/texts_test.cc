// SPDX-License-Identifier: Apache-2.0
#include "report/texts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/sample_runs.h"

namespace dataworks::detail::report {
namespace {

using testing::sampleNode;
using testing::SampleOutcome;
using testing::sampleRun;

std::vector<NodeInsInfo> nodesOf(int failed, int active, int succeeded, int notRun) {
  std::vector<NodeInsInfo> nodes;
  const auto add = [&nodes](int count, const std::string& name, NodeStatus status, testing::SampleTimes times) {
    for (int i = 1; i <= count; ++i) nodes.push_back(sampleNode(name + std::to_string(i), status, times));
  };
  add(failed, "bad_", NodeStatus::kFailure, {1, 1, 2, 9});
  add(active, "busy_", NodeStatus::kRunning, {1, 1, 2});
  add(succeeded, "good_", NodeStatus::kSuccess, {1, 1, 2, 9});
  add(notRun, "idle_", NodeStatus::kNotRun, {});
  return nodes;
}

struct Sentence {
  int failed, active, succeeded, notRun;
  const char* english;
  const char* chinese;
};

TEST(ReportTexts, SayHowTheRunEnded) {
  const std::vector<Sentence> table{
      {0, 0, 0, 0, "The service lists no node of this run yet.", "服务尚未列出该次运行的任何节点。"},
      {0, 0, 1, 0, "The only node, good_1: succeeded.", "唯一的节点 good_1：运行成功。"},
      {0, 0, 200, 0, "All 200 nodes succeeded.", "全部 200 个节点运行成功。"},
      {1, 0, 113, 86, "1 of 200 nodes failed: bad_1. 86 nodes never ran.",
       "200 个节点中有 1 个失败：bad_1。86 个节点未运行。"},
      {1, 0, 4, 1, "1 of 6 nodes failed: bad_1. 1 node never ran.", "6 个节点中有 1 个失败：bad_1。1 个节点未运行。"},
      {2, 0, 3, 0, "2 of 5 nodes failed: bad_1, bad_2.", "5 个节点中有 2 个失败：bad_1、bad_2。"},
      {4, 0, 1, 0, "4 of 5 nodes failed: bad_1, bad_2, bad_3 and 1 other.",
       "5 个节点中有 4 个失败：bad_1、bad_2、bad_3 等 4 个。"},
      {5, 0, 1230, 0, "5 of 1,235 nodes failed: bad_1, bad_2, bad_3 and 2 others.",
       "1,235 个节点中有 5 个失败：bad_1、bad_2、bad_3 等 5 个。"},
      {0, 2, 1, 1, "So far 1 of 4 nodes succeeded, 2 are active, 1 has not run yet.",
       "目前 4 个节点中 1 个成功，2 个进行中，1 个尚未运行。"},
      {1, 1, 0, 3, "1 of 5 nodes failed: bad_1. So far 0 of 5 nodes succeeded, 1 is active, 3 have not run yet.",
       "5 个节点中有 1 个失败：bad_1。目前 5 个节点中 0 个成功，1 个进行中，3 个尚未运行。"},
  };
  for (const Sentence& row : table) {
    const DagRun run = sampleRun(nodesOf(row.failed, row.active, row.succeeded, row.notRun), 20);
    const Model model = modelOf(run, {});
    EXPECT_EQ(verdictSentence(model, Language::kEnglish), row.english);
    EXPECT_EQ(verdictSentence(model, Language::kChinese), row.chinese);
  }
}

TEST(ReportTexts, NameAnUnknownStatusByItsNumber) {
  const DagRun run = sampleRun({sampleNode("a", NodeStatus{9}), sampleNode("b", NodeStatus::kRunning)}, 5);
  const Model model = modelOf(run, {});
  EXPECT_EQ(statusText(model, run.nodes[0], Language::kEnglish), "status 9");
  EXPECT_EQ(statusText(model, model.rows[0], Language::kEnglish), "status 9");
  EXPECT_EQ(statusText(model, Row{.excluded = true}, Language::kEnglish), "excluded");
  EXPECT_EQ(statusText(model, run.nodes[0], Language::kChinese), "状态 9");
}

TEST(ReportTexts, SayNeverOnlyWhenTheRunIsOver) {
  const DagRun over = sampleRun(nodesOf(1, 0, 0, 1), 20);
  EXPECT_EQ(statusText(modelOf(over, {}), over.nodes[1], Language::kEnglish), "never ran");
  const DagRun running = sampleRun(nodesOf(0, 1, 0, 1), 20);
  EXPECT_EQ(statusText(modelOf(running, {}), running.nodes[1], Language::kEnglish),
            description(NodeStatus::kNotRun, Language::kEnglish));
  DagRun left = sampleRun(nodesOf(1, 1, 0, 1), 20);
  left.state = DagRunState::kFailed;  // as after a wait with `failFast`
  EXPECT_EQ(verdictSentence(modelOf(left, {}), Language::kEnglish),
            "1 of 3 nodes failed: bad_1. So far 0 of 3 nodes succeeded, 1 is active, 1 has not run yet.");
}

TEST(ReportTexts, SayWhenANodeFailedIfKnown) {
  struct Line {
    testing::SampleTimes times;
    const char* english;
    const char* chinese;
  };
  const std::vector<Line> table{
      {{1, 2, 3, 65}, "failed 2026-11-23 03:01:09 +08:00 · ran 1m02s", "2026-11-23 03:01:09 +08:00 失败，运行 1m02s"},
      {{1, 2, -1, 65}, "failed 2026-11-23 03:01:09 +08:00", "2026-11-23 03:01:09 +08:00 失败"},
      {{1, 2, 3}, "", ""}};
  for (const Line& line : table) {
    const DagRun run = sampleRun({sampleNode("bad", NodeStatus::kFailure, line.times)}, 90);
    const Model model = modelOf(run, {});
    EXPECT_EQ(failedText(model.rows.front(), Language::kEnglish), line.english);
    EXPECT_EQ(failedText(model.rows.front(), Language::kChinese), line.chinese);
  }
}

TEST(ReportTexts, NameTheNodesInTheChart) {
  const DagRun small = sampleRun(300, SampleOutcome::kFailed);
  EXPECT_EQ(barsNote(modelOf(small, {}), Language::kEnglish), "All 300 nodes");
  EXPECT_EQ(barsNote(modelOf(small, {}), Language::kChinese), "全部 300 个节点");
  const DagRun big = sampleRun(5000, SampleOutcome::kFailed);
  EXPECT_EQ(barsNote(modelOf(big, {}), Language::kEnglish),
            "300 of 5,000 nodes: all that failed or are active, the critical chain, then those that ran longest");
  const DagRun broken = sampleRun(nodesOf(301, 0, 1, 0), 20);
  EXPECT_EQ(barsNote(modelOf(broken, {}), Language::kEnglish),
            "300 of 302 nodes: those that failed, then those that are active, as many as fit");
}

TEST(ReportTexts, NameTheNodesInTheSums) {
  const DagRun failed = sampleRun(nodesOf(1, 0, 2, 5), 20);
  EXPECT_EQ(sumNote(modelOf(failed, {}), Language::kEnglish), "The sum over the 3 nodes that ran.");
  const DagRun good = sampleRun(nodesOf(0, 0, 2, 0), 20);
  EXPECT_EQ(sumNote(modelOf(good, {}), Language::kEnglish), "The sum over 2 nodes.");
  EXPECT_EQ(sumNote(modelOf(good, {}), Language::kChinese), "2 个节点的时间总和。");
}

TEST(ReportTexts, ExistInBothLanguages) {
  static_assert(sizeof(Texts) % sizeof(std::string_view) == 0);
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    const auto* texts = reinterpret_cast<const std::string_view*>(&textsIn(language));
    for (std::size_t i = 0; i < sizeof(Texts) / sizeof(std::string_view); ++i) EXPECT_FALSE(texts[i].empty()) << i;
  }
}

}  // namespace
}  // namespace dataworks::detail::report
