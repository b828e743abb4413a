// SPDX-License-Identifier: Apache-2.0
// What is fuzzed, as plain functions: each reads bytes as one kind of response and says what it found wrong with the
// reader, or nothing. The libFuzzer targets beside this file call them with what the fuzzer invents, a unit test with
// the seeds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/operations.h"
#include "rpc/error_envelope.h"
#include "text/utf8.h"

namespace dataworks::fuzz {

using namespace detail;

/// What must hold of every response to a trigger, however mangled.
inline std::string checkCreate(std::string_view body) {
  const auto read = api::readCreateManualDag({.status = 200, .body = std::string(body)});
  if (read) {
    if (read->returnCode != "0" || read->returnValue <= 0) return "a success without code 0 or without an id";
    return {};
  }
  const Error& error = read.error();
  if (error.kind == ErrorKind::kBadResponse && !error.mayHaveExecuted())
    return "a bad response that claims not executed";
  if (error.execution == Execution::kNotExecuted && error.code.empty())
    return "not executed, without the service's word";
  if (error.message.empty() && error.code.empty()) return "an error without message and code";
  return {};
}

/// What must hold of every list of nodes.
inline std::string checkSearch(std::string_view body) {
  const auto read = api::readSearchManualDagNodeInstance({.status = 200, .body = std::string(body)});
  if (!read) return {};
  if (!read->success || (!read->errCode.empty() && read->errCode != "0")) return "a list that is no success";
  for (const NodeInsInfo& node : read->data) {
    if (node.instanceId < 0 || node.dagId < 0) return "a negative id";
    if (node.createTime.time && node.createTime.text.empty()) return "a time out of nothing";
    if (!isUtf8(node.nodeName)) return "a name that is not UTF-8";
  }
  return {};
}

/// A response to a typed request, whole or cut.
template <class Request>
auto readTyped(std::string_view body, bool truncated = false) {
  constexpr std::size_t kLimit = 64;
  return api::decode<Request>({.status = 200, .body = std::string(body), .truncated = truncated},
                              {.parameters = {{"InstanceId", "7"}}, .maxLogBytes = kLimit});
}

inline std::string checkLog(std::string_view body, bool truncated) {
  const auto log = readTyped<GetInstanceLogRequest>(body, truncated);
  if (!log) return {};
  if (!isUtf8(log->data)) return "a log that is not UTF-8";
  if (log->data.size() > 64) return "a log beyond its limit";
  if (truncated && !log->truncated) return "a cut log that does not say so";
  return {};
}

inline std::string checkInstances(const std::vector<InstanceInfo>& instances) {
  for (const InstanceInfo& each : instances) {
    if (each.instanceId < 0 || each.dagId < 0 || each.nodeId < 0 || each.instanceHistoryId < 0) return "a negative id";
    if (!isUtf8(each.nodeName)) return "a name that is not UTF-8";
    if ((each.status == NodeStatus::kUnknownWord) == each.statusText.empty()) return "an unknown status without a word";
  }
  return {};
}

/// What must hold of a response to a request that is not idempotent.
template <class Request>
std::string checkWrite(std::string_view body) {
  const auto read = readTyped<Request>(body);
  if (read) return {};
  const Error& error = read.error();
  if (error.kind == ErrorKind::kBadResponse && !error.mayHaveExecuted()) return "not executed, says a bad response";
  if (error.execution == Execution::kNotExecuted && error.requestId.empty()) return "not executed, by no request id";
  if (error.message.empty() && error.code.empty() && error.requestId.empty()) return "an error that says nothing";
  return {};
}

inline std::string checkTyped(std::string_view body) {
  std::string problem = checkLog(body, false);
  if (problem.empty()) problem = checkLog(body, true);
  if (problem.empty()) problem = checkWrite<RestartInstanceRequest>(body);
  if (problem.empty()) problem = checkWrite<RunManualDagNodesRequest>(body);
  const auto page = readTyped<ListInstancesRequest>(body);
  if (problem.empty() && page) problem = checkInstances(page->instances);
  const auto history = readTyped<ListInstanceHistoryRequest>(body);
  if (problem.empty() && history) problem = checkInstances(history->instances);
  const auto instance = readTyped<GetInstanceRequest>(body);
  if (problem.empty() && instance) problem = checkInstances({instance->data});
  if (problem.empty() && instance && instance->data.instanceId == 0) problem = "an instance without an id";
  return problem;
}

inline std::string checkResponses(std::string_view body) {
  std::string problem = checkCreate(body);
  if (problem.empty()) problem = checkSearch(body);
  return problem.empty() ? checkTyped(body) : problem;
}

/// As JSON whatever it begins with, so that no time is spent on the other format; and the same for XML.
inline std::string jsonResponse(std::string_view bytes) { return checkResponses("{" + std::string(bytes)); }
inline std::string xmlResponse(std::string_view bytes) { return checkResponses("<" + std::string(bytes)); }

inline std::string errorEnvelope(std::string_view bytes) {
  const auto envelope = readErrorEnvelope(bytes);
  if (envelope && envelope->code.empty()) return "an envelope without a code";
  if (envelope && !isUtf8(envelope->message)) return "a message that is not UTF-8";
  return {};
}

}  // namespace dataworks::fuzz
