#include "watching.h"

#include <unistd.h>

#include <algorithm>
#include <deque>
#include <latch>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "exit_code.h"
#include "failed_logs.h"
#include "failure.h"
#include "language.h"
#include "node_choice.h"
#include "result_json.h"
#include "resume_command.h"
#include "saving.h"
#include "streams.h"
#include "terminal/summary.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "text/duration.h"

namespace dataworks::cli {

namespace {

using std::chrono::system_clock;
using terminal::WatchedRun;

/// How the wait for one run ended.
struct Watched {
  WatchedRun run;
  ReportOptions about;
  Result<DagRun> result;
  int exitCode = 0;
  bool isRerun = false;
  std::vector<LogEntry> logs{};  ///< Of its failed nodes.
  bool logsAsked = false;        ///< By `--log-tail`.

  [[nodiscard]] const DagRun* last() const { return result ? &*result : result.error().lastRun.get(); }
  /// A run that was never seen may not exist.
  [[nodiscard]] Execution execution() const {
    if (isRerun && !result) return result.error().execution;
    const bool seen = result || result.error().execution == Execution::kExecuted;
    return seen ? Execution::kExecuted : Execution::kMaybeExecuted;
  }
  [[nodiscard]] RunEnding end() const {
    return {exitCode, execution(), run.dagId, result ? nullptr : &result.error(),
            last(),   about,       {},        logsAsked ? &logs : nullptr};
  }
};

std::string resumeCommand(const WatchPlan& plan) {
  std::vector<std::int64_t> dagIds;
  for (const WatchedRun& run : plan.runs) dagIds.push_back(run.dagId);
  return watchCommand(dagIds, plan.runs.front().projectName, *plan.connection, plan.runs.front().env);
}

void showFirstLines(const WatchPlan& plan, const Deadline& deadline, Language language, terminal::RunView& view) {
  const std::string bound = deadline.limit().count() == 0 ? in(language, "watching until it ends", "跟踪到运行结束")
                                                          : in(language, "watching up to ", "最多跟踪 ") +
                                                                detail::formatDuration(deadline.limit());
  const std::string incomplete =
      hidesPassword(*plan.connection)
          ? in(language, "; replace *** with the proxy's password", "；请将 *** 换成代理密码")
          : "";
  view.note(resumeCommand(plan) + "   # " + bound + incomplete);  // a comment, so that the line can be pasted
  for (const std::string& note : plan.notes) view.note(note);
}

WaitOptions waitOptions(const WatchPlan& plan, const Session& session, const Deadline& deadline) {
  WaitOptions options;
  options.timeout = deadline.timeout();
  options.stop = session.signals.stopToken();
  options.failFast = plan.flags->failFast;
  if (plan.pollsAtOnce) options.initialPollDelay = std::chrono::milliseconds(0);
  if (plan.flags->pollInterval) {
    options.initialPollDelay = std::min(options.initialPollDelay, *plan.flags->pollInterval);
    options.minPollInterval = options.maxPollInterval = options.failureConfirmDelay = *plan.flags->pollInterval;
  }
  return options;
}

/// Passes a wait's events to the view and, with `-o jsonl`, to stdout.
void listen(WaitOptions& options, terminal::RunView* view, OutputStream& out, std::int64_t dagId,
            const WatchPlan& plan) {
  const bool events = plan.output->format == "jsonl";
  const bool several = plan.runs.size() > 1;
  options.onUpdate = [=, &out](const DagRun& run) {
    if (view != nullptr) view->update(run);
    if (events) out.write(nodeEvents(system_clock::now(), run, several));
  };
  options.onPoll = [=, &out](const PollEvent& poll) {
    if (view != nullptr) view->poll(dagId, poll);
    if (events) out.write(pollFailedEvent(system_clock::now(), poll, dagId, several));
  };
}

ReportOptions aboutRun(const DataWorksClient& client, const WatchedRun& run, Language language) {
  ReportOptions options;
  options.flowName = run.flowName;
  options.bizdate = run.bizdate;
  options.regionId = client.regionId();
  options.language = language;
  return options;
}

/// Interprets the end of a wait. Call it when the wait ends: later, `--timeout` may have passed as well.
Watched judge(const DataWorksClient& client, const WatchPlan& plan, const WatchedRun& run, Result<DagRun> result,
              const Session& session, const Deadline& deadline) {
  const Language language = chooseLanguage(plan.output->language, session.environment);
  Watched watched{run, aboutRun(client, run, language), std::move(result)};
  watched.isRerun = plan.rerun != nullptr;
  watched.logsAsked = plan.flags->logTail.has_value();
  if (!watched.result) {
    const Ending ending{session.signals.received(), deadline.passed()};
    const bool isWatching = !watched.isRerun || watched.result.error().execution == Execution::kExecuted;
    watched.exitCode =
        exitCodeOf(watched.result.error(), isWatching ? Activity::kWatching : Activity::kTriggering, ending);
    if (watched.exitCode == exitCodeOf(ExitCode::kTimedOut)) {
      Error error = watched.result.error();  // names only the time that the trigger left for the wait
      error.message = "the run did not end within --timeout " + detail::formatDuration(deadline.limit());
      watched.result = std::move(error);
    }
  } else if (plan.flags->failFast && watched.result->count(NodeStatus::kFailure) > 0) {
    watched.exitCode = exitCodeOf(ExitCode::kRunFailed);  // as requested, although it may still be running
  } else {
    watched.exitCode = exitCodeOf(watched.result->state);
  }
  return watched;
}

std::vector<Watched> watchAll(const DataWorksClient& client, const WatchPlan& plan, const Session& session,
                              const Deadline& deadline, terminal::RunView* view, OutputStream& out) {
  std::vector<std::optional<Watched>> ends(plan.runs.size());
  const auto left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(ends.size()));
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const WatchedRun& run = plan.runs[i];
    WaitOptions options = waitOptions(plan, session, deadline);
    listen(options, view, out, run.dagId, plan);
    const DagRef ref{
        .projectName = run.projectName, .dagId = run.dagId, .env = run.env, .triggered = run.triggeredHere};
    const Emit emit = [&out, events = plan.output->format == "jsonl"](std::string line) {
      if (events) out.write(std::move(line));
    };
    (plan.start ? plan.start(ref, options, emit) : client.waitForManualDagAsync(ref, options))
        .then([&, left, i](Result<DagRun> result) {
          const auto countDown = [](std::latch* latch) { latch->count_down(); };
          const std::unique_ptr<std::latch, decltype(countDown)> over(left.get());  // also after an exception
          const Watched& watched =
              ends[i].emplace(judge(client, plan, plan.runs[i], std::move(result), session, deadline));
          if (view != nullptr && watched.exitCode == exitCodeOf(ExitCode::kLostTrack) && !watched.result) {
            view->lost(watched.run.dagId, watched.result.error());
          }
        });
  }
  left->wait();
  std::vector<Watched> all;
  for (auto& end : ends) {
    if (!end) throw std::bad_alloc();  // the only exception of the callback
    all.push_back(std::move(*end));
  }
  return all;
}

