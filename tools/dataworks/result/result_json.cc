// SPDX-License-Identifier: Apache-2.0
#include "result/result_json.h"

#include <sstream>

#include "journal/journal.h"
#include "session/json.h"
#include "terminal/words.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

Json idOrNull(std::int64_t dagId) { return dagId != 0 ? Json(dagId) : Json(); }

Json toJson(const Error& error) {
  Json json{{"kind", name(error.kind)},
            {"execution", name(error.execution)},
            {"phase", name(error.phase)},
            {"operation", error.operation},
            {"code", error.code},
            {"message", error.message},
            {"hint", error.hint},
            {"requestId", error.requestId},
            {"httpStatus", error.httpStatus},
            {"attempts", error.attempts},
            {"signatureNonce", error.signatureNonce}};
  if (error.retryAfter) json["retryAfterMs"] = error.retryAfter->count();
  if (error.timestamp) json["timestamp"] = detail::isoTimestampMs(*error.timestamp);
  return json;
}

Json toJson(const DagRun& run, const ReportOptions& options) {
  std::ostringstream text;
  writeJson(run, text, options);
  Json json = Json::parse(text.str(), nullptr, false);
  json["state"] = name(run.state);
  return json;
}

Json errorOf(const RunEnding& end) {
  if (!end.bug.empty()) return {{"kind", "bug"}, {"message", end.bug}};
  return end.error != nullptr ? toJson(*end.error) : Json();
}

Json toJson(const LogEntry& entry) {
  const NodeLogResult& result = *entry.result;
  return {{"nodeName", result.node.nodeName},
          {"instanceId", result.node.instanceId},
          {"statusName", name(result.node.status)},
          {"attempt", result.attempt > 0 ? Json(result.attempt) : Json()},
          {"instanceHistoryId", idOrNull(result.instanceHistoryId)},
          {"bytes", result.log.data.size()},
          {"lines", countLines(result.log.data)},
          {"truncated", result.log.truncated},
          {"masked", entry.shown != nullptr ? entry.shown->masked : 0},
          {"invalidUtf8", result.log.invalidUtf8},
          {"log", entry.shown != nullptr ? Json(entry.shown->text) : Json()},
          {"file", entry.file.empty() ? Json() : Json(entry.file)},
          {"error", result.error ? toJson(*result.error) : Json()}};
}

Json toJson(const std::vector<LogEntry>& logs) {
  Json list = Json::array();
  for (const LogEntry& entry : logs) list.push_back(toJson(entry));
  return list;
}

Json candidatesOf(const RunEnding& end);

Json endFields(const RunEnding& end) {
  Json json{{"exitCode", end.exitCode},
            {"execution", name(end.execution)},
            {"dagId", idOrNull(end.dagId)},
            {"error", errorOf(end)},
            {"run", end.run != nullptr ? toJson(*end.run, end.about) : Json()}};
  if (end.logs != nullptr) json["logs"] = toJson(*end.logs);
  if (end.looksForCandidates) json["candidates"] = candidatesOf(end);
  return json;
}

Json event(std::string_view kind, Now now) { return {{"event", kind}, {"time", detail::isoTimestampMs(now)}}; }

Json countsOf(const std::map<NodeStatus, std::size_t>& all) {
  Json counts = Json::object();
  for (const auto& [status, count] : all) {
    counts[terminal::isKnown(status) ? std::string(name(status)) : std::to_string(static_cast<std::int64_t>(status))] =
        count;
  }
  return counts;
}

Json toJson(const DagCandidate& run) {
  return {{"dagId", run.dagId},
          {"flowName", run.flowName},
          {"createTime", run.createTime ? Json(detail::isoTimestampMs(*run.createTime)) : Json()},
          {"createUser", run.createUser},
          {"bizdate", bizdateOf(run)},
          {"state", name(run.state)},
          {"counts", countsOf(run.counts)}};
}

/// Runs that may be that of a trigger of unknown outcome; null if it could not be looked for them.
Json candidatesOf(const RunEnding& end) {
  if (end.candidates == nullptr) return {};
  Json list = Json::array();
  for (const DagCandidate& run : *end.candidates) {
    Json one = toJson(run);
    using Seconds = std::chrono::duration<double>;
    one["secondsAfterTrigger"] = run.createdAfter ? Json(Seconds(*run.createdAfter).count()) : Json();
    list.push_back(std::move(one));
  }
  return list;
}

