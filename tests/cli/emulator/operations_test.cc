// SPDX-License-Identifier: Apache-2.0
// Each operation of version 2020-05-18: its response in JSON and XML, what it changes, and what it rejects.
#include "operations.h"

#include <gmock/gmock.h>

#include "service_fixture.h"

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The first run has the id 17000000001. Its instances are 1700000000001 (a) and 1700000000002 (b), the first attempts
// are 1700000000003 and 1700000000004.
constexpr const char* kOperationsFlows = R"({
  "sales": {
    "nightly": { "nodes": {
      "a": { "runs": "4s", "id": 7, "result": ["failure", "success"], "stopTakes": "2s" },
      "b": { "runs": "1s", "id": 8, "after": "a", "log": "first line\nsecond <line>\n" } } },
    "weekly": { "nodes": { "w": { "runs": "1s", "id": 9 } } },
    "late": { "nodes": { "l": { "runs": "1s" } }, "visibleAfter": "5s" }
  },
  "other": { "nightly": { "nodes": { "a": { "runs": "1s" } } } }
})";

const Parameters kInstanceA = {{"InstanceId", "1700000000001"}, {"ProjectEnv", "PROD"}};
const Parameters kInstanceB = {{"InstanceId", "1700000000002"}, {"ProjectEnv", "PROD"}};
const Parameters kDag = {{"DagId", "17000000001"}, {"ProjectEnv", "PROD"}, {"ProjectName", "sales"}};

Parameters with(Parameters parameters, const Parameters& more) {
  for (const auto& [name, value] : more) parameters[name] = value;
  return parameters;
}

class OperationsTest : public ServiceFixture {
 protected:
  OperationsTest() : ServiceFixture(kOperationsFlows) {}

  std::string body(const std::string& action, const Parameters& parameters, Format format, WallTime now,
                   Dialect dialect = Dialect::kWire) {
    return render(call(action, parameters, now).content, "R", action, format, dialect).body;
  }

  std::vector<std::string> statuses(WallTime now) {
    std::vector<std::string> statuses;
    const Tree rows = fields(call("ListManualDagInstances", kDag, now))["Instances"];
    for (const Tree& row : rows) {
      statuses.push_back(row["Status"]);
    }
    return statuses;
  }

  std::vector<std::string> list(const Parameters& filter, WallTime now = morning() + 1h) {
    const Parameters project = {{"ProjectId", "30001"}, {"ProjectEnv", "PROD"}};
    std::vector<std::string> names;
    const Tree rows = fields(call("ListInstances", with(project, filter), now))["Data"]["Instances"];
    for (const Tree& row : rows) {
      names.push_back(row["DagId"].dump().substr(10) + row["NodeName"].get<std::string>());
    }
    return names;
  }
};

TEST_F(OperationsTest, EachActionHasAnOperation) {
  for (const Action& action : kActions) EXPECT_NE(findOperation(action.name), nullptr) << action.name;
}

