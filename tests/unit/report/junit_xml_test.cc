// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/report.h"
#include "support/sample_runs.h"

namespace dataworks {
namespace {

using testing::sampleNode;
using testing::sampleRun;

pugi::xml_document parsed(const DagRun& run) {
  std::ostringstream out;
  writeJUnitXml(run, out, {.flowName = "nightly"});
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(out.str().c_str())) << out.str();
  return document;
}

TEST(JUnitXml, CountsFailedNodesAsFailuresAndNodesThatNeverRanAsSkipped) {
  const auto document = parsed(
      sampleRun({sampleNode("good", NodeStatus::kSuccess, {1, 2, 3, 15.25}),
                 sampleNode("bad", NodeStatus::kFailure, {1, 2, 3, 65}), sampleNode("never", NodeStatus::kNotRun)},
                90));
  for (const pugi::xml_node counts : {document.child("testsuites"), document.child("testsuites").child("testsuite")}) {
    EXPECT_EQ(counts.attribute("tests").as_int(), 3);
    EXPECT_EQ(counts.attribute("failures").as_int(), 1);
    EXPECT_EQ(counts.attribute("errors").as_int(-1), 0);
    EXPECT_EQ(counts.attribute("skipped").as_int(), 1);
    EXPECT_STREQ(counts.attribute("time").value(), "65.000");
  }
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_STREQ(suite.attribute("name").value(), "sales.nightly");
  EXPECT_STREQ(suite.attribute("timestamp").value(), "2026-11-23T03:00:04+08:00");

  const pugi::xml_node bad = suite.find_child_by_attribute("testcase", "name", "bad");
  EXPECT_STREQ(bad.attribute("classname").value(), "sales.nightly");
  EXPECT_STREQ(bad.attribute("time").value(), "62.000");
  EXPECT_STREQ(bad.child("failure").attribute("message").value(), "bad failed after 1m02s");
  EXPECT_NE(std::string(bad.child("failure").text().get()).find("instance 2427622331\n"), std::string::npos);
  const pugi::xml_node good = suite.find_child_by_attribute("testcase", "name", "good");
  EXPECT_STREQ(good.attribute("time").value(), "12.250");
  EXPECT_FALSE(good.first_child());
  const pugi::xml_node never = suite.find_child_by_attribute("testcase", "name", "never");
  EXPECT_STREQ(never.child("skipped").attribute("message").value(), "never ran");
}

TEST(JUnitXml, ContainsTheDurationOfAFailedNodeIfKnown) {
  const std::vector<std::pair<testing::SampleTimes, std::string>> table{
      {{1, 2, 3, 3.05}, "bad failed after 50ms"}, {{1, 2, 3}, "bad failed"}, {{1, 2, -1, 4}, "bad failed"}};
  for (const auto& [times, message] : table) {
    const auto document = parsed(sampleRun({sampleNode("bad", NodeStatus::kFailure, times)}, 90));
    const pugi::xml_node bad = document.child("testsuites").child("testsuite").child("testcase");
    EXPECT_EQ(bad.child("failure").attribute("message").value(), message);
  }
}

TEST(JUnitXml, OfAnUnfinishedRunIsNeverGreen) {
  const NodeInsInfo good = sampleNode("good", NodeStatus::kSuccess, {1, 2, 3, 15});
  const NodeInsInfo bad = sampleNode("bad", NodeStatus::kFailure, {1, 2, 3, 65});
  const NodeInsInfo busy = sampleNode("busy", NodeStatus::kRunning, {1, 2, 3});
  const NodeInsInfo later = sampleNode("later", NodeStatus::kNotRun);
  struct Row {
    std::vector<NodeInsInfo> nodes;
    int failures, errors, skipped;
  };
  const std::vector<Row> table{{{good, busy}, 0, 1, 0},
                               {{good, busy, later}, 0, 2, 0},
                               {{good, later}, 0, 1, 0},  // between two nodes
                               {{good, bad, busy, later}, 1, 1, 1}};
  for (const Row& row : table) {
    const auto document = parsed(sampleRun(row.nodes, 90));
    const pugi::xml_node suite = document.child("testsuites").child("testsuite");
    EXPECT_EQ(suite.attribute("failures").as_int(), row.failures);
    EXPECT_EQ(suite.attribute("errors").as_int(), row.errors);
    EXPECT_EQ(suite.attribute("skipped").as_int(), row.skipped);
    EXPECT_EQ(suite.select_nodes("testcase/error").size(), static_cast<std::size_t>(row.errors));
    EXPECT_EQ(suite.select_nodes("testcase/skipped").size(), static_cast<std::size_t>(row.skipped));
    const pugi::xml_node active = suite.find_child_by_attribute("testcase", "name", "busy");
    if (active) {
      EXPECT_STREQ(active.child("error").attribute("message").value(), "not finished at the last poll: running");
    }
  }
}

TEST(JUnitXml, SkipsExcludedNodes) {
  NodeInsInfo dry = sampleNode("dry", NodeStatus::kSuccess, {1, 2, 3, 3});
  dry.instanceId = 5;
  const DagRun run = sampleRun({sampleNode("good", NodeStatus::kSuccess, {1, 2, 3, 15}), dry}, 90);
  std::ostringstream out;
  writeJUnitXml(run, out, {.excludedInstances = {7, 5}});
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(out.str().c_str()));
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_EQ(suite.attribute("skipped").as_int(), 1);
  for (const pugi::xml_node each : suite.children("testcase")) {
    const bool isDry = each.attribute("name").value() == std::string_view("dry");
    EXPECT_EQ(static_cast<bool>(each.child("skipped")), isDry);
    if (isDry) {
      EXPECT_STREQ(each.child("skipped").attribute("message").value(), "excluded");
    }
  }
}