/// The fields of one run in a `finished` event.
void addEnd(const RunEnding& end, Json& json) {
  json["state"] = end.run != nullptr ? Json(name(end.run->state)) : Json();
  Json failed = Json::array();
  if (end.run != nullptr) {
    for (const NodeInsInfo& node : end.run->nodes) {
      if (node.status == NodeStatus::kFailure) failed.push_back(node.nodeName);
    }
  }
  json["counts"] = end.run != nullptr ? countsOf(end.run->counts) : Json::object();
  json["failedNodes"] = std::move(failed);
  json["execution"] = name(end.execution);
  json["dagId"] = idOrNull(end.dagId);
  json["error"] = errorOf(end);
  if (end.looksForCandidates) json["candidates"] = candidatesOf(end);
}

}  // namespace

std::string bizdateOf(const DagCandidate& run) {
  return run.bizdate.time ? detail::peopleTime(*run.bizdate.time).substr(0, 10) : run.bizdate.text;
}

std::string endJson(const RunEnding& end) { return jsonLines(endFields(end)); }

std::string endsJson(int exitCode, const std::vector<RunEnding>& ends) {
  Json runs = Json::array();
  for (const RunEnding& end : ends) runs.push_back(endFields(end));
  return jsonLines({{"exitCode", exitCode}, {"runs", std::move(runs)}});
}

std::string responseJson(const CreateManualDagResponse& response) {
  return jsonLines({{"requestId", response.requestId},
                    {"returnCode", response.returnCode},
                    {"returnMessage", response.returnMessage},
                    {"returnErrorSolution", response.returnErrorSolution},
                    {"returnValue", response.returnValue}});
}

std::string responseJson(const RunManualDagNodesResponse& response) {
  return jsonLines({{"requestId", response.requestId}, {"dagId", response.dagId}});
}

std::string logsJson(const LogsEnding& end) {
  return jsonLines({{"exitCode", end.exitCode},
                    {"error", end.error != nullptr ? toJson(*end.error) : Json()},
                    {"projectName", end.projectName},
                    {"dagId", idOrNull(end.dagId)},
                    {"logs", toJson(end.logs)},
                    {"notFetched", end.notFetched}});
}

std::string actionJson(const RunEnding& end, std::string_view key, const std::vector<NodeOutcome>& outcomes) {
  Json list = Json::array();
  for (const NodeOutcome& outcome : outcomes) {
    Json one{{"nodeName", outcome.node.nodeName},
             {"instanceId", outcome.node.instanceId},
             {"outcome", outcome.outcome},
             {"statusName", name(outcome.node.status)}};
    if (key == "rerun") one["failedAt"] = outcome.failedAt ? Json(detail::isoTimestampMs(*outcome.failedAt)) : Json();
    one["requestId"] = outcome.requestId;
    one["error"] = outcome.error ? toJson(*outcome.error) : Json();
    list.push_back(std::move(one));
  }
  Json json = endFields(end);
  const Json run = json["run"];
  json.erase("run");
  json[std::string(key)] = std::move(list);
  json["run"] = run;
  return jsonLines(json);
}

std::string remoteRunsJson(const RemoteRuns& remote) {
  Json runs = Json::array();
  for (std::size_t i = 0; remote.runs != nullptr && i < remote.runs->size(); ++i) {
    const DagCandidate& run = (*remote.runs)[i];
    const RemoteRuns::InJournal& known = remote.journal[i];
    Json one = toJson(run);
    one["secondsAfterTrigger"] = known.secondsAfterTrigger ? Json(*known.secondsAfterTrigger) : Json();
    one["journal"] = known.word.empty() ? Json() : Json(known.word);
    runs.push_back(std::move(one));
  }
  return jsonLines({{"exitCode", remote.exitCode},
                    {"error", remote.error != nullptr ? toJson(*remote.error) : Json()},
                    {"projectName", remote.projectName},
                    {"projectId", remote.runs != nullptr ? idOrNull(remote.runs->projectId) : Json()},
                    {"since", detail::isoTimestampMs(remote.since)},
                    {"complete", remote.runs != nullptr && !remote.runs->truncated},
                    {"runs", std::move(runs)}});
}

std::string plannedJson(const std::string& projectName, std::int64_t dagId,
                        const std::vector<PlannedRequest>& requests) {
  Json list = Json::array();
  for (const PlannedRequest& request : requests) {
    list.push_back({{"action", request.action},
                    {"nodeName", request.node->nodeName},
                    {"instanceId", request.node->instanceId},
                    {"statusName", name(request.node->status)}});
  }
  return jsonLines({{"exitCode", 0},
                    {"execution", name(Execution::kNotExecuted)},
                    {"error", Json()},
                    {"dryRun", true},
                    {"projectName", projectName},
                    {"dagId", dagId},
                    {"requests", std::move(list)}});
}

