// SPDX-License-Identifier: Apache-2.0
// One watched run when its wait has ended: what watching.cc hands to watch_ending.cc and watch_reports.cc.
#pragma once

#include <vector>

#include "result/result_json.h"
#include "session/exit_code.h"
#include "terminal/run_view.h"

namespace dataworks::cli {

/// How the wait for one run ended.
struct Watched {
  terminal::WatchedRun run;
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

/// The wait ended before its run, and neither by `--timeout` nor by a signal.
[[nodiscard]] inline bool isLost(const Watched& watched) {
  return !watched.result && watched.exitCode != exitCodeOf(ExitCode::kTimedOut) &&
         watched.exitCode < exitCodeOf(ExitCode::kSignal);
}

}  // namespace dataworks::cli
