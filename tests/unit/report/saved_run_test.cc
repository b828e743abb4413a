// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/report.h"
#include "support/sample_runs.h"

namespace dataworks {
namespace {

using testing::sampleNode;
using testing::SampleOutcome;
using testing::sampleRun;

std::string savedText(const DagRun& run, const ReportOptions& options = {}) {
  std::ostringstream out;
  writeJson(run, out, options);
  return out.str();
}

TEST(SavedRun, IsReadBackUnchanged) {
  for (const SampleOutcome outcome : {SampleOutcome::kSucceeded, SampleOutcome::kFailed, SampleOutcome::kRunning}) {
    DagRun run = sampleRun(40, outcome);
    run.nodes[3].nodeName = "quote \" <script> 订单 \n";
    run.nodes[4].status = NodeStatus{9};
    run.nodes[5].instanceId = 9'223'372'036'854'775'807;
    const std::string text =
        savedText(run, {.flowName = "nightly", .bizdate = *Bizdate::parse("2026-11-22"), .regionId = "cn-shanghai"});
    const Result<SavedRun> saved = readRunJson(text);
    ASSERT_TRUE(saved) << saved.error().message;
    EXPECT_EQ(saved->run.nodes, run.nodes);
    EXPECT_EQ(saved->run.projectName, run.projectName);
    EXPECT_EQ(saved->run.dagId, run.dagId);
    EXPECT_EQ(saved->run.requestId, run.requestId);
    EXPECT_EQ(saved->run.beginTime, run.beginTime);
    EXPECT_EQ(saved->run.observedAt, std::chrono::floor<std::chrono::milliseconds>(run.observedAt));
    EXPECT_EQ(saved->options.flowName, "nightly");
    EXPECT_EQ(saved->options.bizdate.day(), "2026-11-22");
    EXPECT_EQ(saved->options.regionId, "cn-shanghai");
    EXPECT_EQ(savedText(saved->run, saved->options), text);
  }
}

TEST(SavedRun, HasTheNamesOfTheStructsAndTheServicesTimes) {
  const auto json =
      nlohmann::json::parse(savedText(sampleRun({sampleNode("a", NodeStatus::kFailure, {1, 2, 3, 4})}, 5)));
  for (const char* key : {"projectName", "flowName", "bizdate", "dagId", "regionId", "asOf", "requestId", "errCode",
                          "errMsg", "success", "data"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_EQ(json["asOf"], "2026-11-22T19:00:09.000Z");
  EXPECT_EQ(json["errCode"], "0");
  EXPECT_EQ(json["success"], true);
  const auto expected = nlohmann::json::parse(R"({
    "nodeName": "a", "instanceId": 2427622331, "dagId": 332455685, "dagType": 5, "status": 5, "statusName": "FAILURE",
    "paraValue": "bizdate=20261122 test=${yyyy-mm-dd}", "bizdate": "2026-11-22 00:00:00",
    "createTime": "1795374004000", "beginWaitTimeTime": "1795374005000", "beginWaitResTime": "1795374006000",
    "beginRunningTime": "1795374007000", "finishTime": "1795374008000", "modifyTime": "1795374008000"})");
  EXPECT_EQ(json["data"][0], expected);
}

TEST(SavedRun, WritesAResponseWithItsOwnFields) {
  std::ostringstream out;
  writeJson({.requestId = "id", .errCode = "11020293069", .errMsg = "no \"such\" dag", .success = false}, out);
  EXPECT_EQ(out.str(),
            "{\"requestId\":\"id\",\"errCode\":\"11020293069\",\"errMsg\":\"no \\\"such\\\" dag\",\"success\":false,"
            "\"data\":[]}\n");
}

TEST(SavedRun, WithoutAsOfUsesTheLatestTime) {
  std::ostringstream out;
  SearchManualDagNodeInstanceResponse response;
  response.data = {sampleNode("a", NodeStatus::kSuccess, {1, 2, 3, 4}),
                   sampleNode("b", NodeStatus::kRunning, {1, 2, 9})};
  writeJson(response, out);
  const Result<SavedRun> saved = readRunJson(out.str());
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->run.observedAt, testing::sampleBegin() + std::chrono::seconds(9));
  EXPECT_EQ(saved->run.state, DagRunState::kRunning);
}

TEST(SavedRun, KeepsMaskedLogs) {
  const DagRun run = sampleRun({sampleNode("a", NodeStatus::kFailure, {1, 2, 3, 4})}, 5);
  const std::string text = savedText(run, {.logs = {{"a", 7, "line\n\x1b[1mtoken=hunter2 </script>"}}});
  EXPECT_EQ(text.find("hunter2"), std::string::npos);
  EXPECT_EQ(text.find("</script>"), std::string::npos);
  const Result<SavedRun> saved = readRunJson(text);
  ASSERT_TRUE(saved) << saved.error().message;
  ASSERT_EQ(saved->options.logs.size(), 1U);
  EXPECT_EQ(saved->options.logs[0].nodeName, "a");
  EXPECT_EQ(saved->options.logs[0].instanceId, 7);
  EXPECT_EQ(saved->options.logs[0].text, "line\ntoken=**** </script>");
  EXPECT_EQ(savedText(saved->run, saved->options), savedText(run, saved->options));
}

TEST(SavedRun, KeepsItsEnvironment) {
  DagRun run = sampleRun({sampleNode("a", NodeStatus::kFailure, {1, 2, 3, 4})}, 5);
  EXPECT_EQ(savedText(run, {}).find("\"env\""), std::string::npos) << "as 0.1 wrote it";
  run.env = ProjectEnv::kDev;
  const Result<SavedRun> saved = readRunJson(savedText(run, {}));
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(saved->run.env, ProjectEnv::kDev);
  std::ostringstream html;
  writeHtmlReport(saved->run, html);
  EXPECT_NE(html.str().find(" --env dev</code>"), std::string::npos);
  std::ostringstream junit;
  writeJUnitXml(saved->run, junit);
  EXPECT_NE(junit.str().find(" --env dev\n"), std::string::npos);
}

TEST(SavedRun, KeepsExcludedInstances) {
  const DagRun run = sampleRun({sampleNode("a", NodeStatus::kSuccess, {1, 2, 3, 4})}, 5);
  EXPECT_EQ(savedText(run, {}).find("excludedInstances"), std::string::npos);
  const Result<SavedRun> saved = readRunJson(savedText(run, {.excludedInstances = {7, 8}}));
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(saved->options.excludedInstances, (std::vector<std::int64_t>{7, 8}));
  for (const char* bad : {R"({"data": [], "excludedInstances": 7})", R"({"data": [], "excludedInstances": ["7"]})"}) {
    const Result<SavedRun> read = readRunJson(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_NE(read.error().message.find("\"excludedInstances\" is not a list of ids"), std::string::npos);
  }
}

TEST(SavedRun, IsFoundInsideALargerObject) {
  const Result<SavedRun> saved = readRunJson(R"({"exitCode": 0, "run": {"dagId": 7, "data": []}})");
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->run.dagId, 7);
}

TEST(SavedRun, NamesTheInvalidField) {
  const std::string deep = std::string(100'000, '[');
  const std::vector<std::pair<std::string, std::string>> table{
      {"", "invalid JSON"},
      {"{\"data\":[", "invalid JSON"},
      {deep, "invalid JSON"},
      {"[]", "not a JSON object"},
      {"{}", "\"data\" is not a list of nodes"},
      {R"({"data": {}})", "\"data\" is not a list of nodes"},
      {R"({"data": [1]})", "\"data[0]\" is not a node"},
      {R"({"data": [{}, {"nodeName": 5}]})", "\"data[1].nodeName\" is not a string"},
      {R"({"data": [{"instanceId": 1.5}]})", "\"data[0].instanceId\" is not a whole number"},
      {R"({"data": [{"instanceId": 9223372036854775808}]})", "\"data[0].instanceId\" is not a whole number"},
      {R"({"data": [{"status": "6"}]})", "\"data[0].status\" is not a whole number"},
      {R"({"data": [], "asOf": "yesterday"})", "\"asOf\" is not a time like 2026-11-22T19:00:04Z"},
      {R"({"data": [], "asOf": "2026-11-22T19:00:04x123Z"})", "\"asOf\" is not a time like 2026-11-22T19:00:04Z"},
      {R"({"data": [], "asOf": "2026-11-22T19:00:04.-12Z"})", "\"asOf\" is not a time like 2026-11-22T19:00:04Z"},
      {R"({"data": [], "asOf": "2026-11-22T19:00:04.1zZZ"})", "\"asOf\" is not a time like 2026-11-22T19:00:04Z"},
      {R"({"data": [], "logs": {}})", "\"logs\" is not a list of logs"},
      {R"({"data": [], "logs": [1]})", "\"logs[0]\" is not a log"},
      {R"({"data": [], "logs": [{}, {"log": 1}]})", "\"logs[1].log\" is not a string"},
      {R"({"data": [], "bizdate": "today"})", "\"bizdate\" is not a date"},
      {R"({"data": [], "dagId": "7"})", "\"dagId\" is not a whole number"},
  };
  for (const auto& [text, problem] : table) {
    const Result<SavedRun> saved = readRunJson(text);
    ASSERT_FALSE(saved) << problem;
    EXPECT_EQ(saved.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(saved.error().message, "not a saved run: " + problem);
    EXPECT_FALSE(saved.error().hint.empty());
  }
}

}  // namespace
}  // namespace dataworks
