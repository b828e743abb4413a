// SPDX-License-Identifier: Apache-2.0
#include "journal/run_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli_process.h"
#include "journal/journal.h"
#include "support/sample_runs.h"
#include "terminal/usual.h"

namespace dataworks::cli {
namespace {

using namespace std::chrono_literals;
using dataworks::testing::sampleBegin;
using dataworks::testing::sampleNode;
using dataworks::testing::SampleOutcome;
using dataworks::testing::sampleRun;
using std::chrono::milliseconds;
using terminal::Charset;
using terminal::UsualDuration;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const FlowPlace kPlace{"https://dataworks.cn-shanghai.aliyuncs.com", "cn-shanghai", "sales", "nightly"};

SeenRun success(std::int64_t dagId, milliseconds duration) {
  SeenRun run;
  run.place = kPlace;
  run.dagId = dagId;
  run.state = DagRunState::kSucceeded;
  run.duration = duration;
  return run;
}

std::string linesOf(const std::vector<SeenRun>& runs) {
  std::string text;
  for (const SeenRun& run : runs) text += seenLine(run);
  return text;
}

TEST(UsualDuration, IsTheMedianAndTheMiddleHalf) {
  struct Row {
    std::vector<milliseconds> durations;
    std::optional<UsualDuration> usual;
  };
  const Row rows[] = {
      {{}, {}},
      {{10s, 20s}, {}},
      {{30s, 10s, 20s}, UsualDuration{20s, 10s, 30s, 3}},
      {{4s, 1s, 3s, 2s}, UsualDuration{2500ms, 1s, 4s, 4}},
      {{5s, 1s, 100s, 3s, 2s}, UsualDuration{3s, 2s, 5s, 5}},
      {{7s, 7s, 7s, 7s, 7s, 7s, 7s, 7s, 1000s}, UsualDuration{7s, 7s, 7s, 9}},
  };
  for (const Row& row : rows) EXPECT_EQ(usualDuration(row.durations), row.usual) << row.durations.size();
}

TEST(LastSuccesses, AreTheNewestTwentyOfTheSameFlowAtTheSamePlace) {
  std::vector<SeenRun> runs;
  for (int i = 1; i <= 30; ++i) runs.push_back(success(i, std::chrono::seconds(i)));
  const auto all = lastSuccesses(runs, kPlace);
  ASSERT_EQ(all.size(), 20U);
  EXPECT_EQ(all.front()->dagId, 11);
  EXPECT_EQ(all.back()->dagId, 30);

  std::vector<SeenRun> others(8, success(1, 1s));
  others[0].state = DagRunState::kFailed;
  others[1].state = DagRunState::kRunning;
  others[2].place.flowName += "x";
  others[3].place.projectName += "x";
  others[4].place.regionId += "x";
  others[5].place.endpoint += "x";
  others[6].place.env = ProjectEnv::kDev;
  others[7].unusual = true;
  EXPECT_TRUE(lastSuccesses(others, kPlace).empty());
  others[0] = success(2, 0s);
  others[1].state = DagRunState::kSucceeded;
  others[1].duration.reset();
  EXPECT_TRUE(lastSuccesses(others, kPlace).empty()) << "a duration that is not known, or cannot be";
  FlowPlace unnamed = kPlace;
  unnamed.flowName.clear();
  std::vector<SeenRun> nameless(3, success(1, 1s));
  for (SeenRun& run : nameless) run.place = unnamed;
  EXPECT_TRUE(lastSuccesses(nameless, unnamed).empty());
}

TEST(SeenRun, HoldsTheNodesThatRanLongest) {
  const DagRun run = sampleRun(200, SampleOutcome::kSucceeded);
  const SeenRun seen = seenRun(run, kPlace);
  EXPECT_EQ(seen.state, DagRunState::kSucceeded);
  EXPECT_EQ(seen.duration, run.elapsed());
  EXPECT_EQ(seen.nodeCount, 200U);
  ASSERT_EQ(seen.nodes.size(), kSeenNodes);
  std::vector<milliseconds> all;
  for (const NodeInsInfo& node : run.nodes) all.push_back(durationsOf(node, run.observedAt).running);
  std::ranges::sort(all, std::greater());
  for (std::size_t i = 0; i < kSeenNodes; ++i) EXPECT_EQ(seen.nodes[i].durations.running, all[i]);
}

TEST(SeenRun, OfWhatGoesOnHasNoDuration) {
  const SeenRun running = seenRun(sampleRun(20, SampleOutcome::kRunning), kPlace);
  EXPECT_EQ(running.state, DagRunState::kRunning);
  EXPECT_FALSE(running.duration);
  EXPECT_TRUE(running.nodes.empty());
  // One has failed, another one goes on: as with --fail-fast.
  DagRun failFast = sampleRun(
      {sampleNode("bad", NodeStatus::kFailure, {0, 0, 0, 10}), sampleNode("busy", NodeStatus::kRunning, {0, 0, 0})},
      20);
  failFast.state = DagRunState::kFailed;
  EXPECT_EQ(seenRun(failFast, kPlace).state, DagRunState::kRunning);
}

TEST(SeenRun, LeavesOutNodesWhoseTimesDoNotSay) {
  const DagRun run = sampleRun({sampleNode("a", NodeStatus::kSuccess, {0, 0, 0, 10}),
                                sampleNode("contradictory", NodeStatus::kSuccess, {0, 0, 20, 10})},
                               20);
  const SeenRun seen = seenRun(run, kPlace);
  ASSERT_EQ(seen.nodes.size(), 1U);
  EXPECT_EQ(seen.nodes[0].nodeName, "a");
}

TEST(SeenRun, IsReadBackFromItsLine) {
  const SeenRun seen = seenRun(sampleRun(30, SampleOutcome::kFailed), kPlace);
  const auto read = readSeenRuns(seenLine(seen));
  ASSERT_EQ(read.size(), 1U);
  EXPECT_TRUE(isKnownAs(seen, read[0]));
  EXPECT_EQ(read[0].time, seen.time);
  EXPECT_EQ(read[0].dagId, seen.dagId);
  EXPECT_EQ(read[0].place, kPlace);
  ASSERT_EQ(read[0].nodes.size(), seen.nodes.size());
  for (std::size_t i = 0; i < seen.nodes.size(); ++i) {
    EXPECT_EQ(read[0].nodes[i].nodeName, seen.nodes[i].nodeName);
    EXPECT_EQ(read[0].nodes[i].durations.running, seen.nodes[i].durations.running);
    EXPECT_EQ(read[0].nodes[i].durations.waitResources, seen.nodes[i].durations.waitResources);
  }
}

TEST(SeenRun, HoldsNamesAndDurationsOnly) {
  const auto line = nlohmann::json::parse(seenLine(seenRun(sampleRun(3, SampleOutcome::kSucceeded), kPlace)));
  std::vector<std::string> keys;
  for (const auto& [key, value] : line.at("nodes").at(0).items()) keys.push_back(key);
  EXPECT_THAT(keys, ::testing::IsSubsetOf({"nodeName", "runningMs", "waitResourcesMs", "waitScheduleMs"}));
}

TEST(SeenRuns, AreReadAsLastSeen) {
  SeenRun before = success(1, 1s);
  before.state = DagRunState::kRunning;
  before.unusual = true;
  const auto runs = readSeenRuns(linesOf({before, success(2, 2s), success(1, 3s)}));
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].duration, 3s);
  EXPECT_TRUE(runs[0].unusual) << "what was re-run stays so";
  EXPECT_EQ(findSeen(runs, kPlace.endpoint, "sales", 2), &runs[1]);
  EXPECT_EQ(findSeen(runs, kPlace.endpoint, "other", 2), nullptr);
  EXPECT_EQ(findSeen(runs, "http://127.0.0.1:1", "sales", 2), nullptr);
}