void logResumeCommand(const Watched& watched, const ConnectionOptions& connection, Language language) {
  logLine(in(language, "  resume with: ", "  继续跟踪：") +
          watchCommand({watched.run.dagId}, watched.run.projectName, connection, watched.run.env));
}

/// Logs why a re-run was not executed, or may not have been.
void logNotRerun(const Watched& watched, const WatchPlan& plan, Language language) {
  const Error& error = watched.result.error();
  if (error.execution == Execution::kMaybeExecuted) {
    std::vector<std::string> nodes;
    for (const NodeOutcome& outcome : plan.rerun->outcomes()) {
      if (outcome.outcome == "unknown" || outcome.outcome == "sending") nodes.push_back(nodeAndId(outcome.node));
    }
    for (const std::string& line : unknownRestart(nodes, watched.run.dagId, watched.run.projectName, *plan.connection,
                                                  watched.run.env, error, language)) {
      logLine(terminal::printable(line));
    }
  } else if (watched.exitCode > exitCodeOf(ExitCode::kSignal)) {
    logLine(in(language, "dataworks: ended by signal ", "dataworks: 被信号终止：") +
            std::to_string(watched.exitCode - exitCodeOf(ExitCode::kSignal)) +
            in(language, "; nothing was sent", "；未发送任何请求"));
  } else {
    logError("dataworks: ", error, watched.exitCode, language);
  }
}

