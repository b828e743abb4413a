// SPDX-License-Identifier: Apache-2.0
#include "watch/watch_reports.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "command_line/node_choice.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "run/failure.h"
#include "session/streams.h"
#include "terminal/language.h"

namespace dataworks::cli {

namespace {

using std::chrono::system_clock;

constexpr std::chrono::seconds kTailWithin(10);

bool hasNode(const DagRun& run, std::int64_t instanceId) {
  return std::any_of(run.nodes.begin(), run.nodes.end(),
                     [&](const NodeInsInfo& node) { return node.instanceId == instanceId; });
}

}  // namespace

EndLogs::EndLogs(const DataWorksClient& client, const WatchPlan& plan, const Session& session,
                 std::vector<Watched>& ends)
    : client_(client),
      plan_(plan),
      session_(session),
      ends_(ends),
      tail_(logTailFor(plan.flags->logTail, ::isatty(STDERR_FILENO) != 0, plan.output->quiet)) {}

void EndLogs::fetchTails() {
  if (tail_.nodes == 0 || session_.signals.received() != 0 || fewCallsLeft()) return;
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

void EndLogs::show(Language language) const {
  std::size_t masked = 0;
  for (const Kept& kept : kept_) {
    const NodeInsInfo& node = kept.result.node;
    if (kept.result.error) {
      logError("dataworks: " + nodeAndId(node, language) + in(language, ": ", "："), *kept.result.error,
               exitCodeOf(*kept.result.error, Activity::kReading, {}), language);
      continue;
    }
    logLine("==> " + nodeAndId(node, language) +
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

std::vector<NodeLog> EndLogs::forReport(const Watched& watched) const {
  return logsForReport(client_, *watched.last(), fetched(), session_);
}

/// The last calls of the day are for stopping and re-running.
bool EndLogs::fewCallsLeft() const {
  constexpr std::int64_t kFew = 20;
  const auto left = plan_.calls ? plan_.calls->left() : std::nullopt;
  return left && *left < kFew;
}

void EndLogs::keep(NodeLogResult result) {
  ShownLog shown = showLog(result.log.data, tail_.lines, false);
  kept_.push_back({std::move(result), std::move(shown)});
}

std::vector<const NodeLogResult*> EndLogs::fetched() const {
  std::vector<const NodeLogResult*> all;
  for (const Kept& kept : kept_) all.push_back(&kept.result);
  return all;
}

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
               bool namesLogs, terminal::Above above, OutputStream& out) {
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
    if (plan.isRerun) {
      const auto outcomes = plan.rerun != nullptr ? plan.rerun->outcomes() : std::vector<NodeOutcome>{};
      out.write(actionJson(ends.front(), "rerun", outcomes));
    } else {
      out.write(one ? endJson(ends.front()) : endsJson(exitCode, ends));
    }
  } else {
    for (const Watched& watched : all) {
      if (watched.last() != nullptr) {
        const std::string logs = namesLogs ? verbCommand("logs", watched.run.dagId, watched.run.projectName,
                                                         *plan.connection, watched.run.env)
                                           : "";
        for (const std::string& line : terminal::finalSummary(*watched.last(), watched.run, style, logs, above)) {
          out.write(line + "\n");
        }
      }
    }
  }
}

}  // namespace dataworks::cli
