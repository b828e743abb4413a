#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <sstream>
#include <string>
#include <vector>

#include "dataworks/report.h"
#include "report/page_script.h"
#include "support/sample_runs.h"

namespace dataworks {
namespace {

using testing::SampleFate;
using testing::sampleNode;
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

// The ids of its sections, in the order in which they stand on the page.
std::vector<std::string> partsOf(const std::string& page) {
  std::vector<std::string> parts;
  const std::string opening = "<section id=\"";
  for (std::size_t at = page.find(opening); at != std::string::npos; at = page.find(opening, at + 1)) {
    const std::size_t begin = at + opening.size();
    parts.push_back(page.substr(begin, page.find('"', begin) - begin));
  }
  return parts;
}

using Parts = std::vector<std::string>;

TEST(HtmlReport, HasThePartsThatTheSizeOfTheRunCallsFor) {
  EXPECT_EQ(partsOf(pageOf(sampleRun({}, 5))), Parts{});
  EXPECT_EQ(partsOf(pageOf(sampleRun(1, SampleFate::kSucceeded))), (Parts{"timeline", "all"}));
  EXPECT_EQ(partsOf(pageOf(sampleRun(1, SampleFate::kFailed))), (Parts{"timeline", "all"}));
  EXPECT_EQ(partsOf(pageOf(sampleRun(30, SampleFate::kSucceeded))), (Parts{"sums", "timeline", "slowest", "all"}));
  EXPECT_EQ(partsOf(pageOf(sampleRun(30, SampleFate::kFailed))),
            (Parts{"failed", "sums", "timeline", "slowest", "all"}));
}

TEST(HtmlReport, LoadsNothingAndRunsOnlyItsOwnScript) {
  const std::string page = pageOf(sampleRun(30, SampleFate::kFailed));
  EXPECT_NE(page.find("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src '" +
                      std::string(report::kScriptHash) + "'; base-uri 'none'; form-action 'none'\""),
            std::string::npos);
  EXPECT_EQ(countOf(page, "<script"), 1U);
  for (const char* way : {"http:", "https:", "src=", "url(", "@import", "<iframe", "onclick"}) {
    EXPECT_EQ(countOf(page, way), 0U) << way;
  }
}

TEST(HtmlReport, AllowsTheScriptByItsHash) {
  std::array<unsigned char, 32> digest{};
  ASSERT_EQ(EVP_Digest(report::kScript.data(), report::kScript.size(), digest.data(), nullptr, EVP_sha256(), nullptr),
            1);
  std::array<unsigned char, 45> base64{};
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  EXPECT_EQ(report::kScriptHash, "sha256-" + std::string(reinterpret_cast<const char*>(base64.data())));
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
  NodeInsInfo timeless = sampleNode("timeless", NodeStatus::kNotRun);
  timeless.createTime = {};
  const std::string page = pageOf(sampleRun({timeless, sampleNode("done", NodeStatus::kFailure, {1, 2, 3, 4})}, 5));
  EXPECT_EQ(countOf(page, "<span class=\"none\">—</span>"), 1U);
  EXPECT_EQ(countOf(pageOf(sampleRun({timeless}, 5)), "<div class=\"axis\">"), 0U);
}

TEST(HtmlReport, HatchesAndMarksFailedBars) {
  const std::string page = pageOf(sampleRun({sampleNode("broken", NodeStatus::kFailure, {0, 0, 0, 4})}, 5));
  EXPECT_EQ(countOf(page, "<i class=\"r f\" style=\"left:0%;width:100%\"></i><em style=\"left:100%\">✗</em>"), 1U);
}

TEST(HtmlReport, TellsTheDayWhereARunSpansSeveral) {
  const std::string shortRun = pageOf(sampleRun({sampleNode("a", NodeStatus::kSuccess, {1, 2, 3, 4})}, 5));
  EXPECT_EQ(countOf(shortRun, "<td>03:00:07"), 1U);
  const std::string longRun = pageOf(sampleRun({sampleNode("a", NodeStatus::kSuccess, {1, 2, 3, 86'400})}, 90'000));
  EXPECT_EQ(countOf(longRun, "<td>11-23 03:00:07"), 1U);
  EXPECT_EQ(countOf(longRun, "<td>11-24 03:00:04"), 1U);
}

TEST(HtmlReport, OfABigRunIsSmallAndComplete) {
  const std::string page = pageOf(sampleRun(5000, SampleFate::kFailed));
  EXPECT_LE(page.size(), 3U * 1024 * 1024);
  EXPECT_EQ(countOf(page, "\n<tr><td"), 5000U);
  EXPECT_EQ(countOf(page, "<div class=\"row\">"), 300U);
  EXPECT_EQ(countOf(page, "<div class=\"row strip\">"), 1U);
}

TEST(HtmlReport, ListsAHundredFailedNodesAndLeavesTheRestToTheTable) {
  const std::string page =
      pageOf(sampleRun(std::vector<NodeInsInfo>(5000, sampleNode("broken", NodeStatus::kFailure, {1, 2, 3, 4})), 5));
  EXPECT_EQ(countOf(page, "<code class=\"id\">2427622331</code>"), 100U);
  EXPECT_NE(page.find("4,900 more are in the table below."), std::string::npos);
  EXPECT_LE(page.size(), 3U * 1024 * 1024);
}

TEST(HtmlReport, SpeaksChinese) {
  const std::string page = pageOf(sampleRun(30, SampleFate::kRunning), Language::kChinese);
  EXPECT_NE(page.find("<html lang=\"zh-CN\">"), std::string::npos);
  for (const char* word : {"运行中", "业务日期", "时间花在哪里", "全部节点", "截至"}) {
    EXPECT_NE(page.find(word), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace dataworks
