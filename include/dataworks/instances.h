// SPDX-License-Identifier: Apache-2.0
// The operations on the instances and runs of a workspace (API version 2020-05-18), as typed requests for
// `DataWorksClient::call`: read a log, stop, re-run, set to success, list.
//
//   auto log = client.call(dataworks::GetInstanceLogRequest{.instanceId = 2427622331});  // log->data
//
// Source of names and meanings: Alibaba Cloud DataWorks API reference, version 2020-05-18. Expected, but not proven:
// the ids of `CreateManualDag` and `SearchManualDagNodeInstance` are the ids of these operations, too.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataworks/manual_dag.h"

namespace dataworks {

/// The log of an instance. It may hold secrets of the job, such as links with live tokens: show it to no one unasked.
struct GetInstanceLogResponse {
  std::string requestId{};      ///< The id to quote to support; empty if it was cut off with the log.
  std::string data{};           ///< UTF-8, control sequences and all. Empty if the node never ran.
  bool truncated = false;       ///< The log was longer than `HttpOptions::maxLogBytes` and is cut there.
  std::size_t invalidUtf8 = 0;  ///< Places in it that were not UTF-8, or NUL; there is U+FFFD now.
};

/// Reads the log of an instance. The service keeps logs for seven days. Idempotent.
struct GetInstanceLogRequest {
  using Response = GetInstanceLogResponse;  ///< What it returns.
  std::int64_t instanceId = 0;              ///< The instance. Required.
  ProjectEnv env = ProjectEnv::kProd;       ///< Where it ran.
  std::int64_t instanceHistoryId = 0;       ///< An attempt, from `ListInstanceHistoryRequest`; 0: the newest.
  std::string regionId{};                   ///< Set it only if it differs from the client's.
};

/// The service accepted an action on an instance. What comes of it, a poll shows.
struct InstanceActionResponse {
  std::string requestId{};  ///< The id to quote to support.
};

/// Stops an instance. Asynchronous: poll until it is over. Its remote job may go on. Idempotent.
struct StopInstanceRequest {
  using Response = InstanceActionResponse;  ///< What it returns.
  std::int64_t instanceId = 0;              ///< The instance. Required.
  ProjectEnv env = ProjectEnv::kProd;       ///< Where it runs.
  std::string regionId{};                   ///< Set it only if it differs from the client's.
};

/// Runs an instance again, and what waits for it. Not idempotent: two requests may be two re-runs.
struct RestartInstanceRequest {
  using Response = InstanceActionResponse;  ///< What it returns.
  std::int64_t instanceId = 0;              ///< The instance. Required.
  ProjectEnv env = ProjectEnv::kProd;       ///< Where it ran.
  std::string regionId{};                   ///< Set it only if it differs from the client's.
};

/// Marks a failed instance as succeeded, so that what waits for it goes on. Idempotent.
struct SetSuccessInstanceRequest {
  using Response = InstanceActionResponse;  ///< What it returns.
  std::int64_t instanceId = 0;              ///< The instance. Required.
  ProjectEnv env = ProjectEnv::kProd;       ///< Where it ran.
  std::string regionId{};                   ///< Set it only if it differs from the client's.
};

/// Suspends an instance that has not started. Idempotent.
struct SuspendInstanceRequest {
  using Response = InstanceActionResponse;  ///< What it returns.
  std::int64_t instanceId = 0;              ///< The instance. Required.
  ProjectEnv env = ProjectEnv::kProd;       ///< Where it is.
  std::string regionId{};                   ///< Set it only if it differs from the client's.
};

/// Resumes a suspended instance. Idempotent.
struct ResumeInstanceRequest {
  using Response = InstanceActionResponse;  ///< What it returns.
  std::int64_t instanceId = 0;              ///< The instance. Required.
  ProjectEnv env = ProjectEnv::kProd;       ///< Where it is.
  std::string regionId{};                   ///< Set it only if it differs from the client's.
};

/// An instance as the operations of 2020-05-18 describe it: a node of the search, and more.
struct InstanceInfo : NodeInsInfo {
  std::int64_t nodeId = 0;         ///< The node in the flow.
  std::string owner{};             ///< Who owns the node.
  std::string createUser{};        ///< Who started the run.
  std::string taskType{};          ///< As the service gave it.
  std::int64_t businessId = 0;     ///< The workflow.
  std::int64_t relatedFlowId = 0;  ///< As the service gave it.
  std::int64_t priority = 0;       ///< 1 to 8.
  bool repeatability = false;      ///< Whether the node may be re-run.
  std::int64_t taskRerunTime = 0;  ///< How often it may be re-run; 0: not.
  Timestamp cycTime{};             ///< Its scheduled time.
  /// The attempt, for `GetInstanceLogRequest`. Only `ListInstanceHistoryRequest` sets it.
  std::int64_t instanceHistoryId = 0;
};

/// The response of `GetInstanceRequest`.
struct GetInstanceResponse {
  std::string requestId{};      ///< The id to quote to support.
  InstanceInfo data{};          ///< The instance.
  std::size_t invalidUtf8 = 0;  ///< Places in its texts that were not UTF-8; there is U+FFFD now.
};

/// Describes one instance. Idempotent.
struct GetInstanceRequest {
  using Response = GetInstanceResponse;  ///< What it returns.
  std::int64_t instanceId = 0;           ///< The instance. Required.
  ProjectEnv env = ProjectEnv::kProd;    ///< Where it is.
  std::string regionId{};                ///< Set it only if it differs from the client's.
};

/// The response of `ListInstanceHistoryRequest`.
struct ListInstanceHistoryResponse {
  std::string requestId{};                ///< The id to quote to support.
  std::vector<InstanceInfo> instances{};  ///< One record an attempt, in the order of the service.
  std::size_t invalidUtf8 = 0;            ///< Places in its texts that were not UTF-8; there is U+FFFD now.
};

/// Lists the attempts of an instance. Idempotent.
struct ListInstanceHistoryRequest {
  using Response = ListInstanceHistoryResponse;  ///< What it returns.
  std::int64_t instanceId = 0;                   ///< The instance. Required.
  ProjectEnv env = ProjectEnv::kProd;            ///< Where it is.
  std::string regionId{};                        ///< Set it only if it differs from the client's.
};

/// The response of `GetProjectRequest`.
struct GetProjectResponse {
  std::string requestId{};          ///< The id to quote to support.
  std::int64_t projectId = 0;       ///< The number of the workspace.
  std::string projectIdentifier{};  ///< Its name.
  std::int64_t projectMode = 0;     ///< 2: basic; 3: standard, with a development environment.
  std::int64_t status = 0;          ///< As the service gave it; 0: normal.
  std::size_t invalidUtf8 = 0;      ///< Places in its texts that were not UTF-8; there is U+FFFD now.
};

/// Finds a workspace by its name or its number. Idempotent.
struct GetProjectRequest {
  using Response = GetProjectResponse;  ///< What it returns.
  std::string projectIdentifier{};      ///< The name of the workspace. Either this or `projectId` is required.
  std::int64_t projectId = 0;           ///< Its number.
  std::string regionId{};               ///< Set it only if it differs from the client's.
};

/// How `ListInstancesRequest` sorts.
enum class InstanceOrder {
  kUnset = 0,           ///< As the service likes.
  kCreateTimeDesc = 1,  ///< The newest first.
  kInstanceIdDesc = 2,  ///< The largest id first.
};

/// The response of `ListInstancesRequest`.
struct ListInstancesResponse {
  std::string requestId{};                ///< The id to quote to support.
  std::int64_t pageNumber = 0;            ///< From 1.
  std::int64_t pageSize = 0;              ///< How many a page has at most.
  std::int64_t totalCount = 0;            ///< Over all pages.
  std::vector<InstanceInfo> instances{};  ///< Of this page.
  std::size_t invalidUtf8 = 0;            ///< Places in its texts that were not UTF-8; there is U+FFFD now.
};

/// Lists instances, page by page. Idempotent.
struct ListInstancesRequest {
  using Response = ListInstancesResponse;         ///< What it returns.
  std::int64_t projectId = 0;                     ///< The workspace, from `GetProjectRequest`. Required.
  ProjectEnv env = ProjectEnv::kProd;             ///< Where they are.
  std::string flowName{};                         ///< `BizName`; empty: any.
  std::int64_t dagId = 0;                         ///< 0: any.
  std::string nodeName{};                         ///< Empty: any.
  std::string status{};                           ///< The service's word, such as `"FAILURE"`; empty: any.
  Bizdate beginBizdate{};                         ///< Unset: any.
  Bizdate endBizdate{};                           ///< Unset: any.
  InstanceOrder orderBy = InstanceOrder::kUnset;  ///< How they are sorted.
  int pageNumber = 1;                             ///< From 1.
  int pageSize = 100;                             ///< 1 to 100.
  std::string regionId{};                         ///< Set it only if it differs from the client's.
};

/// The response of `ListManualDagInstancesRequest`.
struct ListManualDagInstancesResponse {
  std::string requestId{};                ///< The id to quote to support.
  std::vector<InstanceInfo> instances{};  ///< Of the run.
  std::size_t invalidUtf8 = 0;            ///< Places in its texts that were not UTF-8; there is U+FFFD now.
};

/// Lists the instances of a run, also in the development environment. Idempotent.
struct ListManualDagInstancesRequest {
  using Response = ListManualDagInstancesResponse;  ///< What it returns.
  std::string projectName{};                        ///< The workspace. Required.
  std::int64_t dagId = 0;                           ///< The run. Required.
  ProjectEnv env = ProjectEnv::kProd;               ///< Where it runs.
  std::string regionId{};                           ///< Set it only if it differs from the client's.
};

/// A run as the service describes it.
struct DagInfo {
  std::int64_t dagId = 0;      ///< The run.
  std::string name{};          ///< The flow.
  std::string type{};          ///< As the service gave it.
  std::string status{};        ///< `CREATED`, `RUNNING`, `FAILURE` or `SUCCESS`.
  std::int64_t projectId = 0;  ///< The workspace.
  std::string createUser{};    ///< Who started it.
  Timestamp bizdate{};         ///< The business date.
  Timestamp gmtdate{};         ///< As the service gave it.
  Timestamp createTime{};      ///< When it was created.
  Timestamp startTime{};       ///< When it began.
  Timestamp finishTime{};      ///< When it ended.
  Timestamp modifyTime{};      ///< When any of this last changed.
};

/// The response of `GetDagRequest`.
struct GetDagResponse {
  std::string requestId{};      ///< The id to quote to support.
  DagInfo data{};               ///< The run.
  std::size_t invalidUtf8 = 0;  ///< Places in its texts that were not UTF-8; there is U+FFFD now.
};

/// Describes a run. Idempotent.
struct GetDagRequest {
  using Response = GetDagResponse;     ///< What it returns.
  std::int64_t dagId = 0;              ///< The run. Required.
  ProjectEnv env = ProjectEnv::kProd;  ///< Where it runs.
  std::string regionId{};              ///< Set it only if it differs from the client's.
};

/// The response of `RunManualDagNodesRequest`.
struct RunManualDagNodesResponse {
  std::string requestId{};             ///< The id to quote to support.
  std::int64_t dagId = 0;              ///< The run.
  std::string projectName{};           ///< From the request.
  ProjectEnv env = ProjectEnv::kProd;  ///< From the request.
  std::string regionId{};              ///< From the request.

  /// Returns the run, to wait for it.
  [[nodiscard]] DagRef ref() const {
    return {.projectName = projectName, .dagId = dagId, .env = env, .regionId = regionId, .triggered = true};
  }
};

/// Triggers a run of some nodes of a flow. Not idempotent: two requests start two runs.
struct RunManualDagNodesRequest {
  using Response = RunManualDagNodesResponse;  ///< What it returns.
  std::string projectName{};                   ///< The workspace. Required.
  std::string flowName{};                      ///< The manually triggered business flow. Required.
  Bizdate bizdate{};                           ///< Required; usually `Bizdate::yesterday()`.
  ProjectEnv env = ProjectEnv::kProd;          ///< Where to run.
  Parameters dagPara{};                        ///< For the whole flow.
  NodeParameters nodePara{};                   ///< For individual nodes.
  std::vector<std::int64_t> includeNodeIds{};  ///< Only these nodes. Empty: all.
  /// Not these: each is a dry run that succeeds. An id that is no node of the flow excludes nothing.
  std::vector<std::int64_t> excludeNodeIds{};
  std::string regionId{};  ///< Set it only if it differs from the client's.
};

}  // namespace dataworks