TEST_F(OperationsTest, RespondInJsonAndXml) {
  newRun();
  struct Row {
    const char* action;
    Parameters parameters;
    const char* json;
    const char* xml;
  };
  const Row rows[] = {
      {"GetInstance", kInstanceA,
       R"({"RequestId":"R","Success":true,"HttpStatusCode":200,"ErrorCode":"0","ErrorMessage":"","Data":{)"
       R"("NodeName":"a","NodeId":7,"InstanceId":1700000000001,"DagId":17000000001,"DagType":"MANUAL_FLOW",)"
       R"("Status":"FAILURE","ParamValues":"","Bizdate":1795276800000,"CreateTime":1795392000000,)"
       R"("BeginWaitTimeTime":1795392000000,"BeginWaitResTime":1795392000000,"BeginRunningTime":1795392001000,)"
       R"("FinishTime":1795392005000,"ModifyTime":1795392005000,"Owner":"2005000000000001",)"
       R"("CreateUser":"2005000000000001","BusinessId":0,"RelatedFlowId":0,"TaskType":"NORMAL","Priority":1,)"
       R"("Repeatability":true,"TaskRerunTime":3}})",
       "<GetInstanceResponse><RequestId>R</RequestId><Success>true</Success><HttpStatusCode>200</HttpStatusCode>"
       "<ErrorCode>0</ErrorCode><ErrorMessage></ErrorMessage><Data><NodeName>a</NodeName><NodeId>7</NodeId>"
       "<InstanceId>1700000000001</InstanceId><DagId>17000000001</DagId><DagType>MANUAL_FLOW</DagType>"
       "<Status>FAILURE</Status><ParamValues></ParamValues><Bizdate>1795276800000</Bizdate>"
       "<CreateTime>1795392000000</CreateTime><BeginWaitTimeTime>1795392000000</BeginWaitTimeTime>"
       "<BeginWaitResTime>1795392000000</BeginWaitResTime><BeginRunningTime>1795392001000</BeginRunningTime>"
       "<FinishTime>1795392005000</FinishTime><ModifyTime>1795392005000</ModifyTime><Owner>2005000000000001</Owner>"
       "<CreateUser>2005000000000001</CreateUser><BusinessId>0</BusinessId><RelatedFlowId>0</RelatedFlowId>"
       "<TaskType>NORMAL</TaskType><Priority>1</Priority><Repeatability>true</Repeatability>"
       "<TaskRerunTime>3</TaskRerunTime></Data></GetInstanceResponse>"},
      {"ListInstanceHistory", kInstanceA,
       R"({"RequestId":"R","Success":true,"Instances":[{"InstanceHistoryId":1700000000003,"NodeName":"a","NodeId":7,)"
       R"("InstanceId":1700000000001,"DagId":17000000001,"DagType":"MANUAL_FLOW","TaskType":"NORMAL",)"
       R"("Status":"FAILURE","Bizdate":1795276800000,"CreateTime":1795392000000,"BeginWaitTimeTime":1795392000000,)"
       R"("BeginWaitResTime":1795392000000,"BeginRunningTime":1795392001000,"FinishTime":1795392005000,)"
       R"("ModifyTime":1795392005000}]})",
       "<ListInstanceHistoryResponse><RequestId>R</RequestId><Success>true</Success><Instances>"
       "<InstanceHistoryId>1700000000003</InstanceHistoryId><NodeName>a</NodeName><NodeId>7</NodeId>"
       "<InstanceId>1700000000001</InstanceId><DagId>17000000001</DagId><DagType>MANUAL_FLOW</DagType>"
       "<TaskType>NORMAL</TaskType><Status>FAILURE</Status><Bizdate>1795276800000</Bizdate>"
       "<CreateTime>1795392000000</CreateTime><BeginWaitTimeTime>1795392000000</BeginWaitTimeTime>"
       "<BeginWaitResTime>1795392000000</BeginWaitResTime><BeginRunningTime>1795392001000</BeginRunningTime>"
       "<FinishTime>1795392005000</FinishTime><ModifyTime>1795392005000</ModifyTime></Instances>"
       "</ListInstanceHistoryResponse>"},
      {"GetInstanceLog", kInstanceB,  // it never ran
       R"({"RequestId":"R","Success":true,"HttpStatusCode":200,"ErrorCode":"0","ErrorMessage":"","Data":""})",
       "<GetInstanceLogResponse><RequestId>R</RequestId><Success>true</Success><HttpStatusCode>200</HttpStatusCode>"
       "<ErrorCode>0</ErrorCode><ErrorMessage></ErrorMessage><Data></Data></GetInstanceLogResponse>"},
      {"ListManualDagInstances", with(kDag, {{"DagId", "17000000001"}}),
       R"({"RequestId":"R","Instances":[{"NodeName":"a","NodeId":7,"InstanceId":1700000000001,"DagId":17000000001,)"
       R"("DagType":"5","Status":"FAILURE","ParamValues":"","BizDate":1795276800000,"CreateTime":1795392000000,)"
       R"("BeginWaitTimeTime":1795392000000,"BeginWaitResTime":1795392000000,"BeginRunningTime":1795392001000,)"
       R"("FinishTime":1795392005000,"ModifyTime":1795392005000,"CreateUser":"2005000000000001",)"
       R"("TaskType":"NORMAL","CycTime":1795392000000},)"
       R"({"NodeName":"b","NodeId":8,"InstanceId":1700000000002,"DagId":17000000001,"DagType":"5",)"
       R"("Status":"NOT_RUN","ParamValues":"","BizDate":1795276800000,"CreateTime":1795392000000,)"
       R"("ModifyTime":1795392000000,"CreateUser":"2005000000000001","TaskType":"NORMAL","CycTime":1795392000000}]})",
       "<ListManualDagInstancesResponse><RequestId>R</RequestId><Instances><NodeName>a</NodeName><NodeId>7</NodeId>"
       "<InstanceId>1700000000001</InstanceId><DagId>17000000001</DagId><DagType>5</DagType><Status>FAILURE</Status>"
       "<ParamValues></ParamValues><BizDate>1795276800000</BizDate><CreateTime>1795392000000</CreateTime>"
       "<BeginWaitTimeTime>1795392000000</BeginWaitTimeTime><BeginWaitResTime>1795392000000</BeginWaitResTime>"
       "<BeginRunningTime>1795392001000</BeginRunningTime><FinishTime>1795392005000</FinishTime>"
       "<ModifyTime>1795392005000</ModifyTime><CreateUser>2005000000000001</CreateUser><TaskType>NORMAL</TaskType>"
       "<CycTime>1795392000000</CycTime></Instances><Instances><NodeName>b</NodeName><NodeId>8</NodeId>"
       "<InstanceId>1700000000002</InstanceId><DagId>17000000001</DagId><DagType>5</DagType><Status>NOT_RUN</Status>"
       "<ParamValues></ParamValues><BizDate>1795276800000</BizDate><CreateTime>1795392000000</CreateTime>"
       "<ModifyTime>1795392000000</ModifyTime><CreateUser>2005000000000001</CreateUser><TaskType>NORMAL</TaskType>"
       "<CycTime>1795392000000</CycTime></Instances></ListManualDagInstancesResponse>"},
      {"ListInstances",
       {{"ProjectId", "30001"}, {"ProjectEnv", "PROD"}, {"NodeName", "none"}},
       R"({"RequestId":"R","Success":true,"HttpStatusCode":200,"ErrorCode":"0","ErrorMessage":"",)"
       R"("Data":{"PageNumber":1,"PageSize":10,"TotalCount":0,"Instances":[]}})",
       "<ListInstancesResponse><RequestId>R</RequestId><Success>true</Success><HttpStatusCode>200</HttpStatusCode>"
       "<ErrorCode>0</ErrorCode><ErrorMessage></ErrorMessage><Data><PageNumber>1</PageNumber><PageSize>10</PageSize>"
       "<TotalCount>0</TotalCount></Data></ListInstancesResponse>"},
      {"GetDag", kDag,
       R"({"RequestId":"R","Success":true,"HttpStatusCode":200,"ErrorCode":"0","ErrorMessage":"","Data":{)"
       R"("DagId":17000000001,"Name":"nightly","Type":"MANUAL","Status":"FAILURE","ProjectId":30001,)"
       R"("CreateUser":"2005000000000001","Bizdate":1795276800000,"Gmtdate":1795363200000,)"
       R"("CreateTime":1795392000000,"StartTime":1795392000000,"FinishTime":1795392005000,)"
       R"("ModifyTime":1795392005000}})",
       "<GetDagResponse><RequestId>R</RequestId><Success>true</Success><HttpStatusCode>200</HttpStatusCode>"
       "<ErrorCode>0</ErrorCode><ErrorMessage></ErrorMessage><Data><DagId>17000000001</DagId><Name>nightly</Name>"
       "<Type>MANUAL</Type><Status>FAILURE</Status><ProjectId>30001</ProjectId>"
       "<CreateUser>2005000000000001</CreateUser><Bizdate>1795276800000</Bizdate><Gmtdate>1795363200000</Gmtdate>"
       "<CreateTime>1795392000000</CreateTime><StartTime>1795392000000</StartTime>"
       "<FinishTime>1795392005000</FinishTime><ModifyTime>1795392005000</ModifyTime></Data></GetDagResponse>"},
      {"GetProject",
       {{"ProjectIdentifier", "sales"}},
       R"({"RequestId":"R","Success":true,"Data":{"ProjectId":30001,"ProjectIdentifier":"sales",)"
       R"("ProjectName":"sales","ProjectMode":3,"Status":0}})",
       "<GetProjectResponse><RequestId>R</RequestId><Success>true</Success><Data><ProjectId>30001</ProjectId>"
       "<ProjectIdentifier>sales</ProjectIdentifier><ProjectName>sales</ProjectName><ProjectMode>3</ProjectMode>"
       "<Status>0</Status></Data></GetProjectResponse>"},
      {"StopInstance", kInstanceB,
       R"({"RequestId":"R","Success":true,"HttpStatusCode":200,"ErrorCode":"0","ErrorMessage":"","Data":true})",
       "<StopInstanceResponse><RequestId>R</RequestId><Success>true</Success><HttpStatusCode>200</HttpStatusCode>"
       "<ErrorCode>0</ErrorCode><ErrorMessage></ErrorMessage><Data>true</Data></StopInstanceResponse>"},
      {"GetInstance", with(kInstanceA, {{"InstanceId", "5"}}),
       R"({"RequestId":"R","Success":false,"HttpStatusCode":400,"ErrorCode":"11020293070",)"
       R"("ErrorMessage":"No instance 5 in PROD."})",
       "<GetInstanceResponse><RequestId>R</RequestId><Success>false</Success><HttpStatusCode>400</HttpStatusCode>"
       "<ErrorCode>11020293070</ErrorCode><ErrorMessage>No instance 5 in PROD.</ErrorMessage></GetInstanceResponse>"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(body(row.action, row.parameters, Format::kJson, morning() + 1h), row.json) << row.action;
    EXPECT_EQ(body(row.action, row.parameters, Format::kXml, morning() + 1h),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + std::string(row.xml))
        << row.action;
  }
}

TEST_F(OperationsTest, RejectWhatIsMissingMalformedOrUnknown) {
  newRun();
  struct Row {
    const char* action;
    Parameters parameters;
    const char* code;
  };
  const Parameters project = {{"ProjectId", "30001"}, {"ProjectEnv", "PROD"}};
  const Parameters partial = {
      {"ProjectName", "sales"}, {"FlowName", "nightly"}, {"ProjectEnv", "PROD"}, {"BizDate", "2026-11-22 00:00:00"}};
  const Row rows[] = {
      {"GetInstance", {{"ProjectEnv", "PROD"}}, "MissingInstanceId"},
      {"GetInstance", with(kInstanceA, {{"InstanceId", "0"}}), "InvalidParameter"},
      {"GetInstance", {{"InstanceId", "1700000000001"}}, "MissingProjectEnv"},
      {"GetInstance", with(kInstanceA, {{"ProjectEnv", "prod"}}), "InvalidParameter"},
      {"GetInstance", with(kInstanceA, {{"ProjectEnv", "DEV"}}), "11020293070"},
      {"GetInstance", with(kInstanceA, {{"InstanceId", "1700000000003"}}), "11020293070"},  // of an attempt
      {"GetInstanceLog", with(kInstanceA, {{"InstanceHistoryId", "4"}}), "11020293070"},
      {"ListInstanceHistory", with(kInstanceA, {{"InstanceId", "4"}}), "11020293070"},
      {"RestartInstance", kInstanceA, "11020293071"},  // it runs
      {"RestartInstance", kInstanceB, "11020293071"},  // it has not run
      {"SetSuccessInstance", kInstanceA, "11020293071"},
      {"SuspendInstance", with(kInstanceA, {{"InstanceId", "4"}}), "11020293070"},
      {"ResumeInstance", with(kInstanceA, {{"InstanceId", "4"}}), "11020293070"},
      {"StopInstance", with(kInstanceA, {{"InstanceId", "4"}}), "11020293070"},
      {"GetDag", with(kDag, {{"DagId", "4"}}), "11020293069"},
      {"GetDag", with(kDag, {{"ProjectEnv", "DEV"}}), "11020293069"},
      {"ListManualDagInstances", with(kDag, {{"ProjectName", "other"}}), "11020293069"},
      {"GetProject", {}, "MissingProjectIdentifier"},
      {"GetProject", {{"ProjectIdentifier", "unknown"}}, "10600111020399005"},
      {"GetProject", {{"ProjectId", "30003"}}, "10600111020399005"},
      {"ListInstances", with(project, {{"ProjectId", "30003"}}), "10600111020399005"},
      {"ListInstances", with(project, {{"PageSize", "101"}}), "InvalidParameter"},
      {"ListInstances", with(project, {{"PageNumber", "0"}}), "InvalidParameter"},
      {"ListInstances", with(project, {{"OrderBy", "NAME"}}), "InvalidParameter"},
      {"ListInstances", with(project, {{"BeginBizdate", "2026-11-22"}}), "InvalidParameter"},
      {"RunManualDagNodes", with(partial, {{"ProjectEnv", ""}}), "MissingProjectEnv"},
      {"RunManualDagNodes", with(partial, {{"BizDate", ""}}), "MissingBizDate"},
      {"RunManualDagNodes", with(partial, {{"BizDate", "2026-11-23 00:00:00"}}), "600011"},
      {"RunManualDagNodes",
       with(partial, {{"BizDate", ""}, {"StartBizDate", "2026-11-22 00:00:00"}, {"EndBizDate", "2026-11-21 00:00:00"}}),
       "InvalidParameter"},
      {"RunManualDagNodes", with(partial, {{"FlowName", "unknown"}}), "10600111020399006"},
      {"RunManualDagNodes", with(partial, {{"IncludeNodeIds", "7,x"}}), "InvalidParameter"},
      {"RunManualDagNodes", with(partial, {{"IncludeNodeIds", "99"}}), "InvalidParameter"},
      {"RunManualDagNodes", with(partial, {{"IncludeNodeIds", "7"}, {"ExcludeNodeIds", "7"}}), "InvalidParameter"},
      {"RunManualDagNodes", with(partial, {{"DagParameters", "k=v"}}), "InvalidParameter"},
      {"RunManualDagNodes", with(partial, {{"NodeParameters", R"({"x":"k=v"})"}}), "InvalidParameter"},
  };
  for (const Row& row : rows) {
    const Outcome outcome = call(row.action, row.parameters, morning() + 2s);
    const auto* rejection = std::get_if<Rejection>(&outcome.content);
    const std::string code =
        rejection != nullptr ? rejection->code : std::get<Tree>(outcome.content).value("ErrorCode", "none");
    EXPECT_EQ(code, row.code) << row.action;
  }
  EXPECT_EQ(service().counters().runsStarted, 1);
  EXPECT_EQ(service().counters().instancesRestarted, 0);
}

TEST_F(OperationsTest, AReRunAddsAnAttemptAndLetsTheNextNodesRun) {
  newRun();
  EXPECT_THAT(statuses(morning() + 5s), ElementsAre("FAILURE", "NOT_RUN"));
  call("RestartInstance", kInstanceA, morning() + 10s);
  EXPECT_THAT(statuses(morning() + 10s), ElementsAre("WAIT_RESOURCE", "NOT_RUN"));
  EXPECT_THAT(statuses(morning() + 15s), ElementsAre("SUCCESS", "WAIT_RESOURCE"));
  EXPECT_THAT(statuses(morning() + 17s), ElementsAre("SUCCESS", "SUCCESS"));
  EXPECT_EQ(service().counters().instancesRestarted, 1);

  const Tree history = fields(call("ListInstanceHistory", kInstanceA, morning() + 20s))["Instances"];
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0]["Status"], "FAILURE");
  EXPECT_EQ(history[1]["Status"], "SUCCESS");
  EXPECT_NE(history[0]["InstanceHistoryId"], history[1]["InstanceHistoryId"]);
  EXPECT_EQ(history[1]["CreateTime"], 1'795'392'010'000) << "when the attempt began";
  EXPECT_THAT(fields(call("ListInstanceHistory", kInstanceB, morning() + 1s))["Instances"], IsEmpty());
}

