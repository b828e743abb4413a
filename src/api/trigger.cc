// SPDX-License-Identifier: Apache-2.0
#include "api/trigger.h"

#include <string_view>
#include <utility>

#include "errors/classify.h"

namespace dataworks::detail::api {

namespace {

void appendPlain(std::string& text, std::string_view part) { text += part; }

// Inside a JSON string. The checks let no control character through: quotes and backslashes are all that it wants
// escaped.
void appendEscaped(std::string& json, std::string_view part) {
  const char* written = part.data();
  for (const char& c : part) {
    if (c != '"' && c != '\\') continue;
    json.append(written, &c) += '\\';
    written = &c;
  }
  json.append(written, part.data() + part.size());
}

using Append = void(std::string& text, std::string_view part);

void appendJoined(std::string& text, const Parameters& parameters, Append& append) {
  std::string_view before;
  for (const Parameter& parameter : parameters) {
    text += std::exchange(before, " ");
    append(text, parameter.name);
    text += '=';
    append(text, parameter.value);
  }
}

// With room for `around` of each.
std::size_t bytesOf(const Parameters& parameters, std::size_t around) {
  std::size_t bytes = 0;
  for (const Parameter& parameter : parameters) bytes += parameter.name.size() + parameter.value.size() + around;
  return bytes;
}

}  // namespace

std::string joined(const Parameters& parameters) {
  std::string text;
  text.reserve(bytesOf(parameters, 2));
  appendJoined(text, parameters, appendPlain);
  return text;
}

std::string asJson(const Parameters& parameters) {
  std::string json;
  if (parameters.empty()) return json;
  json.reserve(bytesOf(parameters, 6) + 2);
  std::string_view before = "{\"";
  for (const Parameter& parameter : parameters) {
    json += std::exchange(before, ",\"");
    appendEscaped(json, parameter.name);
    json += "\":\"";
    appendEscaped(json, parameter.value);
    json += '"';
  }
  json += '}';
  return json;
}

std::string asJson(const NodeParameters& nodes) {
  constexpr std::size_t kAround = 32;  // an id, quotes, a colon and what may want a backslash
  std::size_t bytes = 0;
  for (const NodeParameter& node : nodes) {
    if (!node.parameters.empty()) bytes += bytesOf(node.parameters, 2) + kAround;
  }
  std::string json;
  if (bytes == 0) return json;
  json.reserve(bytes);
  std::string_view before = "{\"";
  for (const NodeParameter& node : nodes) {
    if (node.parameters.empty()) continue;
    json += std::exchange(before, ",\"");
    json += std::to_string(node.nodeId);
    json += "\":\"";
    appendJoined(json, node.parameters, appendEscaped);
    json += '"';
  }
  json += '}';
  return json;
}

wire::SetResult setRunId(RunId& id, const wire::Scalar& value, bool again) {
  const wire::SetResult set = wire::setId(id.value, value, again);
  if (set != wire::SetResult::kUnfit) return set;
  id.invalid = wire::shown(value);
  return wire::SetResult::kYes;
}

Error acceptedWithoutId(const RunId& id, std::string requestId, int httpStatus) {
  Error error = classifyMissingId(
      id.invalid.empty() ? "the service accepted the trigger but returned no run id"
                         : "the service accepted the trigger but returned an invalid run id: " + id.invalid,
      std::move(requestId));
  error.httpStatus = httpStatus;
  return error;
}

}  // namespace dataworks::detail::api
