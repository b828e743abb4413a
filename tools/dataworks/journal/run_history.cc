// SPDX-License-Identifier: Apache-2.0
#include "journal/run_history.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "journal/journal.h"
#include "session/json.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

using std::chrono::milliseconds;

/// How such a line begins. Thousands of them are read before each trigger, so others are not parsed.
constexpr std::string_view kSeenOpening = R"({"event":"seen",)";

/// Empty for a time that is missing or cannot be.
std::optional<milliseconds> durationOf(const Json& json, const char* name) {
  const auto number = numberOf(json, name);
  constexpr std::int64_t kTenYears = 10LL * 366 * 24 * 3600 * 1000;
  return number && *number >= 0 && *number <= kTenYears ? std::optional(milliseconds(*number)) : std::nullopt;
}

DagRunState stateOf(std::string_view word) {
  for (const DagRunState state : {DagRunState::kSucceeded, DagRunState::kFailed}) {
    if (word == name(state)) return state;
  }
  return DagRunState::kRunning;
}

Json toJson(const SeenNode& node) {
  Json json{{"nodeName", node.nodeName}, {"runningMs", node.durations.running.count()}};
  if (node.durations.waitResources.count() > 0) json["waitResourcesMs"] = node.durations.waitResources.count();
  if (node.durations.waitSchedule.count() > 0) json["waitScheduleMs"] = node.durations.waitSchedule.count();
  return json;
}

void readNodes(const Json& json, std::vector<SeenNode>& nodes) {
  const auto list = json.find("nodes");
  if (list == json.end() || !list->is_array()) return;
  for (const Json& one : *list) {
    if (!one.is_object()) continue;
    const auto running = durationOf(one, "runningMs");
    if (!running) continue;
    SeenNode& node = nodes.emplace_back();
    node.nodeName = textOf(one, "nodeName");
    node.durations.running = *running;
    node.durations.waitResources = durationOf(one, "waitResourcesMs").value_or(milliseconds(0));
    node.durations.waitSchedule = durationOf(one, "waitScheduleMs").value_or(milliseconds(0));
  }
}

std::optional<SeenRun> readSeen(std::string_view text) {
  if (!text.starts_with(kSeenOpening)) return std::nullopt;
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  SeenRun run;
  run.time = detail::parseUtc(textOf(json, "time")).value_or(std::chrono::system_clock::time_point{});
  run.place = {textOf(json, "endpoint"), textOf(json, "regionId"), textOf(json, "projectName"),
               textOf(json, "flowName"), textOf(json, "env") == "dev" ? ProjectEnv::kDev : ProjectEnv::kProd};
  run.dagId = numberOf(json, "dagId").value_or(0);
  run.state = stateOf(textOf(json, "state"));
  run.duration = durationOf(json, "durationMs");
  run.nodeCount = static_cast<std::size_t>(std::max<std::int64_t>(numberOf(json, "nodeCount").value_or(0), 0));
  const auto unusual = json.find("unusual");
  run.unusual = unusual != json.end() && unusual->is_boolean() && unusual->get<bool>();
  readNodes(json, run.nodes);
  return run;
}

/// Of a node that ended, if its times say how long it ran.
bool hasDuration(const NodeInsInfo& node) {
  const auto& begin = node.beginRunningTime.time;
  const auto& end = node.finishTime.time;
  return begin && end && *begin <= *end;
}

milliseconds medianOf(const std::vector<milliseconds>& sorted) {
  const std::size_t last = sorted.size() - 1;
  return (sorted[last / 2] + sorted[(last + 1) / 2]) / 2;
}

milliseconds medianOf(const std::vector<const NodeDurations*>& all, milliseconds NodeDurations::*part) {
  std::vector<milliseconds> times;
  times.reserve(all.size());
  for (const NodeDurations* durations : all) times.push_back(durations->*part);
  std::ranges::sort(times);
  return medianOf(times);
}

std::vector<SeenNode> longestNodes(const DagRun& run) {
  std::vector<SeenNode> nodes;
  for (const NodeInsInfo& node : run.nodes) {
    if (!hasDuration(node)) continue;
    nodes.push_back({node.nodeName, durationsOf(node, run.observedAt)});
    nodes.back().durations.waitUpstream = milliseconds(0);
  }
  std::ranges::stable_sort(nodes, std::ranges::greater(), [](const SeenNode& node) { return node.durations.running; });
  if (nodes.size() > kSeenNodes) nodes.resize(kSeenNodes);
  return nodes;
}

}  // namespace

SeenRun seenRun(const DagRun& run, FlowPlace place) {
  SeenRun seen;
  seen.time = run.observedAt;
  seen.place = std::move(place);
  seen.dagId = run.dagId;
  seen.nodeCount = run.nodes.size();
  const bool isOver = run.finished() && run.activeCount() == 0;
  if (!isOver) return seen;
  seen.state = run.state;
  if (run.beginTime && run.finishTime) seen.duration = run.elapsed();
  seen.nodes = longestNodes(run);
  return seen;
}

