// SPDX-License-Identifier: Apache-2.0
// `dataworks rerun ID [NODE…]`: re-runs what failed of a run, then watches it.
#include <algorithm>
#include <memory>

#include "command_line/arguments.h"
#include "command_line/node_choice.h"
#include "command_line/options.h"
#include "result/action_log.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "result/saving.h"
#include "run/action_journal.h"
#include "run/dry_run.h"
#include "run/failure.h"
#include "run/run_address.h"
#include "run/run_reading.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "verbs/verbs.h"
#include "watch/late_alarm.h"
#include "watch/watching.h"

namespace dataworks::cli {

namespace {

struct RerunVerbOptions {
  std::string dagId;
  std::vector<std::string> nodes;
  std::string projectName;
  std::optional<ProjectEnv> env;
  bool failed = false;
  bool again = false;
  bool dryRun = false;
  ConnectionOptions connection;
  OutputOptions output;
  WatchFlags watch;
};

/// The nodes to restart, and whether there is anything to wait for. Throws `BadArgument` for a named node that has
/// neither failed nor is active.
NodeList targetsOf(const DagRun& run, const RerunVerbOptions& options) {
  if (options.nodes.empty()) return failedNodes(run.nodes);
  NodeList targets = chooseNodes(run.nodes, options.nodes, Namesakes::kRefused, "rerun", run.dagId);
  for (const NodeInsInfo* node : targets) {
    if (node->status == NodeStatus::kFailure || isActive(node->status)) continue;
    throw BadArgument(nodeAndId(*node) + " is " + terminal::statusWord(node->status, Language::kEnglish) +
                          ": only a node that reads FAILURE can be re-run",
                      nodeAndId(*node, Language::kChinese) + " 的状态为 " +
                          terminal::statusWord(node->status, Language::kChinese) + "：只有 FAILURE 的节点才能重跑");
  }
  return targets;
}

void warnOfAge(const NodeList& targets, Language language) {
  const auto now = std::chrono::system_clock::now();
  for (const NodeInsInfo* node : targets) {
    if (!node->finishTime.time || now - *node->finishTime.time <= std::chrono::hours(48)) continue;
    return logLine(in(language, "dataworks: warning: ", "dataworks: 警告：") + nodeAndId(*node, language) +
                   in(language,
                      " failed more than two days ago: the re-run is for an old bizdate and may overwrite its data",
                      " 的失败已超过两天：将重跑旧的业务日期，可能覆盖其数据"));
  }
}

// --- a restart that the journal holds as unknown

/// True if the run or the history of the node shows that it ran again after that restart. Service time against service
/// time.
Result<bool> ranAgain(const UnknownRestart& restart, const NodeInsInfo& node, const Connection& connection,
                      ProjectEnv env, const CallOptions& call) {
  if (node.status != NodeStatus::kFailure) return true;
  const auto& before = restart.node.failedAt;
  const auto isLater = [&](const Timestamp& time) { return before && time.time && *time.time > *before; };
  if (isLater(node.finishTime) || isLater(node.beginRunningTime)) return true;
  const auto history =
      connection.client.call(ListInstanceHistoryRequest{.instanceId = node.instanceId, .env = env}, call);
  if (!history) return history.error();
  return std::any_of(history->instances.begin(), history->instances.end(),
                     [&](const InstanceInfo& attempt) { return isLater(attempt.createTime); });
}

/// The targets whose restart the journal holds as unknown, and that nothing proves to have run again. What cannot be
/// read proves nothing.
Result<std::vector<UnknownRestart>> undecided(const DagRun& run, const NodeList& targets, const Connection& connection,
                                              const Session& session, const CallOptions& call) {
  std::vector<UnknownRestart> open;
  const JournalFile journal(journalPath(session.environment));
  if (journal.path().empty()) return open;
  const auto actions = journal.readActions();
  if (!actions) {
    throw BadArgument("the journal cannot be read (" + journal.path() +
                          "), so that an earlier re-run may be overlooked: --again goes on without it",
                      "无法读取触发记录（" + journal.path() + "），可能漏掉先前的重跑：加 --again 可不依赖它继续");
  }
  for (UnknownRestart& restart : unknownRestarts(*actions, run.ref(), connection.client.endpoint())) {
    const auto target = std::find_if(targets.begin(), targets.end(), [&](const NodeInsInfo* node) {
      return node->instanceId == restart.node.instanceId;
    });
    if (target == targets.end()) continue;
    const auto proved = ranAgain(restart, **target, connection, run.env, call);
    if (!proved && proved.error().kind == ErrorKind::kCancelled) return proved.error();
    if (!proved || !*proved) open.push_back(std::move(restart));
  }
  return open;
}

Error unknownBefore(const UnknownRestart& restart) {
  Error error;
  error.kind = ErrorKind::kNetwork;
  error.execution = Execution::kMaybeExecuted;
  error.operation = "RestartInstance";
  error.message = "an earlier re-run of unknown outcome is in the journal, sent by " + restart.entry.user + "@" +
                  restart.entry.host + "; neither the run nor its history shows that it runs";
  error.timestamp = restart.node.sent;
  error.signatureNonce = restart.node.nonce;
  error.dagId = restart.entry.dagId;
  return error;
}

// --- the re-run

/// Records a re-run while the library makes it. Called on the library's thread.
class Recorder {
 public:
  Recorder(ActionJournal journal, Signals& signals, bool quiet, Language language)
      : journal_(std::move(journal)), signals_(signals), quiet_(quiet), language_(language) {}

