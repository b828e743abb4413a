// SPDX-License-Identifier: Apache-2.0
#include "watch/watching.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <latch>
#include <memory>
#include <new>
#include <optional>
#include <stop_token>
#include <utility>

#include "command_line/arguments.h"
#include "journal/journal_file.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "result/saving.h"
#include "run/run_address.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/usual.h"
#include "text/duration.h"
#include "watch/excluded_nodes.h"
#include "watch/expectation.h"
#include "watch/late_alarm.h"
#include "watch/notifier.h"
#include "watch/watch_ending.h"
#include "watch/watch_reports.h"
#include "watch/watched.h"

namespace dataworks::cli {

namespace {

using std::chrono::system_clock;
using terminal::WatchedRun;

/// Ends one wait early where it may make no more calls today; so does a signal.
class QuotaStop {
 public:
  explicit QuotaStop(const std::stop_token& signals) : onSignal_(signals, [this] { source_.request_stop(); }) {}

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// On the thread that calls back.
  void end(const Error& why) {
    if (!why_) why_ = why;
    source_.request_stop();
  }
  [[nodiscard]] const std::optional<Error>& why() const noexcept { return why_; }

 private:
  std::stop_source source_;
  std::optional<Error> why_;
  std::stop_callback<std::function<void()>> onSignal_;
};

/// `>log 2>&1`: the result follows the lines about changes.
bool isSameFile(int one, int other) {
  struct stat first {};
  struct stat second {};
  return ::fstat(one, &first) == 0 && ::fstat(other, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

std::string resumeCommand(const WatchPlan& plan) {
  std::vector<std::int64_t> dagIds;
  for (const WatchedRun& run : plan.runs) dagIds.push_back(run.dagId);
  const ProjectEnv env = plan.runs.front().env;
  const bool isOneEnv = std::ranges::all_of(plan.runs, [&](const WatchedRun& run) { return run.env == env; });
  // Runs of both environments are in the journal, which knows where each is.
  return watchCommand(dagIds, plan.runs.front().projectName, *plan.connection, isOneEnv ? env : ProjectEnv::kProd);
}

/// What this wait will cost in calls.
std::string costText(const WatchPlan& plan, Language language) {
  const std::string each = plan.runs.size() > 1 ? in(language, " for each run", "（每次运行）") : "";
  if (plan.flags->pollBudget) {
    const std::string budget = std::to_string(*plan.flags->pollBudget);
    return in(language, ", at most " + budget + " calls", "，最多调用 " + budget + " 次");
  }
  if (plan.flags->pollInterval) return "";
  if (const auto left = plan.calls ? plan.calls->left() : std::nullopt) {
    const std::string limit = std::to_string(plan.calls->limit());
    const std::string text = std::to_string(*left);
    return in(language, ", with a share of the " + text + " calls left today (of " + limit + ")",
              "，今日剩余调用 " + text + " 次（上限 " + limit + " 次），本次使用其中一部分");
  }
  if (std::ranges::all_of(plan.runs, [](const WatchedRun& run) { return run.usual.has_value(); }))
    return in(language, ", about 20 calls", "，约调用 20 次") + each;
  return in(language, ", about 40 calls in 10m, 95 in 1h", "，10m 约调用 40 次，1h 约 95 次") + each;
}

/// `, usually 38–42 min, ends about 03:41 +08:00`
std::string usualNote(const WatchPlan& plan, system_clock::time_point now, Language language,
                      terminal::Charset charset) {
  const WatchedRun& run = plan.runs.front();
  if (plan.runs.size() > 1 || !run.usual) return {};
  return in(language, ", ", "，") + terminal::usualText(*run.usual, run.triggeredAt, now, language, charset);
}

void showFirstLines(const WatchPlan& plan, const Deadline& deadline, const terminal::Style& style,
                    system_clock::time_point now, Language language, terminal::RunView& view) {
  const std::string bound = deadline.limit().count() == 0 ? in(language, "watching until it ends", "跟踪到运行结束")
                                                          : in(language, "watching up to ", "最多跟踪 ") +
                                                                detail::formatDuration(deadline.limit());
  const std::string incomplete =
      hidesPassword(*plan.connection)
          ? in(language, "; replace *** with the proxy's password", "；请将 *** 换成代理密码")
          : "";
  // A comment, so that the line can be pasted.
  view.note(resumeCommand(plan) + "   # " + bound + usualNote(plan, now, language, charsetOfNames(style)) +
            costText(plan, language) + incomplete);
  for (const std::string& note : plan.notes) view.note(note);
}

/// Of `watch -o jsonl`.
std::string expectedEvents(const WatchPlan& plan, system_clock::time_point now) {
  std::string events;
  for (const WatchedRun& run : plan.runs) {
    const auto end = plan.output->format == "jsonl" ? expectedEnd(run) : std::nullopt;
    if (end) events += expectedEvent(now, run.dagId, *end);
  }
  return events;
}

/// The budget of the command, in equal parts.
int budgetOf(const WatchPlan& plan, std::size_t run) {
  const int runs = static_cast<int>(plan.runs.size());
  const auto budget = static_cast<int>(plan.flags->pollBudget.value_or(0));
  return budget / runs + (static_cast<int>(run) < budget % runs ? 1 : 0);
}

std::vector<ActionEntry> actionsInJournal(const Session& session) {
  const std::string path = journalPath(session.environment);
  if (path.empty()) return {};
  return JournalFile(path).readActions().value_or(std::vector<ActionEntry>{});
}

/// What the view knows of each run: also how many calls its wait may make.
std::vector<WatchedRun> runsToShow(const WatchPlan& plan) {
  std::vector<WatchedRun> runs = plan.runs;
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i].pollBudget = budgetOf(plan, i);
  return runs;
}

WaitOptions waitOptions(const WatchPlan& plan, std::size_t run, const QuotaStop& stop, const Deadline& deadline) {
  WaitOptions options;
  options.timeout = deadline.timeout();
  options.stop = stop.token();
  options.pollBudget = budgetOf(plan, run);
  options.failFast = plan.flags->failFast;
  if (plan.pollsAtOnce) options.initialPollDelay = std::chrono::milliseconds(0);
  if (plan.flags->pollInterval) {
    options.initialPollDelay = std::min(options.initialPollDelay, *plan.flags->pollInterval);
    options.minPollInterval = options.maxPollInterval = options.failureConfirmDelay = *plan.flags->pollInterval;
  } else if (const auto& usual = plan.runs[run].usual) {
    // A limit before the time of frequent polls would be noticed late.
    const auto limit = lateLimitOf(*plan.flags, plan.runs[run]);
    if (!limit || *limit >= usual->median / 10 * 9) options.expectedDuration = usual->median;
  }
  return options;
}

/// Why a wait must end after this poll, if so. It goes on by itself where the next day, with its calls, is near.
std::optional<Error> whyNoMorePolls(const PollEvent& poll, const WatchPlan& plan) {
  if (poll.nextIn.count() == 0 || isTomorrowNear(system_clock::now())) return std::nullopt;
  if (poll.error != nullptr && isDailyQuota(*poll.error)) return *poll.error;
  return plan.calls ? plan.calls->reserveReached() : std::nullopt;
}

/// Passes a wait's events to the view and, with `-o jsonl`, to stdout. `check`: of `--except`; null: none.
void listen(WaitOptions& options, terminal::RunView* view, OutputStream& out, std::int64_t dagId, const WatchPlan& plan,
            QuotaStop& stop, ExceptCheck* check, LateAlarm& alarm) {
  const bool events = plan.output->format == "jsonl";
  const bool several = plan.runs.size() > 1;
  options.onUpdate = [=, &out, &alarm](const DagRun& run) {
    alarm.update(run);
    if (view != nullptr) view->update(run);
    if (events) out.write(nodeEvents(system_clock::now(), run, several));
    if (check != nullptr && !run.nodes.empty()) check->begin();
  };
  options.onPoll = [=, &out, &stop, &plan, &alarm](const PollEvent& poll) {
    alarm.poll(poll);
    if (const auto why = whyNoMorePolls(poll, plan)) return stop.end(*why);
    if (view != nullptr) view->poll(dagId, poll, plan.calls ? plan.calls->left() : std::nullopt);
    if (events) out.write(pollFailedEvent(system_clock::now(), poll, dagId, several));
  };
}

/// What ended the wait, with what is known of the run.
Error because(const Error& why, const Error& ended) {
  Error error = why;
  error.execution = ended.execution;
  error.dagId = ended.dagId;
  error.lastRun = ended.lastRun;
  return error;
}

/// Interprets the end of a wait. Call it when the wait ends: later, `--timeout` may have passed as well.
Watched judge(const DataWorksClient& client, const WatchPlan& plan, const WatchedRun& run, Result<DagRun> result,
              const Session& session, const Deadline& deadline, const QuotaStop& stop) {
  if (!result && stop.why() && session.signals.received() == 0) result = because(*stop.why(), result.error());
  Watched watched{run, aboutRun(run, client.regionId()), std::move(result)};
  watched.about.language = chooseLanguage(plan.output->language, session.environment);
  watched.isRerun = plan.rerun != nullptr;
  watched.logsAsked = plan.flags->logTail.has_value();
  if (!watched.result) {
    const Ending ending{session.signals.received(), deadline.passed()};
    const bool isWatching = !watched.isRerun || watched.result.error().execution == Execution::kExecuted;
    watched.exitCode =
        exitCodeOf(watched.result.error(), isWatching ? Activity::kWatching : Activity::kTriggering, ending);
    if (isWatching && watched.result.error().kind == ErrorKind::kTimeout && plan.flags->pollBudget &&
        !ending.deadlinePassed) {
      watched.exitCode = exitCodeOf(ExitCode::kTimedOut);  // the last poll comes shortly before --timeout
      Error error = watched.result.error();
      error.message = "the run did not end within --poll-budget " + std::to_string(*plan.flags->pollBudget);
      watched.result = std::move(error);
    } else if (watched.exitCode == exitCodeOf(ExitCode::kTimedOut)) {
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

LateAlarm::Context alarmContext(const DataWorksClient& client, const WatchPlan& plan, const WatchedRun& run,
                                const Session& session, OutputStream& out, Notifier& notifier) {
  const auto style = toStyle(*plan.output, ::isatty(STDERR_FILENO) != 0, session.environment);
  return {.client = &client,
          .notifier = &notifier,
          .emit =
              [&out, events = plan.output->format == "jsonl"](std::string line) {
                if (events) out.write(std::move(line));
              },
          .resumeCommand = watchCommand({run.dagId}, run.projectName, *plan.connection, run.env),
          .language = languageOnStderr(*plan.output, session.environment),
          .charset = charsetOfNames(style)};
}

/// For `--on`: how the run ended.
void tellEnd(const Watched& watched, const DataWorksClient& client, const WatchPlan& plan, Notifier& notifier) {
  const auto event = isLost(watched) ? RunEvent::kUnknown : eventOf(watched.exitCode);
  if (!event) return;
  const DagRun* last = watched.last();
  notifier.tell({.event = *event,
                 .time = client.now(),
                 .run = watched.run,
                 .regionId = client.regionId(),
                 .last = last,
                 .elapsed = last != nullptr ? last->elapsed() : std::nullopt,
                 .exitCode = watched.exitCode,
                 .error = watched.result ? "" : watched.result.error().message,
                 .nextCommand = verbCommand(*event == RunEvent::kFailed ? "logs" : "watch", watched.run.dagId,
                                            watched.run.projectName, *plan.connection, watched.run.env)});
}

std::vector<Watched> watchAll(const DataWorksClient& client, const WatchPlan& plan, const Session& session,
                              const Deadline& deadline, terminal::RunView* view, OutputStream& out,
                              Notifier& notifier) {
  std::vector<std::optional<Watched>> ends(plan.runs.size());
  std::deque<QuotaStop> stops;
  std::vector<std::unique_ptr<ExceptCheck>> checks(plan.runs.size());
  const Language language = languageOnStderr(*plan.output, session.environment);
  std::deque<LateAlarm> alarms;
  const auto actions = actionsInJournal(session);
  const auto left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(ends.size()));
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const WatchedRun& run = plan.runs[i];
    QuotaStop& stop = stops.emplace_back(session.signals.stopToken());
    WaitOptions options = waitOptions(plan, i, stop, deadline);
    options.confirmOldFailures = wasRerunLately(actions, run, system_clock::now());
    if (!run.except.empty()) {
      checks[i] = std::make_unique<ExceptCheck>(client, run, *plan.connection, session, language,
                                                [view, dagId = run.dagId](const std::vector<std::int64_t>& excluded) {
                                                  if (view != nullptr) view->excluded(dagId, excluded);
                                                });
    }
    warnOfUnknownLimit(*plan.flags, run, language);
    LateAlarm& alarm = alarms.emplace_back(*plan.flags, run, alarmContext(client, plan, run, session, out, notifier));
    listen(options, view, out, run.dagId, plan, stop, checks[i].get(), alarm);
    const DagRef ref{
        .projectName = run.projectName, .dagId = run.dagId, .env = run.env, .triggered = run.triggeredHere};
    const Emit emit = [&out, events = plan.output->format == "jsonl"](std::string line) {
      if (events) out.write(std::move(line));
    };
    (plan.start ? plan.start(ref, options, emit) : client.waitForManualDagAsync(ref, options))
        .then([&, left, i](Result<DagRun> result) {  // `stop` outlives the latch
          const auto countDown = [](std::latch* latch) { latch->count_down(); };
          const std::unique_ptr<std::latch, decltype(countDown)> over(left.get());  // also after an exception
          const Watched& watched =
              ends[i].emplace(judge(client, plan, plan.runs[i], std::move(result), session, deadline, stop));
          if (view != nullptr && isLost(watched)) {
            view->lost(watched.run.dagId, watched.result.error());
          }
        });
  }
  left->wait();
  std::vector<Watched> all;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (!ends[i]) throw std::bad_alloc();  // the only exception of the callback
    Watched& watched = all.emplace_back(std::move(*ends[i]));
    if (checks[i]) watched.about.excludedInstances = watched.run.excluded = checks[i]->finish();
  }
  return all;
}

}  // namespace

bool wasRerunLately(const std::vector<ActionEntry>& actions, const WatchedRun& run, system_clock::time_point now) {
  return std::any_of(actions.begin(), actions.end(), [&](const ActionEntry& action) {
    return action.kind == "rerun" && action.dagId == run.dagId && action.projectName == run.projectName &&
           action.env == envWord(run.env) && now - action.time < std::chrono::minutes(10);
  });
}

void checkPollBudget(const WatchFlags& flags, std::size_t runs, const Deadline& deadline) {
  if (!flags.pollBudget) return;
  if (deadline.limit().count() == 0)
    throw BadArgument("--poll-budget needs a --timeout, over which it is spread",
                      "--poll-budget 需要 --timeout，以便分布在其中");
  if (*flags.pollBudget < runs) {
    throw BadArgument(
        "--poll-budget " + std::to_string(*flags.pollBudget) + " is less than a call for each of the " +
            std::to_string(runs) + " runs",
        "--poll-budget " + std::to_string(*flags.pollBudget) + " 不够 " + std::to_string(runs) + " 次运行各查询一次");
  }
}

int watchRuns(const DataWorksClient& client, const WatchPlan& plan, Session& session, const Deadline& deadline) {
  const bool onTerminal = ::isatty(STDERR_FILENO) != 0;
  const Language language = languageOnStderr(*plan.output, session.environment);
  std::optional<terminal::RunView> view;
  std::optional<LogRedirect> said;
  if (!plan.output->quiet) {
    const auto style = toStyle(*plan.output, onTerminal, session.environment);
    view.emplace(
        terminal::RunViewOptions{.runs = runsToShow(plan),
                                 .resumeCommand = resumeCommand(plan),
                                 .style = style,
                                 .stream = &standardError(),
                                 .endIsShownBelow = plan.output->table() && isSameFile(STDOUT_FILENO, STDERR_FILENO)});
    showFirstLines(plan, deadline, style, client.now(), language, *view);
    said.emplace([&view](std::string_view line) { view->note(line); });
  }
  OutputStream out(STDOUT_FILENO);
  out.write(plan.firstEvent.empty() ? expectedEvents(plan, client.now()) : plan.firstEvent);
  Notifier notifier(commandsOf(*plan.flags), client.endpoint(), session, language);
  auto ends = watchAll(client, plan, session, deadline, view ? &*view : nullptr, out, notifier);
  if (plan.whenOver) plan.whenOver();
  if (view) view->finish();
  said.reset();
  for (const Watched& watched : ends) {
    if (watched.last() == nullptr) continue;
    keepSeen(*watched.last(), watched.run, client, plan.rerun != nullptr || watched.run.isPart, session, deadline);
  }

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
      logLostTrack(watched, deadline, plan, language);
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
  const bool belowTable = view && onTerminal && ends.size() == 1 && ::isatty(STDOUT_FILENO) != 0;
  writeEnds(ends, exitCode, plan, style, !namesLogsOnStderr,
            belowTable ? terminal::Above::kTable : terminal::Above::kNothing, out);
  const bool isRead = out.drain(session.signals.stopToken(), deadline.end());
  if (const std::string failure = out.failure(); !failure.empty()) {
    logNotWritten(failure);
  } else if (!isRead) {
    logNotWritten("its reader does not read");
  }
  for (const Watched& watched : ends) tellEnd(watched, client, plan, notifier);
  return exitCode;
}

}  // namespace dataworks::cli
