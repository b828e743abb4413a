// SPDX-License-Identifier: Apache-2.0
// The output of `-o json` and `-o jsonl`: stable, in English, times in UTC. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "command_line/flow_trigger.h"
#include "dataworks/actions.h"
#include "dataworks/dag_run.h"
#include "dataworks/manual_dag.h"
#include "dataworks/report.h"
#include "result/node_log.h"

namespace dataworks::cli {

/// A log as it was fetched, and what of it is shown.
struct LogEntry {
  const NodeLogResult* result = nullptr;
  const ShownLog* shown = nullptr;  ///< Null: not shown, such as a log that went into a file.
  std::string file{};               ///< Empty: none.
};

/// How a command ended.
struct RunEnding {
  int exitCode = 0;
  Execution execution = Execution::kNotExecuted;
  std::int64_t dagId = 0;                       ///< 0: unknown.
  const Error* error = nullptr;                 ///< Null: none.
  const DagRun* run = nullptr;                  ///< Null: nothing was seen of it.
  ReportOptions about{};                        ///< What else is known about the run.
  std::string bug{};                            ///< Instead of an error: a bug of this program.
  const std::vector<LogEntry>* logs = nullptr;  ///< Of `--log-tail`; null: not asked for.
  bool looksForCandidates = false;              ///< A trigger of unknown outcome: `candidates` is part of the object.
  const std::vector<DagCandidate>* candidates =
      nullptr;  ///< Runs that may be it; null: not looked for, or not allowed.
};

/// The business date of a listed run: `2026-11-22`, or the service's text where it is no time.
[[nodiscard]] std::string bizdateOf(const DagCandidate& run);

/// The one object of `-o json`: `exitCode`, `execution`, `dagId`, `error`, `run`.
[[nodiscard]] std::string endJson(const RunEnding& end);
/// The same for several watched runs; `exitCode` is the worst.
[[nodiscard]] std::string endsJson(int exitCode, const std::vector<RunEnding>& ends);

[[nodiscard]] std::string responseJson(const CreateManualDagResponse& response);
[[nodiscard]] std::string responseJson(const RunManualDagNodesResponse& response);

/// How `logs` ended.
struct LogsEnding {
  int exitCode = 0;
  const Error* error = nullptr;  ///< Of the run; those of single logs are in `logs`.
  std::string projectName{};
  std::int64_t dagId = 0;
  std::vector<LogEntry> logs{};
  std::size_t notFetched = 0;  ///< Failed nodes beyond the limit.
};
[[nodiscard]] std::string logsJson(const LogsEnding& end);

/// What `stop`, `rerun` or `set-success` did to one node.
struct NodeOutcome {
  NodeInsInfo node{};     ///< As last seen.
  std::string outcome{};  ///< `stopped`, `accepted`, `alreadyOver`, `rejected`, `unknown`, `notSent` …
  std::string requestId{};
  std::optional<Error> error{};
  std::optional<std::chrono::system_clock::time_point> failedAt{};  ///< Of a re-run: the failure that it follows.
};
/// The object of `stop`, `rerun` and `set-success`: that of `run`, and the nodes under `key`: `stopped`, `rerun`,
/// `set`.
[[nodiscard]] std::string actionJson(const RunEnding& end, std::string_view key,
                                     const std::vector<NodeOutcome>& outcomes);

/// What `runs --remote` found.
struct RemoteRuns {
  /// What the journal knows of a run.
  struct InJournal {
    std::string word;                           ///< Empty: nothing.
    std::optional<double> secondsAfterTrigger;  ///< From the trigger to the run's creation.
  };
  int exitCode = 0;
  const Error* error = nullptr;
  std::string projectName{};
  std::chrono::system_clock::time_point since{};
  const DagCandidates* runs = nullptr;  ///< Null: nothing was listed.
  std::vector<InJournal> journal{};     ///< One for each run.
};
[[nodiscard]] std::string remoteRunsJson(const RemoteRuns& remote);

/// `--dry-run`: a request that would be sent for a node.
struct PlannedRequest {
  std::string_view action;
  const NodeInsInfo* node = nullptr;
};
[[nodiscard]] std::string plannedJson(const std::string& projectName, std::int64_t dagId,
                                      const std::vector<PlannedRequest>& requests);

/// The events of `-o jsonl`, one line each. `now` is their time.
using Now = std::chrono::system_clock::time_point;
/// `triggered`: the time of the trigger. `earlier`: by an earlier command. `expectedEnd`: if it is known how long the
/// flow usually takes.
[[nodiscard]] std::string triggeredEvent(std::chrono::system_clock::time_point triggered, const FlowTrigger& request,
                                         std::int64_t dagId, const std::string& requestId, bool earlier,
                                         std::optional<Now> expectedEnd = {});
/// Of a run that was triggered before and is watched from now on: when it will end if it is like others of its flow.
[[nodiscard]] std::string expectedEvent(Now now, std::int64_t dagId, Now expectedEnd);
/// One line per changed node; `withDagId` if several runs are watched.
[[nodiscard]] std::string nodeEvents(Now now, const DagRun& run, bool withDagId);
[[nodiscard]] std::string pollFailedEvent(Now now, const PollEvent& poll, std::int64_t dagId, bool withDagId);
/// The run takes longer than `--late` allows.
[[nodiscard]] std::string lateEvent(Now now, std::int64_t dagId, std::chrono::milliseconds elapsed,
                                    std::chrono::milliseconds limit);
/// The end of a log, before `finished`.
[[nodiscard]] std::string logEvent(Now now, const LogEntry& entry, bool withDagId);
/// Of a re-run: `restarting` before a restart is sent, `restarted` once its outcome is known.
[[nodiscard]] std::string restartEvent(Now now, const NodeOutcome& outcome);
[[nodiscard]] std::string finishedEvent(Now now, const RunEnding& end);
[[nodiscard]] std::string finishedEvent(Now now, int exitCode, const std::vector<RunEnding>& ends);

}  // namespace dataworks::cli