  [[nodiscard]] ActionLog& log() noexcept { return log_; }

  void onInstance(const InstanceEvent& event, const Emit& emit) {
    log_.note(event);
    current_ = {event.node.instanceId, event.node.nodeName, {}, event.node.finishTime.time};
    if (event.progress != InstanceProgress::kSending) signals_.triggerEnded();
    if (event.progress == InstanceProgress::kRestarted && !quiet_) {
      logLine(in(language_, "re-run: ", "已重跑：") + nodeAndId(event.node, language_));
    }
    for (const NodeOutcome& outcome : log_.outcomes()) {
      if (outcome.node.instanceId == event.node.instanceId) {
        emit(restartEvent(std::chrono::system_clock::now(), outcome));
      }
    }
    // At once: this process may be killed while it watches, for hours.
    if (event.progress != InstanceProgress::kSending) journal_.ended(log_.forJournal());
  }

  std::optional<Error> beforeAttempt(const AttemptStarting& attempt) {
    if (signals_.stopToken().stop_requested()) return std::nullopt;  // the library will not send it
    journal_.sending({current_}, attempt.signatureNonce);
    signals_.triggerSent(
        in(language_, "dataworks: re-run sent; waiting up to 5 s for the response (press Ctrl-C again to quit now)",
           "dataworks: 重跑请求已发出，最多等待 5 秒以接收响应（再按一次 Ctrl-C 立即退出）"));
    return std::nullopt;
  }

  void end() {
    signals_.triggerEnded();
    if (log_.count("sending") > 0) journal_.ended(log_.forJournal());
  }

