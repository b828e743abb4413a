// SPDX-License-Identifier: Apache-2.0
// What each typed request sends, and what is refused before.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "api/operations.h"

namespace dataworks::detail::api {
namespace {

using namespace std::chrono;

constexpr auto kDev = ProjectEnv::kDev;

std::string body(const Result<CallRequest>& call) {
  if (!call) return call.error().message;
  std::string text = call->action + ' ' + call->version;
  if (!call->regionId.empty()) text += " in " + call->regionId;
  for (const RpcParameter& parameter : call->parameters) text += '\n' + parameter.name + '=' + parameter.value;
  return text;
}

struct SentRow {
  Result<CallRequest> call;
  std::string body;
  Idempotency idempotency = Idempotency::kIdempotent;
};

ListInstancesRequest fullList() {
  return {.projectId = 30001,
          .env = kDev,
          .flowName = "每日 流程",
          .dagId = 5,
          .nodeName = "extract",
          .status = "FAILURE",
          .beginBizdate = Bizdate(2026y / 11 / 21),
          .endBizdate = Bizdate(2026y / 11 / 22),
          .orderBy = InstanceOrder::kCreateTimeDesc,
          .pageNumber = 3,
          .pageSize = 20};
}

RunManualDagNodesRequest fullRun() {
  return {.projectName = "sales",
          .flowName = "nightly",
          .bizdate = Bizdate(2026y / 11 / 22),
          .env = kDev,
          .dagPara = {{"city", "shang\"hai"}, {"none", ""}},
          .nodePara = {{7, {{"a", "1"}, {"b", "\\"}}}, {8, {}}},
          .includeNodeIds = {9, 7, 8, 7},
          .excludeNodeIds = {12, 11},
          .regionId = "cn-beijing"};
}

TEST(TypedRequests, AreEncodedAsTheServiceWantsThem) {
  const SentRow rows[] = {
      {encode(GetInstanceLogRequest{.instanceId = 7}), "GetInstanceLog 2020-05-18\nInstanceId=7\nProjectEnv=PROD"},
      {encode(GetInstanceLogRequest{
           .instanceId = 9223372036854775807, .env = kDev, .instanceHistoryId = 8, .regionId = "cn-beijing"}),
       "GetInstanceLog 2020-05-18 in cn-beijing\nInstanceId=9223372036854775807\nProjectEnv=DEV\nInstanceHistoryId=8"},
      {encode(StopInstanceRequest{.instanceId = 7}), "StopInstance 2020-05-18\nInstanceId=7\nProjectEnv=PROD"},
      {encode(RestartInstanceRequest{.instanceId = 7, .env = kDev}),
       "RestartInstance 2020-05-18\nInstanceId=7\nProjectEnv=DEV", Idempotency::kNotIdempotent},
      {encode(SetSuccessInstanceRequest{.instanceId = 7}),
       "SetSuccessInstance 2020-05-18\nInstanceId=7\nProjectEnv=PROD"},
      {encode(SuspendInstanceRequest{.instanceId = 7}), "SuspendInstance 2020-05-18\nInstanceId=7\nProjectEnv=PROD"},
      {encode(ResumeInstanceRequest{.instanceId = 7, .regionId = "cn-beijing"}),
       "ResumeInstance 2020-05-18 in cn-beijing\nInstanceId=7\nProjectEnv=PROD"},
      {encode(GetInstanceRequest{.instanceId = 7}), "GetInstance 2020-05-18\nInstanceId=7\nProjectEnv=PROD"},
      {encode(ListInstanceHistoryRequest{.instanceId = 7}),
       "ListInstanceHistory 2020-05-18\nInstanceId=7\nProjectEnv=PROD"},
      {encode(GetProjectRequest{.projectIdentifier = "sales"}), "GetProject 2020-05-18\nProjectIdentifier=sales"},
      {encode(GetProjectRequest{.projectId = 30001}), "GetProject 2020-05-18\nProjectId=30001"},
      {encode(ListInstancesRequest{.projectId = 30001}),
       "ListInstances 2020-05-18\nProjectId=30001\nProjectEnv=PROD\nPageNumber=1\nPageSize=100"},
      {encode(fullList()),
       "ListInstances 2020-05-18\nProjectId=30001\nProjectEnv=DEV\nBizName=每日 流程\nDagId=5\nNodeName=extract\n"
       "Status=FAILURE\nBeginBizdate=2026-11-21 00:00:00\nEndBizdate=2026-11-22 00:00:00\nOrderBy=CREATE_TIME_DESC\n"
       "PageNumber=3\nPageSize=20"},
      {encode(ListInstancesRequest{.projectId = 1, .orderBy = InstanceOrder::kInstanceIdDesc, .pageSize = 1}),
       "ListInstances 2020-05-18\nProjectId=1\nProjectEnv=PROD\nOrderBy=INSTANCE_ID_DESC\nPageNumber=1\nPageSize=1"},
      {encode(ListManualDagInstancesRequest{.projectName = "sales", .dagId = 5}),
       "ListManualDagInstances 2020-05-18\nDagId=5\nProjectEnv=PROD\nProjectName=sales"},
      {encode(GetDagRequest{.dagId = 5}), "GetDag 2020-05-18\nDagId=5\nProjectEnv=PROD"},
      {encode(RunManualDagNodesRequest{
           .projectName = "sales", .flowName = "nightly", .bizdate = Bizdate(2026y / 11 / 22)}),
       "RunManualDagNodes 2020-05-18\nProjectName=sales\nFlowName=nightly\nBizDate=2026-11-22 00:00:00\n"
       "ProjectEnv=PROD",
       Idempotency::kNotIdempotent},
      {encode(fullRun()),
       "RunManualDagNodes 2020-05-18 in cn-beijing\nProjectName=sales\nFlowName=nightly\nBizDate=2026-11-22 00:00:00\n"
       "ProjectEnv=DEV\nDagParameters={\"city\":\"shang\\\"hai\",\"none\":\"\"}\n"
       "NodeParameters={\"7\":\"a=1 b=\\\\\"}\nIncludeNodeIds=7,8,9\nExcludeNodeIds=11,12",
       Idempotency::kNotIdempotent},
  };
  for (const SentRow& row : rows) {
    EXPECT_EQ(body(row.call), row.body);
    EXPECT_EQ(row.call->idempotency, row.idempotency) << row.body;
  }
}

TEST(TypedRequests, OfATriggerHaveItsBusinessDateSoThatAWrongClockIsNoticed) {
  EXPECT_EQ(encode(fullRun())->bizdate, Bizdate(2026y / 11 / 22));
  EXPECT_FALSE(encode(fullList())->bizdate.isSet());
}

ListInstancesRequest list(const std::function<void(ListInstancesRequest&)>& spoil) {
  ListInstancesRequest request = fullList();
  spoil(request);
  return request;
}
RunManualDagNodesRequest run(const std::function<void(RunManualDagNodesRequest&)>& spoil) {
  RunManualDagNodesRequest request = fullRun();
  spoil(request);
  return request;
}

struct RefusedRequest {
  Result<CallRequest> call;
  std::string operation;
  std::string message;
};

TEST(TypedRequests, AreRefusedLocallyWhereTheyCanMeanNothing) {
  using List = ListInstancesRequest;
  using Run = RunManualDagNodesRequest;
  const RefusedRequest rows[] = {
      {encode(GetInstanceLogRequest{}), "GetInstanceLog", "instanceId is 0; ids are greater than 0"},
      {encode(GetInstanceLogRequest{.instanceId = 1, .instanceHistoryId = -2}), "GetInstanceLog",
       "instanceHistoryId is -2; ids are greater than 0"},
      {encode(GetInstanceLogRequest{.instanceId = 1, .regionId = "cn\n"}), "GetInstanceLog",
       "regionId has a control character in it"},
      {encode(StopInstanceRequest{.instanceId = -1}), "StopInstance", "instanceId is -1; ids are greater than 0"},
      {encode(RestartInstanceRequest{}), "RestartInstance", "instanceId is 0; ids are greater than 0"},
      {encode(SetSuccessInstanceRequest{}), "SetSuccessInstance", "instanceId is 0; ids are greater than 0"},
      {encode(SuspendInstanceRequest{}), "SuspendInstance", "instanceId is 0; ids are greater than 0"},
      {encode(ResumeInstanceRequest{}), "ResumeInstance", "instanceId is 0; ids are greater than 0"},
      {encode(GetInstanceRequest{}), "GetInstance", "instanceId is 0; ids are greater than 0"},
      {encode(ListInstanceHistoryRequest{}), "ListInstanceHistory", "instanceId is 0; ids are greater than 0"},
      {encode(GetProjectRequest{}), "GetProject", "neither projectIdentifier nor projectId is set"},
      {encode(GetProjectRequest{.projectIdentifier = "sales", .projectId = 1}), "GetProject",
       "projectIdentifier and projectId are both set"},
      {encode(GetProjectRequest{.projectIdentifier = "a\tb"}), "GetProject",
       "projectIdentifier has a control character in it"},
      {encode(GetProjectRequest{.projectId = -1}), "GetProject", "projectId is -1; ids are greater than 0"},
      {encode(List{}), "ListInstances", "projectId is 0; ids are greater than 0"},
      {encode(list([](List& r) { r.dagId = -1; })), "ListInstances", "dagId is -1; ids are greater than 0"},
      {encode(list([](List& r) { r.flowName = "\xff"; })), "ListInstances", "flowName is not UTF-8"},
      {encode(list([](List& r) { r.nodeName = "a\n"; })), "ListInstances", "nodeName has a control character in it"},
      {encode(list([](List& r) { r.status = "\x7f"; })), "ListInstances", "status has a control character in it"},
      {encode(list([](List& r) { r.endBizdate = Bizdate(2026y / 11 / 20); })), "ListInstances",
       "beginBizdate is later than endBizdate"},
      {encode(list([](List& r) { r.pageNumber = 0; })), "ListInstances", "pageNumber is 0; the first page is 1"},
      {encode(list([](List& r) { r.pageSize = 0; })), "ListInstances", "pageSize is 0; it must be from 1 to 100"},
      {encode(list([](List& r) { r.pageSize = 101; })), "ListInstances", "pageSize is 101; it must be from 1 to 100"},
      {encode(ListManualDagInstancesRequest{.dagId = 1}), "ListManualDagInstances", "projectName is empty"},
      {encode(ListManualDagInstancesRequest{.projectName = "sales"}), "ListManualDagInstances",
       "dagId is 0; ids are greater than 0"},
      {encode(GetDagRequest{}), "GetDag", "dagId is 0; ids are greater than 0"},
      {encode(run([](Run& r) { r.projectName = " "; })), "RunManualDagNodes", "projectName is empty"},
      {encode(run([](Run& r) { r.flowName = ""; })), "RunManualDagNodes", "flowName is empty"},
      {encode(run([](Run& r) { r.bizdate = {}; })), "RunManualDagNodes",
       "bizdate is not set; usually you want Bizdate::yesterday()"},
      {encode(run([](Run& r) {
         r.dagPara = {{"a b", ""}};
       })),
       "RunManualDagNodes", "dagPara has white space in a parameter's name; it separates parameters"},
      {encode(run([](Run& r) { r.nodePara.add(7, {}); })), "RunManualDagNodes", "nodePara has node 7 twice"},
      {encode(run([](Run& r) { r.includeNodeIds.push_back(0); })), "RunManualDagNodes",
       "includeNodeIds has an id that is not greater than 0"},
      {encode(run([](Run& r) { r.excludeNodeIds.push_back(-1); })), "RunManualDagNodes",
       "excludeNodeIds has an id that is not greater than 0"},
      {encode(run([](Run& r) { r.excludeNodeIds.push_back(8); })), "RunManualDagNodes",
       "node 8 is both included and excluded"},
  };
  for (const RefusedRequest& row : rows) {
    ASSERT_FALSE(row.call) << row.message;
    EXPECT_EQ(row.call.error().message, row.message);
    EXPECT_EQ(row.call.error().operation, row.operation) << row.message;
    EXPECT_EQ(row.call.error().kind, ErrorKind::kInvalidArgument) << row.message;
    EXPECT_EQ(row.call.error().execution, Execution::kNotExecuted) << row.message;
  }
}

}  // namespace
}  // namespace dataworks::detail::api