std::string triggeredEvent(std::chrono::system_clock::time_point triggered, const FlowTrigger& request,
                           std::int64_t dagId, const std::string& requestId, bool earlier,
                           std::optional<Now> expectedEnd) {
  Json json = event("triggered", triggered);
  json["projectName"] = request.projectName;
  json["flowName"] = request.flowName;
  json["bizdate"] = request.bizdate.toWireString();
  json["dagId"] = idOrNull(dagId);
  json["requestId"] = requestId;
  if (!request.part.only.empty()) json["only"] = request.part.only;
  if (!request.part.except.empty()) json["except"] = request.part.except;
  if (request.part.env) json["env"] = envWord(*request.part.env);
  if (earlier) json["earlier"] = true;
  if (expectedEnd) json["expectedEnd"] = detail::isoTimestampMs(*expectedEnd);
  return jsonLine(json);
}

std::string expectedEvent(Now now, std::int64_t dagId, Now expectedEnd) {
  Json json = event("expected", now);
  json["dagId"] = dagId;
  json["expectedEnd"] = detail::isoTimestampMs(expectedEnd);
  return jsonLine(json);
}

std::string nodeEvents(Now now, const DagRun& run, bool withDagId) {
  std::string lines;
  for (const NodeChange& change : run.changes) {
    const NodeInsInfo& node = run.nodes[change.node];
    Json json = event("node", now);
    if (withDagId) json["dagId"] = run.dagId;
    json["nodeName"] = node.nodeName;
    json["instanceId"] = node.instanceId;
    json["status"] = static_cast<std::int64_t>(node.status);
    json["statusName"] = name(node.status);
    if (change.previousStatus != NodeStatus::kUnset) {
      json["previousStatus"] = static_cast<std::int64_t>(change.previousStatus);
    }
    lines += jsonLine(json);
  }
  return lines;
}

std::string pollFailedEvent(Now now, const PollEvent& poll, std::int64_t dagId, bool withDagId) {
  if (poll.error == nullptr) return {};
  Json json = event("pollFailed", now);
  if (withDagId) json["dagId"] = dagId;
  json["code"] = poll.error->code.empty() ? Json(name(poll.error->kind)) : Json(poll.error->code);
  json["inARow"] = poll.failedInARow;
  return jsonLine(json);
}

std::string lateEvent(Now now, std::int64_t dagId, std::chrono::milliseconds elapsed, std::chrono::milliseconds limit) {
  Json json = event("late", now);
  json["dagId"] = dagId;
  json["elapsedMs"] = elapsed.count();
  json["limitMs"] = limit.count();
  return jsonLine(json);
}

std::string logEvent(Now now, const LogEntry& entry, bool withDagId) {
  Json json = event("log", now);
  const NodeInsInfo& node = entry.result->node;
  if (withDagId) json["dagId"] = node.dagId;
  json["nodeName"] = node.nodeName;
  json["instanceId"] = node.instanceId;
  json["tail"] = entry.shown != nullptr ? Json(entry.shown->text) : Json();
  if (entry.result->error) json["error"] = toJson(*entry.result->error);
  return jsonLine(json);
}

std::string restartEvent(Now now, const NodeOutcome& outcome) {
  const bool isSending = outcome.outcome == "sending";
  Json json = event(isSending ? "restarting" : "restarted", now);
  json["nodeName"] = outcome.node.nodeName;
  json["instanceId"] = outcome.node.instanceId;
  if (!isSending) {
    json["outcome"] = outcome.outcome;
    json["requestId"] = outcome.requestId;
  }
  return jsonLine(json);
}

std::string finishedEvent(Now now, const RunEnding& end) {
  Json json = event("finished", now);
  json["exitCode"] = end.exitCode;
  addEnd(end, json);
  return jsonLine(json);
}

std::string finishedEvent(Now now, int exitCode, const std::vector<RunEnding>& ends) {
  Json json = event("finished", now);
  json["exitCode"] = exitCode;
  json["runs"] = Json::array();
  for (const RunEnding& end : ends) {
    Json one{{"exitCode", end.exitCode}};
    addEnd(end, one);
    json["runs"].push_back(std::move(one));
  }
  return jsonLine(json);
}

}  // namespace dataworks::cli