 private:
  ActionJournal journal_;
  Signals& signals_;
  const bool quiet_;
  const Language language_;
  ActionLog log_;
  ActionOnNode current_;
};

int endWithUnknown(const UnknownRestart& restart, const terminal::WatchedRun& run, const RerunVerbOptions& options,
                   const ConnectionOptions& connection, const Session& session) {
  const Language language = languageOnStderr(options.output, session.environment);
  const Error error = unknownBefore(restart);
  NodeInsInfo node;
  node.nodeName = restart.node.nodeName;
  node.instanceId = restart.node.instanceId;
  for (const std::string& line :
       unknownRestart({nodeAndId(node, language)}, run.dagId, run.projectName, connection, run.env, error, language)) {
    logLine(terminal::printable(line));
  }
  const int exitCode = exitCodeOf(ExitCode::kUnknown);
  const RunEnding end{exitCode, error.execution, run.dagId, &error, nullptr};
  if (options.output.format == "json") {
    writeResult(actionJson(end, "rerun", {{.node = node, .outcome = "unknown", .failedAt = restart.node.failedAt}}));
  }
  if (options.output.format == "jsonl") writeResult(finishedEvent(std::chrono::system_clock::now(), end));
  return exitCode;
}

/// All nodes have succeeded.
int endWithNothing(const DagRun& run, const terminal::WatchedRun& watched, const RerunVerbOptions& options,
                   const Connection& connection, const Session& session) {
  if (!options.output.quiet) {
    logLine("dataworks: " + in(languageOnStderr(options.output, session.environment),
                               "nothing has failed, nothing was sent", "没有失败的节点，未发送任何请求"));
  }
  const ReportOptions about = aboutRun(watched, connection.client.regionId());
  const RunEnding end{0, Execution::kNotExecuted, run.dagId, nullptr, &run, about};
  if (options.output.format == "json") writeResult(actionJson(end, "rerun", {}));
  if (options.output.format == "jsonl") writeResult(finishedEvent(std::chrono::system_clock::now(), end));
  return exitCodeOf(ExitCode::kSucceeded);
}

int rerun(const RerunVerbOptions& options, Session& session) {
  if (options.failed && !options.nodes.empty())
    throw BadArgument("give either --failed or the names of nodes", "--failed 与节点名称只能给出一种");
  checkSavePaths(options.watch.save);
  checkEvents(options.watch);
  const Deadline deadline(session, options.connection.timeout, std::chrono::hours(24));
  const Language language = languageOnStderr(options.output, session.environment);
  AddressedRun addressed =
      addressRun(options.dagId, options.projectName, options.connection.regionId, options.env, session);
  checkPollBudget(options.watch, 1, deadline);
  addressed.run.triggeredHere = false;
  const auto opened = openRun(addressed, options.connection, deadline, session, language);
  if (!opened) return endUnacted(opened.error(), addressed.run.dagId, "rerun", options.output, session);
  const Connection& connection = opened->connection;
  const DagRun& run = opened->run;

  const NodeList targets = targetsOf(run, options);
  NodeList failed;
  std::copy_if(targets.begin(), targets.end(), std::back_inserter(failed),
               [](const NodeInsInfo* node) { return node->status == NodeStatus::kFailure; });
  if (options.dryRun) {
    writeResult(showPlan(run, requestsFor(failed, "RestartInstance"), options.output.format));
    return exitCodeOf(ExitCode::kSucceeded);
  }
  if (failed.empty() && run.state == DagRunState::kSucceeded) {
    return endWithNothing(run, addressed.run, options, connection, session);
  }
  WatchPlan plan{.runs = {addressed.run},
                 .connection = &opened->options,
                 .output = &options.output,
                 .flags = &options.watch,
                 .pollsAtOnce = true,
                 .isRerun = true};
  plan.calls = connection.calls;
  if (failed.empty()) return watchRuns(connection.client, plan, session, deadline);  // nothing has failed yet

  if (!options.again) {
    const auto open = undecided(run, failed, connection, session, callOptions(options.connection, deadline, session));
    if (!open) return endUnacted(open.error(), run.dagId, "rerun", options.output, session);
    if (!open->empty()) return endWithUnknown(open->front(), addressed.run, options, opened->options, session);
  }
  warnOfAge(failed, language);
  plan.notes = {in(language, "to re-run: ", "将重跑：") + namesOf(failed, language)};
  Recorder recorder(ActionJournal("rerun", opened->ref, connection, session, deadline, language), session.signals,
                    options.output.quiet, language);
  plan.rerun = &recorder.log();
  plan.start = [&](const DagRef& which, const WaitOptions& wait, const Emit& emit) {
    RerunOptions rerunOptions;
    rerunOptions.wait = wait;
    if (!options.nodes.empty()) {
      for (const NodeInsInfo* node : targets) rerunOptions.instanceIds.push_back(node->instanceId);
    }
    rerunOptions.beforeAttempt = [&](const AttemptStarting& attempt) { return recorder.beforeAttempt(attempt); };
    rerunOptions.onInstance = [&, emit](const InstanceEvent& event) { recorder.onInstance(event, emit); };
    return connection.client.rerunManualDagAsync(which, rerunOptions);
  };
  plan.whenOver = [&] { recorder.end(); };
  session.acted = true;
  return watchRuns(connection.client, plan, session, deadline);
}

}  // namespace

Verb rerunVerb() {
  auto options = std::make_shared<RerunVerbOptions>();
  return {
      "rerun",
      {"Re-run the failed nodes of a run, or the named ones, and watch the run",
       "重跑失败的节点（或指定的节点），并跟踪运行"},
      together({{Option("ID,--dag-id,--DagId", &options->dagId, {"Id of the run", "运行的实例 ID"},
                        {.type = "NUMBER", .required = true}),
                 Option("NODE", &options->nodes,
                        {"Nodes by name or instance id, name:NAME or id:ID where both fit (default: all that failed)",
                         "节点名称或节点实例 ID；两者都匹配时写 name:名称 或 id:ID（默认：所有失败的节点）"},
                        {.type = ""}),
                 projectNameOption(options->projectName), projectEnvOption(options->env),
                 Option("--failed", &options->failed, {"The failed nodes: the default", "失败的节点（默认）"}),
                 Option("--again", &options->again,
                        {"Re-run even a node whose earlier re-run is of unknown outcome: it may run twice",
                         "先前的重跑结果未知时也再次重跑：节点可能运行两次"}),
                 Option("--dry-run", &options->dryRun,
                        {"Read the run, list the requests that would follow", "只读取运行并列出将要发送的请求"})},
                watchOptions(options->watch),
                outputOptions(options->output, {"table", "json", "jsonl"}),
                connectionOptions(options->connection)}),
      {"dataworks rerun 332455685", "dataworks rerun 332455685 clean_orders -o jsonl"},
      {"What waits for a node goes on when it succeeds. Repeating it is safe: it re-runs what reads FAILURE. Exits "
       "with "
       "0 if all nodes succeeded, with 1 while any node reads FAILURE, with 6 if a re-run may have been accepted.",
       "节点成功后，等待它的下游节点会继续运行。重复执行是安全的：只重跑状态为 FAILURE 的节点。所有节点成功时退出码为 "
       "0，仍有 FAILURE 时为 1，重跑可能已被接受但无法确认时为 6。"},
      executing(rerun, options)};
}

}  // namespace dataworks::cli
