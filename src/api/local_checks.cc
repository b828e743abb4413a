#include "api/local_checks.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "wire/utf8.h"

namespace dataworks::api {

namespace {

using Problem = std::optional<std::string>;

bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool hasBlank(std::string_view text) { return std::any_of(text.begin(), text.end(), isBlank); }
bool hasControl(std::string_view text) { return std::any_of(text.begin(), text.end(), isControl); }

// Nearly every text is, and then nothing else needs to be looked for in it.
bool isPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

Problem because(std::string_view what, std::string_view why) { return std::string(what).append(" ").append(why); }

// What is wrong with one of the parameters of something: what follows behind that something's name. A value is never
// shown: it may be what only the flow should know.
Problem problemOf(const Parameter& parameter) {
  const std::string_view name = parameter.name;
  if (name.empty()) return "has a parameter without a name";
  if (isPlain(name) && name.find('=') == std::string_view::npos && isPlain(parameter.value)) return std::nullopt;
  if (!wire::isUtf8(name)) return "has a parameter whose name is not UTF-8";
  if (hasBlank(name)) return "has white space in a parameter's name; it separates parameters";
  if (hasControl(name)) return "has a control character in a parameter's name";

  const auto named = [name](std::string_view why) {
    return std::string("has a parameter \"").append(name).append("\" with ").append(why);
  };
  if (name.find('=') != std::string_view::npos) return named("\"=\" in its name");
  if (hasBlank(parameter.value)) return named("white space in its value; it separates parameters and cannot be sent");
  if (hasControl(parameter.value)) return named("a control character in its value");
  if (!wire::isUtf8(parameter.value)) return named("a value that is not UTF-8");
  return std::nullopt;
}

// A key that two of `items` have.
template <class Key, class Items, class Member>
std::optional<Key> sharedKey(const Items& items, Member key) {
  if (items.size() < 2) return std::nullopt;
  std::vector<Key> keys;
  keys.reserve(items.size());
  for (const auto& item : items) keys.push_back(item.*key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  return twice == keys.end() ? std::nullopt : std::optional<Key>(*twice);
}

Problem duplicateIn(const Parameters& parameters) {
  const auto twice = sharedKey<std::string_view>(parameters, &Parameter::name);
  if (!twice) return std::nullopt;
  return "has a parameter \"" + std::string(*twice) + "\" twice";
}

Problem problemOf(const Parameters& parameters) {
  for (const Parameter& parameter : parameters) {
    if (auto problem = problemOf(parameter)) return problem;
  }
  return duplicateIn(parameters);
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
  if (std::all_of(text.begin(), text.end(), isBlank)) return because(field, "is empty");
  return checkOptional(field, text);
}

Problem checkOptional(std::string_view field, std::string_view text) {
  if (isPlain(text)) return std::nullopt;
  if (hasControl(text)) return because(field, "has a control character in it");
  if (!wire::isUtf8(text)) return because(field, "is not UTF-8");
  return std::nullopt;
}

Problem checkParameters(std::string_view field, const Parameters& parameters) {
  const auto problem = problemOf(parameters);
  return problem ? because(field, *problem) : std::nullopt;
}

Problem checkNodeParameters(std::string_view field, const NodeParameters& nodes) {
  for (const NodeParameter& node : nodes) {
    auto problem = problemOf(node.parameters);
    if (node.nodeId <= 0) problem = "has no valid node id; it must be greater than 0";
    if (problem) return because(std::string(field) + " of node " + std::to_string(node.nodeId), *problem);
  }
  if (const auto twice = sharedKey<std::int64_t>(nodes, &NodeParameter::nodeId)) {
    return because(field, "has node " + std::to_string(*twice) + " twice");
  }
  return std::nullopt;
}

Problem checkDuplicateNames(std::string_view field, const Parameters& parameters) {
  const auto problem = duplicateIn(parameters);
  return problem ? because(field, *problem) : std::nullopt;
}

}  // namespace dataworks::api