/// Logs which nodes of a re-run the service rejected.
void logRejected(const ActionLog& rerun, int exitCode, Language language) {
  for (const NodeOutcome& outcome : rerun.outcomes()) {
    if (outcome.error) logError("dataworks: " + nodeAndId(outcome.node) + ": ", *outcome.error, exitCode, language);
  }
}

/// Logs why a wait ended before its run, and that the run goes on if it was seen.
void logLostTrack(const Watched& watched, const Deadline& deadline, const ConnectionOptions& connection,
                  Language language) {
  const std::string dag = std::to_string(watched.run.dagId);
  if (watched.exitCode == exitCodeOf(ExitCode::kLostTrack) || watched.exitCode == exitCodeOf(ExitCode::kBug)) {
    logError(in(language,
                "dataworks: cannot follow dag " + dag + " any longer: ", "dataworks: 无法继续跟踪实例 " + dag + "："),
             watched.result.error(), watched.exitCode, language);
  } else {
    const bool timedOut = watched.exitCode == exitCodeOf(ExitCode::kTimedOut);
    const std::string why =
        timedOut ? "--timeout " + detail::formatDuration(deadline.limit())
                 : in(language, "signal ", "信号 ") + std::to_string(watched.exitCode - exitCodeOf(ExitCode::kSignal));
    const bool started = watched.execution() == Execution::kExecuted;
    logLine(in(language, "dataworks: stopped watching dag ", "dataworks: 已停止跟踪实例 ") + dag +
            in(language, " (", "（") + why + in(language, ")", "）") +
            (watched.isRerun ? in(language, "; the re-run goes on", "；重跑仍在继续")
             : started       ? in(language, "; the run goes on", "；运行仍在继续")
                             : in(language, "; none of its nodes was seen", "；未见到其任何节点")));
  }
  logResumeCommand(watched, connection, language);
}

/// After `--fail-fast`: the run continues, and can be watched until it ends.
void logOthersGoOn(const Watched& watched, std::size_t active, const ConnectionOptions& connection, Language language) {
  logLine("dataworks: " + in(language, "a node failed; nodes still active: ", "有节点失败；仍在运行的节点数：") +
          std::to_string(active));
  logResumeCommand(watched, connection, language);
}

// --- the logs of failed nodes

constexpr std::chrono::seconds kTailWithin(10);

/// Fetched once, for the terminal, for the result and for reports.
class EndLogs {
 public:
  EndLogs(const DataWorksClient& client, const WatchPlan& plan, const Session& session, std::vector<Watched>& ends)
      : client_(client),
        plan_(plan),
        session_(session),
        ends_(ends),
        tail_(logTailFor(plan.flags->logTail, ::isatty(STDERR_FILENO) != 0, plan.output->quiet)) {}

  void fetchTails() {
    if (tail_.nodes == 0 || session_.signals.received() != 0) return;
    std::vector<const DagRun*> runs;
    for (const Watched& watched : ends_) {
      if (watched.result) runs.push_back(&*watched.result);
    }
    for (NodeLogResult& result :
         fetchLogs(client_, failedNodesOf(runs), tail_.nodes, ends_.front().run.env, kTailWithin, session_)) {
      keep(std::move(result));
    }
    for (Watched& watched : ends_) {
      for (const Kept& kept : kept_) {
        if (watched.last() != nullptr && hasNode(*watched.last(), kept.result.node.instanceId)) {
          watched.logs.push_back({&kept.result, kept.result.error ? nullptr : &kept.shown});
        }
      }
    }
  }

