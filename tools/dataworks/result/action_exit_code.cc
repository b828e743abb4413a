// SPDX-License-Identifier: Apache-2.0
#include "result/action_exit_code.h"

namespace dataworks::cli {

int logsExitCode(std::size_t fetched, const std::optional<Error>& error, Ending ending) {
  if (!error) return exitCodeOf(ExitCode::kSucceeded);
  const int code = exitCodeOf(*error, Activity::kReading, ending);
  const bool ended = code > exitCodeOf(ExitCode::kSignal) || code == exitCodeOf(ExitCode::kBug);
  return fetched > 0 && !ended ? exitCodeOf(ExitCode::kRunFailed) : code;
}

int stopExitCode(const std::optional<Error>& error, bool rejected, Ending ending) {
  if (!error) return exitCodeOf(ExitCode::kSucceeded);
  if (error->execution != Execution::kExecuted) return exitCodeOf(*error, Activity::kReading, ending);
  if (rejected && error->kind == ErrorKind::kRejected) return exitCodeOf(ExitCode::kRunFailed);
  return exitCodeOf(*error, Activity::kWatching, ending);
}

int setSuccessExitCode(const ActionTally& tally, const std::optional<Error>& error, Followed followed, Ending ending) {
  if (ending.signal != 0 && (followed == Followed::kStopped || (error && error->kind == ErrorKind::kCancelled))) {
    return exitCodeOf(ExitCode::kSignal) + ending.signal;
  }
  if (tally.accepted == 0)
    return error ? exitCodeOf(*error, Activity::kReading, ending) : exitCodeOf(ExitCode::kSucceeded);
  if (followed == Followed::kLostTrack) return exitCodeOf(ExitCode::kLostTrack);
  if (followed == Followed::kTimedOut) return exitCodeOf(ExitCode::kTimedOut);
  if (tally.unknown + tally.notSent > 0) return exitCodeOf(ExitCode::kNotReached);
  return exitCodeOf(tally.rejected > 0 ? ExitCode::kRunFailed : ExitCode::kSucceeded);
}

}  // namespace dataworks::cli
