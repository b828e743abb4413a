// SPDX-License-Identifier: Apache-2.0
#include "journal/run_events.h"

#include <algorithm>
#include <array>
#include <utility>

#include "journal/journal.h"
#include "session/exit_code.h"
#include "session/json.h"
#include "text/duration.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

using Time = std::chrono::system_clock::time_point;

constexpr std::array<std::pair<RunEvent, std::string_view>, 4> kNames{{{RunEvent::kLate, "late"},
                                                                       {RunEvent::kFailed, "failed"},
                                                                       {RunEvent::kSucceeded, "succeeded"},
                                                                       {RunEvent::kUnknown, "unknown"}}};

/// A message is no place for thousands of names, and they must fit a pipe.
constexpr std::size_t kMostNames = 20;

constexpr std::string_view kNotifiedOpening = R"({"event":"notified",)";

std::vector<std::string> failedNames(const DagRun& run) {
  std::vector<std::string> names;
  for (const NodeInsInfo& node : run.nodes) {
    if (node.status == NodeStatus::kFailure && names.size() < kMostNames) names.push_back(node.nodeName);
  }
  return names;
}

/// `sales/nightly bizdate 2026-11-22 dag 332455685`
std::string runText(const terminal::WatchedRun& run) {
  std::string text = run.projectName;
  if (!run.flowName.empty()) text += "/" + run.flowName;
  if (run.bizdate.isSet()) text += " bizdate " + run.bizdate.day();
  if (run.dagId != 0) text += " dag " + std::to_string(run.dagId);
  return text;
}

std::string sentence(const RunNews& news) {
  std::string text = runText(news.run);
  const std::string after = news.elapsed ? " after " + detail::formatDuration(*news.elapsed) : "";
  switch (news.event) {
    case RunEvent::kLate:
      text += " is late: " + (news.elapsed ? detail::formatDuration(*news.elapsed) : "");
      if (news.limit) text += ", more than " + detail::formatDuration(*news.limit);
      break;
    case RunEvent::kSucceeded: text += " succeeded" + after; break;
    case RunEvent::kUnknown: text += ": outcome unknown"; break;
    case RunEvent::kFailed: {
      text += " failed" + after;
      const std::size_t failed = news.last != nullptr ? news.last->count(NodeStatus::kFailure) : 0;
      std::string_view separator = ": ";
      if (failed > 0) {
        for (const std::string& name : failedNames(*news.last)) {
          text.append(separator).append(name);
          separator = ", ";
        }
      }
      if (failed > kMostNames) text += " and " + std::to_string(failed - kMostNames) + " more";
      break;
    }
  }
  if (!news.error.empty()) text += " (" + news.error + ")";
  return text;
}

Json millisecondsOrNull(const std::optional<std::chrono::milliseconds>& duration) {
  return duration ? Json(duration->count()) : Json();
}

/// When the failure, or the run, ended: another one ends at another time.
std::string endOf(const DagRun& run, RunEvent event) {
  std::optional<Time> end = event == RunEvent::kSucceeded ? run.finishTime : std::nullopt;
  for (const NodeInsInfo& node : run.nodes) {
    if (event != RunEvent::kFailed || node.status != NodeStatus::kFailure) continue;
    end = std::max(end, node.finishTime.time);  // an empty one is the smallest
  }
  return end ? detail::isoTimestampMs(*end) : "";
}

Json toJson(const EventKey& key) {
  return {{"endpoint", key.endpoint}, {"projectName", key.projectName}, {"env", envWord(key.env)},
          {"dagId", key.dagId},       {"on", nameOf(key.event)},        {"occasion", key.occasion}};
}

}  // namespace

std::string_view nameOf(RunEvent event) noexcept {
  for (const auto& [one, word] : kNames) {
    if (one == event) return word;
  }
  return {};
}

std::optional<RunEvent> parseRunEvent(std::string_view word) noexcept {
  for (const auto& [event, name] : kNames) {
    if (name == word) return event;
  }
  return std::nullopt;
}

std::optional<RunEvent> eventOf(int exitCode) noexcept {
  switch (static_cast<ExitCode>(exitCode)) {
    case ExitCode::kSucceeded: return RunEvent::kSucceeded;
    case ExitCode::kRunFailed: return RunEvent::kFailed;
    case ExitCode::kUnknown:
    case ExitCode::kLostTrack:
    case ExitCode::kBug:
    case ExitCode::kTimedOut: return RunEvent::kUnknown;
    default: return std::nullopt;
  }
}

std::string newsJson(const RunNews& news) {
  const terminal::WatchedRun& run = news.run;
  Json json{{"event", nameOf(news.event)},
            {"time", detail::isoTimestampMs(news.time)},
            {"text", sentence(news)},
            {"projectName", run.projectName},
            {"flowName", run.flowName},
            {"bizdate", run.bizdate.isSet() ? run.bizdate.day() : ""},
            {"dagId", run.dagId != 0 ? Json(run.dagId) : Json()},
            {"env", envWord(run.env)},
            {"regionId", news.regionId},
            {"state", news.last != nullptr ? Json(name(news.last->state)) : Json()},
            {"elapsedMs", millisecondsOrNull(news.elapsed)},
            {"limitMs", millisecondsOrNull(news.limit)},
            {"usualMs", run.usual ? Json(run.usual->median.count()) : Json()},
            {"failedNodes", news.last != nullptr ? Json(failedNames(*news.last)) : Json::array()},
            {"failedCount", news.last != nullptr ? news.last->count(NodeStatus::kFailure) : 0},
            {"exitCode", news.exitCode ? Json(*news.exitCode) : Json()},
            {"error", news.error.empty() ? Json() : Json(news.error)},
            {"next", news.nextCommand}};
  return jsonLine(json);
}

EventKey keyOf(const RunNews& news, const std::string& endpoint, const std::string& nonce) {
  EventKey key{endpoint, news.run.projectName, news.run.env, news.run.dagId, news.event, nonce};
  if (nonce.empty() && news.last != nullptr) key.occasion = endOf(*news.last, news.event);
  return key;
}

std::string notifiedLine(const EventKey& key, Time time) {
  Json json{{"event", "notified"}, {"time", detail::isoTimestampMs(time)}};
  json.update(toJson(key));
  return jsonLine(json);
}

bool wasNotified(std::string_view text, const EventKey& key) {
  const Json wanted = toJson(key);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!one.starts_with(kNotifiedOpening)) continue;
    const auto json = Json::parse(one, nullptr, false);
    if (!json.is_object()) continue;
    const auto& all = wanted.items();
    const bool same = std::all_of(all.begin(), all.end(), [&](const auto& item) {
      const auto at = json.find(item.key());
      return at != json.end() && *at == item.value();
    });
    if (same) return true;
  }
  return false;
}

}  // namespace dataworks::cli
