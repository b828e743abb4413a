// SPDX-License-Identifier: Apache-2.0
#include "credentials/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "text/ascii.h"

namespace dataworks::detail {
namespace {

using Json = nlohmann::json;

const Json* jsonOf(const std::shared_ptr<const void>& value) { return static_cast<const Json*>(value.get()); }

std::string invalidAt(std::string_view text, std::size_t byte) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
  return "invalid JSON at line " + std::to_string(1 + std::count(text.begin(), end, '\n')) + " (byte " +
         std::to_string(byte) + ")";
}

}  // namespace

ParsedJson parseJson(std::string_view text) {
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {  // the parser would take it for the end
    return {.problem = invalidAt(text, nul + 1)};
  }
  try {
    return {.value = JsonValue(std::make_shared<const Json>(Json::parse(text)))};
  } catch (const Json::parse_error& error) {
    return {.problem = invalidAt(text, error.byte)};
  } catch (const Json::exception&) {  // a number out of range, for example
    return {.problem = invalidAt(text, text.size())};
  }
}

bool JsonValue::isObject() const { return value_ && jsonOf(value_)->is_object(); }

bool JsonValue::isArray() const { return value_ && jsonOf(value_)->is_array(); }

JsonValue JsonValue::operator[](std::string_view name) const {
  if (!isObject()) return {};
  const Json& object = *jsonOf(value_);
  auto found = object.find(name);
  for (auto at = object.begin(); found == object.end() && at != object.end(); ++at) {
    if (equalInAnyCase(at.key(), name)) found = at;
  }
  return found == object.end() ? JsonValue() : JsonValue(std::shared_ptr<const void>(value_, &*found));
}

std::vector<JsonValue> JsonValue::elements() const {
  std::vector<JsonValue> all;
  if (!isArray()) return all;
  for (const Json& element : *jsonOf(value_)) all.push_back(JsonValue(std::shared_ptr<const void>(value_, &element)));
  return all;
}

std::string JsonValue::text() const {
  if (!value_) return {};
  const Json& value = *jsonOf(value_);
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() || value.is_boolean() ? value.dump() : std::string();
}

}  // namespace dataworks::detail