  /// The end of each log on stderr.
  void show(Language language) const {
    std::size_t masked = 0;
    for (const Kept& kept : kept_) {
      const NodeInsInfo& node = kept.result.node;
      if (kept.result.error) {
        logError("dataworks: " + nodeAndId(node) + ": ", *kept.result.error,
                 exitCodeOf(*kept.result.error, Activity::kReading, {}), language);
        continue;
      }
      logLine("==> " + nodeAndId(node) +
              in(language, ", the last " + std::to_string(tail_.lines) + " lines of its log",
                 "，日志最后 " + std::to_string(tail_.lines) + " 行") +
              " <==");
      if (kept.shown.text.empty()) {
        logLine(whyEmpty(node, system_clock::now(), language));
      } else {
        standardError().write(kept.shown.text);
      }
      masked += kept.shown.masked;
    }
    if (const std::string note = maskedNote(masked, language); !note.empty()) logLine("dataworks: " + note);
  }

  /// For `--with-logs`: of the first failed nodes of a run.
  [[nodiscard]] std::vector<NodeLog> forReport(const Watched& watched) const {
    return logsForReport(client_, *watched.last(), fetched(), session_);
  }

 private:
  struct Kept {
    NodeLogResult result;
    ShownLog shown;
  };

  static bool hasNode(const DagRun& run, std::int64_t instanceId) {
    return std::any_of(run.nodes.begin(), run.nodes.end(),
                       [&](const NodeInsInfo& node) { return node.instanceId == instanceId; });
  }

  void keep(NodeLogResult result) {
    ShownLog shown = showLog(result.log.data, tail_.lines, false);
    kept_.push_back({std::move(result), std::move(shown)});
  }

  [[nodiscard]] std::vector<const NodeLogResult*> fetched() const {
    std::vector<const NodeLogResult*> all;
    for (const Kept& kept : kept_) all.push_back(&kept.result);
    return all;
  }

  const DataWorksClient& client_;
  const WatchPlan& plan_;
  const Session& session_;
  std::vector<Watched>& ends_;
  const LogTail tail_;
  std::deque<Kept> kept_;  // entries point into it
};

/// Off a terminal nothing of a log is shown unasked, only how to see it.
void logHowToReadLogs(const std::vector<Watched>& ends, const WatchPlan& plan) {
  for (const Watched& watched : ends) {
    if (watched.last() == nullptr || watched.last()->count(NodeStatus::kFailure) == 0) continue;
    logLine(terminal::howToReadLogs(
        verbCommand("logs", watched.run.dagId, watched.run.projectName, *plan.connection, watched.run.env),
        Language::kEnglish));
  }
}

/// `run.html` for one run; `run-332455685.html` for each of several.
std::vector<std::string> filesOf(const std::vector<std::string>& files, std::int64_t dagId, bool several) {
  if (!several) return files;
  std::vector<std::string> named;
  for (const std::string& file : files) {
    const std::size_t name = file.find_last_of('/') == std::string::npos ? 0 : file.find_last_of('/') + 1;
    std::string one = file;
    named.push_back(one.insert(one.find('.', name), "-" + std::to_string(dagId)));
  }
  return named;
}

