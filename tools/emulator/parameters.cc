// SPDX-License-Identifier: Apache-2.0
#include "parameters.h"

#include <algorithm>

#include "text/number.h"

namespace dataworks::emulator {
namespace {

constexpr const char* kId = "a whole number greater than 0";

bool isParameterList(std::string_view text) {
  while (!text.empty()) {
    const auto blank = text.find(' ');
    const std::string_view parameter = text.substr(0, blank);
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos || equals == 0) return false;
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  }
  return true;
}

/// An object of texts.
std::map<std::string, std::string> jsonObject(const ApiRequest& request, const std::string& name,
                                              const std::string& expected) {
  std::map<std::string, std::string> object;
  if (request[name].empty()) return object;
  const auto tree = nlohmann::json::parse(request[name], nullptr, /*allow_exceptions=*/false);
  if (!tree.is_object()) throw invalid(name, expected);
  for (const auto& [key, value] : tree.items()) {
    if (!value.is_string()) throw invalid(name, expected);
    object.emplace(key, value.get<std::string>());
  }
  return object;
}

}  // namespace

Rejection invalid(const std::string& parameter, const std::string& expected) {
  return {400, "InvalidParameter", parameter + " is not valid; expected " + expected + "."};
}

const std::string& required(const ApiRequest& request, const std::string& name) {
  if (request[name].empty()) throw Rejection{400, "Missing" + name, name + " is required for this action."};
  return request[name];
}

std::int64_t requiredId(const ApiRequest& request, const std::string& name) {
  const auto id = detail::wholeId(required(request, name));
  if (!id) throw invalid(name, kId);
  return *id;
}

std::int64_t optionalId(const ApiRequest& request, const std::string& name) {
  return request[name].empty() ? 0 : requiredId(request, name);
}

const std::string& requiredEnvironment(const ApiRequest& request) {
  const std::string& environment = required(request, "ProjectEnv");
  if (environment != "PROD" && environment != "DEV") throw invalid("ProjectEnv", "PROD or DEV");
  return environment;
}

std::vector<std::int64_t> idList(const ApiRequest& request, const std::string& name) {
  std::vector<std::int64_t> ids;
  std::string_view text = request[name];
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto id = detail::wholeId(text.substr(0, comma));
    if (!id) throw invalid(name, "ids separated by commas");
    ids.push_back(*id);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return ids;
}

const std::string& parameterList(const ApiRequest& request, const std::string& name) {
  if (!isParameterList(request[name])) throw invalid(name, "k1=v1 k2=v2");
  return request[name];
}

std::string jsonParameterList(const ApiRequest& request, const std::string& name) {
  std::string list;
  for (const auto& [key, value] : jsonObject(request, name, "a JSON object of texts")) {
    list += (list.empty() ? "" : " ") + key + '=' + value;
  }
  return list;
}

std::map<std::int64_t, std::string> parametersByNode(const ApiRequest& request, const std::string& name) {
  static constexpr const char* kExpected = "a JSON object of node id to \"k1=v1 k2=v2\"";
  std::map<std::int64_t, std::string> parameters;
  for (const auto& [key, value] : jsonObject(request, name, kExpected)) {
    const auto id = detail::wholeId(key);
    if (!id || !isParameterList(value)) throw invalid(name, kExpected);
    parameters[*id] = value;
  }
  return parameters;
}

std::optional<Bizdate> parseBizdate(const std::string& text) {
  static constexpr std::size_t kWholeForm = std::string_view("2026-11-22 00:00:00").size();
  return text.size() == kWholeForm ? Bizdate::parse(text) : std::nullopt;
}

WallTime shanghaiMidnight(const Bizdate& bizdate) {
  return std::chrono::sys_days(bizdate.date()) - std::chrono::hours(8);
}

}  // namespace dataworks::emulator
