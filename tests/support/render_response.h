// SPDX-License-Identifier: Apache-2.0
// A response as text, one field a line and only those with a value, so that golden files can be read and compared.
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include "dataworks/instances.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "rpc/error_envelope.h"

namespace dataworks::testing {

using namespace detail;

inline void line(std::ostream& out, std::string_view field, std::string_view value) {
  if (!value.empty()) out << field << " = " << value << '\n';
}
inline void line(std::ostream& out, std::string_view field, std::int64_t value) {
  if (value != 0) out << field << " = " << value << '\n';
}

/// The text as received, and what it was read as: `1559318400000 (2019-06-01 00:00:00.000 +08:00)`.
inline void line(std::ostream& out, std::string_view field, const Timestamp& timestamp) {
  using namespace std::chrono;
  if (timestamp == Timestamp{}) return;
  out << field << " = " << timestamp.text;
  if (!timestamp.time) {
    out << " (no time)\n";
    return;
  }
  const auto local = floor<milliseconds>(*timestamp.time + hours(8));
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss clock(local - day);
  const auto digits = [&out](auto number, int width, const char* behind) {
    out.width(width);
    out.fill('0');
    out << number << behind;
  };
  out << " (";
  digits(static_cast<int>(date.year()), 4, "-");
  digits(static_cast<unsigned>(date.month()), 2, "-");
  digits(static_cast<unsigned>(date.day()), 2, " ");
  digits(clock.hours().count(), 2, ":");
  digits(clock.minutes().count(), 2, ":");
  digits(clock.seconds().count(), 2, ".");
  digits(clock.subseconds().count(), 3, " +08:00)\n");
}

inline std::string render(const CreateManualDagResponse& response) {
  std::ostringstream out;
  line(out, "requestId", response.requestId);
  line(out, "returnCode", response.returnCode);
  line(out, "returnMessage", response.returnMessage);
  line(out, "returnErrorSolution", response.returnErrorSolution);
  line(out, "returnValue", response.returnValue);
  return out.str();
}

inline void lines(std::ostream& out, const NodeInsInfo& node) {
  line(out, "  nodeName", node.nodeName);
  line(out, "  instanceId", node.instanceId);
  line(out, "  dagId", node.dagId);
  line(out, "  dagType", node.dagType);
  out << "  status = " << static_cast<std::int64_t>(node.status) << ' ' << name(node.status) << '\n';
  line(out, "  statusText", node.statusText);
  line(out, "  paraValue", node.paraValue);
  line(out, "  bizdate", node.bizdate);
  line(out, "  createTime", node.createTime);
  line(out, "  beginWaitTimeTime", node.beginWaitTimeTime);
  line(out, "  beginWaitResTime", node.beginWaitResTime);
  line(out, "  beginRunningTime", node.beginRunningTime);
  line(out, "  finishTime", node.finishTime);
  line(out, "  modifyTime", node.modifyTime);
}

inline std::string render(const SearchManualDagNodeInstanceResponse& response) {
  std::ostringstream out;
  line(out, "requestId", response.requestId);
  line(out, "errCode", response.errCode);
  line(out, "errMsg", response.errMsg);
  line(out, "success", response.success ? "true" : "false");
  if (response.invalidUtf8 != 0) line(out, "invalidUtf8", static_cast<std::int64_t>(response.invalidUtf8));
  for (const NodeInsInfo& node : response.data) {
    out << "node\n";
    lines(out, node);
  }
  return out.str();
}

inline void lines(std::ostream& out, const InstanceInfo& instance) {
  lines(out, static_cast<const NodeInsInfo&>(instance));
  line(out, "  instanceHistoryId", instance.instanceHistoryId);
  line(out, "  nodeId", instance.nodeId);
  line(out, "  owner", instance.owner);
  line(out, "  createUser", instance.createUser);
  line(out, "  taskType", instance.taskType);
  line(out, "  businessId", instance.businessId);
  line(out, "  relatedFlowId", instance.relatedFlowId);
  line(out, "  priority", instance.priority);
  line(out, "  repeatability", instance.repeatability ? 1 : 0);
  line(out, "  taskRerunTime", instance.taskRerunTime);
  line(out, "  cycTime", instance.cycTime);
}

/// What every typed response has, and what most have.
template <class Response>
std::ostringstream begin(const Response& response) {
  std::ostringstream out;
  line(out, "requestId", response.requestId);
  if constexpr (requires { response.invalidUtf8; }) {
    line(out, "invalidUtf8", static_cast<std::int64_t>(response.invalidUtf8));
  }
  if constexpr (requires { response.instances; }) {
    for (const InstanceInfo& instance : response.instances) {
      out << "instance\n";
      lines(out, instance);
    }
  }
  return out;
}

inline std::string render(const GetInstanceLogResponse& response) {
  std::ostringstream out = begin(response);
  if (response.truncated) out << "truncated\n";
  out << "data\n" << response.data;
  return out.str();
}

inline std::string render(const InstanceActionResponse& response) { return begin(response).str(); }
inline std::string render(const ListInstanceHistoryResponse& response) { return begin(response).str(); }
inline std::string render(const ListManualDagInstancesResponse& response) { return begin(response).str(); }

inline std::string render(const GetInstanceResponse& response) {
  std::ostringstream out = begin(response);
  lines(out, response.data);
  return out.str();
}

inline std::string render(const ListInstancesResponse& response) {
  std::ostringstream out = begin(response);
  line(out, "pageNumber", response.pageNumber);
  line(out, "pageSize", response.pageSize);
  line(out, "totalCount", response.totalCount);
  return out.str();
}

inline std::string render(const GetProjectResponse& response) {
  std::ostringstream out = begin(response);
  line(out, "projectId", response.projectId);
  line(out, "projectIdentifier", response.projectIdentifier);
  line(out, "projectMode", response.projectMode);
  line(out, "status", response.status);
  return out.str();
}

inline std::string render(const GetDagResponse& response) {
  std::ostringstream out = begin(response);
  line(out, "dagId", response.data.dagId);
  line(out, "name", response.data.name);
  line(out, "type", response.data.type);
  line(out, "status", response.data.status);
  line(out, "projectId", response.data.projectId);
  line(out, "createUser", response.data.createUser);
  line(out, "bizdate", response.data.bizdate);
  line(out, "gmtdate", response.data.gmtdate);
  line(out, "createTime", response.data.createTime);
  line(out, "startTime", response.data.startTime);
  line(out, "finishTime", response.data.finishTime);
  line(out, "modifyTime", response.data.modifyTime);
  return out.str();
}

inline std::string render(const RunManualDagNodesResponse& response) {
  std::ostringstream out = begin(response);
  line(out, "dagId", response.dagId);
  line(out, "projectName", response.projectName);
  line(out, "env", response.env == ProjectEnv::kDev ? "DEV" : "PROD");
  line(out, "regionId", response.regionId);
  return out.str();
}

/// Without the hint, whose words may change.
inline std::string render(const Error& error) {
  std::ostringstream out;
  out << "error: " << name(error.kind) << ", " << name(error.execution) << '\n';
  line(out, "code", error.code);
  line(out, "message", error.message);
  line(out, "requestId", error.requestId);
  line(out, "httpStatus", error.httpStatus);
  return out.str();
}

template <class T>
std::string render(const Result<T>& result) {
  return result ? render(*result) : render(result.error());
}

inline std::string render(const std::optional<ErrorEnvelope>& envelope) {
  if (!envelope) return "no envelope\n";
  std::ostringstream out;
  line(out, "code", envelope->code);
  line(out, "message", envelope->message);
  line(out, "requestId", envelope->requestId);
  line(out, "recommend", envelope->recommend);
  return out.str();
}

}  // namespace dataworks::testing
