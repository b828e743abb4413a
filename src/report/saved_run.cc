// SPDX-License-Identifier: Apache-2.0
// A run as JSON, written by `--save run.json` and read by `report --from run.json`.
//
// Names are those of this library's structs and times are the service's text: nothing is lost, and the API's reference
// explains the file.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/report.h"
#include "report/escape.h"
#include "report/format.h"
#include "report/model.h"
#include "types/make_error.h"

namespace dataworks {
namespace detail::report {
namespace {

using Json = nlohmann::json;

// Appends members of a JSON object; `open` opens it.
class Members {
 public:
  Members(std::string& out, std::string_view open) : out_(out), separator_(open) {}
  void string(std::string_view key, std::string_view value) { appendJson(start(key), value); }
  void number(std::string_view key, std::int64_t value) { appendInteger(start(key), value); }
  void boolean(std::string_view key, bool value) { start(key) += value ? "true" : "false"; }
  std::string& start(std::string_view key) {
    out_.append(separator_).append("\"").append(key).append("\":");
    separator_ = ",";
    return out_;
  }

 private:
  std::string& out_;
  std::string_view separator_;
};

struct TimeField {
  const char* name;
  Timestamp NodeInsInfo::*field;
};

constexpr std::array<TimeField, 7> kTimeFields{{{"bizdate", &NodeInsInfo::bizdate},
                                                {"createTime", &NodeInsInfo::createTime},
                                                {"beginWaitTimeTime", &NodeInsInfo::beginWaitTimeTime},
                                                {"beginWaitResTime", &NodeInsInfo::beginWaitResTime},
                                                {"beginRunningTime", &NodeInsInfo::beginRunningTime},
                                                {"finishTime", &NodeInsInfo::finishTime},
                                                {"modifyTime", &NodeInsInfo::modifyTime}}};

constexpr std::string_view kDev = "dev";  // of a run in production there is no word

void appendNode(std::string& out, const NodeInsInfo& node) {
  Members members(out, "{");
  members.string("nodeName", node.nodeName);
  members.number("instanceId", node.instanceId);
  members.number("dagId", node.dagId);
  members.number("dagType", node.dagType);
  members.number("status", static_cast<std::int64_t>(node.status));
  members.string("statusName", name(node.status));
  members.string("paraValue", node.paraValue);
  for (const TimeField& time : kTimeFields) members.string(time.name, (node.*time.field).text);
  out += '}';
}

void appendNodes(std::string& out, const std::vector<NodeInsInfo>& nodes) {
  std::string_view separator = "\n";
  out += '[';
  for (const NodeInsInfo& node : nodes) {
    out += separator;
    appendNode(out, node);
    separator = ",\n";
  }
  out += "]";
}

// Reads members of one object. `problem` keeps the first that is invalid; a missing member keeps its default.
class Reader {
 public:
  Reader(const Json& object, std::string path, std::string& problem)
      : object_(object), path_(std::move(path)), problem_(problem) {}

  void string(const char* key, std::string& value) const {
    const Json* member = find(key);
    if (member == nullptr) return;
    if (!member->is_string()) return complain(key, "a string");
    value = *member->get_ptr<const std::string*>();
  }

  void number(const char* key, std::int64_t& value) const {
    const Json* member = find(key);
    if (member == nullptr) return;
    const bool tooLarge = member->is_number_unsigned() && member->get<std::uint64_t>() > kLargest;
    if (!member->is_number_integer() || tooLarge) return complain(key, "a whole number");
    value = member->get<std::int64_t>();
  }

  void time(const char* key, Timestamp& value) const {
    std::string text;
    string(key, text);
    value = Timestamp::parse(std::move(text));
  }

  void bizdate(const char* key, Bizdate& value) const {
    std::string text;
    string(key, text);
    if (text.empty()) return;
    const std::optional<Bizdate> read = Bizdate::parse(text);
    if (!read) return complain(key, "a date");
    value = *read;
  }

  const Json* find(const char* key) const {
    const auto member = object_.find(key);
    return member == object_.end() || member->is_null() ? nullptr : &*member;
  }

  void complain(const char* key, std::string_view expected) const {
    if (problem_.empty()) problem_.append("\"").append(path_).append(key).append("\" is not ").append(expected);
  }

