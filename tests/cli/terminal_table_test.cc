// SPDX-License-Identifier: Apache-2.0
// Frames as pictures: golden files under tests/golden/terminal. After a wanted change run this with
// DATAWORKS_UPDATE_GOLDEN=1 and check the difference.
#include "terminal/table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "terminal/rows.h"
#include "terminal/runs_table.h"
#include "terminal/summary.h"
#include "terminal_support.h"

namespace dataworks::terminal {
namespace {

std::vector<NodeInsInfo> wideNodes() {
  std::vector<NodeInsInfo> nodes = exampleNodes();
  nodes[0].nodeName = "抽取订单";
  nodes[1].nodeName = "清洗_orders_明细";
  nodes[3].nodeName = "一个名字长得无论如何也放不下的节点_dwd_user_detail_di";
  nodes[4].nodeName = "か\u3099き\u3099";
  return nodes;
}

std::vector<NodeInsInfo> strangeNodes() {
  NodeInsInfo withoutTimes = makeNode("no_times", NodeStatus::kRunning);
  withoutTimes.createTime = {};
  return {makeNode("new_kind", static_cast<NodeStatus>(9), {.runs = 5}),
          makeNode("branch", NodeStatus::kCheckingCondition, {.runs = 5}),
          makeNode("rm\033[2J\u202e", NodeStatus::kChecking, {.runs = 7}), withoutTimes,
          makeNode("no_status", NodeStatus::kUnset)};
}

std::vector<NodeInsInfo> succeededNodes() {
  return {makeNode("extract", NodeStatus::kSuccess, {.waitsForResources = 0, .runs = 4, .ends = 65}),
          makeNode("load", NodeStatus::kSuccess, {.waitsForResources = 66, .runs = 71, .ends = 125})};
}

TableContext withUsual(TableContext context) {
  using std::chrono::minutes;
  context.run.usual = UsualDuration{minutes(40), minutes(38), minutes(42), 12};
  return context;
}

TEST(Table, MatchesItsGoldenFile) {
  constexpr Charset kUtf8 = Charset::kUtf8;
  constexpr Charset kAscii = Charset::kAscii;
  constexpr Language kEnglish = Language::kEnglish;
  constexpr Language kChinese = Language::kChinese;
  const struct {
    std::string file;
    std::vector<NodeInsInfo> nodes;
    TableContext context;
  } rows[] = {
      {"example_40.txt", exampleNodes(), contextOf(40)},
      {"example_59.txt", exampleNodes(), contextOf(59)},
      {"example_60.txt", exampleNodes(), contextOf(60)},
      {"example_80.txt", exampleNodes(), contextOf(80)},
      {"example_120.txt", exampleNodes(), contextOf(120)},
      {"example_200.txt", exampleNodes(), contextOf(200)},
      {"example_20.txt", exampleNodes(), contextOf(20)},
      {"example_100_chinese.txt", exampleNodes(), contextOf(100, 24, kUtf8, kChinese)},
      {"example_40_chinese.txt", exampleNodes(), contextOf(40, 24, kUtf8, kChinese)},
      {"example_80_ascii.txt", exampleNodes(), contextOf(80, 24, kAscii)},
      {"example_80_low.txt", exampleNodes(), contextOf(80, 10)},
      {"wide_names_80.txt", wideNodes(), contextOf(80)},
      {"wide_names_59.txt", wideNodes(), contextOf(59)},
      {"wide_names_60_chinese.txt", wideNodes(), contextOf(60, 24, kUtf8, kChinese)},
      {"wide_names_80_ascii.txt", wideNodes(), contextOf(80, 24, kAscii)},
      {"many_100.txt", manyNodes(), contextOf(100, 24, kUtf8, kEnglish, 420)},
      {"many_80_chinese.txt", manyNodes(), contextOf(80, 24, kUtf8, kChinese, 420)},
      {"many_40_ascii.txt", manyNodes(), contextOf(40, 24, kAscii, kEnglish, 420)},
      {"one_node_80.txt", {makeNode("only", NodeStatus::kRunning, {.runs = 3})}, contextOf(80)},
      {"strange_80.txt", strangeNodes(), contextOf(80)},
      {"no_nodes_80.txt", {}, contextOf(80)},
      {"no_nodes_80_chinese.txt", {}, contextOf(80, 24, kUtf8, kChinese)},
      {"succeeded_80.txt", succeededNodes(), contextOf(80)},
      {"usual_80.txt", exampleNodes(), withUsual(contextOf(80))},
      {"usual_80_chinese.txt", exampleNodes(), withUsual(contextOf(80, 24, kUtf8, kChinese))},
      {"usual_80_over.txt", succeededNodes(), withUsual(contextOf(80))},
  };
  for (const auto& row : rows) {
    const auto sinceBegin = std::chrono::duration_cast<std::chrono::seconds>(row.context.now - kBegin);
    const DagRun run = runOf(row.nodes, static_cast<int>(sinceBegin.count()));
    const std::vector<std::string> frame = render(run, row.context);
    EXPECT_EQ(differenceFromGolden(row.file, frame), "");
    for (const std::string& line : frame) EXPECT_TRUE(isOfTestNames(firstForbidden(line).value_or("é"))) << line;
  }
}

TEST(Table, LastFrameDoesNotInviteToWait) {
  TableContext context = contextOf(120);
  context.isLast = true;
  for (const std::string& line : render(runOf(exampleNodes()), context)) {
    EXPECT_EQ(line.find("poll 31"), std::string::npos);
    EXPECT_EQ(line.find("Ctrl-C"), std::string::npos);
  }
}

std::string textOf(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(Table, DoesNotWaitForNodesAfterTheEnd) {
  for (const bool isLost : {false, true}) {
    TableContext context = contextOf(100);
    context.isLost = isLost;
    context.isLast = true;
    const std::vector<std::string> frame = render({.dagId = kDagId}, context);
    EXPECT_EQ(textOf(frame).find("waiting for the service"), std::string::npos);
    EXPECT_EQ(std::count(frame.begin(), frame.end(), ""), 0) << textOf(frame);
  }
}

TEST(Table, ShowsFailedPolls) {
  TableContext context = contextOf(120);
  context.poll->problem = "Throttling.User";
  context.poll->failedInARow = 2;
  EXPECT_NE(
      textOf(render(runOf(exampleNodes()), context)).find("poll 31 failed (Throttling.User, 2 in a row), next in 8s"),
      std::string::npos);
  context.style.language = Language::kChinese;
  EXPECT_NE(textOf(render(runOf(exampleNodes()), context))
                .find("第 31 次查询失败（Throttling.User，连续 2 次），8s 后再次查询"),
            std::string::npos);
}

TEST(Table, CountsDownToTheNextPoll) {
  const struct {
    int millisecondsLeft;
    std::string_view text;
  } rows[] = {{8000, "next in 8s"}, {7001, "next in 8s"}, {1, "next in 1s"}, {0, "next now"}, {-900, "next now"}};
  for (const auto& row : rows) {
    TableContext context = contextOf(120);
    context.poll->nextAt = context.now + std::chrono::milliseconds(row.millisecondsLeft);
    EXPECT_NE(textOf(render(runOf(exampleNodes()), context)).find(row.text), std::string::npos) << row.text;
  }
}

TEST(Table, TheCountdownSaysWhatTheWaitMayCost) {
  const struct {
    int budget;
    std::optional<std::int64_t> callsLeft;
    std::string_view english;
    std::string_view chinese;
  } rows[] = {
      {0, {}, "poll 31, next in 8s\n", "第 31 次查询，8s 后再次查询\n"},
      {60, {}, "poll 31 of 60, next in 8s\n", "第 31 次查询（最多 60 次），8s 后再次查询\n"},
      {0, 42, "poll 31, next in 8s, 42 calls left today\n", "第 31 次查询，8s 后再次查询，今日剩余调用 42 次\n"},
      {60, 0, "poll 31 of 60, next in 8s, 0 calls left today\n",
       "第 31 次查询（最多 60 次），8s 后再次查询，今日剩余调用 0 次\n"},
  };
  for (const auto& row : rows) {
    TableContext context = contextOf(140);
    context.poll->budget = row.budget;
    context.poll->callsLeft = row.callsLeft;
    EXPECT_NE(textOf(render(runOf(exampleNodes()), context)).find(row.english), std::string::npos) << row.english;
    context.style.language = Language::kChinese;
    EXPECT_NE(textOf(render(runOf(exampleNodes()), context)).find(row.chinese), std::string::npos) << row.chinese;
  }
}

TEST(Table, TakesTheBizdateFromTheNodesIfTheCallerHasNone) {
  std::vector<NodeInsInfo> nodes = exampleNodes();
  nodes.front().bizdate.time = Time(std::chrono::seconds(1795276800));  // 2026-11-22 00:00:00 +08:00
  TableContext context = contextOf(120);
  context.run.bizdate = {};
  context.run.flowName.clear();
  EXPECT_EQ(render(runOf(nodes), context).front().rfind("sales  bizdate 2026-11-22  dag 332455685 ", 0), 0U);
}

TEST(Table, ColourChangesNothingButColour) {
  TableContext context = contextOf(120);
  const std::vector<std::string> plain = render(runOf(exampleNodes()), context);
  context.style.colour = true;
  const std::vector<std::string> coloured = render(runOf(exampleNodes()), context);
  ASSERT_EQ(plain.size(), coloured.size());
  bool hasColour = false;
  for (std::size_t index = 0; index < plain.size(); ++index) {
    EXPECT_EQ(withoutColours(coloured[index]), plain[index]);
    hasColour = hasColour || coloured[index] != plain[index];
  }
  EXPECT_TRUE(hasColour);
}

TEST(Table, ShowsExcludedNodesAsExcluded) {
  const DagRun run = runOf(exampleNodes());
  const auto succeeded = std::ranges::find(run.nodes, NodeStatus::kSuccess, &NodeInsInfo::status);
  const auto failed = std::ranges::find(run.nodes, NodeStatus::kFailure, &NodeInsInfo::status);
  ASSERT_NE(succeeded, run.nodes.end());
  ASSERT_NE(failed, run.nodes.end());
  TableContext context = contextOf(100);
  EXPECT_EQ(textOf(render(run, context)).find("EXCLUDED"), std::string::npos);
  context.run.excluded = {failed->instanceId};
  EXPECT_EQ(textOf(render(run, context)).find("EXCLUDED"), std::string::npos) << "it failed all the same";
  context.run.excluded = {succeeded->instanceId};
  EXPECT_NE(textOf(render(run, context)).find("EXCLUDED"), std::string::npos);
  EXPECT_NE(textOf(finalSummary(run, context.run, context.style, "")).find(" (1 excluded)"), std::string::npos);
}

TEST(Table, BarsGoBelowSixtyColumns) {
  EXPECT_NE(textOf(render(runOf(exampleNodes()), contextOf(60))).find("⣿"), std::string::npos);
  EXPECT_EQ(textOf(render(runOf(exampleNodes()), contextOf(59))).find("⣿"), std::string::npos);
}

TEST(Rows, StandInTheOrderOfStartWithTheUnstartedLast) {
  const DagRun run = runOf(exampleNodes());
  std::vector<std::string> names;
  for (const NodeInsInfo* node : byStart(run)) names.push_back(node->nodeName);
  EXPECT_EQ(names, (std::vector<std::string>{"extract_users", "extract_orders", "clean_users", "clean_orders",
                                             "user_profile", "daily_report"}));
}

// With any response of the service: no line as wide as the terminal, no frame as high, no character that could move the
// cursor.
TEST(Table, FitsEveryTerminalForEveryRun) {
  std::mt19937 random(20261123);
  for (int round = 0; round < 400; ++round) {
    const DagRun run = randomRun(random);
    TableContext context = contextOf(1 + static_cast<int>(random() % 220), 1 + static_cast<int>(random() % 60));
    context.style.charset = random() % 2 == 0 ? Charset::kUtf8 : Charset::kAscii;
    if (context.style.charset == Charset::kUtf8 && random() % 2 == 0) context.style.language = Language::kChinese;
    context.style.colour = random() % 2 == 0;
    context.now = run.observedAt + std::chrono::seconds(static_cast<int>(random() % 100) - 50);
    const std::vector<std::string> frame = render(run, context);
    EXPECT_LE(static_cast<int>(frame.size()), std::max(1, context.size.height - 1));
    for (const std::string& line : frame) {
      ASSERT_LE(columnsOf(line), std::max(1, context.size.width - 1)) << line;
      const std::optional<std::string> forbidden = firstForbidden(line);
      ASSERT_TRUE(!forbidden || isOfTestNames(*forbidden)) << line;
      if (context.style.charset == Charset::kAscii) {
        for (const char byte : line) ASSERT_LT(static_cast<unsigned char>(byte), 0x80) << line;
      }
    }
  }
}

TEST(RunsTable, MatchesItsGoldenFile) {
  std::vector<RunRow> rows(4);
  for (std::size_t index = 0; index < rows.size(); ++index) {
    rows[index].run = {.projectName = "sales", .dagId = kDagId + static_cast<std::int64_t>(index)};
  }
  rows[0].run.flowName = "nightly";
  rows[0].last = runOf(exampleNodes());
  rows[1].last = runOf(succeededNodes());
  rows[3].last = runOf(manyNodes(), 420);
  rows[3].isLost = true;
  RunsContext context{.resumeCommand = "dataworks watch 332455685 332455686 332455687 332455688 -p sales",
                      .size = {.width = 120, .height = 24},
                      .style = contextOf(80).style,
                      .now = kBegin + std::chrono::seconds(420)};
  EXPECT_EQ(differenceFromGolden("runs_120.txt", renderRuns(rows, context)), "");
  context.style.language = Language::kChinese;
  EXPECT_EQ(differenceFromGolden("runs_120_chinese.txt", renderRuns(rows, context)), "");
  context.size = {.width = 60, .height = 5};
  EXPECT_EQ(differenceFromGolden("runs_60_low_chinese.txt", renderRuns(rows, context)), "");
  context.style.charset = Charset::kAscii;
  context.style.language = Language::kEnglish;
  context.isLast = true;
  context.size.height = 24;
  const std::vector<std::string> last = renderRuns(rows, context);
  EXPECT_EQ(differenceFromGolden("runs_60_ascii_last.txt", last), "");
  for (const std::string& line : last) EXPECT_LE(columnsOf(line), 59);
}

TEST(RunsTable, CountsDownToTheNextPollOfAnyRun) {
  std::vector<RunRow> rows(4);
  for (std::size_t index = 0; index < rows.size(); ++index) {
    rows[index].run.dagId = kDagId + static_cast<std::int64_t>(index);
  }
  const auto now = kBegin + std::chrono::seconds(100);
  rows[0].last = runOf(exampleNodes());
  rows[0].poll = PollState{.number = 3, .nextAt = now + std::chrono::seconds(20)};
  rows[1].last = runOf(succeededNodes());  // over: not polled again
  rows[1].poll = PollState{.number = 9, .nextAt = now};
  rows[2].poll = PollState{.number = 1, .nextAt = now + std::chrono::milliseconds(7400), .callsLeft = 42};
  rows[3].poll = PollState{.number = 5, .nextAt = now + std::chrono::seconds(1)};
  rows[3].isLost = true;
  RunsContext context{.resumeCommand = "dataworks watch 1",
                      .size = {.width = 100, .height = 24},
                      .style = contextOf(100).style,
                      .now = now};
  const auto has = [&](const std::string& line) { return std::ranges::count(renderRuns(rows, context), line) == 1; };
  EXPECT_TRUE(has("next poll in 8s, 42 calls left today"));
  context.style.language = Language::kChinese;
  EXPECT_TRUE(has("8s 后查询，今日剩余调用 42 次"));
  rows[2].poll->problem = "Throttling.User";
  EXPECT_TRUE(has("查询失败（Throttling.User），8s 后查询，今日剩余调用 42 次"));
  context.style.language = Language::kEnglish;
  EXPECT_TRUE(has("a poll failed (Throttling.User), next poll in 8s, 42 calls left today"));
  const std::size_t lines = renderRuns(rows, context).size();
  context.isLast = true;
  EXPECT_FALSE(has("a poll failed (Throttling.User), next poll in 8s, 42 calls left today"));
  context.isLast = false;
  for (int height = 2; height < 12; ++height) {
    context.size.height = height;
    EXPECT_LE(renderRuns(rows, context).size(), std::min<std::size_t>(lines, static_cast<std::size_t>(height) - 1));
  }
}

TEST(RunsTable, CutsNoIdHoweverNarrow) {
  const std::vector<std::string> flows{"nightly", "每日销售汇总与对账（华东大区）", "",
                                       "dwd_orders_of_all_shops_daily"};
  std::vector<RunRow> rows(flows.size());
  for (std::size_t index = 0; index < rows.size(); ++index) {
    rows[index].run = {
        .projectName = "sales", .flowName = flows[index], .dagId = 17956257060150 + static_cast<std::int64_t>(index)};
  }
  rows[0].last = runOf(exampleNodes());
  rows[1].last = runOf(succeededNodes());
  rows[3].last = runOf(manyNodes(), 420);
  rows[3].isLost = true;
  const std::string command = "dataworks watch 17956257060150 17956257060151 17956257060152 17956257060153 -p sales";
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    std::vector<std::string> all;
    for (const int width : {20, 40, 60, 80, 120}) {
      RunsContext context{.resumeCommand = command,
                          .size = {.width = width, .height = 24},
                          .style = contextOf(width).style,
                          .now = kBegin + std::chrono::seconds(420)};
      context.style.language = language;
      for (const std::string& line : renderRuns(rows, context)) {
        EXPECT_LT(columnsOf(line), width) << line;
        all.push_back(line);
      }
      all.emplace_back(static_cast<std::size_t>(width), '-');
    }
    const std::string file = language == Language::kEnglish ? "runs_narrow.txt" : "runs_narrow_chinese.txt";
    EXPECT_EQ(differenceFromGolden(file, all), "");
  }
}

}  // namespace
}  // namespace dataworks::terminal