TEST(SeenRuns, AreReadOfOneFlowOrOfOneRun) {
  SeenRun other = success(12, 2s);
  other.place.flowName = "夜间\"任务";
  const std::string text = linesOf({success(1, 1s), other});
  EXPECT_EQ(readSeenRuns(text, markOfFlow("nightly")).size(), 1U);
  EXPECT_EQ(readSeenRuns(text, markOfFlow("night")).size(), 0U);
  EXPECT_EQ(readSeenRuns(text, markOfFlow(other.place.flowName)).size(), 1U);
  ASSERT_EQ(readSeenRuns(text, markOfRun(1)).size(), 1U) << "and not 12";
  EXPECT_EQ(readSeenRuns(text, markOfRun(1))[0].dagId, 1);
}

TEST(SeenRuns, SkipWhatTheyCannotRead) {
  const std::string line = seenLine(success(7, 40min));
  EXPECT_TRUE(readSeenRuns(line.substr(0, line.size() / 2)).empty());
  EXPECT_EQ(readSeenRuns(line.substr(0, 30) + "\n" + line).size(), 1U);
  const char* wrong[] = {
      R"({"event":"seen","dagId":1.5,"state":"succeeded","durationMs":-1,"nodes":3})",
      R"({"event":"seen","dagId":1,"state":"succeeded","durationMs":99999999999999999999,"nodes":[1,{"runningMs":"1"}]})",
      R"({"event":"seen","dagId":1,"state":"succeeded","durationMs":9223372036854775807,"nodeCount":-3})",
  };
  for (const char* text : wrong) {
    const auto runs = readSeenRuns(text);
    ASSERT_EQ(runs.size(), 1U) << text;
    EXPECT_FALSE(runs[0].duration) << text;
    EXPECT_TRUE(runs[0].nodes.empty()) << text;
  }
}

