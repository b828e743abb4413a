// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/sample_runs.h"
#include "terminal/permanent_lines.h"
#include "terminal/summary.h"
#include "terminal/time_summary.h"
#include "terminal_support.h"

namespace dataworks::terminal {
namespace {

TEST(FinalSummary, MatchesItsGoldenFile) {
  std::vector<NodeInsInfo> failed = exampleNodes();
  failed[3].status = NodeStatus::kSuccess;
  failed[3].finishTime = failed[1].finishTime;
  failed[4].status = NodeStatus::kNotRun;
  failed[4].beginWaitResTime = {};
  std::vector<NodeInsInfo> succeeded = {exampleNodes()[0], exampleNodes()[2]};
  const struct {
    std::string file;
    DagRun run;
    Language language;
  } rows[] = {
      {"summary_failed.txt", runOf(failed), Language::kEnglish},
      {"summary_failed_chinese.txt", runOf(failed), Language::kChinese},
      {"summary_succeeded.txt", runOf(succeeded), Language::kEnglish},
      {"summary_running.txt", runOf(exampleNodes()), Language::kEnglish},
      {"summary_nothing_seen.txt", runOf({}), Language::kEnglish},
  };
  for (const auto& row : rows) {
    TableContext context = contextOf(80);
    context.style.language = row.language;
    EXPECT_EQ(differenceFromGolden(
                  row.file, finalSummary(row.run, context.run, context.style, "dataworks logs 332455685 -p sales")),
              "");
  }
}

TEST(FinalSummary, NamesEveryFailedNodeInFull) {
  std::vector<NodeInsInfo> nodes;
  const std::string name(300, 'n');
  for (int index = 0; index < 40; ++index) {
    nodes.push_back(makeNode(name + std::to_string(index), NodeStatus::kFailure, {.runs = 1, .ends = 2}));
  }
  const TableContext context = contextOf(80);
  int named = 0;
  for (const std::string& line : finalSummary(runOf(nodes), context.run, context.style)) {
    if (line.find(name) != std::string::npos) ++named;
  }
  EXPECT_EQ(named, 40);
}

TEST(FinalSummary, KeepsNamesInAFileWhateverTheLocale) {
  const DagRun run = runOf({makeNode("客户", NodeStatus::kFailure)});
  TableContext context = contextOf(80, 24, Charset::kAscii);
  context.style.medium = Medium::kLog;
  EXPECT_EQ(finalSummary(run, context.run, context.style)[2], "  客户  instance 2427622330  failed");
  context.style.medium = Medium::kTerminal;
  EXPECT_EQ(finalSummary(run, context.run, context.style)[2], "  ??  instance 2427622330  failed");
}

TEST(FinalSummary, RepeatsNothingOfTheTableAboveIt) {
  const DagRun run =
      runOf({makeNode("a", NodeStatus::kFailure, {.runs = 1, .ends = 61}), makeNode("b", NodeStatus::kNotRun)});
  const TableContext context = contextOf(80);
  EXPECT_EQ(finalSummary(run, context.run, context.style, "", Above::kTable),
            (std::vector<std::string>{"2026-11-23 03:00:04 +08:00 to 2026-11-23 03:01:05 +08:00",
                                      "what decided the duration: not known (times are missing or contradict each "
                                      "other)",
                                      "  a  instance 2427622330  failed 2026-11-23 03:01:05 +08:00 after 1m",
                                      "1 node never ran."}));
}

using dataworks::testing::sampleNode;
using dataworks::testing::sampleRun;

DagRun twoNodes(double loadRuns) {
  return sampleRun({sampleNode("extract", NodeStatus::kSuccess, {0, 0, 0, 60}),
                    sampleNode("lo\033[2Jad", NodeStatus::kSuccess, {60, 60, 64, 64 + loadRuns})},
                   1000);
}

TEST(FinalSummary, SaysWhatDecidedTheDuration) {
  const DagRun run = twoNodes(43);
  TableContext context = contextOf(80);
  EXPECT_EQ(finalSummary(run, context.run, context.style)[3],
            "what decided the duration: 1m47s = extract 1m → lo?[2Jad 43s (4s in the queue): 2 of 2 nodes, inferred "
            "from times");
  context.style.charset = Charset::kAscii;
  EXPECT_EQ(finalSummary(run, context.run, context.style)[3],
            "what decided the duration: 1m47s = extract 1m -> lo?[2Jad 43s (4s in the queue): 2 of 2 nodes, inferred "
            "from times");
  context.style = {.charset = Charset::kUtf8, .language = Language::kChinese};
  EXPECT_EQ(finalSummary(run, context.run, context.style)[3],
            "决定总耗时的节点：1m47s = extract 1m → lo?[2Jad 43s（排队 4s）；2 个节点中的 2 个，根据时间推断");
  // Nothing to say of one node, nor of a run that goes on.
  const DagRun one = sampleRun({sampleNode("a", NodeStatus::kSuccess, {0, 0, 0, 60})}, 90);
  const DagRun busy = sampleRun(20, dataworks::testing::SampleOutcome::kRunning);
  for (const DagRun* other : {&one, &busy}) {
    for (const std::string& line : finalSummary(*other, context.run, contextOf(80).style)) {
      EXPECT_EQ(line.find("what decided"), std::string::npos) << line;
    }
  }
}

TEST(ComparisonLines, BeginWithOneSentenceThenTheNodesByTheirEffect) {
  Baseline usual = baselineOf(twoNodes(43));
  usual.label.clear();
  EXPECT_EQ(comparisonLines(twoNodes(103), usual, contextOf(80).style),
            (std::vector<std::string>{
                "1m later than usual: lo?[2Jad ran 1m43s, usually 43s",
                "  longer by 1m: lo?[2Jad ran 1m43s (43s), waited for resources 4s (4s), on the critical chain"}));
  EXPECT_EQ(comparisonLines(twoNodes(103), usual, contextOf(80, 24, Charset::kUtf8, Language::kChinese).style),
            (std::vector<std::string>{"比通常晚 1m：lo?[2Jad 运行 1m43s，通常 43s",
                                      "  多 1m：lo?[2Jad 运行 1m43s（43s），等待资源 4s（4s），在关键链路上"}));
  EXPECT_EQ(comparisonLines(twoNodes(43), usual, contextOf(80).style), (std::vector<std::string>{"as long as usual"}));
}

TEST(ComparisonLines, CountTheRest) {
  std::vector<NodeInsInfo> nodes;
  std::vector<NodeInsInfo> none;
  for (int i = 0; i < 30; ++i) {
    nodes.push_back(sampleNode("new" + std::to_string(i), NodeStatus::kSuccess, {0, 0, 0, 60.0 + i}));
  }
  none.push_back(sampleNode("old", NodeStatus::kSuccess, {0, 0, 0, 60}));
  const auto lines = comparisonLines(sampleRun(nodes, 100), baselineOf(sampleRun(none, 100)), contextOf(80).style);
  ASSERT_EQ(lines.size(), 12U);
  EXPECT_EQ(lines[1], "  new: new29 ran 1m29s, on the critical chain");
  EXPECT_EQ(lines.back(), "  ... 21 more differ, with less effect");
}

TEST(WhereTimeWent, MatchesItsGoldenFile) {
  std::vector<NodeInsInfo> over = exampleNodes();
  over[3].status = NodeStatus::kSuccess;
  over[3].finishTime = over[1].finishTime;
  over[4].status = NodeStatus::kNotRun;
  const struct {
    std::string file;
    DagRun run;
    Language language;
    Charset charset;
  } rows[] = {
      {"times.txt", runOf(over), Language::kEnglish, Charset::kUtf8},
      {"times_chinese.txt", runOf(over), Language::kChinese, Charset::kUtf8},
      {"times_running_ascii.txt", runOf(manyNodes(), 700), Language::kEnglish, Charset::kAscii},
      {"times_one_node.txt", runOf({makeNode("a", NodeStatus::kSuccess, {.runs = 1, .ends = 400})}), Language::kEnglish,
       Charset::kUtf8},
      {"times_none.txt", runOf({}), Language::kEnglish, Charset::kUtf8},
  };
  for (const auto& row : rows) {
    const Style style = contextOf(80, 24, row.charset, row.language).style;
    EXPECT_EQ(differenceFromGolden(row.file, whereTimeWent(row.run, style)), "");
  }
}

TEST(ChangeLines, OneAChange) {
  DagRun run = runOf(exampleNodes());
  EXPECT_EQ(differenceFromGolden("changes_first.txt", changeLines(run, std::nullopt, Charset::kUtf8)), "");

  run.changes = {{.node = 1, .previousStatus = NodeStatus::kRunning},
                 {.node = 5, .previousStatus = NodeStatus::kWaitTime},
                 {.node = 99, .previousStatus = NodeStatus::kRunning}};
  EXPECT_EQ(changeLines(run, DagRunState::kRunning, Charset::kUtf8),
            (std::vector<std::string>{"2026-11-23 03:02:09 +08:00 dag 332455685: clean_orders FAILURE (was RUNNING), "
                                      "instance 2427622331, ran 12s",
                                      "2026-11-23 03:02:09 +08:00 dag 332455685: daily_report NOT_RUN (was WAIT_TIME), "
                                      "instance 2427622335"}));

  run.changes.clear();
  EXPECT_TRUE(changeLines(run, DagRunState::kRunning, Charset::kUtf8).empty());
  EXPECT_EQ(changeLines(run, DagRunState::kNotFoundYet, Charset::kUtf8),
            std::vector<std::string>{"2026-11-23 03:02:09 +08:00 dag 332455685: running, 6 nodes: 1 NOT_RUN, "
                                     "1 WAIT_RESOURCE, 1 RUNNING, 1 FAILURE, 2 SUCCESS"});
}

TEST(ChangeLines, AreOneForARunThatIsOverWhenItIsFirstSeen) {
  const DagRun run = runOf({makeNode("a", NodeStatus::kSuccess, {.runs = 1, .ends = 61}),
                            makeNode("b", NodeStatus::kFailure, {.runs = 1, .ends = 31})});
  EXPECT_EQ(changeLines(run, std::nullopt, Charset::kUtf8),
            std::vector<std::string>{
                "2026-11-23 03:02:09 +08:00 dag 332455685: failed after 1m01s, 2 nodes: 1 FAILURE, 1 SUCCESS"});
}

TEST(ChangeLines, SayHowARunEnded) {
  const DagRun run = runOf({makeNode("a", NodeStatus::kSuccess, {.runs = 1, .ends = 61})});
  const std::vector<std::string> lines = changeLines(run, DagRunState::kRunning, Charset::kUtf8);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines.back(), "2026-11-23 03:02:09 +08:00 dag 332455685: succeeded after 1m01s, 1 node: 1 SUCCESS");
}

// The summary below says it.
TEST(ChangeLines, LeaveTheEndToWhatIsBelow) {
  DagRun run = runOf({makeNode("a", NodeStatus::kSuccess, {.runs = 1, .ends = 61})});
  EXPECT_TRUE(changeLines(run, std::nullopt, Charset::kUtf8, EndOfRun::kShownBelow).empty());
  EXPECT_EQ(changeLines(run, DagRunState::kRunning, Charset::kUtf8, EndOfRun::kShownBelow).size(), 1U) << "the node";
  run = runOf(exampleNodes());
  run.changes.clear();
  EXPECT_EQ(changeLines(run, DagRunState::kNotFoundYet, Charset::kUtf8, EndOfRun::kShownBelow).size(), 1U);
}

TEST(ChangeLines, ShowNamesAsTheyAreButHarmless) {
  const DagRun run = runOf({makeNode("客户\033[31m\n", NodeStatus::kRunning, {.runs = 1})});
  EXPECT_NE(changeLines(run, DagRunState::kRunning, Charset::kUtf8).front().find(" 客户?[31m? RUNNING,"),
            std::string::npos);
  EXPECT_NE(changeLines(run, DagRunState::kRunning, Charset::kAscii).front().find(" ???[31m? RUNNING,"),
            std::string::npos);
}

TEST(FirstFailure, IsTheOneThatEndedFirst) {
  const Style style = contextOf(80).style;
  EXPECT_EQ(firstFailureLine(runOf({makeNode("a", NodeStatus::kSuccess)}), style), std::nullopt);
  const DagRun run = runOf({makeNode("no_time", NodeStatus::kFailure),
                            makeNode("second", NodeStatus::kFailure, {.runs = 1, .ends = 50}),
                            makeNode("first", NodeStatus::kFailure, {.runs = 1, .ends = 40})});
  EXPECT_EQ(firstFailureLine(run, style)->rfind("first failure: first  instance ", 0), 0U);
}

TEST(PermanentLines, ShowStatusFailureAndRecovery) {
  EXPECT_EQ(unknownStatusLine(static_cast<NodeStatus>(9), Language::kEnglish),
            "status 9 is not known to this version; still waiting");
  EXPECT_EQ(unknownStatusLine(static_cast<NodeStatus>(9), Language::kChinese), "当前版本无法识别状态 9，将继续等待");
  EXPECT_EQ(pollFailedLine(kDagId, {.number = 31, .problem = "Throttling.User", .failedInARow = 1}, kBegin),
            "2026-11-23 03:00:04 +08:00 dag 332455685: poll 31 failed (Throttling.User); still watching");
  EXPECT_EQ(pollingWorksAgainLine(kDagId, 3, kBegin),
            "2026-11-23 03:00:04 +08:00 dag 332455685: polling works again after 3 failures");
  EXPECT_EQ(lostLine(kDagId, "network", kBegin),
            "2026-11-23 03:00:04 +08:00 dag 332455685: can no longer be followed (network)");
}

}  // namespace
}  // namespace dataworks::terminal
