// What `-o json` and `-o jsonl` print: stable, in English, times in UTC. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "dataworks/manual_dag.h"
#include "dataworks/report.h"

namespace dataworks::cli {

/// How a command ended.
struct RunEnding {
  int exitCode = 0;
  Execution execution = Execution::kNotExecuted;
  std::int64_t dagId = 0;        ///< 0: not known.
  const Error* error = nullptr;  ///< Null: none.
  const DagRun* run = nullptr;   ///< Null: nothing was seen of it.
  ReportOptions about{};         ///< What is known of the run besides.
  std::string bug{};             ///< Instead of an error: what this program stumbled over.
};

/// The one object of `-o json`: `exitCode`, `execution`, `dagId`, `error`, `run`.
[[nodiscard]] std::string endJson(const RunEnding& end);
/// The ends of several watched runs, worst exit code on top.
[[nodiscard]] std::string endsJson(int exitCode, const std::vector<RunEnding>& ends);

[[nodiscard]] std::string responseJson(const CreateManualDagResponse& response);

/// The events of `-o jsonl`, each a line. `now` stamps them.
using Now = std::chrono::system_clock::time_point;
/// `triggered`: when it was. With `earlier`, not by this command.
[[nodiscard]] std::string triggeredEvent(std::chrono::system_clock::time_point triggered,
                                         const CreateManualDagRequest& request, std::int64_t dagId,
                                         const std::string& requestId, bool earlier);
/// One line a changed node; `withDagId` where several runs are watched.
[[nodiscard]] std::string nodeEvents(Now now, const DagRun& run, bool withDagId);
[[nodiscard]] std::string pollFailedEvent(Now now, const PollEvent& look, std::int64_t dagId, bool withDagId);
[[nodiscard]] std::string finishedEvent(Now now, const RunEnding& end);
[[nodiscard]] std::string finishedEvent(Now now, int exitCode, const std::vector<RunEnding>& ends);

}  // namespace dataworks::cli