// A journal of 0.1 holds no such line; a version that does not know the line skips it.
TEST(SeenRuns, AreNoTriggers) {
  EXPECT_TRUE(readJournal(seenLine(success(1, 1s))).empty());
  EXPECT_TRUE(readActions(seenLine(success(1, 1s))).empty());
  EXPECT_TRUE(readSeenRuns(R"({"event":"answered","trigger":"a","outcome":"started","dagId":1})").empty());
}

TEST(RangeText, RoundsToWhatPeopleSay) {
  struct Row {
    milliseconds low;
    milliseconds high;
    const char* text;
  };
  const Row rows[] = {
      {400ms, 1200ms, "400ms–1.2s"}, {118s, 125s, "1m58s–2m05s"},     {12s, 12s, "12s"},
      {12100ms, 12300ms, "12s"},     {2270s, 2531s, "38–42 min"},     {2400s, 2410s, "40 min"},
      {9min, 11min, "9m–11m"},       {100min, 130min, "1h40m–2h10m"}, {3h + 5min + 20s, 3h + 20min, "3h05m–3h20m"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(terminal::rangeText(row.low, row.high, Language::kEnglish, Charset::kUtf8), row.text);
  }
  EXPECT_EQ(terminal::rangeText(38min, 42min, Language::kChinese, Charset::kAscii), "38-42 分钟");
}

TEST(UsualText, SaysWhenItEndsOrHowMuchLongerItTakes) {
  const auto begin = sampleBegin();  // 03:00:04
  const UsualDuration usual{40min + 40s, 38min, 42min, 12};
  const UsualDuration quick{65s, 60s, 70s, 3};
  const UsualDuration endless{30h, 29h, 31h, 3};
  struct Row {
    UsualDuration usual;
    std::optional<std::chrono::system_clock::time_point> begin;
    milliseconds age;
    const char* english;
    const char* chinese;
  };
  const Row rows[] = {
      {usual, begin, 1s, "usually 38–42 min, ends about 03:41 +08:00", "通常 38–42 分钟，预计 03:41 +08:00 结束"},
      {usual, begin, 42min, "usually 38–42 min, ends about 03:41 +08:00", "通常 38–42 分钟，预计 03:41 +08:00 结束"},
      {usual, begin, 47min + 400ms, "usually 38–42 min, 5m longer so far", "通常 38–42 分钟，已超出 5m"},
      {usual, {}, 1h, "usually 38–42 min", "通常 38–42 分钟"},
      {quick, begin, 1s, "usually 1m–1m10s, ends about 03:01:09 +08:00", "通常 1m–1m10s，预计 03:01:09 +08:00 结束"},
      {endless, begin, 1s, "usually 29h–31h, ends about 2026-11-24 09:00 +08:00",
       "通常 29h–31h，预计 2026-11-24 09:00 +08:00 结束"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(terminal::usualText(row.usual, row.begin, begin + row.age, Language::kEnglish, Charset::kUtf8),
              row.english);
    EXPECT_EQ(terminal::usualText(row.usual, row.begin, begin + row.age, Language::kChinese, Charset::kUtf8),
              row.chinese);
  }
}

TEST(UsualBaseline, IsTheMedianOfEachNode) {
  std::vector<SeenRun> runs;
  for (const int seconds : {10, 30, 20}) {
    runs.push_back(success(seconds, std::chrono::seconds(seconds)));
    runs.back().nodes = {
        {"load", {.waitResources = std::chrono::seconds(seconds / 10), .running = std::chrono::seconds(seconds)}},
        {"twice", {.running = 1s}},
        {"twice", {.running = 2s}}};
    runs.back().nodeCount = 3;
  }
  runs[0].nodes.push_back({"rare", {.running = 1s}});
  const auto baseline = usualBaseline(lastSuccesses(runs, kPlace));
  ASSERT_TRUE(baseline);
  EXPECT_EQ(baseline->duration, 20s);
  EXPECT_EQ(baseline->runs, 3U);
  EXPECT_TRUE(baseline->label.empty());
  EXPECT_TRUE(baseline->complete);
  ASSERT_EQ(baseline->nodes.size(), 3U);
  EXPECT_EQ(baseline->nodes[0].nodeName, "load");
  EXPECT_EQ(baseline->nodes[0].durations.running, 20s);
  EXPECT_EQ(baseline->nodes[0].durations.waitResources, 2s);
  EXPECT_TRUE(baseline->nodes[0].hasTimes);
  EXPECT_FALSE(baseline->nodes[1].hasTimes) << "rare";
  EXPECT_FALSE(baseline->nodes[2].hasTimes) << "twice";

  runs[1].nodeCount = 60;
  EXPECT_FALSE(usualBaseline(lastSuccesses(runs, kPlace))->complete);
  EXPECT_FALSE(usualBaseline(lastSuccesses(runs, kPlace, 20))) << "two are too few";
}

// --- the program

constexpr std::string_view kThreeRuns =
    "for _ in 1 2 3; do $DW run nightly -p sales --poll-interval 20ms -q >/dev/null; done\n";

TEST_F(CommandLine, KnowsHowLongAFlowUsuallyTakesAfterThreeSuccesses) {
  const auto result = script(R"(
for _ in 1 2 3 4; do $DW run nightly -p sales --poll-interval 20ms -o jsonl | head -n 1; done)");
  EXPECT_THAT(result.err, ContainsRegex("# watching up to 24h, usually [0-9.ms–]+, ends about [0-9:]+ \\+08:00\n"));
  std::istringstream lines(result.out);
  std::vector<bool> expected;
  std::string line;
  while (std::getline(lines, line)) expected.push_back(nlohmann::json::parse(line).contains("expectedEnd"));
  EXPECT_EQ(expected, (std::vector<bool>{false, false, false, true}));
}

TEST_F(CommandLine, WatchSaysWhenTheRunWillEnd) {
  const auto result = script(std::string(kThreeRuns) + R"(
id=$($DW create nightly -p sales -q)
$DW watch $id -p sales -o jsonl -q --poll-interval 20ms | head -n 1)");
  const auto event = nlohmann::json::parse(result.out);
  EXPECT_EQ(event["event"], "expected");
  EXPECT_TRUE(event["expectedEnd"].get<std::string>().ends_with('Z'));
  EXPECT_GT(event["dagId"], 0);
}

TEST_F(CommandLine, RunsOfAFlowShowsDurations) {
  environment["LC_ALL"] = "C.UTF-8";
  const auto result = script(std::string(kThreeRuns) + R"(
$DW run bad_day -p sales --poll-interval 20ms -q >/dev/null
$DW runs nightly
$DW runs bad_day
$DW runs
$DW runs nightly -o json | grep -c '"durationMs": [0-9]')");
  EXPECT_THAT(result.out, ContainsRegex("BIZDATE +DURATION\n"));
  EXPECT_THAT(result.out, ContainsRegex("nightly .* [0-9.]+m?s +(⣿)+\n"));
  EXPECT_THAT(result.out, ContainsRegex("usually [0-9.ms–]+ \\(the last 3 successes\\)\n"));
  EXPECT_THAT(result.out, ContainsRegex("bad_day .* [0-9.]+m?s +(⣿)+ FAILED\n"));
  EXPECT_TRUE(result.out.ends_with("\n3\n")) << result.out;
}

TEST_F(CommandLine, RunsFitsEightyColumnsAndKnowsHowTheyEnded) {
  const auto result = script(R"(
for flow in nightly bad_day; do $DW run $flow -p sales --poll-interval 20ms -q >/dev/null; done
$DW create nightly -p sales -q >/dev/null
$DW runs
$DW runs -o json | grep -c '"state": "failed"')");
  EXPECT_THAT(result.out, ContainsRegex("[0-9-]+ [0-9:]+ +succeeded +[0-9]+ +sales/nightly +[0-9-]+\n"));
  EXPECT_THAT(result.out, ContainsRegex(" failed +[0-9]+ +sales/bad_day "));
  EXPECT_THAT(result.out, ContainsRegex(" started +[0-9]+ +sales/nightly "));
  EXPECT_TRUE(result.out.ends_with("\n1\n")) << result.out;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST_F(CommandLine, ReportComparesWithWhatIsUsualWithARunAndWithAFile) {
  const auto result = script(std::string(kThreeRuns) + R"(
$DW run nightly -p sales --poll-interval 20ms -q --save last.json >/dev/null
id=$(sed -n 's/.*"dagId":\([0-9]*\).*/\1/p' last.json | head -1)
$DW report $id -p sales --against usual -o json | grep -c '"against":{"run":"","usual":true,"runs":3,'
$DW report $id -p sales --against last.json | tail -1
$DW report --from last.json --against usual --save page.html | grep -c ' usual'
grep -c 'Compared with usual: the last 3 successes' page.html
$DW report $id -p sales --against $id -o json | grep -c '"usual":false'
$DW report $id -p sales --against none.json; echo $?
$DW report --from last.json --against 17; echo $?
$DW report --from last.json --flow-name other --against usual; echo $?)");
  EXPECT_THAT(result.out, ContainsRegex("^1\nas long as run [0-9]+\n1\n1\n1\n2\n2\n"));
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("--against none.json: not a saved run"), HasSubstr("but --from makes no connection")));
}

TEST_F(CommandLine, ReportAgainstWhatIsUsualNeedsThreeOtherSuccesses) {
  const auto result = script(R"(
$DW run nightly -p sales --poll-interval 20ms -q --save last.json >/dev/null
$DW report --from last.json --against usual; echo $?)");
  EXPECT_EQ(result.out, "2\n");
  EXPECT_THAT(result.err,
              HasSubstr("--against usual: not known for sales/nightly: the journal needs 3 other successes"));
}

TEST_F(CommandLine, ARunThatWasReRunIsNotUsual) {
  const auto result = script(R"(
id=$($DW create twice -p sales -q)
$DW watch $id -p sales -q --poll-interval 20ms >/dev/null
$DW rerun $id -q --poll-interval 20ms >/dev/null; echo $?
grep '"seen"' .local/state/dataworks/runs.jsonl)");
  EXPECT_THAT(result.out, ContainsRegex("^0\n"));
  std::string lines = result.out.substr(2);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
  const auto runs = readSeenRuns(lines);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].state, DagRunState::kSucceeded);
  EXPECT_TRUE(runs[0].unusual);
}

TEST_F(CommandLine, WatchingARunAgainWritesNothingNew) {
  const auto result = script(R"(
$DW run nightly -p sales --poll-interval 20ms -q >/dev/null
$DW watch -q --poll-interval 20ms >/dev/null
grep -c '"seen"' .local/state/dataworks/runs.jsonl)");
  EXPECT_EQ(result.out, "1\n");
}

}  // namespace
}  // namespace dataworks::cli
