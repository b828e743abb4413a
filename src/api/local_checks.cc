#include "api/local_checks.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "wire/utf8.h"

namespace dataworks::api {

namespace {

using Problem = std::optional<std::string>;

constexpr std::string_view kBlanks = " \t\n\v\f\r";

bool hasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Problem because(std::string_view what, std::string_view why) { return std::string(what).append(" ").append(why); }

// A value is never shown: it may be what only the flow should know.
Problem checkParameter(const std::string& where, const Parameter& parameter) {
  if (parameter.name.empty()) return because(where, "has a parameter without a name");
  if (!wire::isUtf8(parameter.name)) return because(where, "has a parameter whose name is not UTF-8");
  const bool hasBlank = parameter.name.find_first_of(kBlanks) != std::string::npos;
  if (hasControl(parameter.name) && !hasBlank) return because(where, "has a control character in a parameter's name");
  const std::string named = where + ": parameter \"" + parameter.name + "\"";
  if (hasBlank) return because(where, "has white space in a parameter's name; it separates parameters");
  if (parameter.name.find('=') != std::string::npos) return because(named, "has \"=\" in its name");
  if (parameter.value.find_first_of(kBlanks) != std::string::npos) {
    return because(named, "has white space in its value; it separates parameters and cannot be sent");
  }
  if (hasControl(parameter.value)) return because(named, "has a control character in its value");
  if (!wire::isUtf8(parameter.value)) return because(named, "has a value that is not UTF-8");
  return std::nullopt;
}

}  // namespace

Error invalidArgument(std::string_view operation, std::string message) {
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  error.execution = Execution::kNotExecuted;
  error.phase = Phase::kPrepare;
  error.operation = operation;
  error.message = std::move(message);
  return error;
}

Problem checkRequired(std::string_view field, std::string_view text) {
  if (text.find_first_not_of(' ') == std::string_view::npos) return because(field, "is empty");
  return checkOptional(field, text);
}

Problem checkOptional(std::string_view field, std::string_view text) {
  if (hasControl(text)) return because(field, "has a control character in it");
  if (!wire::isUtf8(text)) return because(field, "is not UTF-8");
  return std::nullopt;
}

Problem checkParameters(std::string_view field, const Parameters& parameters) {
  const std::string where(field);
  for (const Parameter& parameter : parameters) {
    if (auto problem = checkParameter(where, parameter)) return problem;
  }
  return checkDuplicateNames(field, parameters);
}

Problem checkNodeParameters(std::string_view field, const NodeParameters& nodes) {
  std::vector<std::int64_t> ids;
  for (const NodeParameter& node : nodes) {
    const std::string where = std::string(field) + " of node " + std::to_string(node.nodeId);
    if (node.nodeId <= 0) return because(where, "has no valid node id; it must be greater than 0");
    if (auto problem = checkParameters(where, node.parameters)) return problem;
    ids.push_back(node.nodeId);
  }
  std::sort(ids.begin(), ids.end());
  const auto twice = std::adjacent_find(ids.begin(), ids.end());
  if (twice == ids.end()) return std::nullopt;
  return because(field, "has node " + std::to_string(*twice) + " twice");
}

Problem checkDuplicateNames(std::string_view field, const Parameters& parameters) {
  std::vector<std::string_view> names;
  names.reserve(parameters.size());
  for (const Parameter& parameter : parameters) names.push_back(parameter.name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return std::nullopt;
  return because(field, "has parameter \"" + std::string(*twice) + "\" twice");
}

}  // namespace dataworks::api
