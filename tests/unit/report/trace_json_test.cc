// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "dataworks/report.h"
#include "support/sample_runs.h"

namespace dataworks {
namespace {

using nlohmann::json;
using testing::sampleNode;
using testing::sampleRun;

json eventsOf(const DagRun& run) {
  std::ostringstream out;
  writeTraceJson(run, out, {.flowName = "nightly"});
  const json trace = json::parse(out.str(), nullptr, false);
  EXPECT_TRUE(trace.is_object()) << out.str();
  return trace["traceEvents"];
}

json slicesOf(const json& events, int track) {
  json slices = json::array();
  for (const json& event : events) {
    if (event["ph"] == "X" && event["tid"] == track) slices.push_back(event);
  }
  return slices;
}

TEST(TraceJson, HasOneSliceForEachSegmentOfANode) {
  const json slices = slicesOf(eventsOf(sampleRun({sampleNode("load", NodeStatus::kSuccess, {1, 3, 6, 10.5})}, 20)), 1);
  constexpr std::int64_t kBegin = 1'795'374'004'000'000;
  const std::vector<std::tuple<std::string, double, double>> expected{{"load", 0, 10.5},
                                                                      {"waited for upstream nodes", 0, 1},
                                                                      {"waited for scheduled time", 1, 2},
                                                                      {"waited for resources", 3, 3},
                                                                      {"ran", 6, 4.5}};
  ASSERT_EQ(slices.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& [name, begin, length] = expected[i];
    EXPECT_EQ(slices[i]["name"], name);
    EXPECT_EQ(slices[i]["ts"], kBegin + static_cast<std::int64_t>(begin * 1e6));
    EXPECT_EQ(slices[i]["dur"], static_cast<std::int64_t>(length * 1e6));
  }
  EXPECT_EQ(slices[0]["args"]["status"], "SUCCESS");
  EXPECT_EQ(slices[0]["args"]["instanceId"], "2427622331");
}

TEST(TraceJson, NamesTracksAfterNodesWithAnyName) {
  const std::string name = "</script>\"\\\n\xFF";
  const json events = eventsOf(sampleRun({sampleNode(name, NodeStatus::kNotRun)}, 20));
  bool named = false;
  for (const json& event : events) {
    if (event["name"] == "process_name") {
      EXPECT_EQ(event["args"]["name"], "sales/nightly");
    }
    if (event["name"] == "thread_name") {
      named = true;
      EXPECT_EQ(event["args"]["name"], "</script>\"\\\n\uFFFD");
    }
  }
  EXPECT_TRUE(named);
}

TEST(TraceJson, HasATrackWithoutSlicesForANodeWithoutTimes) {
  NodeInsInfo node = sampleNode("a", NodeStatus::kNotRun);
  node.createTime = {};
  const json events = eventsOf(sampleRun({node}, 20));
  EXPECT_TRUE(slicesOf(events, 1).empty());
  EXPECT_EQ(events.back()["args"]["name"], "a");
}

}  // namespace
}  // namespace dataworks
