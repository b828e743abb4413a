// SPDX-License-Identifier: Apache-2.0
// Writes the pages that the browser tests look at, each beside the response that it was made from (`.json`).
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/report.h"
#include "support/sample_runs.h"

namespace {

namespace fs = std::filesystem;
using namespace dataworks;
using namespace dataworks::testing;

void save(const fs::path& folder, const std::string& name, const DagRun& run, Language language = Language::kEnglish,
          std::vector<NodeLog> logs = {}, std::optional<Baseline> against = {}) {
  const ReportOptions options{.flowName = "nightly",
                              .bizdate = Bizdate::parse("2026-11-22").value(),
                              .regionId = "cn-shanghai",
                              .language = language,
                              .madeAt = run.observedAt + std::chrono::seconds(20),
                              .logs = std::move(logs),
                              .against = std::move(against)};
  std::ofstream page(folder / (name + ".html"), std::ios::binary);
  writeHtmlReport(run, page, options);
  std::ofstream response(folder / (name + ".json"), std::ios::binary);
  writeJson(run, response, options);
}

// Every status; a node without times, one with contradictory times, one that ran for a millisecond, one that failed
// before it ran, one without a time of failure.
DagRun oneOfEach() {
  std::vector<NodeInsInfo> nodes{
      sampleNode("done", NodeStatus::kSuccess, {10, 20, 30, 60}),
      sampleNode("broken", NodeStatus::kFailure, {10, 10, 45, 57.5}),
      sampleNode("refused", NodeStatus::kFailure, {10, 20, -1, 40}),
      sampleNode("lost", NodeStatus::kFailure, {5, 6, 7}),
      sampleNode("busy", NodeStatus::kRunning, {60, 61, 65}),
      sampleNode("queued", NodeStatus::kWaitResource, {60, 70}),
      sampleNode("early", NodeStatus::kWaitTime, {60}),
      sampleNode("later", NodeStatus::kNotRun),
      sampleNode("checked", NodeStatus::kChecking, {5, 6, 7}),
      sampleNode("strange", NodeStatus{9}, {5, 6, 7}),
      sampleNode("blink", NodeStatus::kSuccess, {5, 5, 50, 50.001}),
      sampleNode("twisted", NodeStatus::kSuccess, {50, 40, 60, 55}),
      sampleNode("timeless", NodeStatus::kNotRun),
  };
  nodes.back().createTime = {};
  return sampleRun(std::move(nodes), 100);
}

// From before New Year to after it; with names of the length that warehouses have.
DagRun atNewYear() {
  constexpr double kNewYear = 38 * 86'400.0 + 20 * 3600 + 59 * 60 + 56;
  const std::string name = "dwd_trade_order_detail_by_shop_and_item_di_";
  return sampleRun({sampleNode(name + "1", NodeStatus::kSuccess, {0, 5, 10, kNewYear - 60}),
                    sampleNode(name + "2", NodeStatus::kSuccess, {0, 5, kNewYear + 60, kNewYear + 90}),
                    sampleNode(name + "3", NodeStatus::kSuccess, {0, 5, kNewYear - 90, kNewYear + 30})},
                   kNewYear + 100);
}

DagRun hostile() {
  std::vector<NodeInsInfo> nodes{
      sampleNode("<script>alert(1)</script>", NodeStatus::kFailure, {1, 2, 3, 9}),
      sampleNode("\"><img src=http://127.0.0.1:9/x onerror=alert(2)>", NodeStatus::kSuccess, {1, 2, 3, 9}),
      sampleNode("</style></title><!--'`&lt;\n\x01\xFF", NodeStatus::kNotRun),
  };
  nodes.front().paraValue = "a=</code><svg/onload=alert(3)> b=${x}]]>";
  DagRun run = sampleRun(std::move(nodes), 10);
  run.projectName = "</title><script>alert(4)</script>";
  run.requestId = "<b>id</b>";
  return run;
}

/// Twelve failed nodes with logs as jobs write them, and as nobody should: colours, a cleared screen, carriage returns,
/// markup, broken UTF-8, live tokens, lines without an end.
constexpr int kFailedWithLogs = 12;

DagRun failedWithLogs() {
  std::vector<NodeInsInfo> nodes;
  for (int i = 1; i <= kFailedWithLogs; ++i) {
    nodes.push_back(sampleNode("dwd_order_" + std::to_string(i), NodeStatus::kFailure, {0, 1, 2, 10.0 + i}));
    nodes.back().instanceId += i;
  }
  nodes.push_back(sampleNode("dws_daily", NodeStatus::kNotRun));
  return sampleRun(std::move(nodes), 30);
}

std::vector<NodeLog> logsOf(const DagRun& run) {
  const std::string text =
      "2026-11-23 03:00:04 INFO  begins\r\n"
      "Log view: http://logview.example/logview/?h=x&p=sales&i=20261122&token=bGl2ZXRva2Vu\n"
      "AccessKeyId: LTAI5tExampleExample1234 password=hunter2\n"
      "\x1b[31mERROR\x1b[0m \x1b]0;title\x07\x1b[2J\x1b[Hcleared \u009b?25l\x08\x08\x7f\n"
      "</pre></script></style><script>alert(6)</script><img src=http://127.0.0.1:9/y onerror=alert(7)>\n"
      "]]> &lt; &amp; \xFF\xFE\xC0\xAF \u202Eesrever\n" +
      std::string(3000, 'x') + "\nFAILED: ODPS-0130131:[1,15] Table not found - table sales.ods_orders\n";
  std::vector<NodeLog> logs;
  for (int i = 0; i < kFailedWithLogs; ++i) {
    const NodeInsInfo& node = run.nodes[static_cast<std::size_t>(i)];
    logs.push_back({node.nodeName, node.instanceId, text});
  }
  return logs;
}

// A third of the nodes took half the time or waited less; one is new, one is gone, with a name that fits no column.
Baseline usual() {
  Baseline baseline = baselineOf(sampleRun(200, SampleOutcome::kSucceeded));
  baseline.label.clear();
  baseline.runs = 12;
  for (std::size_t i = 0; i < baseline.nodes.size(); i += 3) {
    baseline.nodes[i].durations.running /= 2;
    baseline.nodes[i].durations.waitResources /= 4;
  }
  baseline.nodes.erase(baseline.nodes.begin());
  baseline.nodes.push_back({.nodeName = "<img src=http://127.0.0.1:9/z onerror=alert(8)>" + std::string(200, 'n'),
                            .durations = {.running = std::chrono::hours(1)}});
  *baseline.duration -= std::chrono::minutes(2);
  return baseline;
}

}  // namespace