TEST_F(OperationsTest, AStopTakesItsTimeAndMayBeRepeated) {
  newRun();
  for (const auto at : {2s, 3s}) EXPECT_EQ(fields(call("StopInstance", kInstanceA, morning() + at))["Data"], true);
  EXPECT_THAT(statuses(morning() + 3999ms), ElementsAre("RUNNING", "NOT_RUN"));
  EXPECT_THAT(statuses(morning() + 4s), ElementsAre("FAILURE", "NOT_RUN"));
  call("RestartInstance", kInstanceA, morning() + 4500ms);
  EXPECT_THAT(statuses(morning() + 5500ms), ElementsAre("RUNNING", "NOT_RUN")) << "the second stop was for attempt 1";
}

TEST_F(OperationsTest, SetSuccessLetsTheNextNodesRun) {
  newRun();
  for (const auto at : {10s, 11s}) {
    EXPECT_EQ(fields(call("SetSuccessInstance", kInstanceA, morning() + at))["Data"], true);
  }
  EXPECT_THAT(statuses(morning() + 11500ms), ElementsAre("SUCCESS", "RUNNING"));
  EXPECT_EQ(fields(call("GetDag", kDag, morning() + 11500ms))["Data"]["Status"], "RUNNING");
  EXPECT_EQ(fields(call("GetDag", kDag, morning() + 1h))["Data"]["Status"], "SUCCESS");
}

