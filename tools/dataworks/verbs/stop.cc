// SPDX-License-Identifier: Apache-2.0
// `dataworks stop ID [NODE…]`: stops what is active of a run, and waits until nothing is.
#include <algorithm>

#include "command_line/arguments.h"
#include "command_line/node_choice.h"
#include "command_line/options.h"
#include "result/action_exit_code.h"
#include "result/action_log.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "run/action_journal.h"
#include "run/dry_run.h"
#include "run/failure.h"
#include "run/run_address.h"
#include "run/run_reading.h"
#include "session/confirm.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "verbs/verbs.h"
#include "watch/expectation.h"

namespace dataworks::cli {

namespace {

struct StopVerbOptions {
  std::string dagId;
  std::vector<std::string> nodes;
  std::string projectName;
  std::optional<ProjectEnv> env;
  bool yes = false;
  bool dryRun = false;
  std::optional<std::chrono::milliseconds> pollInterval;
  ConnectionOptions connection;
  OutputOptions output;
};

NodeList activeNodes(const NodeList& chosen) {
  NodeList active;
  std::copy_if(chosen.begin(), chosen.end(), std::back_inserter(active),
               [](const NodeInsInfo* node) { return isActive(node->status); });
  return active;
}

NodeList allNodes(const DagRun& run) {
  NodeList all;
  for (const NodeInsInfo& node : run.nodes) all.push_back(&node);
  return all;
}

std::string question(std::size_t active, const terminal::WatchedRun& run, Language language) {
  const std::string flow = terminal::printable(run.projectName + (run.flowName.empty() ? "" : "/" + run.flowName));
  const std::string which = run.bizdate.isSet() ? in(language, " (bizdate ", "（业务日期 ") + run.bizdate.day()
                                                : in(language, " (dag ", "（实例 ") + std::to_string(run.dagId);
  return in(language, "Stop ", "停止 ") + std::to_string(active) +
         in(language, active == 1 ? " active node of " : " active nodes of ", " 个活动节点，所属 ") + flow + which +
         in(language, ")?", "）？");
}

/// A stop, and what it has done.
class Stopping {
 public:
  Stopping(const StopVerbOptions& options, const AddressedRun& addressed, const Connection& connection,
           const ConnectionOptions& connectionOptions, const Session& session, const Deadline& deadline)
      : options_(options),
        run_(addressed.run),
        connection_(connection),
        connectionOptions_(connectionOptions),
        session_(session),
        deadline_(deadline),
        language_(languageOnStderr(options.output, session.environment)) {}

  /// `chosen`: the named nodes, also those that are over already.
  int execute(const DagRef& ref, const NodeList& chosen, const NodeList& active) {
    ActionJournal journal("stop", ref, connection_, session_, deadline_, language_);
    journal.sending(forJournal(active));
    StopOptions stop;
    stop.timeout = deadline_.timeout();
    stop.stop = session_.signals.stopToken();
    if (!options_.nodes.empty()) {
      for (const NodeInsInfo* node : chosen) stop.instanceIds.push_back(node->instanceId);
    }
    if (options_.pollInterval) stop.failureConfirmDelay = *options_.pollInterval;
    stop.onInstance = [this](const InstanceEvent& event) { note(event); };
    auto result = connection_.client.stopManualDag(ref, stop);
    if (const DagRun* last = result ? &*result : result.error().lastRun.get()) log_.see(*last);
    journal.ended(log_.forJournal());
    return end(result);
  }

 private:
  static std::vector<ActionOnNode> forJournal(const NodeList& nodes) {
    std::vector<ActionOnNode> list;
    for (const NodeInsInfo* node : nodes) list.push_back({node->instanceId, node->nodeName, {}, {}});
    return list;
  }

  void note(const InstanceEvent& event) {
    log_.note(event);
    if (event.progress != InstanceProgress::kAccepted || options_.output.quiet || !options_.output.table()) return;
    logLine("dataworks: " + outcomeLine({.node = event.node, .outcome = std::string(name(event.progress))}, language_));
  }

  int end(const Result<DagRun>& result) {
    const std::optional<Error> error = result ? std::nullopt : std::optional(result.error());
    const bool rejected = log_.count("rejected") > 0;
    const int exitCode = stopExitCode(error, rejected, {session_.signals.received(), deadline_.passed()});
    if (error) logEnd(*error, exitCode);
    if (const DagRun* last = result ? &*result : error->lastRun.get(); last != nullptr) {
      keepSeen(*last, run_, connection_.client, run_.isPart, session_, deadline_);
    }
    if (!options_.output.table()) {
      const ReportOptions about = aboutRun(run_, connection_.client.regionId());
      const Execution execution = error ? error->execution : Execution::kExecuted;
      writeResult(actionJson(
          {exitCode, execution, run_.dagId, error ? &*error : nullptr, result ? &*result : error->lastRun.get(), about},
          "stopped", log_.outcomes()));
      return exitCode;
    }
    const Language onStdout = languageOnStdout(options_.output, session_.environment);
    for (const NodeOutcome& outcome : log_.outcomes()) writeResult(outcomeLine(outcome, onStdout) + "\n");
    if (log_.count("stopped") > 0 && !options_.output.quiet) {
      logLine("dataworks: " +
              in(language_, "remote jobs of stopped nodes may go on", "已停止节点的远端作业可能仍在运行"));
    }
    return exitCode;
  }

