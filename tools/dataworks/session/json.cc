// SPDX-License-Identifier: Apache-2.0
#include "session/json.h"

namespace dataworks::cli {

std::string jsonText(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }
std::string jsonLine(const Json& json) { return jsonText(json) + "\n"; }
std::string jsonLines(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string textOf(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at != json.end() && at->is_string() ? at->get<std::string>() : "";
}

std::optional<std::int64_t> numberOf(const Json& json, const char* name) {
  const auto at = json.find(name);
  if (at == json.end() || !at->is_number_integer()) return std::nullopt;
  return at->get<std::int64_t>();
}

}  // namespace dataworks::cli