 private:
  static constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

  const Json& object_;
  std::string path_;
  std::string& problem_;
};

NodeInsInfo readNode(const Json& object, const std::string& path, std::string& problem) {
  const Reader reader(object, path, problem);
  NodeInsInfo node;
  reader.string("nodeName", node.nodeName);
  reader.number("instanceId", node.instanceId);
  reader.number("dagId", node.dagId);
  reader.number("dagType", node.dagType);
  std::int64_t status = 0;
  reader.number("status", status);
  node.status = static_cast<NodeStatus>(status);
  reader.string("paraValue", node.paraValue);
  for (const TimeField& time : kTimeFields) reader.time(time.name, node.*time.field);
  return node;
}

std::vector<NodeInsInfo> readNodes(const Reader& response, std::string& problem) {
  std::vector<NodeInsInfo> nodes;
  const Json* data = response.find("data");
  if (data == nullptr || !data->is_array()) {
    response.complain("data", "a list of nodes");
    return nodes;
  }
  nodes.reserve(data->size());
  for (const Json& entry : *data) {
    const std::string path = "data[" + std::to_string(nodes.size()) + "]";
    if (!entry.is_object() && problem.empty()) problem = '"' + path + "\" is not a node";
    if (!problem.empty()) return nodes;
    nodes.push_back(readNode(entry, path + '.', problem));
  }
  return nodes;
}

WallTime latestTimeIn(const std::vector<NodeInsInfo>& nodes) {
  WallTime latest{};
  for (const NodeInsInfo& node : nodes) {
    for (const TimeField& field : kTimeFields) latest = std::max(latest, (node.*field.field).time.value_or(latest));
  }
  return latest;
}

void appendLogs(std::string& out, const std::vector<NodeLog>& logs) {
  std::string_view separator = "\n";
  out += '[';
  for (const NodeLog& log : logs) {
    out += separator;
    Members members(out, "{");
    members.string("nodeName", log.nodeName);
    members.number("instanceId", log.instanceId);
    members.string("log", excerptOf(log.text).text);
    out += '}';
    separator = ",\n";
  }
  out += "]";
}

void appendDurations(Members& members, std::string_view suffix, const std::optional<NodeDurations>& durations) {
  const auto append = [&](std::string_view what, std::chrono::milliseconds time) {
    members.number(std::string(what).append(suffix).append("Ms"), time.count());
  };
  if (!durations) return;
  append("running", durations->running);
  append("waitResources", durations->waitResources);
  append("waitSchedule", durations->waitSchedule);
}

// The comparison, not what it was made of: `readRunJson` does not read it back.
void appendAgainst(std::string& out, const RunComparison& comparison, const Baseline& baseline) {
  Members members(out, "{");
  members.string("run", baseline.label);
  members.boolean("usual", baseline.label.empty());
  members.number("runs", static_cast<std::int64_t>(baseline.runs));
  if (baseline.duration) members.number("durationMs", baseline.duration->count());
  if (comparison.difference) members.number("differenceMs", comparison.difference->count());
  members.string("text", toString(comparison, baseline));
  std::string& list = members.start("nodes");
  std::string_view separator = "\n";
  list += '[';
  for (const NodeDifference& node : comparison.nodes) {
    list += separator;
    separator = ",\n";
    Members one(list, "{");
    one.string("nodeName", node.nodeName);
    one.string("change", name(node.kind));
    one.number("changeMs", node.change.count());
    one.boolean("onChain", node.onChain);
    appendDurations(one, "", node.now);
    appendDurations(one, "Before", node.before);
    list += '}';
  }
  out += "]}";
}

std::vector<NodeLog> readLogs(const Reader& run, std::string& problem) {
  std::vector<NodeLog> logs;
  const Json* list = run.find("logs");
  if (list == nullptr) return logs;
  if (!list->is_array()) run.complain("logs", "a list of logs");
  for (const Json& entry : *list) {
    const std::string path = "logs[" + std::to_string(logs.size()) + "]";
    if (!entry.is_object() && problem.empty()) problem = '"' + path + "\" is not a log";
    if (!problem.empty()) break;
    const Reader reader(entry, path + '.', problem);
    NodeLog& log = logs.emplace_back();
    reader.string("nodeName", log.nodeName);
    reader.number("instanceId", log.instanceId);
    reader.string("log", log.text);
  }
  return logs;
}

void appendIds(std::string& out, const std::vector<std::int64_t>& ids) {
  std::string_view separator;
  out += '[';
  for (const std::int64_t id : ids) {
    appendInteger(out.append(separator), id);
    separator = ",";
  }
  out += "]";
}

std::vector<std::int64_t> readIds(const Reader& run, const char* key) {
  std::vector<std::int64_t> ids;
  const Json* list = run.find(key);
  if (list == nullptr) return ids;
  if (!list->is_array()) run.complain(key, "a list of ids");
  for (const Json& id : *list) {
    if (!id.is_number_integer()) {
      run.complain(key, "a list of ids");
      break;
    }
    ids.push_back(id.get<std::int64_t>());
  }
  return ids;
}

SavedRun readRun(const Json& object, std::string& problem) {
  const Reader reader(object, "", problem);
  std::vector<NodeInsInfo> nodes = readNodes(reader, problem);
  WallTime observedAt = latestTimeIn(nodes);
  if (reader.find("asOf") != nullptr) {
    std::string text;
    reader.string("asOf", text);
    const std::optional<WallTime> time = parseUtc(text);
    if (!time) reader.complain("asOf", "a time like 2026-11-22T19:00:04Z");
    observedAt = time.value_or(observedAt);
  }
  SavedRun saved;
  saved.run = summarize(std::move(nodes), observedAt);
  reader.string("requestId", saved.run.requestId);
  reader.string("projectName", saved.run.projectName);
  reader.number("dagId", saved.run.dagId);
  std::string env;
  reader.string("env", env);
  if (env == kDev) saved.run.env = ProjectEnv::kDev;
  reader.string("flowName", saved.options.flowName);
  reader.bizdate("bizdate", saved.options.bizdate);
  reader.string("regionId", saved.options.regionId);
  saved.options.logs = readLogs(reader, problem);
  saved.options.excludedInstances = readIds(reader, "excludedInstances");
  return saved;
}

}  // namespace
}  // namespace detail::report

using namespace detail::report;

void writeJson(const SearchManualDagNodeInstanceResponse& response, std::ostream& out) {
  std::string json;
  Members members(json, "{");
  members.string("requestId", response.requestId);
  members.string("errCode", response.errCode);
  members.string("errMsg", response.errMsg);
  members.boolean("success", response.success);
  appendNodes(members.start("data"), response.data);
  out << json << "}\n";
}

void writeJson(const DagRun& run, std::ostream& out, const ReportOptions& options) {
  std::string json;
  Members members(json, "{");
  members.string("projectName", run.projectName);
  members.string("flowName", options.flowName);
  members.string("bizdate", options.bizdate.isSet() ? options.bizdate.toWireString() : "");
  members.number("dagId", run.dagId);
  if (run.env == ProjectEnv::kDev) members.string("env", kDev);
  members.string("regionId", options.regionId);
  members.string("asOf", detail::isoTimestampMs(run.observedAt));
  members.string("requestId", run.requestId);
  members.string("errCode", "0");  // a `DagRun` is only made of a response without an error
  members.string("errMsg", "");
  members.boolean("success", true);
  appendNodes(members.start("data"), run.nodes);
  if (!options.logs.empty()) appendLogs(members.start("logs"), options.logs);
  if (!options.excludedInstances.empty()) appendIds(members.start("excludedInstances"), options.excludedInstances);
  if (options.against && run.finished() && run.activeCount() == 0) {
    appendAgainst(members.start("against"), compareRuns(run, *options.against), *options.against);
  }
  out << json << "}\n";
}

Result<SavedRun> readRunJson(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  std::string problem;
  SavedRun saved;
  if (json.is_object()) {
    const auto nested = json.find("run");  // as in what `dataworks run -o json` prints
    saved = readRun(nested != json.end() && nested->is_object() ? *nested : json, problem);
  } else {
    problem = json.is_discarded() ? "invalid JSON" : "not a JSON object";
  }
  if (problem.empty()) return saved;
  return detail::invalidArgument("not a saved run: " + problem,
                                 "save one with: dataworks report ID -p PROJECT --save run.json");
}

}  // namespace dataworks