TEST_F(OperationsTest, ASuspendedInstanceStartsWhenItIsResumed) {
  newRun();
  call("SuspendInstance", kInstanceB, morning() + 1s);
  call("SetSuccessInstance", kInstanceA, morning() + 10s);
  EXPECT_THAT(statuses(morning() + 1h), ElementsAre("SUCCESS", "NOT_RUN"));
  call("ResumeInstance", kInstanceB, morning() + 2h);
  EXPECT_THAT(statuses(morning() + 2h + 2s), ElementsAre("SUCCESS", "SUCCESS"));
}

TEST_F(OperationsTest, LogsAreThoseOfTheFlowsFileOrMade) {
  newRun();
  const auto log = [&](const Parameters& instance, WallTime now) {
    return fields(call("GetInstanceLog", instance, now))["Data"].get<std::string>();
  };
  EXPECT_EQ(log(kInstanceA, morning()), "") << "it waits for resources";
  EXPECT_THAT(log(kInstanceA, morning() + 2s), HasSubstr("2026-11-23 08:00:01 INFO  node a, instance 1700000000001, "
                                                         "attempt 1, bizdate 2026-11-22\n"));
  EXPECT_THAT(log(kInstanceA, morning() + 2s), ::testing::Not(HasSubstr("ERROR")));
  EXPECT_THAT(log(kInstanceA, morning() + 1h), HasSubstr("&token=")) << "as in real logs";
  EXPECT_THAT(log(kInstanceA, morning() + 1h), ::testing::EndsWith("08:00:05 ERROR job failed, exit code 1\n"));

  call("RestartInstance", kInstanceA, morning() + 10s);
  const Tree history = fields(call("ListInstanceHistory", kInstanceA, morning() + 1h))["Instances"];
  EXPECT_THAT(log(kInstanceA, morning() + 1h), ::testing::EndsWith("job succeeded, exit code 0\n"));
  EXPECT_THAT(log(with(kInstanceA, {{"InstanceHistoryId", history[0]["InstanceHistoryId"].dump()}}), morning() + 1h),
              ::testing::EndsWith("ERROR job failed, exit code 1\n"));
  EXPECT_THAT(log(with(kInstanceA, {{"InstanceHistoryId", history[1]["InstanceHistoryId"].dump()}}), morning() + 1h),
              HasSubstr("attempt 2"));
  EXPECT_EQ(log(kInstanceB, morning() + 15500ms), "") << "it waits for resources";
  EXPECT_EQ(log(kInstanceB, morning() + 1h), "first line\nsecond <line>\n");
  EXPECT_THAT(body("GetInstanceLog", kInstanceB, Format::kXml, morning() + 1h),
              HasSubstr("<Data>first line\nsecond &lt;line&gt;\n</Data>"));
}

