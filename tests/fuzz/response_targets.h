// What is fuzzed, as plain functions: each reads bytes as one kind of response and says what it found wrong with the
// reader, or nothing. The libFuzzer targets beside this file call them with what the fuzzer invents, a unit test with
// the seeds.
#pragma once

#include <string>
#include <string_view>

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

inline std::string checkResponses(std::string_view body) {
  std::string problem = checkCreate(body);
  return problem.empty() ? checkSearch(body) : problem;
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
