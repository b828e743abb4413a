// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "session/json.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

constexpr std::string_view kSending = "sending";
constexpr std::string_view kAnswered = "answered";
constexpr std::string_view kActing = "acting";
constexpr std::string_view kActed = "acted";

Outcome readOutcome(const std::string& text) {
  for (const Outcome outcome : {Outcome::kStarted, Outcome::kNotStarted}) {
    if (text == nameOf(outcome)) return outcome;
  }
  return Outcome::kUnknown;
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

void addWords(const Parameters& parameters, const std::string& prefix, std::vector<std::string>& words) {
  for (const Parameter& parameter : parameters) words.push_back(prefix + parameter.name + "=" + parameter.value);
}

std::string idList(const std::vector<std::int64_t>& ids) {
  std::string text;
  for (const std::int64_t id : ids) text += (text.empty() ? "" : ",") + std::to_string(id);
  return text;
}

/// Never change it: `--once` would trigger again what was triggered before the change.
std::string hashParameters(const FlowTrigger& request) {
  std::vector<std::string> words;
  addWords(request.dagPara, "", words);
  for (std::string& word : words) {
    // A flow parameter `7:a` differs from `a` of node 7. Only such names get a mark: all others keep their hash.
    if (word.substr(0, word.find('=')).find(':') != std::string::npos) word.insert(0, ":");
  }
  for (const NodeParameter& node : request.nodePara) {
    addWords(node.parameters, std::to_string(node.nodeId) + ":", words);
  }
  std::sort(words.begin(), words.end());  // the service ignores the order of parameters
  std::string text;
  for (const std::string& word : words) text.append(word).append("\n");  // no part contains white space
  // Parameters contain a '=', these lines do not.
  if (!request.part.only.empty()) text.append("only:").append(idList(request.part.only)).append("\n");
  if (!request.part.except.empty()) text.append("except:").append(idList(request.part.except)).append("\n");
  if (request.part.env) text.append("env:").append(envWord(*request.part.env)).append("\n");
  return sha256(text);
}

std::vector<std::int64_t> idsIn(const Json& json, const char* name) {
  std::vector<std::int64_t> ids;
  const auto list = json.find(name);
  if (list == json.end() || !list->is_array()) return ids;
  for (const Json& id : *list) {
    if (id.is_number_integer()) ids.push_back(id.get<std::int64_t>());
  }
  return ids;
}

FlowPart readPart(const Json& json) {
  FlowPart part{idsIn(json, "only"), idsIn(json, "except"), std::nullopt};
  const std::string env = textOf(json, "env");
  if (env == envWord(ProjectEnv::kDev)) part.env = ProjectEnv::kDev;
  if (env == envWord(ProjectEnv::kProd)) part.env = ProjectEnv::kProd;
  return part;
}

JournalEntry readSending(const Json& json) {
  JournalEntry entry;
  entry.trigger = textOf(json, "trigger");
  entry.time = detail::parseUtc(textOf(json, "time")).value_or(std::chrono::system_clock::time_point{});
  entry.user = textOf(json, "user");
  entry.host = textOf(json, "host");
  entry.key = {textOf(json, "endpoint"), textOf(json, "regionId"), textOf(json, "projectName"),
               textOf(json, "flowName"), textOf(json, "bizdate"),  textOf(json, "parametersHash")};
  entry.nonce = textOf(json, "nonce");
  entry.credentials = textOf(json, "credentials");
  entry.part = readPart(json);
  return entry;
}

void readAnswered(const Json& json, JournalEntry& entry) {
  entry.outcome = readOutcome(textOf(json, "outcome"));
  entry.requestId = textOf(json, "requestId");
  entry.errorCode = textOf(json, "errorCode");
  const auto dagId = json.find("dagId");
  if (dagId != json.end() && dagId->is_number_integer()) entry.dagId = dagId->get<std::int64_t>();
}

/// Index of a trigger's entry in the list.
using ByTrigger = std::map<std::string, std::size_t>;

void readLine(std::string_view text, std::vector<JournalEntry>& entries, ByTrigger& known) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return;
  const std::string event = textOf(json, "event");
  if (event == kSending) {
    const auto [at, isNew] = known.try_emplace(textOf(json, "trigger"), entries.size());
    if (isNew) entries.emplace_back();
    entries[at->second] = readSending(json);
  } else if (const auto at = known.find(textOf(json, "trigger")); event == kAnswered && at != known.end()) {
    readAnswered(json, entries[at->second]);
  }
}

