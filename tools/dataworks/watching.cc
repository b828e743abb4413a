#include "watching.h"

#include <unistd.h>

#include <algorithm>
#include <latch>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "exit_code.h"
#include "failure.h"
#include "language.h"
#include "result_json.h"
#include "resume_command.h"
#include "saving.h"
#include "streams.h"
#include "terminal/summary.h"
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

  [[nodiscard]] const DagRun* last() const { return result ? &*result : result.error().lastRun.get(); }
  /// A run that was never seen may not exist.
  [[nodiscard]] Execution execution() const {
    const bool seen = result || result.error().execution == Execution::kExecuted;
    return seen ? Execution::kExecuted : Execution::kMaybeExecuted;
  }
  [[nodiscard]] RunEnding end() const {
    return {exitCode, execution(), run.dagId, result ? nullptr : &result.error(), last(), about};
  }
};

std::string resumeCommand(const WatchPlan& plan) {
  std::vector<std::int64_t> dagIds;
  for (const WatchedRun& run : plan.runs) dagIds.push_back(run.dagId);
  return watchCommand(dagIds, plan.runs.front().projectName, *plan.connection);
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
  if (!watched.result) {
    const Ending ending{session.signals.received(), deadline.passed()};
    watched.exitCode = exitCodeOf(watched.result.error(), Activity::kWatching, ending);
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
    client
        .waitForManualDagAsync({.projectName = run.projectName, .dagId = run.dagId, .triggered = run.triggeredHere},
                               options)
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
          watchCommand({watched.run.dagId}, watched.run.projectName, connection));
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
            (started ? in(language, "; the run goes on", "；运行仍在继续")
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
               OutputStream& out) {
  std::vector<RunEnding> ends;
  for (const Watched& watched : all) ends.push_back(watched.end());
  const bool one = ends.size() == 1;
  if (plan.output->format == "jsonl") {
    const auto now = system_clock::now();
    out.write(one ? finishedEvent(now, ends.front()) : finishedEvent(now, exitCode, ends));
  } else if (plan.output->format == "json") {
    out.write(one ? endJson(ends.front()) : endsJson(exitCode, ends));
  } else {
    for (const Watched& watched : all) {
      if (watched.last() != nullptr) {
        for (const std::string& line : terminal::finalSummary(*watched.last(), watched.run, style)) {
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
  const auto ends = watchAll(client, plan, session, deadline, view ? &*view : nullptr, out);
  if (view) view->finish();
  said.reset();

  const auto style = toStyle(*plan.output, ::isatty(STDOUT_FILENO) != 0, session.environment);
  int exitCode = 0;
  for (const Watched& watched : ends) {
    exitCode = worseOf(exitCode, watched.exitCode);
    if (!watched.result) {
      logLostTrack(watched, deadline, *plan.connection, language);
    } else if (const std::size_t active = watched.result->activeCount(); active > 0) {
      logOthersGoOn(watched, active, *plan.connection, language);
    }
    if (watched.last() != nullptr) {
      saveReports(filesOf(plan.flags->save, watched.run.dagId, ends.size() > 1), *watched.last(), watched.about);
    } else if (!plan.flags->save.empty()) {
      logLine(in(language, "dataworks: nothing was saved: no node was seen of dag ",
                 "dataworks: 未见到任何节点，因此未保存任何文件：实例 ") +
              std::to_string(watched.run.dagId));
    }
  }
  flushLog();
  writeEnds(ends, exitCode, plan, style, out);
  const bool isRead = out.drain(session.signals.stopToken(), deadline.end());
  if (const std::string failure = out.failure(); !failure.empty()) {
    logNotWritten(failure);
  } else if (!isRead) {
    logNotWritten("its reader does not read");
  }
  return exitCode;
}

}  // namespace dataworks::cli