  void logEnd(const Error& error, int exitCode) const {
    if (exitCode > exitCodeOf(ExitCode::kSignal)) {
      const bool sent = error.execution != Execution::kNotExecuted;
      logLine(signalText(exitCode - exitCodeOf(ExitCode::kSignal),
                         sent ? in(language_, "; no further stop is sent; what was accepted goes on",
                                   "；不再发送停止请求，已受理的继续生效")
                              : in(language_, "; nothing was sent", "；未发送任何请求"),
                         language_));
    } else {
      logError("dataworks: ", error, exitCode, language_);
    }
    if (error.execution == Execution::kExecuted) {
      logLine(in(language_, "  look: ", "  查看：") +
              verbCommand("search", run_.dagId, run_.projectName, connectionOptions_, run_.env));
    }
  }

  const StopVerbOptions& options_;
  const terminal::WatchedRun& run_;
  const Connection& connection_;
  const ConnectionOptions& connectionOptions_;
  const Session& session_;
  const Deadline& deadline_;
  const Language language_;
  ActionLog log_;
};

/// Named nodes that are over, or a run without active nodes.
int endWithNothing(const StopVerbOptions& options, const DagRun& run, const NodeList& chosen,
                   const AddressedRun& addressed, const Connection& connection, const Session& session) {
  const Language language = languageOnStderr(options.output, session.environment);
  std::vector<NodeOutcome> outcomes;
  if (!options.nodes.empty()) {
    for (const NodeInsInfo* node : chosen) outcomes.push_back({.node = *node, .outcome = "alreadyOver"});
  }
  if (!options.output.table()) {
    const ReportOptions about = aboutRun(addressed.run, connection.client.regionId());
    writeResult(actionJson({0, Execution::kNotExecuted, run.dagId, nullptr, &run, about}, "stopped", outcomes));
    return exitCodeOf(ExitCode::kSucceeded);
  }
  if (!options.output.quiet) {
    logLine("dataworks: " + in(language, "nothing is active, nothing was sent", "没有活动节点，未发送任何请求"));
  }
  return exitCodeOf(ExitCode::kSucceeded);
}

int stop(const StopVerbOptions& options, Session& session) {
  const Deadline deadline(session, options.connection.timeout, std::chrono::minutes(10));
  const Language language = languageOnStderr(options.output, session.environment);
  const AddressedRun addressed =
      addressRun(options.dagId, options.projectName, options.connection.regionId, options.env, session);
  const auto opened = openRun(addressed, options.connection, deadline, session, language);
  if (!opened) return endUnacted(opened.error(), addressed.run.dagId, "stopped", options.output, session);
  const DagRun& run = opened->run;

  const NodeList chosen = options.nodes.empty()
                              ? allNodes(run)
                              : chooseNodes(run.nodes, options.nodes, Namesakes::kRefused, "stop", run.dagId);
  const NodeList active = activeNodes(chosen);
  if (options.dryRun) {
    writeResult(showPlan(run, requestsFor(active, "StopInstance"), options.output.format));
    return exitCodeOf(ExitCode::kSucceeded);
  }
  if (active.empty()) return endWithNothing(options, run, chosen, addressed, opened->connection, session);
  const bool asks = options.nodes.empty() && !options.yes && canAsk();
  if (asks && !confirm(question(active.size(), addressed.run, language), session, deadline)) {
    return endUnsent(run.dagId, "stopped", options.output, session);
  }
  session.acted = true;
  return Stopping(options, addressed, opened->connection, opened->options, session, deadline)
      .execute(opened->ref, chosen, active);
}

}  // namespace

Verb stopVerb() {
  auto options = std::make_shared<StopVerbOptions>();
  return {
      "stop",
      {"Stop what is active of a run, or the named nodes", "停止一次运行中活动的节点，或指定的节点"},
      together(
          {{Option("ID,--dag-id,--DagId", &options->dagId, {"Id of the run", "运行的实例 ID"},
                   {.type = "NUMBER", .required = true}),
            Option("NODE", &options->nodes,
                   {"Nodes by name or instance id, name:NAME or id:ID where both fit (default: all that are active)",
                    "节点名称或节点实例 ID；两者都匹配时写 name:名称 或 id:ID（默认：所有活动的节点）"},
                   {.type = ""}),
            projectNameOption(options->projectName), projectEnvOption(options->env),
            Option("-y,--yes", &options->yes, {"Do not ask", "不询问"}),
            Option("--dry-run", &options->dryRun,
                   {"Read the run, list the requests that would follow", "只读取运行并列出将要发送的请求"}),
            Option("--poll-interval", &options->pollInterval,
                   {"Time between the two polls that show nothing active, for tests and the emulator (default: 5s)",
                    "两次确认没有活动节点的查询之间的间隔，用于测试和模拟器（默认 5s）"},
                   {.type = "DURATION"})},
           outputOptions(options->output, {"table", "json"}),
           connectionOptions(options->connection)}),
      {"dataworks stop 332455685", "dataworks stop 332455685 clean_orders --yes"},
      {"Nodes that have not run are left. A stopped node reads FAILURE, and its remote job may go on.",
       "尚未运行的节点不处理。被停止的节点状态为 FAILURE，其远端作业可能仍在继续。"},
      executing(stop, options)};
}

}  // namespace dataworks::cli
