// SPDX-License-Identifier: Apache-2.0
#include "watch/watch_ending.h"

#include <optional>
#include <string>

#include "command_line/node_choice.h"
#include "result/resume_command.h"
#include "run/failure.h"
#include "run/run_address.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "text/duration.h"

namespace dataworks::cli {

namespace {

void logResumeCommand(const Watched& watched, const ConnectionOptions& connection, Language language) {
  logLine(in(language, "  resume with: ", "  继续跟踪：") +
          watchCommand({watched.run.dagId}, watched.run.projectName, connection, watched.run.env));
}

/// Logs that the day's calls are used up, once and with what to do.
void logQuota(const Watched& watched, const WatchPlan& plan, Language language) {
  const auto left = plan.calls ? plan.calls->left() : std::nullopt;
  const bool ours = watched.result.error().code == kDailyCallsUsedUp;
  const std::string goesOn = watched.isRerun ? in(language, "; the re-run goes on; ", "；重跑仍在继续；")
                                             : in(language, "; the run goes on; ", "；运行仍在继续；");
  const std::string command =
      watchCommand({watched.run.dagId}, watched.run.projectName, *plan.connection, watched.run.env);
  if (ours && left && *left > kCallsInReserve) {
    const std::string text = std::to_string(*left);
    return logLine(in(language,
                      "dataworks: this command has used its share of the day's calls, " + text + " are left" + goesOn +
                          "to use a part of them: ",
                      "dataworks: 本次命令可用的今日调用次数已用完，尚余 " + text + " 次" + goesOn + "如需继续使用：") +
                   command);
  }
  logLine("dataworks: " + usedUpText(ours && plan.calls ? plan.calls->limit() : 0, language) + goesOn +
          tomorrowText(language) + command);
}

}  // namespace

void logNotRerun(const Watched& watched, const WatchPlan& plan, Language language) {
  const Error& error = watched.result.error();
  if (error.execution == Execution::kMaybeExecuted) {
    std::vector<std::string> nodes;
    for (const NodeOutcome& outcome : plan.rerun->outcomes()) {
      if (outcome.outcome == "unknown" || outcome.outcome == "sending")
        nodes.push_back(nodeAndId(outcome.node, language));
    }
    for (const std::string& line : unknownRestart(nodes, watched.run.dagId, watched.run.projectName, *plan.connection,
                                                  watched.run.env, error, language)) {
      logLine(terminal::printable(line));
    }
  } else if (watched.exitCode > exitCodeOf(ExitCode::kSignal)) {
    logLine(signalText(watched.exitCode - exitCodeOf(ExitCode::kSignal),
                       in(language, "; nothing was sent", "；未发送任何请求"), language));
  } else {
    logError("dataworks: ", error, watched.exitCode, language);
  }
}

void logRejected(const ActionLog& rerun, int exitCode, Language language) {
  for (const NodeOutcome& outcome : rerun.outcomes()) {
    if (outcome.error)
      logError("dataworks: " + nodeAndId(outcome.node, language) + in(language, ": ", "："), *outcome.error, exitCode,
               language);
  }
}

void logLostTrack(const Watched& watched, const Deadline& deadline, const WatchPlan& plan, Language language) {
  const ConnectionOptions& connection = *plan.connection;
  if (isDailyQuota(watched.result.error())) return logQuota(watched, plan, language);
  const std::string dag = std::to_string(watched.run.dagId);
  if (isLost(watched)) {
    const bool wasFollowed = watched.exitCode == exitCodeOf(ExitCode::kLostTrack);
    logError(wasFollowed
                 ? in(language, "dataworks: cannot follow dag " + dag + " any longer: ",
                      "dataworks: 无法继续跟踪实例 " + dag + "：")
                 : in(language, "dataworks: cannot watch dag " + dag + ": ", "dataworks: 无法跟踪实例 " + dag + "："),
             watched.result.error(), watched.exitCode, language);
  } else {
    const bool timedOut = watched.exitCode == exitCodeOf(ExitCode::kTimedOut);
    const bool spent = timedOut && plan.flags->pollBudget && !deadline.passed();
    const std::string why = spent      ? "--poll-budget " + std::to_string(*plan.flags->pollBudget)
                            : timedOut ? "--timeout " + detail::formatDuration(deadline.limit())
                                       : in(language, "signal ", "信号 ") +
                                             std::to_string(watched.exitCode - exitCodeOf(ExitCode::kSignal));
    const bool started = watched.execution() == Execution::kExecuted;
    logLine(in(language, "dataworks: stopped watching dag ", "dataworks: 已停止跟踪实例 ") + dag +
            in(language, " (", "（") + why + in(language, ")", "）") +
            (watched.isRerun ? in(language, "; the re-run goes on", "；重跑仍在继续")
             : started       ? in(language, "; the run goes on", "；运行仍在继续")
                             : in(language, "; none of its nodes was seen", "；未见到其任何节点")));
  }
  logResumeCommand(watched, connection, language);
}

void logOthersGoOn(const Watched& watched, std::size_t active, const ConnectionOptions& connection, Language language) {
  logLine("dataworks: " + in(language, "a node failed; nodes still active: ", "有节点失败；仍在运行的节点数：") +
          std::to_string(active));
  logResumeCommand(watched, connection, language);
}

void logHowToReadLogs(const std::vector<Watched>& ends, const WatchPlan& plan) {
  for (const Watched& watched : ends) {
    if (watched.last() == nullptr || watched.last()->count(NodeStatus::kFailure) == 0) continue;
    logLine(terminal::howToReadLogs(
        verbCommand("logs", watched.run.dagId, watched.run.projectName, *plan.connection, watched.run.env),
        Language::kEnglish));
  }
}

}  // namespace dataworks::cli