Json actionFields(std::string_view event, const ActionEntry& entry) {
  Json nodes = Json::array();
  for (const ActionOnNode& node : entry.nodes) {
    Json one{{"instanceId", node.instanceId}, {"nodeName", node.nodeName}};
    if (!node.outcome.empty()) one["outcome"] = node.outcome;
    if (node.failedAt) one["failedAt"] = detail::isoTimestampMs(*node.failedAt);
    nodes.push_back(std::move(one));
  }
  return {{"event", event},
          {"kind", entry.kind},
          {"time", detail::isoTimestampMs(entry.time)},
          {"action", entry.action},
          {"projectName", entry.projectName},
          {"dagId", entry.dagId},
          {"instances", std::move(nodes)}};
}

ActionEntry readActing(const Json& json) {
  ActionEntry entry;
  entry.kind = textOf(json, "kind");
  entry.action = textOf(json, "action");
  entry.time = detail::parseUtc(textOf(json, "time")).value_or(std::chrono::system_clock::time_point{});
  entry.user = textOf(json, "user");
  entry.host = textOf(json, "host");
  entry.endpoint = textOf(json, "endpoint");
  entry.regionId = textOf(json, "regionId");
  entry.projectName = textOf(json, "projectName");
  entry.env = textOf(json, "env");
  entry.dagId = numberOf(json, "dagId").value_or(0);
  entry.nonce = textOf(json, "nonce");
  entry.credentials = textOf(json, "credentials");
  return entry;
}

/// Adds nodes, or the outcomes of those that are there. `sent`: of a line before requests.
void readNodes(const Json& json, ActionEntry& entry, std::optional<std::chrono::system_clock::time_point> sent) {
  const auto list = json.find("instances");
  if (list == json.end() || !list->is_array()) return;
  for (const Json& one : *list) {
    if (!one.is_object()) continue;
    ActionOnNode node{numberOf(one, "instanceId").value_or(0), textOf(one, "nodeName"), textOf(one, "outcome"),
                      detail::parseUtc(textOf(one, "failedAt"))};
    auto known = std::find_if(entry.nodes.begin(), entry.nodes.end(),
                              [&](const ActionOnNode& each) { return each.instanceId == node.instanceId; });
    if (known == entry.nodes.end()) {
      known = entry.nodes.insert(known, std::move(node));
    } else if (!node.outcome.empty()) {
      known->outcome = std::move(node.outcome);
    }
    if (!sent) continue;
    known->sent = sent;
    known->nonce = textOf(json, "nonce");
  }
}

void readActionLine(std::string_view text, std::vector<ActionEntry>& entries,
                    std::map<std::string, std::size_t>& known) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return;
  const std::string event = textOf(json, "event");
  if (event != kActing && event != kActed) return;
  const auto [at, isNew] = known.try_emplace(textOf(json, "action"), entries.size());
  if (isNew) entries.push_back(readActing(json));
  ActionEntry& entry = entries[at->second];
  entry.ended = event == kActed;
  entry.time = detail::parseUtc(textOf(json, "time")).value_or(entry.time);
  readNodes(json, entry, entry.ended ? std::nullopt : std::optional(entry.time));
}

/// Lines that `run_history.h` and `run_events.h` read. They are longer than all others together, and not parsed here.
bool isOfOthers(std::string_view line) {
  return line.starts_with(R"({"event":"seen",)") || line.starts_with(R"({"event":"notified",)");
}