void writeEnds(const std::vector<Watched>& all, int exitCode, const WatchPlan& plan, const terminal::Style& style,
               bool namesLogs, OutputStream& out) {
  std::vector<RunEnding> ends;
  for (const Watched& watched : all) ends.push_back(watched.end());
  const bool one = ends.size() == 1;
  if (plan.output->format == "jsonl") {
    const auto now = system_clock::now();
    for (const RunEnding& end : ends) {
      if (end.logs == nullptr) continue;
      for (const LogEntry& entry : *end.logs) out.write(logEvent(now, entry, !one));
    }
    out.write(one ? finishedEvent(now, ends.front()) : finishedEvent(now, exitCode, ends));
  } else if (plan.output->format == "json") {
    if (plan.rerun != nullptr) {
      out.write(actionJson(ends.front(), "rerun", plan.rerun->outcomes()));
    } else {
      out.write(one ? endJson(ends.front()) : endsJson(exitCode, ends));
    }
  } else {
    for (const Watched& watched : all) {
      if (watched.last() != nullptr) {
        const std::string logs = namesLogs ? verbCommand("logs", watched.run.dagId, watched.run.projectName,
                                                         *plan.connection, watched.run.env)
                                           : "";
        for (const std::string& line : terminal::finalSummary(*watched.last(), watched.run, style, logs)) {
          out.write(line + "\n");
        }
      }
    }
  }
}

}  // namespace

int watchRuns(const DataWorksClient& client, const WatchPlan& plan, Session& session, const Deadline& deadline) {
  const bool onTerminal = ::isatty(STDERR_FILENO) != 0;
  const Language language = languageOnStderr(*plan.output, session.environment);
  std::optional<terminal::RunView> view;
  std::optional<LogRedirect> said;
  if (!plan.output->quiet) {
    view.emplace(terminal::RunViewOptions{.runs = plan.runs,
                                          .resumeCommand = resumeCommand(plan),
                                          .style = toStyle(*plan.output, onTerminal, session.environment),
                                          .stream = &standardError()});
    showFirstLines(plan, deadline, language, *view);
    said.emplace([&view](std::string_view line) { view->note(line); });
  }
  OutputStream out(STDOUT_FILENO);
  out.write(plan.firstEvent);
  auto ends = watchAll(client, plan, session, deadline, view ? &*view : nullptr, out);
  if (plan.whenOver) plan.whenOver();
  if (view) view->finish();
  said.reset();

  const auto style = toStyle(*plan.output, ::isatty(STDOUT_FILENO) != 0, session.environment);
  EndLogs logs(client, plan, session, ends);
  logs.fetchTails();
  const bool namesLogsOnStderr = !onTerminal && !plan.output->quiet && !plan.flags->logTail;
  int exitCode = 0;
  if (plan.rerun != nullptr && ends.front().result) logRejected(*plan.rerun, ends.front().exitCode, language);
  for (Watched& watched : ends) {
    exitCode = worseOf(exitCode, watched.exitCode);
    if (!watched.result && watched.isRerun && watched.result.error().execution != Execution::kExecuted) {
      exitCode = watched.exitCode;  // nothing was started that could be watched
      logNotRerun(watched, plan, language);
    } else if (!watched.result) {
      logLostTrack(watched, deadline, *plan.connection, language);
    } else if (const std::size_t active = watched.result->activeCount(); active > 0) {
      logOthersGoOn(watched, active, *plan.connection, language);
    }
    if (watched.last() != nullptr) {
      if (plan.flags->withLogs && !plan.flags->save.empty()) watched.about.logs = logs.forReport(watched);
      saveReports(filesOf(plan.flags->save, watched.run.dagId, ends.size() > 1), *watched.last(), watched.about);
    } else if (!plan.flags->save.empty()) {
      logLine(in(language, "dataworks: nothing was saved: no node was seen of dag ",
                 "dataworks: 未见到任何节点，因此未保存任何文件：实例 ") +
              std::to_string(watched.run.dagId));
    }
  }
  if (plan.output->table() || onTerminal) logs.show(language);
  if (namesLogsOnStderr) logHowToReadLogs(ends, plan);
  flushLog();
  writeEnds(ends, exitCode, plan, style, !namesLogsOnStderr, out);
  const bool isRead = out.drain(session.signals.stopToken(), deadline.end());
  if (const std::string failure = out.failure(); !failure.empty()) {
    logNotWritten(failure);
  } else if (!isRead) {
    logNotWritten("its reader does not read");
  }
  return exitCode;
}

}  // namespace dataworks::cli