int main(int argumentCount, char** arguments) {
  if (argumentCount != 2) return 2;
  const fs::path folder = arguments[1];
  fs::create_directories(folder);
  save(folder, "none", sampleRun({}, 5));
  save(folder, "one", sampleRun({sampleNode("load_orders", NodeStatus::kSuccess, {0, 2, 4.5, 31})}, 31));
  save(folder, "some", sampleRun(30, SampleOutcome::kFailed));
  save(folder, "some_chinese", sampleRun(30, SampleOutcome::kRunning), Language::kChinese);
  save(folder, "some_running", sampleRun(30, SampleOutcome::kRunning));
  save(folder, "many", sampleRun(5000, SampleOutcome::kFailed));
  save(folder, "one_of_each", oneOfEach());
  save(folder, "new_year", atNewYear());
  save(folder, "hostile", hostile(), Language::kEnglish,
       {{.nodeName = "any",
         .instanceId = hostile().nodes.front().instanceId,
         .text = "</pre><script>alert(5)</script>\n\x1b[2J"}});
  save(folder, "against", sampleRun(200, SampleOutcome::kSucceeded), Language::kEnglish, {}, usual());
  save(folder, "logs", failedWithLogs(), Language::kEnglish, logsOf(failedWithLogs()));
  return 0;
}