/// Calls `read` with each line.
template <class Read>
void eachLine(std::string_view text, Read read) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!isOfOthers(text)) read(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

RunKey runKey(const std::string& endpoint, const std::string& regionId, const FlowTrigger& trigger) {
  return {endpoint, regionId, trigger.projectName, trigger.flowName, trigger.bizdate.day(), hashParameters(trigger)};
}

std::int64_t lockPosition(const RunKey& key) {
  const std::string hash = sha256(key.endpoint + '\n' + key.regionId + '\n' + key.projectName + '\n' + key.flowName +
                                  '\n' + key.bizdate + '\n' + key.parametersHash);
  std::int64_t position = 0;
  std::from_chars(hash.data(), hash.data() + 15, position, 16);  // 60 bits: fits an off_t
  return position;
}

std::string sendingLine(const JournalEntry& entry) {
  Json json{{"event", kSending},
            {"time", detail::isoTimestampMs(entry.time)},
            {"trigger", entry.trigger},
            {"user", entry.user},
            {"host", entry.host},
            {"endpoint", entry.key.endpoint},
            {"regionId", entry.key.regionId},
            {"projectName", entry.key.projectName},
            {"flowName", entry.key.flowName},
            {"bizdate", entry.key.bizdate},
            {"parametersHash", entry.key.parametersHash},
            {"nonce", entry.nonce},
            {"credentials", entry.credentials}};
  if (!entry.part.only.empty()) json["only"] = entry.part.only;
  if (!entry.part.except.empty()) json["except"] = entry.part.except;
  if (entry.part.env) json["env"] = envWord(*entry.part.env);
  return jsonLine(json);
}

std::string answeredLine(const JournalEntry& entry) {
  Json json{{"event", kAnswered},
            {"time", detail::isoTimestampMs(entry.time)},
            {"trigger", entry.trigger},
            {"outcome", nameOf(entry.outcome)},
            {"requestId", entry.requestId}};
  if (entry.dagId != 0) json["dagId"] = entry.dagId;
  if (!entry.errorCode.empty()) json["errorCode"] = entry.errorCode;
  return jsonLine(json);
}

std::vector<JournalEntry> readJournal(std::string_view text) {
  std::vector<JournalEntry> entries;
  ByTrigger known;
  eachLine(text, [&](std::string_view one) { readLine(one, entries, known); });
  return entries;
}

std::string actingLine(const ActionEntry& entry) {
  Json json = actionFields(kActing, entry);
  json["user"] = entry.user;
  json["host"] = entry.host;
  json["endpoint"] = entry.endpoint;
  json["regionId"] = entry.regionId;
  json["env"] = entry.env;
  if (!entry.nonce.empty()) json["nonce"] = entry.nonce;
  json["credentials"] = entry.credentials;
  return jsonLine(json);
}

std::string actedLine(const ActionEntry& entry) { return jsonLine(actionFields(kActed, entry)); }

std::vector<ActionEntry> readActions(std::string_view text) {
  std::vector<ActionEntry> entries;
  std::map<std::string, std::size_t> known;
  eachLine(text, [&](std::string_view one) { readActionLine(one, entries, known); });
  return entries;
}

std::string_view envWord(ProjectEnv env) noexcept { return env == ProjectEnv::kDev ? "dev" : "prod"; }

std::vector<UnknownRestart> unknownRestarts(const std::vector<ActionEntry>& entries, const DagRef& run,
                                            std::string_view endpoint) {
  std::map<std::int64_t, UnknownRestart> newest;
  for (const ActionEntry& entry : entries) {
    const bool ofThisRun = entry.dagId == run.dagId && entry.projectName == run.projectName &&
                           entry.env == envWord(run.env) && entry.endpoint == endpoint;
    if (entry.kind != "rerun" || !ofThisRun) continue;
    for (const ActionOnNode& node : entry.nodes) {
      if (node.outcome != "notSent") newest[node.instanceId] = {node, entry};
    }
  }
  std::vector<UnknownRestart> unknown;
  for (auto& [instanceId, restart] : newest) {
    const std::string& outcome = restart.node.outcome;
    if (outcome.empty() || outcome == "unknown" || outcome == "sending") unknown.push_back(std::move(restart));
  }
  return unknown;
}

std::optional<JournalEntry> alreadyTriggered(const std::vector<JournalEntry>& entries, const RunKey& key) {
  for (const Outcome outcome : {Outcome::kStarted, Outcome::kUnknown}) {
    const auto at = std::find_if(entries.rbegin(), entries.rend(), [&](const JournalEntry& entry) {
      return entry.key == key && entry.outcome == outcome;
    });
    if (at != entries.rend()) return *at;
  }
  return std::nullopt;
}

std::optional<JournalEntry> newestRun(const std::vector<JournalEntry>& entries, std::string_view projectName,
                                      std::string_view regionId) {
  const auto at = std::find_if(entries.rbegin(), entries.rend(), [&](const JournalEntry& entry) {
    return entry.outcome != Outcome::kNotStarted && (projectName.empty() || entry.key.projectName == projectName) &&
           (regionId.empty() || entry.key.regionId == regionId);
  });
  return at != entries.rend() ? std::optional(*at) : std::nullopt;
}

Error withoutId(const JournalEntry& earlier) {
  const std::string by = earlier.user + "@" + earlier.host;
  Error error;
  error.operation = earlier.part.isGiven() ? "RunManualDagNodes" : "CreateManualDag";
  error.timestamp = earlier.time;
  error.signatureNonce = earlier.nonce;
  error.requestId = earlier.requestId;
  error.hint = "Find it in Operation Center: manually triggered instances, flow " + earlier.key.flowName + ".";
  if (earlier.outcome == Outcome::kStarted) {
    error.kind = ErrorKind::kBadResponse;
    error.execution = Execution::kExecuted;
    error.message = "already started by " + by + ", but its id is unknown";
  } else {
    error.kind = ErrorKind::kNetwork;
    error.execution = Execution::kMaybeExecuted;
    error.message = std::string(kSentBefore) + by;
  }
  return error;
}

Outcome outcomeOf(Execution execution) {
  switch (execution) {
    case Execution::kExecuted: return Outcome::kStarted;
    case Execution::kNotExecuted: return Outcome::kNotStarted;
    case Execution::kMaybeExecuted: break;
  }
  return Outcome::kUnknown;
}

std::string_view nameOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kStarted: return "started";
    case Outcome::kNotStarted: return "not started";
    case Outcome::kUnknown: break;
  }
  return "unknown";
}

}  // namespace dataworks::cli