TEST_F(OperationsTest, TheLogOfAStoppedAttemptEndsWithTheStop) {
  newRun();
  call("StopInstance", kInstanceA, morning() + 2s);
  EXPECT_THAT(fields(call("GetInstanceLog", kInstanceA, morning() + 1h))["Data"].get<std::string>(),
              ::testing::EndsWith("08:00:04 ERROR stopped by a user\n"));
}

TEST_F(OperationsTest, InstancesAreListedNewestFirstByEachFilter) {
  newRun();
  newRun("weekly", morning() + 1s);
  create({{"Bizdate", "2026-11-21 00:00:00"}}, morning() + 2s);
  newRun("late", morning() + 1h - 4s);  // not visible yet
  create({{"ProjectName", "other"}});
  EXPECT_THAT(list({}), ElementsAre("3b", "3a", "2w", "1b", "1a"));
  EXPECT_THAT(list({{"OrderBy", "INSTANCE_ID_DESC"}}), ElementsAre("3b", "3a", "2w", "1b", "1a"));
  EXPECT_THAT(list({{"BizName", "weekly"}}), ElementsAre("2w"));
  EXPECT_THAT(list({{"BizName", "night"}}), IsEmpty());
  EXPECT_THAT(list({{"DagId", "17000000001"}}), ElementsAre("1b", "1a"));
  EXPECT_THAT(list({{"NodeName", "a"}}), ElementsAre("3a", "1a"));
  EXPECT_THAT(list({{"Status", "NOT_RUN"}}), ElementsAre("3b", "1b"));
  EXPECT_THAT(list({{"BeginBizdate", "2026-11-22 00:00:00"}}), ElementsAre("2w", "1b", "1a"));
  EXPECT_THAT(list({{"EndBizdate", "2026-11-21 00:00:00"}}), ElementsAre("3b", "3a"));
  EXPECT_THAT(list({{"ProjectEnv", "DEV"}}), IsEmpty());
  EXPECT_THAT(list({{"ProjectId", "30002"}}), ElementsAre("5a"));
}

