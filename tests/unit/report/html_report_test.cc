// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/report.h"
#include "report/page_script.h"
#include "support/sample_runs.h"

namespace dataworks {
namespace {

using testing::sampleNode;
using testing::SampleOutcome;
using testing::sampleRun;

std::string pageOf(const DagRun& run, Language language = Language::kEnglish) {
  std::ostringstream out;
  writeHtmlReport(run, out,
                  {.flowName = "nightly",
                   .regionId = "cn-shanghai",
                   .language = language,
                   .madeAt = testing::sampleBegin() + std::chrono::hours(1)});
  return out.str();
}

std::size_t countOf(const std::string& page, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = page.find(text); at != std::string::npos; at = page.find(text, at + 1)) ++count;
  return count;
}

// The text between the first `opening` and the next `closing`.
std::string between(const std::string& page, const std::string& opening, const std::string& closing) {
  const std::size_t begin = page.find(opening);
  if (begin == std::string::npos) return {};
  const std::size_t end = page.find(closing, begin + opening.size());
  return page.substr(begin + opening.size(), end - begin - opening.size());
}

using Texts = std::vector<std::string>;

// Splits at `closing` and removes tags.
Texts textsOf(const std::string& markup, const std::string& closing) {
  Texts texts;
  for (std::size_t at = 0, end = 0; (end = markup.find(closing, at)) != std::string::npos; at = end + closing.size()) {
    std::string text;
    bool inTag = false;
    for (const char c : markup.substr(at, end - at)) {
      inTag = c == '<' || (inTag && c != '>');
      if (!inTag && c != '>' && c != '\n') text += c;
    }
    texts.push_back(text);
  }
  return texts;
}

// The parts of the page, in order.
Texts partsOf(const std::string& page) {
  std::map<std::size_t, std::string> found;
  for (const auto& [name, opening] : std::map<std::string, std::string>{{"verdict", "<p class=\"verdict"},
                                                                        {"sentence", "<p class=\"lede\">"},
                                                                        {"failed", "<section id=\"failed\""},
                                                                        {"next", "<section id=\"next\""},
                                                                        {"sums", "<section id=\"sums\""},
                                                                        {"timeline", "<section id=\"timeline\""},
                                                                        {"slowest", "<section id=\"slowest\""},
                                                                        {"all", "<section id=\"all\""},
                                                                        {"footer", "<footer>"}}) {
    if (const std::size_t at = page.find(opening); at != std::string::npos) found[at] = name;
  }
  Texts parts;
  for (const auto& [at, name] : found) parts.push_back(name);
  return parts;
}

NodeInsInfo timelessNode() {
  NodeInsInfo node = sampleNode("timeless", NodeStatus::kNotRun);
  node.createTime = {};
  return node;
}

TEST(HtmlReport, HasThePartsForItsNumberOfNodes) {
  const Texts succeeded{"verdict", "sentence", "sums", "slowest", "timeline", "all", "footer"};
  const Texts failed{"verdict", "sentence", "failed", "next", "sums", "slowest", "timeline", "all", "footer"};
  EXPECT_EQ(partsOf(pageOf(sampleRun({}, 5))), (Texts{"verdict", "sentence", "next", "footer"}));
  EXPECT_EQ(partsOf(pageOf(sampleRun(1, SampleOutcome::kSucceeded))),
            (Texts{"verdict", "sentence", "timeline", "all", "footer"}));
  EXPECT_EQ(partsOf(pageOf(sampleRun(1, SampleOutcome::kFailed))),
            (Texts{"verdict", "sentence", "failed", "next", "timeline", "all", "footer"}));
  EXPECT_EQ(partsOf(pageOf(sampleRun(30, SampleOutcome::kSucceeded))), succeeded);
  EXPECT_EQ(partsOf(pageOf(sampleRun(30, SampleOutcome::kFailed))), failed);
  EXPECT_EQ(partsOf(pageOf(sampleRun(5000, SampleOutcome::kFailed))), failed);
}

TEST(HtmlReport, OmitsSlowestNodesIfAllDurationsAreZero) {
  const NodeInsInfo quick = sampleNode("quick", NodeStatus::kSuccess, {1, 1, 1, 1});
  EXPECT_EQ(partsOf(pageOf(sampleRun({quick, quick}, 5))),
            (Texts{"verdict", "sentence", "sums", "timeline", "all", "footer"}));
}

TEST(HtmlReport, MarksTitleAndVerdictAlike) {
  const std::vector<std::pair<DagRun, std::string>> table{{sampleRun({}, 5), "– Not found yet"},
                                                          {sampleRun(30, SampleOutcome::kRunning), "▸ Running"},
                                                          {sampleRun(30, SampleOutcome::kSucceeded), "✓ Succeeded"},
                                                          {sampleRun(30, SampleOutcome::kFailed), "✗ Failed"}};
  for (const auto& [run, verdict] : table) {
    const std::string page = pageOf(run);
    EXPECT_EQ(textsOf("<p" + between(page, "<p class=\"verdict", "</p>") + "</p>", "</p>"), Texts{verdict});
    EXPECT_EQ(between(page, "<title>", " "), verdict.substr(0, verdict.find(' ')));
  }
}

TEST(HtmlReport, ShowsWhenTheRunStartedAndItsDuration) {
  const std::vector<NodeInsInfo> over{sampleNode("a", NodeStatus::kSuccess, {1, 2, 3, 65})};
  const std::vector<NodeInsInfo> going{sampleNode("a", NodeStatus::kRunning, {1, 2, 3})};
  const std::string begun = "Started2026-11-23 03:00:04 +08:00";
  const std::vector<std::pair<DagRun, Texts>> table{
      {sampleRun(over, 500), {begun, "Ended2026-11-23 03:01:09 +08:00", "Duration1m05s"}},
      {sampleRun(going, 90), {begun, "As of2026-11-23 03:01:34 +08:00", "So far1m30s"}},
      {sampleRun({timelessNode()}, 90), {"As of2026-11-23 03:01:34 +08:00"}}};
  for (const auto& [run, facts] : table) {
    Texts expected{"Business date2026-11-22", "DAG run332455685"};
    expected.insert(expected.end(), facts.begin(), facts.end());
    EXPECT_EQ(textsOf(between(pageOf(run), "<dl class=\"facts\">", "</dl>"), "</div>"), expected);
  }
}

TEST(HtmlReport, ShowsOnlyKnownTimesOfAFailedNode) {
  const std::string origin = "✗ broken instance 2427622331";
  const std::string parameters = "parameters bizdate=20261122 test=${yyyy-mm-dd}";
  const std::vector<std::pair<testing::SampleTimes, Texts>> table{
      {{1, 2, 3, 65}, {origin, "failed 2026-11-23 03:01:09 +08:00 · ran 1m02s", parameters}},
      {{1, 2, -1, 65}, {origin, "failed 2026-11-23 03:01:09 +08:00", parameters}},
      {{1, 2, 3}, {origin, parameters}}};
  for (const auto& [times, lines] : table) {
    const std::string page = pageOf(sampleRun({sampleNode("broken", NodeStatus::kFailure, times)}, 90));
    const std::string line = "<p class=\"soft\">";
    EXPECT_EQ(textsOf(between(page, "<ul class=\"failures\">", "</ul>") + line, line), lines);
    const bool ran = times.runs > 0 && times.ends > 0;
    EXPECT_EQ(textsOf(between(page, "</em>", "\n"), "</div>"), (Texts{"", ran ? "1m02s" : ""})) << "beside the bar";
    EXPECT_EQ(countOf(page, ran ? ">1m02s\n</tbody>" : "<td>\n</tbody>"), 1U) << "in the table";
  }
}

TEST(HtmlReport, EndsWithItsOriginAndItsLimits) {
  const std::string origin = std::string(ReportOptions{}.madeBy) +
                             " · made 2026-11-23 04:00:04 +08:00 · region cn-shanghai · request "
                             "0bc14115-1593-7635-9732-12341234abcd";
  const std::string edges =
      "The API lists nodes without their dependencies: what decided the duration is inferred from times.";
  const std::vector<std::pair<std::size_t, Texts>> table{{1, {origin}}, {2, {origin, edges}}};
  for (const auto& [nodes, texts] : table) {
    const std::string page = pageOf(sampleRun(nodes, SampleOutcome::kSucceeded));
    EXPECT_EQ(textsOf(between(page, "<footer>", "</footer>"), "</p>"), texts);
  }
}

TEST(HtmlReport, RoundsNoShareToNothingOrToAllAndOmitsZero) {
  const NodeInsInfo node = sampleNode("a", NodeStatus::kSuccess, {1, 1, 1, 1001});
  EXPECT_EQ(textsOf(between(pageOf(sampleRun({node, node}, 2000)), "<dl class=\"shares\">", "</dl>"), "</div>"),
            (Texts{"waited for upstream nodes2s &lt;1%", "ran33m20s &gt;99%"}));
}

TEST(HtmlReport, ShowsStatusAndDurationsOfANodeInItsTooltip) {
  const NodeInsInfo node = sampleNode("a<b", NodeStatus::kSuccess, {10, 10, 40, 40.05});
  const std::string story =
      " title=\"a&lt;b · succeeded\nwaited for upstream nodes 10s\nwaited for resources 30s\n"
      "ran 50ms\">";
  const std::string page = pageOf(sampleRun({node, node}, 50));
  EXPECT_EQ(countOf(page, "<div class=\"row\"" + story), 2U);
  EXPECT_EQ(countOf(page, "<li" + story), 4U);
}

TEST(HtmlReport, LoadsNothingAndRunsOnlyItsOwnScript) {
  const std::string page = pageOf(sampleRun(30, SampleOutcome::kFailed));
  EXPECT_NE(page.find("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src '" +
                      std::string(detail::report::kScriptHash) + "'; base-uri 'none'; form-action 'none'\""),
            std::string::npos);
  EXPECT_EQ(countOf(page, "<script"), 1U);
  for (const char* way : {"http:", "src=", "url(", "@import", "<iframe", "onclick"}) {
    EXPECT_EQ(countOf(page, way), 0U) << way;
  }
  EXPECT_EQ(countOf(page, "https:"), countOf(page, "<a rel=\"noopener noreferrer\" target=\"_blank\" href=\"https:"));
}

TEST(HtmlReport, NamesTheCommandsToGoOn) {
  struct Row {
    std::string project, region;
    DagRun run;
    Texts commands;
  };
  const NodeInsInfo bad = sampleNode("bad", NodeStatus::kFailure, {1, 2, 3, 4});
  const NodeInsInfo busy = sampleNode("busy", NodeStatus::kRunning, {1, 2, 3});
  const std::vector<Row> table{
      {"sales",
       "cn-shanghai",
       sampleRun({bad}, 5),
       {"Read the logs of the failed nodesdataworks logs 332455685 -p sales -r cn-shanghai",
        "Re-run the failed nodes; the others followdataworks rerun 332455685 -p sales -r cn-shanghai"}},
      {"sales",
       "",
       sampleRun({bad, busy}, 5),
       {"Read the logs of the failed nodesdataworks logs 332455685 -p sales",
        "Go on watchingdataworks watch 332455685 -p sales"}},
      {"a <b>", "", sampleRun({busy}, 5), {"Go on watchingdataworks watch 332455685 -p &#39;a &lt;b&gt;&#39;"}},
      {"-x", "", sampleRun({busy}, 5), {"Go on watchingdataworks watch 332455685 --project-name=-x"}},
      {"", "", sampleRun({bad}, 5), {}},
  };
  for (Row row : table) {
    row.run.projectName = row.project;
    std::ostringstream out;
    writeHtmlReport(row.run, out, {.regionId = row.region});
    EXPECT_EQ(textsOf(between(out.str(), "<dl class=\"steps\">", "</dl>"), "</code>"), row.commands);
  }
}

TEST(HtmlReport, LinksToOperationCenterOfARegion) {
  const std::string link = "href=\"https://workbench2-cn-shanghai.data.aliyun.com/?env=prod\">Operation Center</a>";
  EXPECT_EQ(countOf(pageOf(sampleRun(30, SampleOutcome::kFailed)), link), 1U);
  EXPECT_EQ(countOf(pageOf(sampleRun(30, SampleOutcome::kSucceeded)), "<a "), 0U);
  for (const char* region : {"", "evil.example/#", "CN", "a b"}) {
    std::ostringstream out;
    writeHtmlReport(sampleRun(30, SampleOutcome::kFailed), out, {.regionId = region});
    EXPECT_EQ(countOf(out.str(), "<a "), 0U) << region;
    EXPECT_EQ(countOf(out.str(), "Operation Center"), 1U) << region;
  }
}

TEST(HtmlReport, FoldsNamesOfNodesThatNeverRanBeyondTen) {
  for (const auto& [count, opening] : std::vector<std::pair<std::size_t, std::string>>{
           {10, "<details open><summary>10 nodes never ran"}, {11, "<details><summary>11 nodes never ran"}}) {
    std::vector<NodeInsInfo> nodes(count, sampleNode("never", NodeStatus::kNotRun));
    nodes.push_back(sampleNode("bad", NodeStatus::kFailure, {1, 2, 3, 4}));
    EXPECT_EQ(countOf(pageOf(sampleRun(nodes, 5)), opening), 1U) << count;
  }
}

TEST(HtmlReport, HasAStripFrom50NodesAndFoldsTheChartBeyond50Rows) {
  struct Row {
    std::size_t nodes, strips;
    std::string fold;
  };
  for (const Row& row :
       {Row{49, 0, ""}, Row{50, 1, ""}, Row{51, 1, "All 51 nodes"}, Row{300, 1, "All 300 nodes"},
        Row{301, 1,
            "300 of 301 nodes: all that failed or are active, the critical chain, then those that ran longest"}}) {
    const std::string page = pageOf(sampleRun(row.nodes, SampleOutcome::kSucceeded));
    const std::string timeline = between(page, "<section id=\"timeline\">", "</section>");
    EXPECT_EQ(countOf(timeline, "<div class=\"row strip\">"), row.strips) << row.nodes;
    EXPECT_EQ(between(timeline, "<details><summary>", "</summary>"), row.fold) << row.nodes;
  }
}

TEST(HtmlReport, DrawsANodeThatNeverRanAsAHairline) {
  const std::string page = pageOf(
      sampleRun({sampleNode("never", NodeStatus::kNotRun), sampleNode("bad", NodeStatus::kFailure, {0, 0, 0, 4})}, 5));
  EXPECT_EQ(countOf(page, "<i class=\"u thin\" style=\"left:0%;width:100%\">"), 1U);
  EXPECT_EQ(countOf(page, " thin\""), 1U);
}

TEST(HtmlReport, SaysWhereTheChainIsNotKnown) {
  DagRun run = sampleRun(6, SampleOutcome::kSucceeded);
  for (NodeInsInfo& node : run.nodes) node.beginWaitTimeTime = {};
  EXPECT_EQ(countOf(pageOf(run), "What decided the duration: not known: times are missing or contradict each other"),
            1U);
  EXPECT_EQ(countOf(pageOf(run, Language::kChinese), "决定总耗时的节点：未知：时间缺失或相互矛盾"), 1U);
  EXPECT_EQ(countOf(pageOf(sampleRun(6, SampleOutcome::kRunning)), "What decided the duration"), 0U);
}

TEST(HtmlReport, MarksTheCriticalChainAndNamesIt) {
  const NodeInsInfo first = sampleNode("first", NodeStatus::kSuccess, {0, 0, 0, 4});
  const NodeInsInfo beside = sampleNode("beside", NodeStatus::kSuccess, {0, 0, 0, 2});
  const NodeInsInfo last = sampleNode("last", NodeStatus::kFailure, {4, 4, 6, 10});
  const std::string page = pageOf(sampleRun({first, beside, last}, 12));
  EXPECT_EQ(countOf(page, "<b class=\"chain\""), 2U);
  EXPECT_EQ(countOf(page, "<b class=\"chain\" style=\"left:0%;width:40%\">"), 1U);
  EXPECT_EQ(countOf(page, "<b class=\"chain\" style=\"left:40%;width:60%\">"), 1U);
  EXPECT_EQ(countOf(page,
                    "<p>What decided the duration: 10s = first 4s → last 4s (2s in the queue): 2 of 3 nodes, "
                    "inferred from times</p>"),
            1U);
  EXPECT_EQ(countOf(page, "critical chain, inferred from times"), 1U);
  for (const DagRun& run : {sampleRun({first}, 12), sampleRun({first, sampleNode("busy", NodeStatus::kRunning)}, 12)}) {
    EXPECT_EQ(countOf(pageOf(run), "<b class=\"chain\""), 0U);
    EXPECT_EQ(countOf(pageOf(run), "What decided"), 0U);
    EXPECT_EQ(countOf(pageOf(run), "critical chain"), 0U);
  }
}

TEST(HtmlReport, ShowsLogsOfTheFirstTenFailedNodesMaskedAndEscaped) {
  std::vector<NodeInsInfo> nodes;
  ReportOptions options;
  for (int i = 0; i < 12; ++i) {
    nodes.push_back(sampleNode("bad" + std::to_string(i), NodeStatus::kFailure, {1, 2, 3, 10.0 + i}));
    nodes.back().instanceId = 100 + i;
    options.logs.push_back({nodes.back().nodeName, 100 + i, "</pre><script>alert(1)</script>\x1b[2J token=hunter2"});
  }
  options.logs[3].text.clear();
  std::ostringstream out;
  writeHtmlReport(sampleRun(nodes, 30), out, options);
  const std::string page = out.str();
  EXPECT_EQ(countOf(page, "<summary>Log, masked 1 value; best effort</summary>\n<pre>&lt;/pre&gt;&lt;script&gt;"), 9U);
  EXPECT_EQ(countOf(page, "<summary>The log is empty</summary>"), 1U);
  EXPECT_EQ(countOf(page, "token=****</pre>"), 9U);
  EXPECT_EQ(countOf(page, "The logs of 2 more failed nodes are not included."), 1U);
  EXPECT_EQ(countOf(page, "<script"), 1U);
  EXPECT_EQ(countOf(page, "hunter2"), 0U);
  EXPECT_EQ(countOf(page, "\x1b"), 0U);
  EXPECT_EQ(countOf(pageOf(sampleRun(nodes, 30)), "<pre>"), 0U) << "never unasked";
}

TEST(HtmlReport, AllowsTheScriptByItsHash) {
  std::array<unsigned char, 32> digest{};
  ASSERT_EQ(EVP_Digest(detail::report::kScript.data(), detail::report::kScript.size(), digest.data(), nullptr,
                       EVP_sha256(), nullptr),
            1);
  std::array<unsigned char, 45> base64{};
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  EXPECT_EQ(detail::report::kScriptHash, "sha256-" + std::string(reinterpret_cast<const char*>(base64.data())));
}

TEST(HtmlReport, KeepsForeignTextText) {
  const std::string evil = "\"><script>alert(1)</script>";
  NodeInsInfo node = sampleNode(evil, NodeStatus::kFailure, {1, 2, 3, 4});
  node.paraValue = evil;
  DagRun run = sampleRun({node, sampleNode(evil, NodeStatus::kNotRun)}, 5);
  run.projectName = run.requestId = evil;
  std::ostringstream out;
  writeHtmlReport(run, out, {.flowName = evil, .regionId = evil, .madeBy = evil});
  EXPECT_EQ(countOf(out.str(), "<script"), 1U);
  EXPECT_EQ(countOf(out.str(), "alert(1)"), countOf(out.str(), "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST(HtmlReport, ShowsADashForANodeWithoutTimes) {
  const std::string page =
      pageOf(sampleRun({timelessNode(), sampleNode("done", NodeStatus::kFailure, {1, 2, 3, 4})}, 5));
  EXPECT_EQ(countOf(page, "<span class=\"none\">—</span>"), 1U);
}

TEST(HtmlReport, SaysSoWhereTheServiceGaveNoTimes) {
  const std::string page = pageOf(sampleRun({timelessNode(), timelessNode()}, 5));
  EXPECT_EQ(partsOf(page), (Texts{"verdict", "sentence", "next", "timeline", "all", "footer"}));
  EXPECT_NE(page.find("The service returned no times."), std::string::npos);
  for (const char* piece : {"class=\"axis\"", "class=\"legend\"", "class=\"row\""})
    EXPECT_EQ(countOf(page, piece), 0U) << piece;
}

TEST(HtmlReport, HatchesAndMarksFailedBars) {
  const std::vector<std::pair<testing::SampleTimes, std::string>> table{
      {{0, 0, 0, 4}, "<i class=\"r f\" style=\"left:0%;width:100%\"></i>"},
      {{0, 1, -1, 4}, "<i class=\"q f\" style=\"left:25%;width:75%\"></i>"}};  // it never began to run
  for (const auto& [times, bar] : table) {
    const std::string page = pageOf(sampleRun({sampleNode("broken", NodeStatus::kFailure, times)}, 5));
    EXPECT_EQ(countOf(page, bar + "<em style=\"left:100%\">✗</em>"), 1U);
    EXPECT_EQ(countOf(page, " f\" style"), 1U);
  }
}

TEST(HtmlReport, ExplainsOnlyWhatTheChartShows) {
  const NodeInsInfo good = sampleNode("good", NodeStatus::kSuccess, {0, 0, 0, 4});
  const NodeInsInfo bad = sampleNode("bad", NodeStatus::kFailure, {0, 0, 2, 4});
  const NodeInsInfo busy = sampleNode("busy", NodeStatus::kRunning, {1, 2, 3});
  const std::vector<std::pair<DagRun, Texts>> table{{sampleRun({good}, 5), {"ran"}},
                                                    {sampleRun({bad}, 5), {"waited for resources", "failed"}},
                                                    {sampleRun({busy}, 5),
                                                     {"waited for upstream nodes", "waited for scheduled time",
                                                      "waited for resources", "ran", "a torn end: not finished yet"}}};
  for (const auto& [run, legend] : table) {
    EXPECT_EQ(textsOf(between(pageOf(run), "<ul class=\"legend\">", "</ul>"), "</li>"), legend);
  }
}

TEST(HtmlReport, MarksTheSlowestByTheirOutcome) {
  const std::string page = pageOf(sampleRun(
      {sampleNode("bad", NodeStatus::kFailure, {0, 0, 20, 30}),
       sampleNode("refused", NodeStatus::kFailure, {0, 0, -1, 15}),
       sampleNode("good", NodeStatus::kSuccess, {0, 0, 10, 30}), sampleNode("busy", NodeStatus::kRunning, {0, 0, 5})},
      40));
  const std::string slowest = between(page, "<section id=\"slowest\">", "</section>");
  EXPECT_EQ(
      textsOf(slowest, "</span><span class=\"figure\">"),
      (Texts{"Slowest nodesRan longest▸&nbsp;busy", "35s✓&nbsp;good", "20s✗&nbsp;bad",
             "10sWaited longest for resources✗&nbsp;bad", "20s✗&nbsp;refused", "15s✓&nbsp;good", "10s▸&nbsp;busy"}));
  Texts bars;
  for (const std::string kind : {"r open", "r", "r f", "q", "q f"}) {
    bars.push_back(kind + ' ' + std::to_string(countOf(slowest, "<i class=\"" + kind + "\"")));
  }
  EXPECT_EQ(bars, (Texts{"r open 1", "r 1", "r f 1", "q 3", "q f 1"}));
}

TEST(HtmlReport, PutsTicksAtRoundTimes) {
  constexpr double kDay = 86'400;
  const std::vector<std::pair<double, Texts>> table{
      {0.5, {"0", "100ms", "200ms", "300ms", "400ms", "500ms"}},
      {65, {"0", "10s", "20s", "30s", "40s", "50s", "1m"}},
      {5 * 3600, {"0", "30m", "1h", "1h30m", "2h", "2h30m", "3h", "3h30m", "4h", "4h30m", "5h"}},
      {45 * kDay, {"0", "192h", "384h", "576h", "768h", "960h"}},
      {200 * kDay, {"0", "768h", "1536h", "2304h", "3072h", "3840h", "4608h"}}};
  for (const auto& [length, ticks] : table) {
    const std::string page = pageOf(sampleRun({sampleNode("a", NodeStatus::kSuccess, {0, 0, 0, length})}, 1));
    EXPECT_EQ(textsOf(between(page, "<p class=\"ticks\">", "</p>"), "</span>"), ticks);
  }
}

TEST(HtmlReport, ShowsTheDayIfTheRunSpansSeveral) {
  const std::string shortRun = pageOf(sampleRun({sampleNode("a", NodeStatus::kSuccess, {1, 2, 3, 4})}, 5));
  EXPECT_EQ(countOf(shortRun, "<td data-v=3000>03:00:07"), 1U);
  const std::string longRun = pageOf(sampleRun({sampleNode("a", NodeStatus::kSuccess, {1, 2, 3, 86'400})}, 90'000));
  EXPECT_EQ(countOf(longRun, "<td data-v=3000>11-23 03:00:07"), 1U);
  EXPECT_EQ(countOf(longRun, "<td data-v=86400000>11-24 03:00:04"), 1U);
}

TEST(HtmlReport, OfABigRunIsCompleteAndBelow3MiB) {
  const std::string page = pageOf(sampleRun(5000, SampleOutcome::kFailed));
  EXPECT_LE(page.size(), 3U * 1024 * 1024);
  EXPECT_EQ(countOf(page, "\n<tr><td"), 5000U);
  EXPECT_EQ(countOf(page, "<div class=\"row\""), 300U);
  EXPECT_EQ(countOf(page, "<div class=\"row strip\">"), 1U);
}

TEST(HtmlReport, ListsAHundredFailedNodesAndLeavesTheRestToTheTable) {
  const std::string page =
      pageOf(sampleRun(std::vector<NodeInsInfo>(5000, sampleNode("broken", NodeStatus::kFailure, {1, 2, 3, 4})), 5));
  EXPECT_EQ(countOf(page, "<code class=\"id\">2427622331</code>"), 100U);
  EXPECT_NE(page.find("4,900 more are in the table below."), std::string::npos);
  EXPECT_LE(page.size(), 3U * 1024 * 1024);
}

TEST(HtmlReport, IsWrittenInChinese) {
  const std::string page = pageOf(sampleRun(30, SampleOutcome::kRunning), Language::kChinese);
  EXPECT_NE(page.find("<html lang=\"zh-CN\">"), std::string::npos);
  for (const char* word : {"运行中", "业务日期", "耗时分布", "全部节点", "截至"}) {
    EXPECT_NE(page.find(word), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace dataworks
