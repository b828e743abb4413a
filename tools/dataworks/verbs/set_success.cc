// SPDX-License-Identifier: Apache-2.0
// `dataworks set-success ID NODE…`: marks failed nodes as succeeded, so that what waits for them goes on.
#include <algorithm>

#include "command_line/arguments.h"
#include "command_line/node_choice.h"
#include "command_line/options.h"
#include "result/action_exit_code.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "run/action_journal.h"
#include "run/call_counter.h"
#include "run/dry_run.h"
#include "run/failure.h"
#include "run/run_address.h"
#include "run/run_reading.h"
#include "session/confirm.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "verbs/verbs.h"
#include "watch/expectation.h"

namespace dataworks::cli {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct SetSuccessOptions {
  std::string dagId;
  std::vector<std::string> nodes;
  std::string projectName;
  std::optional<ProjectEnv> env;
  bool yes = false;
  bool dryRun = false;
  ConnectionOptions connection;
  OutputOptions output;
};

/// Those of `chosen` that failed. Throws `BadArgument` for a node that has neither failed nor succeeded.
NodeList targetsOf(const NodeList& chosen) {
  NodeList targets;
  for (const NodeInsInfo* node : chosen) {
    if (node->status == NodeStatus::kSuccess) continue;
    if (node->status != NodeStatus::kFailure) {
      throw BadArgument(nodeAndId(*node) + " is " + terminal::statusWord(node->status, Language::kEnglish) +
                            ": only a node that reads FAILURE can be set to success",
                        nodeAndId(*node, Language::kChinese) + " 的状态为 " +
                            terminal::statusWord(node->status, Language::kChinese) +
                            "：只有 FAILURE 的节点才能置为成功");
    }
    targets.push_back(node);
  }
  return targets;
}

std::string question(const NodeList& targets, const terminal::WatchedRun& run, Language language) {
  const std::string where = terminal::printable(run.projectName + (run.flowName.empty() ? "" : "/" + run.flowName)) +
                            " (dag " + std::to_string(run.dagId) + ")";
  return in(language, "Set to success: ", "置为成功：") + namesOf(targets, language) +
         in(language, " of ", "，所属实例 ") + where +
         in(language, "? What is downstream runs on missing data.", "？下游将在数据缺失的情况下运行。");
}

const NodeInsInfo* findInstance(const DagRun& run, std::int64_t instanceId) {
  const auto at = std::find_if(run.nodes.begin(), run.nodes.end(),
                               [&](const NodeInsInfo& node) { return node.instanceId == instanceId; });
  return at != run.nodes.end() ? &*at : nullptr;
}

/// The requests of the command, and what became of them.
class Setting {
 public:
  Setting(const SetSuccessOptions& options, const Connection& connection, DagRef run, const Session& session,
          const Deadline& deadline)
      : options_(options), connection_(connection), ref_(std::move(run)), session_(session), deadline_(deadline) {}

  void begin(const DagRun& run, const NodeList& chosen) {
    last_ = run;
    for (const NodeInsInfo* node : chosen) {
      outcomes_.push_back({*node, node->status == NodeStatus::kSuccess ? "alreadyOver" : "notSent"});
    }
  }

  void send(ActionJournal& journal) {
    std::vector<ActionOnNode> nodes;
    for (const NodeOutcome& outcome : outcomes_) {
      if (outcome.outcome == "notSent") nodes.push_back({outcome.node.instanceId, outcome.node.nodeName, {}});
    }
    if (nodes.empty()) return;
    journal.sending(nodes);
    for (NodeOutcome& outcome : outcomes_) {
      if (outcome.outcome == "notSent" && !sendOne(outcome)) break;
    }
    for (ActionOnNode& node : nodes) node.outcome = outcomeOf(node.instanceId);
    journal.ended(std::move(nodes));
  }

  /// Polls until all accepted nodes read SUCCESS.
  Followed follow() {
    constexpr int kMostFailures = 5;
    int failures = 0;
    for (milliseconds pause(500); true; pause = std::min(pause * 2, milliseconds(seconds(10)))) {
      if (allArrived()) return Followed::kArrived;
      if ((followError_ = connection_.calls->reserveReached())) return Followed::kLostTrack;
      auto run = readRun(connection_.client, ref_, callOptions(options_.connection, deadline_, session_));
      if (run) {
        failures = 0;
        see(std::move(*run));
        if (allArrived()) return Followed::kArrived;
      } else if (++failures == kMostFailures || run.error().kind == ErrorKind::kRejected) {
        followError_ = run.error();
        return Followed::kLostTrack;
      }
      if (!pauseFor(pause, deadline_, session_)) {
        return deadline_.passed() ? Followed::kTimedOut : Followed::kStopped;
      }
    }
  }