TEST_F(OperationsTest, ListsHavePages) {
  for (int run = 0; run < 3; ++run) newRun();
  EXPECT_THAT(list({{"PageSize", "4"}}), ElementsAre("3b", "3a", "2b", "2a"));
  EXPECT_THAT(list({{"PageSize", "4"}, {"PageNumber", "2"}}), ElementsAre("1b", "1a"));
  EXPECT_THAT(list({{"PageSize", "4"}, {"PageNumber", "3"}}), IsEmpty());
  const Parameters page = {{"ProjectId", "30001"}, {"ProjectEnv", "PROD"}, {"PageSize", "4"}};
  EXPECT_EQ(fields(call("ListInstances", page))["Data"]["TotalCount"], 6);
}

TEST_F(OperationsTest, APartialRunLeavesOutWhatIsNotIncludedAndRunsDryWhatIsExcluded) {
  struct Row {
    Parameters parameters;
    std::vector<std::string> rows;  // name, status and type after 2 s
  };
  const Row rows[] = {
      {{}, {"a RUNNING NORMAL", "b NOT_RUN NORMAL"}},
      {{{"IncludeNodeIds", "8"}}, {"b SUCCESS NORMAL"}},
      {{{"IncludeNodeIds", "7,8"}}, {"a RUNNING NORMAL", "b NOT_RUN NORMAL"}},
      {{{"IncludeNodeIds", "8"}, {"ExcludeNodeIds", "7"}}, {"b SUCCESS NORMAL"}},
      {{{"ExcludeNodeIds", "7"}}, {"a SUCCESS SKIP", "b SUCCESS NORMAL"}},
      {{{"ExcludeNodeIds", "99"}}, {"a RUNNING NORMAL", "b NOT_RUN NORMAL"}},
  };
  for (const Row& row : rows) {
    const Parameters run = {
        {"ProjectName", "sales"},           {"FlowName", "nightly"},           {"ProjectEnv", "DEV"},
        {"BizDate", "2026-11-22 00:00:00"}, {"DagParameters", R"({"k":"v"})"}, {"NodeParameters", R"({"8":"day=1"})"}};
    const std::string dagId = fields(call("RunManualDagNodes", with(run, row.parameters)))["DagId"].dump();
    const Parameters listed = {{"ProjectName", "sales"}, {"ProjectEnv", "DEV"}, {"DagId", dagId}};
    std::vector<std::string> found;
    const Tree instances = fields(call("ListManualDagInstances", listed, morning() + 2s))["Instances"];
    for (const Tree& node : instances) {
      found.push_back(node["NodeName"].get<std::string>() + ' ' + node["Status"].get<std::string>() + ' ' +
                      node["TaskType"].get<std::string>());
      EXPECT_EQ(node["ParamValues"], node["NodeName"] == "b" ? "k=v day=1" : "k=v");
    }
    EXPECT_EQ(found, row.rows);
    EXPECT_EQ(fields(search(dagId))["ErrCode"], "11020293069") << "the search sees only PROD";
  }
}

