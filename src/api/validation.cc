// SPDX-License-Identifier: Apache-2.0
#include "api/validation.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "text/utf8.h"

namespace dataworks::detail::api {

namespace {

using Problem = std::optional<std::string>;

bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool hasBlank(std::string_view text) { return std::any_of(text.begin(), text.end(), isBlank); }
bool hasLineEnd(std::string_view text) { return text.find_first_of("\r\n") != std::string_view::npos; }
bool hasControl(std::string_view text) { return std::any_of(text.begin(), text.end(), isControl); }

// Nearly every text is, and then nothing else needs to be looked for in it. Not std::all_of, which is unrolled into
// four times the code.
bool isPlain(std::string_view text, char forbidden = ' ') {
  for (const char c : text) {  // NOLINT(readability-use-anyofallof)
    if (c <= ' ' || c >= 0x7F || c == forbidden) return false;
  }
  return true;
}

bool isPlain(const Parameter& parameter) {
  return !parameter.name.empty() && isPlain(parameter.name, '=') && isPlain(parameter.value);
}

// The words of a refusal are cold: they stay out of the cache lines that a good request runs through.

[[gnu::cold]] Problem because(std::string_view what, std::string_view why) {
  return std::string(what).append(" ").append(why);
}

[[gnu::cold]] Problem becauseOfNode(std::string_view field, std::int64_t nodeId, std::string_view why) {
  return because(std::string(field) + " of node " + std::to_string(nodeId), why);
}

[[gnu::cold]] Problem parameterTwice(std::string_view name) {
  return std::string("has a parameter \"").append(name).append("\" twice");
}

[[gnu::cold]] Problem nodeTwice(std::string_view field, std::int64_t nodeId) {
  return because(field, "has node " + std::to_string(nodeId) + " twice");
}

// What is wrong with one of the parameters of something: what follows behind that something's name. A value is never
// shown: it may be what only the flow should know.
[[gnu::cold]] Problem validate(const Parameter& parameter) {
  const std::string_view name = parameter.name;
  if (name.empty()) return "has a parameter without a name";
  if (!isUtf8(name)) return "has a parameter whose name is not UTF-8";
  if (hasLineEnd(name)) return "has a line end in a parameter's name; it separates parameters";
  if (hasBlank(name)) return "has white space in a parameter's name; it separates parameters";
  if (hasControl(name)) return "has a control character in a parameter's name";

  const auto named = [name](std::string_view why) {
    return std::string("has a parameter \"").append(name).append("\" with ").append(why);
  };
  if (name.find('=') != std::string_view::npos) return named("\"=\" in its name");
  if (hasLineEnd(parameter.value)) return named("a line end in its value; it separates parameters and cannot be sent");
  if (hasBlank(parameter.value)) return named("white space in its value; it separates parameters and cannot be sent");
  if (hasControl(parameter.value)) return named("a control character in its value");
  if (!isUtf8(parameter.value)) return named("a value that is not UTF-8");
  return std::nullopt;
}

template <class Items, class Member>
bool areDistinct(const Items& items, Member key) {
  for (auto item = items.begin(); item != items.end(); ++item) {
    for (auto earlier = items.begin(); earlier != item; ++earlier) {
      if (*earlier.*key == *item.*key) return false;
    }
  }
  return true;
}

// The least key that two of `items` have. A few are compared each with each first: sorting takes memory.
template <class Key, class Items, class Member>
std::optional<Key> sharedKey(const Items& items, Member key) {
  constexpr std::size_t kFew = 8;
  if (items.size() <= kFew && areDistinct(items, key)) return std::nullopt;
  std::vector<Key> keys;
  keys.reserve(items.size());
  for (const auto& item : items) keys.push_back(item.*key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  return twice == keys.end() ? std::nullopt : std::optional<Key>(*twice);
}

Problem duplicateIn(const Parameters& parameters) {
  const auto twice = sharedKey<std::string_view>(parameters, &Parameter::name);
  return twice ? parameterTwice(*twice) : std::nullopt;
}

Problem validate(const Parameters& parameters) {
  for (const Parameter& parameter : parameters) {
    if (isPlain(parameter)) continue;
    if (auto problem = validate(parameter)) return problem;
  }
  return duplicateIn(parameters);
}

}  // namespace

Error invalidRequest(std::string_view operation, std::string message) {
  return {.kind = ErrorKind::kInvalidArgument, .operation = std::string(operation), .message = std::move(message)};
}

Problem checkRequired(std::string_view field, std::string_view text) {
  if (!text.empty() && isPlain(text)) return std::nullopt;
  if (std::all_of(text.begin(), text.end(), isBlank)) return because(field, "is empty");
  return checkOptional(field, text);
}

Problem checkOptional(std::string_view field, std::string_view text) {
  if (isPlain(text)) return std::nullopt;
  if (hasControl(text)) return because(field, "has a control character in it");
  if (!isUtf8(text)) return because(field, "is not UTF-8");
  return std::nullopt;
}

Problem checkParameters(std::string_view field, const Parameters& parameters) {
  const auto problem = validate(parameters);
  return problem ? because(field, *problem) : std::nullopt;
}

Problem checkNodeParameters(std::string_view field, const NodeParameters& nodes) {
  for (const NodeParameter& node : nodes) {
    if (node.nodeId <= 0) {
      return becauseOfNode(field, node.nodeId, "has no valid node id; it must be greater than 0");
    }
    if (const auto problem = validate(node.parameters)) return becauseOfNode(field, node.nodeId, *problem);
  }
  const auto twice = sharedKey<std::int64_t>(nodes, &NodeParameter::nodeId);
  return twice ? nodeTwice(field, *twice) : std::nullopt;
}

Problem checkBizdate(std::string_view field, const Bizdate& bizdate) {
  if (!bizdate.isSet()) return because(field, "is not set; usually you want Bizdate::yesterday()");
  const int year = static_cast<int>(bizdate.date().year());
  if (year < 0 || year > 9999) return because(field, "has a year of other than four digits");
  return std::nullopt;
}

Problem checkDuplicateNames(std::string_view field, const Parameters& parameters) {
  const auto problem = duplicateIn(parameters);
  return problem ? because(field, *problem) : std::nullopt;
}

}  // namespace dataworks::detail::api