TEST(JUnitXml, KeepsNamesAsTheyAre) {
  const std::string name = "<a b=\"c\">&amp; ]]> 订单\n'";
  NodeInsInfo node = sampleNode(name, NodeStatus::kFailure, {1, 2, 3, 4});
  node.paraValue = "a=\x01<b>";
  const auto document = parsed(sampleRun({node}, 5));
  const pugi::xml_node testCase = document.child("testsuites").child("testsuite").child("testcase");
  EXPECT_EQ(testCase.attribute("name").value(), name);
  EXPECT_NE(std::string(testCase.child("failure").text().get()).find("parameters a=\uFFFD<b>\n"), std::string::npos);
}

TEST(JUnitXml, HasTheLogOfAFailedNodeOnlyIfGiven) {
  const DagRun run = sampleRun({sampleNode("bad", NodeStatus::kFailure, {1, 2, 3, 4})}, 5);
  EXPECT_FALSE(parsed(run).child("testsuites").child("testsuite").child("testcase").child("system-out"));
  std::ostringstream out;
  writeJUnitXml(run, out, {.logs = {{"bad", 2427622331, "\x1b[31mERROR\x1b[0m ]]> </system-out>\x01\npassword=x"}}});
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(out.str().c_str())) << out.str();
  const pugi::xml_node testCase = document.child("testsuites").child("testsuite").child("testcase");
  EXPECT_STREQ(testCase.child("system-out").text().get(),
               "Log, masked 1 value; best effort\nERROR ]]> </system-out>\npassword=****");
}

TEST(JUnitXml, OfARunWithoutNodesIsNotGreenEither) {
  const auto document = parsed(sampleRun({}, 5));
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_EQ(suite.attribute("tests").as_int(-1), 1);
  EXPECT_EQ(suite.attribute("errors").as_int(-1), 1);
  EXPECT_EQ(suite.select_nodes("testcase/error").size(), 1u);
}

}  // namespace
}  // namespace dataworks