TEST_F(OperationsTest, ANodeThatIsNotIncludedHasNoInstance) {
  const Parameters run = {{"ProjectName", "sales"},
                          {"FlowName", "nightly"},
                          {"ProjectEnv", "PROD"},
                          {"BizDate", "2026-11-22 00:00:00"},
                          {"IncludeNodeIds", "8"}};
  fields(call("RunManualDagNodes", run));
  EXPECT_EQ(fields(call("GetInstance", kInstanceA))["ErrorCode"], "11020293070");
  EXPECT_EQ(fields(call("GetInstance", kInstanceB))["Data"]["NodeName"], "b");
  EXPECT_THAT(list({}), ElementsAre("1b"));
  EXPECT_EQ(nodes(search("17000000001")).size(), 1U);
}

TEST_F(OperationsTest, APartialRunMayHaveAFirstAndALastBusinessDate) {
  const Parameters run = {{"ProjectName", "sales"},
                          {"FlowName", "nightly"},
                          {"ProjectEnv", "PROD"},
                          {"StartBizDate", "2026-11-20 00:00:00"},
                          {"EndBizDate", "2026-11-22 00:00:00"}};
  fields(call("RunManualDagNodes", run));
  EXPECT_EQ(fields(call("GetDag", kDag))["Data"]["Bizdate"], 1'795'276'800'000 - 2 * 24 * 3'600'000);
}

TEST_F(OperationsTest, ADagIsCreatedUntilANodeStarts) {
  newRun();
  EXPECT_EQ(fields(call("GetDag", kDag))["Data"]["Status"], "RUNNING");
  EXPECT_EQ(fields(call("GetDag", kDag, morning() + 1h))["Data"]["Status"], "FAILURE");
  EXPECT_EQ(fields(call("GetDag", kDag, morning() + 2s))["Data"]["FinishTime"], nullptr);
}

TEST_F(OperationsTest, AreOfTheirVersionOnly) {
  EXPECT_EQ(rejectionCode(call("GetInstance", with(kInstanceA, {{"Version", "2018-06-01"}}))), "InvalidApi.NotFound");
  EXPECT_EQ(rejectionCode(create({{"Version", "2020-05-18"}})), "InvalidApi.NotFound");
}

}  // namespace
}  // namespace dataworks::emulator