  [[nodiscard]] const ActionTally& tally() const { return tally_; }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  [[nodiscard]] const std::optional<Error>& followError() const { return followError_; }
  [[nodiscard]] const std::vector<NodeOutcome>& outcomes() const { return outcomes_; }
  [[nodiscard]] const DagRun& last() const { return last_; }
  [[nodiscard]] Execution execution() const {
    if (tally_.accepted > 0) return Execution::kExecuted;
    return tally_.unknown > 0 ? Execution::kMaybeExecuted : Execution::kNotExecuted;
  }

 private:
  /// False if no further request should be sent.
  bool sendOne(NodeOutcome& outcome) {
    const auto response =
        connection_.client.call(SetSuccessInstanceRequest{.instanceId = outcome.node.instanceId, .env = ref_.env},
                                callOptions(options_.connection, deadline_, session_));
    if (response) {
      outcome.outcome = "accepted";
      outcome.requestId = response->requestId;
      ++tally_.accepted;
      return true;
    }
    outcome.error = response.error();
    outcome.requestId = response.error().requestId;
    if (!error_) error_ = response.error();
    if (response.error().mayHaveExecuted()) {
      outcome.outcome = "unknown";
      ++tally_.unknown;
    } else if (response.error().kind == ErrorKind::kRejected) {
      outcome.outcome = "rejected";
      ++tally_.rejected;
      return true;  // the next node may be another matter
    } else {
      ++tally_.notSent;
    }
    return false;
  }

  [[nodiscard]] std::string outcomeOf(std::int64_t instanceId) const {
    for (const NodeOutcome& outcome : outcomes_) {
      if (outcome.node.instanceId == instanceId) return outcome.outcome;
    }
    return {};
  }

  [[nodiscard]] bool allArrived() const {
    return std::none_of(outcomes_.begin(), outcomes_.end(),
                        [](const NodeOutcome& outcome) { return outcome.outcome == "accepted"; });
  }

  void see(DagRun run) {
    for (NodeOutcome& outcome : outcomes_) {
      const NodeInsInfo* node = findInstance(run, outcome.node.instanceId);
      if (node == nullptr) continue;
      outcome.node = *node;
      if (outcome.outcome == "accepted" && node->status == NodeStatus::kSuccess) outcome.outcome = "set";
    }
    last_ = std::move(run);
  }

