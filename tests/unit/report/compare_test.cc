// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/report.h"
#include "support/sample_runs.h"

namespace dataworks {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using testing::done;
using testing::sampleNode;
using testing::SampleOutcome;
using testing::sampleRun;

// extract 60 s, then load; beside them audit, which decides nothing.
DagRun nightly(double loadRuns, double loadWaits = 0, std::vector<NodeInsInfo> more = {}) {
  std::vector<NodeInsInfo> nodes{done("extract", 0, 0, 0, 60), done("audit", 0, 0, 0, 30),
                                 done("load", 60, 60, 60 + loadWaits, 60 + loadWaits + loadRuns)};
  nodes.insert(nodes.end(), more.begin(), more.end());
  return sampleRun(std::move(nodes), 10'000);
}

Baseline usually(const DagRun& run) {
  Baseline usual = baselineOf(run);
  usual.label.clear();
  usual.runs = 12;
  return usual;
}

TEST(Comparison, NamesTheNodeThatExplainsMost) {
  struct Row {
    const char* what;
    DagRun run;
    Baseline baseline;
    const char* english;
    const char* chinese;
  };
  Baseline notKnown = usually(nightly(180));
  notKnown.duration.reset();
  const Row rows[] = {
      {"ran longer", nightly(720), usually(nightly(180)), "9m later than usual: load ran 12m, usually 3m",
       "比通常晚 9m：load 运行 12m，通常 3m"},
      {"waited longer", nightly(180, 300), usually(nightly(180, 4)),
       "4m56s later than usual: load waited 5m for resources, usually 4s", "比通常晚 4m56s：load 等待资源 5m，通常 4s"},
      {"took less", nightly(60), usually(nightly(180)), "2m earlier than usual: load ran 1m, usually 3m",
       "比通常早 2m：load 运行 1m，通常 3m"},
      {"another run", nightly(720), baselineOf(nightly(180)), "9m later than run 332455685: load ran 12m, there 3m",
       "比实例 332455685 晚 9m：load 运行 12m，当时 3m"},
      {"a new node", nightly(180, 0, {done("check", 240, 240, 240, 300)}), usually(nightly(180)),
       "1m later than usual: check is new, ran 1m", "比通常晚 1m：check 为新增节点，运行 1m"},
      {"the same", nightly(182), usually(nightly(180)), "as long as usual", "耗时与通常相当"},
      {"a duration that is not known", nightly(720), notKnown, "compared with usual: not known how much longer",
       "与通常相比的耗时差：未知"},
  };
  for (const Row& row : rows) {
    const RunComparison comparison = compareRuns(row.run, row.baseline);
    EXPECT_EQ(toString(comparison, row.baseline), row.english) << row.what;
    EXPECT_EQ(toString(comparison, row.baseline, Language::kChinese), row.chinese) << row.what;
  }
}

TEST(Comparison, SaysSoWhereNoNodeExplainsIt) {
  // Between the two nodes nothing happened, for a minute.
  const DagRun gap = sampleRun({done("extract", 0, 0, 0, 60), done("load", 120, 120, 120, 300)}, 400);
  const Baseline usual = usually(nightly(180));
  EXPECT_EQ(toString(compareRuns(gap, usual), usual), "1m later than usual; no single node explains it");
}

struct Brief {
  std::string name;
  NodeChangeKind kind;
  bool onChain;
  milliseconds change;
  friend bool operator==(const Brief&, const Brief&) = default;
};

std::vector<Brief> briefly(const RunComparison& comparison) {
  std::vector<Brief> all;
  for (const NodeDifference& node : comparison.nodes)
    all.push_back({node.nodeName, node.kind, node.onChain, node.change});
  return all;
}

TEST(Comparison, SortsByWhatItDidToTheChain) {
  const DagRun before = sampleRun({done("extract", 0, 0, 0, 60), done("audit", 0, 0, 0, 30), done("old", 0, 0, 0, 20),
                                   done("load", 60, 60, 60, 240)},
                                  1000);
  const DagRun now = sampleRun({done("extract", 0, 0, 0, 50), done("audit", 0, 0, 0, 100), done("new", 0, 0, 0, 40),
                                done("load", 50, 50, 50, 300)},
                               1000);
  EXPECT_EQ(briefly(compareRuns(now, baselineOf(before))),
            (std::vector<Brief>{{"load", NodeChangeKind::kLonger, true, 70s},
                                {"extract", NodeChangeKind::kShorter, true, -10s},
                                {"audit", NodeChangeKind::kLonger, false, 70s},
                                {"new", NodeChangeKind::kNew, false, 40s},
                                {"old", NodeChangeKind::kGone, false, -20s}}));
}

TEST(Comparison, IsNotGuessed) {
  const Baseline usual = usually(nightly(180));
  struct Row {
    const char* what;
    DagRun run;
    Baseline baseline;
    std::vector<std::string> names;
  };
  Baseline twice = usual;
  twice.nodes.push_back({.nodeName = "load", .durations = {.running = 1s}});
  Baseline untimed = usual;
  untimed.nodes[2].hasTimes = false;
  Baseline rare = usual;
  rare.nodes.push_back({.nodeName = "rare", .hasTimes = false});
  Baseline incomplete = usual;
  incomplete.complete = false;
  incomplete.nodes.erase(incomplete.nodes.begin());
  DagRun contradictory = nightly(720);
  std::swap(contradictory.nodes[2].beginRunningTime, contradictory.nodes[2].finishTime);
  const DagRun running = sampleRun({sampleNode("load", NodeStatus::kRunning, {0, 0, 0})}, 900);
  const Row rows[] = {
      {"a name that occurs twice in the run", nightly(720, 0, {done("load", 0, 0, 0, 5)}), usual, {}},
      {"a name that occurs twice in the baseline", nightly(720), twice, {}},
      {"times that the baseline does not know", nightly(720), untimed, {}},
      {"contradictory times", contradictory, usual, {}},
      {"a run that is not over", running, usual, {}},
      {"a baseline of the longest nodes", nightly(180), incomplete, {}},
      {"less than a second", nightly(180.9), usual, {}},
      {"less than 5 %", nightly(188), usual, {}},
      {"5 %", nightly(189), usual, {"load"}},
      {"a node that is not usual, and not there", nightly(180), rare, {}},
      {"a node that is not usual, and there", nightly(180, 0, {done("rare", 0, 0, 0, 5)}), rare, {}},
  };
  for (const Row& row : rows) {
    std::vector<std::string> names;
    for (const Brief& one : briefly(compareRuns(row.run, row.baseline))) names.push_back(one.name);
    EXPECT_EQ(names, row.names) << row.what;
  }
  EXPECT_FALSE(compareRuns(running, usual).difference);
}

TEST(Comparison, OfARunWithItselfFindsNothing) {
  for (const SampleOutcome outcome : {SampleOutcome::kSucceeded, SampleOutcome::kFailed}) {
    const DagRun run = sampleRun(200, outcome);
    const RunComparison comparison = compareRuns(run, baselineOf(run));
    EXPECT_TRUE(comparison.nodes.empty());
    EXPECT_EQ(comparison.difference, 0ms);
  }
}

TEST(Comparison, IsInJson) {
  const DagRun run = nightly(720);
  ReportOptions options;
  options.against = usually(nightly(180));
  std::ostringstream out;
  writeJson(run, out, options);
  const auto against = nlohmann::json::parse(out.str()).at("against");
  EXPECT_EQ(against.at("usual"), true);
  EXPECT_EQ(against.at("runs"), 12);
  EXPECT_EQ(against.at("differenceMs"), 540'000);
  EXPECT_EQ(against.at("text"), "9m later than usual: load ran 12m, usually 3m");
  ASSERT_EQ(against.at("nodes").size(), 1U);
  const auto& node = against.at("nodes").at(0);
  EXPECT_EQ(node.at("nodeName"), "load");
  EXPECT_EQ(node.at("change"), "longer");
  EXPECT_EQ(node.at("onChain"), true);
  EXPECT_EQ(node.at("runningMs"), 720'000);
  EXPECT_EQ(node.at("runningBeforeMs"), 180'000);
  ASSERT_TRUE(readRunJson(out.str())) << "what it was compared with is not part of the run";
}

TEST(Comparison, IsOnThePage) {
  const DagRun run = nightly(720, 0, {done("<new>", 0, 0, 0, 40)});
  ReportOptions options;
  options.against = usually(nightly(180));
  std::ostringstream english;
  writeHtmlReport(run, english, options);
  EXPECT_NE(english.str().find("Compared with usual: the last 12 successes"), std::string::npos);
  EXPECT_NE(english.str().find("9m later than usual: load ran 12m, usually 3m"), std::string::npos);
  EXPECT_NE(english.str().find("longer by 9m<td>load<td>yes<td>12m<td>3m"), std::string::npos);
  EXPECT_NE(english.str().find("new<td>&lt;new&gt;"), std::string::npos);
  options.language = Language::kChinese;
  options.against = baselineOf(nightly(180));
  std::ostringstream chinese;
  writeHtmlReport(run, chinese, options);
  EXPECT_NE(chinese.str().find("与实例 332455685 对比"), std::string::npos);
}

TEST(Comparison, IsLeftOutOfAPageOfARunThatGoesOn) {
  ReportOptions options;
  options.against = usually(nightly(180));
  std::ostringstream page;
  writeHtmlReport(sampleRun(20, SampleOutcome::kRunning), page, options);
  EXPECT_EQ(page.str().find("id=\"against\""), std::string::npos);
}

}  // namespace
}  // namespace dataworks
