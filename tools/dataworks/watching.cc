#include "watching.h"

#include <unistd.h>

#include <optional>
#include <utility>

#include "come_back.h"
#include "duration.h"
#include "exit_code.h"
#include "language.h"
#include "result_json.h"
#include "result_stream.h"
#include "saving.h"
#include "streams.h"
#include "terminal/summary.h"

namespace dataworks::cli {

namespace {

using std::chrono::system_clock;
using terminal::WatchedRun;

/// What became of one watched run.
struct Watched {
  WatchedRun run;
  ReportOptions about;
  Result<DagRun> result;
  int exitCode = 0;

  [[nodiscard]] const DagRun* last() const { return result ? &*result : result.error().lastRun.get(); }
  /// A run that was never seen may be none at all.
  [[nodiscard]] Execution execution() const {
    const bool seen = result || result.error().execution == Execution::kExecuted;
    return seen ? Execution::kExecuted : Execution::kMaybeExecuted;
  }
  [[nodiscard]] End end() const {
    return {exitCode, execution(), run.dagId, result ? nullptr : &result.error(), last(), about};
  }
};

std::string commandToComeBack(const WatchPlan& plan) {
  std::vector<std::int64_t> dagIds;
  for (const WatchedRun& run : plan.runs) dagIds.push_back(run.dagId);
  return watchCommand(dagIds, plan.runs.front().projectName, *plan.connection);
}

void sayFirstLines(const WatchPlan& plan, const Deadline& deadline) {
  if (plan.output->quiet) return;
  const std::string bound =
      deadline.limit().count() == 0 ? "until it ends" : "up to " + formatDuration(deadline.limit());
  say(commandToComeBack(plan) + "   # watching " + bound);  // a comment, so that the line can be pasted as it is
  for (const std::string& note : plan.notes) say(note);
}

WaitOptions waitOptions(const WatchPlan& plan, const Session& session, const Deadline& deadline) {
  WaitOptions options;
  options.timeout = deadline.timeout();
  options.stop = session.signals.stopToken();
  options.failFast = plan.flags->failFast;
  options.justTriggered = plan.justTriggered;
  if (plan.flags->pollInterval) {
    options.firstLook = options.shortestInterval = options.longestInterval = options.confirmFailure =
        *plan.flags->pollInterval;
  }
  return options;
}

/// Hands what a wait tells to the view and, with `-o jsonl`, to stdout.
void listen(WaitOptions& options, terminal::RunView* view, ResultStream& out, std::int64_t dagId,
            const WatchPlan& plan) {
  const bool events = plan.output->format == "jsonl";
  const bool several = plan.runs.size() > 1;
  options.onUpdate = [=, &out](const DagRun& run) {
    if (view != nullptr) view->update(run);
    if (events) out.write(nodeEvents(system_clock::now(), run, several));
  };
  options.onLook = [=, &out](const WaitLook& look) {
    if (view != nullptr) view->look(dagId, look);
    if (events) out.write(pollFailedEvent(system_clock::now(), look, dagId, several));
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

std::vector<Watched> watchAll(const DataWorksClient& client, const WatchPlan& plan, const Session& session,
                              const Deadline& deadline, terminal::RunView* view, ResultStream& out) {
  std::vector<Pending<DagRun>> waits;
  for (const WatchedRun& run : plan.runs) {
    WaitOptions options = waitOptions(plan, session, deadline);
    listen(options, view, out, run.dagId, plan);
    waits.push_back(client.waitForManualDagAsync({.projectName = run.projectName, .dagId = run.dagId}, options));
  }
  const Language language = chooseLanguage(plan.output->language, session.environment);
  std::vector<Watched> ends;
  for (std::size_t i = 0; i < waits.size(); ++i) {
    Watched watched{plan.runs[i], aboutRun(client, plan.runs[i], language), waits[i].get()};
    const Ending ending{session.signals.received(), deadline.passed()};
    watched.exitCode = watched.result ? exitCodeOf(watched.result->state)
                                      : exitCodeOf(watched.result.error(), Doing::kWatching, ending);
    if (plan.flags->failFast && watched.result && watched.result->count(NodeStatus::kFailure) > 0) {
      watched.exitCode = exitCodeOf(ExitCode::kRunFailed);  // it may still be running: that was asked for
    }
    if (view != nullptr && watched.exitCode == exitCodeOf(ExitCode::kLostSight) && !watched.result) {
      view->lost(watched.run.dagId, watched.result.error());
    }
    ends.push_back(std::move(watched));
  }
  return ends;
}

/// Why a wait ended without the end of its run, and that the run goes on.
void sayLost(const Watched& watched, const Deadline& deadline, const ConnectionOptions& connection, Language language) {
  const auto text = [&](std::string_view english, std::string_view chinese) {
    return std::string(in(language, english, chinese));
  };
  const std::string dag = std::to_string(watched.run.dagId);
  if (watched.exitCode == exitCodeOf(ExitCode::kLostSight) || watched.exitCode == exitCodeOf(ExitCode::kBug)) {
    say(text("dataworks: lost sight of dag ", "dataworks: 失去了对实例的跟踪：") + dag + ": " +
        toString(watched.result.error()));
  } else {
    const bool timedOut = watched.exitCode == exitCodeOf(ExitCode::kTimedOut);
    const std::string why = timedOut ? " (--timeout " + formatDuration(deadline.limit()) + ")"
                                     : text(" (signal ", " （信号 ") +
                                           std::to_string(watched.exitCode - exitCodeOf(ExitCode::kSignal)) +
                                           text(")", "）");
    say(text("dataworks: stopped watching dag ", "dataworks: 停止查看实例 ") + dag + why +
        text("; the run goes on", "；运行仍在继续"));
  }
  say(text("  come back: ", "  继续查看：") + watchCommand({watched.run.dagId}, watched.run.projectName, connection));
}

/// After `--fail-fast`: the run ends by itself, and may be watched to its end.
void sayOthersGoOn(const Watched& watched, std::size_t active, const ConnectionOptions& connection, Language language) {
  say("dataworks: " +
      std::string(in(language, "a node failed; nodes still active: ", "有节点失败；仍在运行的节点数：")) +
      std::to_string(active));
  say(std::string(in(language, "  come back: ", "  继续查看：")) +
      watchCommand({watched.run.dagId}, watched.run.projectName, connection));
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
               ResultStream& out) {
  std::vector<End> ends;
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
  sayFirstLines(plan, deadline);
  const bool onTerminal = ::isatty(STDERR_FILENO) != 0;
  std::optional<terminal::RunView> view;
  if (!plan.output->quiet) {
    view.emplace(terminal::RunViewOptions{.runs = plan.runs,
                                          .commandToComeBack = commandToComeBack(plan),
                                          .style = toStyle(*plan.output, onTerminal, session.environment)});
  }
  ResultStream out;
  out.write(plan.firstEvent);
  const auto ends = watchAll(client, plan, session, deadline, view ? &*view : nullptr, out);
  if (view) view->finish();

  const auto style = toStyle(*plan.output, ::isatty(STDOUT_FILENO) != 0, session.environment);
  int exitCode = 0;
  for (const Watched& watched : ends) {
    exitCode = worseOf(exitCode, watched.exitCode);
    const Language language = languageOnStderr(*plan.output, session.environment);
    if (!watched.result) {
      sayLost(watched, deadline, *plan.connection, language);
    } else if (const std::size_t active = watched.result->activeCount(); active > 0) {
      sayOthersGoOn(watched, active, *plan.connection, language);
    }
    if (watched.last() != nullptr) {
      saveReports(filesOf(plan.flags->save, watched.run.dagId, ends.size() > 1), *watched.last(), watched.about);
    }
  }
  writeEnds(ends, exitCode, plan, style, out);
  out.drain(session.signals.stopToken(), deadline.end());
  return exitCode;
}

}  // namespace dataworks::cli