std::string seenLine(const SeenRun& run) {
  Json json{{"event", "seen"},
            {"time", detail::isoTimestampMs(run.time)},
            {"endpoint", run.place.endpoint},
            {"regionId", run.place.regionId},
            {"projectName", run.place.projectName},
            {"env", envWord(run.place.env)},
            {"flowName", run.place.flowName},
            {"dagId", run.dagId},
            {"state", name(run.state)}};
  if (run.duration) json["durationMs"] = run.duration->count();
  json["nodeCount"] = run.nodeCount;
  if (run.unusual) json["unusual"] = true;
  if (!run.nodes.empty()) {
    json["nodes"] = Json::array();
    for (const SeenNode& node : run.nodes) json["nodes"].push_back(toJson(node));
  }
  return jsonLine(json);
}

std::string markOfFlow(const std::string& flowName) { return "\"flowName\":" + jsonText(flowName); }

std::string markOfRun(std::int64_t dagId) { return "\"dagId\":" + std::to_string(dagId) + ","; }

std::vector<SeenRun> readSeenRuns(std::string_view text, std::string_view containing) {
  std::vector<SeenRun> runs;
  std::map<std::tuple<std::string, std::string, std::int64_t>, std::size_t> known;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    auto run = one.find(containing) != std::string_view::npos ? readSeen(one) : std::nullopt;
    if (!run) continue;
    const auto [at, isNew] = known.try_emplace({run->place.endpoint, run->place.projectName, run->dagId}, runs.size());
    if (isNew) {
      runs.push_back(std::move(*run));
      continue;
    }
    run->unusual |= runs[at->second].unusual;  // what was re-run stays so
    runs[at->second] = std::move(*run);
  }
  return runs;
}

const SeenRun* findSeen(const std::vector<SeenRun>& runs, std::string_view endpoint, std::string_view projectName,
                        std::int64_t dagId) {
  const auto at = std::ranges::find_if(runs, [&](const SeenRun& run) {
    return run.dagId == dagId && run.place.endpoint == endpoint && run.place.projectName == projectName;
  });
  return at != runs.end() ? &*at : nullptr;
}

bool isKnownAs(const SeenRun& run, const SeenRun& known) {
  return run.place == known.place && run.state == known.state && run.duration == known.duration &&
         run.nodeCount == known.nodeCount && run.unusual <= known.unusual;
}

std::vector<const SeenRun*> lastSuccesses(const std::vector<SeenRun>& runs, const FlowPlace& place,
                                          std::int64_t except) {
  std::vector<const SeenRun*> successes;
  if (place.flowName.empty()) return successes;
  for (auto run = runs.rbegin(); run != runs.rend() && successes.size() < kMostUsual; ++run) {
    const bool counts = run->state == DagRunState::kSucceeded && !run->unusual &&
                        run->duration.value_or(milliseconds(0)) > milliseconds(0);
    if (counts && run->place == place && run->dagId != except) successes.push_back(&*run);
  }
  std::ranges::reverse(successes);
  return successes;
}

std::optional<terminal::UsualDuration> usualDuration(std::vector<milliseconds> durations) {
  if (durations.size() < kFewestUsual) return std::nullopt;
  std::ranges::sort(durations);
  const std::size_t last = durations.size() - 1;
  return terminal::UsualDuration{.median = medianOf(durations),
                                 .low = durations[last / 4],
                                 .high = durations[last - last / 4],
                                 .runs = durations.size()};
}

std::optional<terminal::UsualDuration> usualDuration(const std::vector<const SeenRun*>& successes) {
  std::vector<milliseconds> durations;
  durations.reserve(successes.size());
  for (const SeenRun* run : successes) durations.push_back(*run->duration);
  return usualDuration(std::move(durations));
}

std::optional<Baseline> usualBaseline(const std::vector<const SeenRun*>& successes) {
  const auto usual = usualDuration(successes);
  if (!usual) return std::nullopt;
  Baseline baseline;
  baseline.runs = usual->runs;
  baseline.duration = usual->median;
  std::map<std::string, std::vector<const NodeDurations*>> byName;
  std::set<std::string> twice;
  for (const SeenRun* run : successes) {
    baseline.complete = baseline.complete && run->nodes.size() >= run->nodeCount;
    std::set<std::string> names;
    for (const SeenNode& node : run->nodes) {
      if (!names.insert(node.nodeName).second) twice.insert(node.nodeName);
      byName[node.nodeName].push_back(&node.durations);
    }
  }
  for (const auto& [nodeName, all] : byName) {
    // What is rare is not usual, and of two of a name it is not known which is which.
    const bool isUsual = all.size() * 2 > successes.size() && !twice.contains(nodeName);
    BaselineNode& node = baseline.nodes.emplace_back();
    node.nodeName = nodeName;
    node.hasTimes = isUsual;
    if (!isUsual) continue;
    for (const auto part : {&NodeDurations::waitSchedule, &NodeDurations::waitResources, &NodeDurations::running}) {
      node.durations.*part = medianOf(all, part);
    }
  }
  return baseline;
}

}  // namespace dataworks::cli