  const SetSuccessOptions& options_;
  const Connection& connection_;
  const DagRef ref_;
  const Session& session_;
  const Deadline& deadline_;
  std::vector<NodeOutcome> outcomes_;
  ActionTally tally_;
  std::optional<Error> error_;
  std::optional<Error> followError_;
  DagRun last_;
};

void logErrors(const Setting& setting, int exitCode, Language language) {
  for (const NodeOutcome& outcome : setting.outcomes()) {
    if (outcome.error)
      logError("dataworks: " + nodeAndId(outcome.node, language) + in(language, ": ", "："), *outcome.error, exitCode,
               language);
  }
  if (setting.followError()) {
    logError(
        in(language, "dataworks: accepted, but the run cannot be followed: ", "dataworks: 已受理，但无法继续跟踪："),
        *setting.followError(), exitCode, language);
  }
}

std::string settingLine(const NodeOutcome& outcome, Language language) {
  std::string text = nodeAndId(outcome.node, language) + in(language, ": ", "：");
  if (outcome.outcome == "set") return text + in(language, "set to success", "已置为成功");
  if (outcome.outcome == "alreadyOver") return text + in(language, "reads SUCCESS already", "已是成功状态");
  if (outcome.outcome == "accepted")
    return text + in(language, "accepted, does not read SUCCESS yet", "已受理，尚未显示为成功");
  if (outcome.outcome == "rejected") return text + in(language, "rejected", "被拒绝");
  if (outcome.outcome == "unknown") return text + in(language, "unknown: the response was lost", "未知：未收到响应");
  return text + in(language, "not sent", "未发送");
}

int end(const SetSuccessOptions& options, const Setting& setting, const AddressedRun& addressed, int exitCode,
        const Connection& connection, const ConnectionOptions& connectionOptions, const Session& session,
        const Deadline& deadline) {
  const Language language = languageOnStderr(options.output, session.environment);
  logErrors(setting, exitCode, language);
  keepSeen(setting.last(), addressed.run, connection.client, true, session, deadline);
  if (!options.output.table()) {
    const ReportOptions about = aboutRun(addressed.run, connection.client.regionId());
    const std::optional<Error>& error = setting.followError() ? setting.followError() : setting.error();
    writeResult(actionJson(
        {exitCode, setting.execution(), addressed.run.dagId, error ? &*error : nullptr, &setting.last(), about}, "set",
        setting.outcomes()));
    return exitCode;
  }
  const Language onStdout = languageOnStdout(options.output, session.environment);
  for (const NodeOutcome& outcome : setting.outcomes()) writeResult(settingLine(outcome, onStdout) + "\n");
  if (setting.tally().accepted > 0 && !options.output.quiet) {
    logLine(in(language, "what waited for it goes on: ", "下游继续运行：") +
            watchCommand({addressed.run.dagId}, addressed.run.projectName, connectionOptions, addressed.run.env));
  }
  return exitCode;
}

int setSuccess(const SetSuccessOptions& options, Session& session) {
  if (!options.yes && !options.dryRun && !canAsk()) {
    throw BadArgument("set-success asks first, and there is no terminal: give --yes",
                      "set-success 会先询问，但没有终端：请加 --yes");
  }
  const Deadline deadline(session, options.connection.timeout, std::chrono::minutes(10));
  const Language language = languageOnStderr(options.output, session.environment);
  const AddressedRun addressed =
      addressRun(options.dagId, options.projectName, options.connection.regionId, options.env, session);
  const auto opened = openRun(addressed, options.connection, deadline, session, language);
  if (!opened) return endUnacted(opened.error(), addressed.run.dagId, "set", options.output, session);
  const DagRun& run = opened->run;

  const NodeList chosen = chooseNodes(run.nodes, options.nodes, Namesakes::kRefused, "set-success", run.dagId);
  const NodeList targets = targetsOf(chosen);
  if (options.dryRun) {
    writeResult(showPlan(run, requestsFor(targets, "SetSuccessInstance"), options.output.format));
    return exitCodeOf(ExitCode::kSucceeded);
  }
  if (!targets.empty() && !options.yes && !confirm(question(targets, addressed.run, language), session, deadline)) {
    return endUnsent(run.dagId, "set", options.output, session);
  }
  Setting setting(options, opened->connection, opened->ref, session, deadline);
  setting.begin(run, chosen);
  ActionJournal journal("set-success", opened->ref, opened->connection, session, deadline, language);
  session.acted = !targets.empty();
  setting.send(journal);
  const Followed followed = setting.follow();
  const int exitCode =
      setSuccessExitCode(setting.tally(), setting.error(), followed, {session.signals.received(), deadline.passed()});
  return end(options, setting, addressed, exitCode, opened->connection, opened->options, session, deadline);
}

}  // namespace

Verb setSuccessVerb() {
  auto options = std::make_shared<SetSuccessOptions>();
  return {
      "set-success",
      {"Mark failed nodes as succeeded, so that what waits for them runs", "将失败的节点置为成功，使下游节点继续运行"},
      together({{Option("ID,--dag-id,--DagId", &options->dagId, {"Id of the run", "运行的实例 ID"},
                        {.type = "NUMBER", .required = true}),
                 Option("NODE", &options->nodes,
                        {"Nodes by name or instance id, name:NAME or id:ID where both fit",
                         "节点名称或节点实例 ID；两者都匹配时写 name:名称 或 id:ID"},
                        {.type = "", .required = true}),
                 projectNameOption(options->projectName), projectEnvOption(options->env),
                 Option("-y,--yes", &options->yes, {"Do not ask", "不询问"}),
                 Option("--dry-run", &options->dryRun,
                        {"Read the run, list the requests that would follow", "只读取运行并列出将要发送的请求"})},
                outputOptions(options->output, {"table", "json"}),
                connectionOptions(options->connection)}),
      {"dataworks set-success 332455685 clean_orders"},
      {"What is downstream runs on missing data. Repeating it is harmless.",
       "下游节点会在数据缺失的情况下运行。重复执行无害。"},
      executing(setSuccess, options)};
}

}  // namespace dataworks::cli
