// SPDX-License-Identifier: Apache-2.0
// The exit codes of the command line: what they mean, and the one table from an ending to its code.
//
// By these numbers a script decides whether a production flow may be triggered again. So the table is total: each kind
// of error, with each value of `Execution`, has its code here and nowhere else.
#pragma once

#include <optional>
#include <string_view>

#include "dataworks/dag_run.h"
#include "dataworks/error.h"

namespace dataworks::cli {

enum class ExitCode {
  kSucceeded = 0,      ///< All nodes succeeded, or the command did its work.
  kRunFailed = 1,      ///< The run failed.
  kUsage = 2,          ///< Bad flag or value.
  kRejected = 3,       ///< Rejected; repeating will not help.
  kNoCredentials = 4,  ///< No usable credentials.
  kNotReached = 5,     ///< Not reached or throttled: may repeat.
  kUnknown = 6,        ///< Sent, response lost.
  kLostTrack = 7,      ///< Started, then lost track of.
  kBug = 70,           ///< A bug of this program.
  kTimedOut = 124,     ///< Started, `--timeout` passed.
  kSignal = 128,       ///< Plus the number of the signal.
};

/// What the command was doing when it failed.
enum class Activity {
  kTriggering,  ///< Something that must not happen twice.
  kReading,     ///< Something that only reads.
  kWatching,    ///< Watching a run whose id is known.
};

/// What else may have ended the command.
struct Ending {
  int signal = 0;               ///< The signal that was received; 0: none.
  bool deadlinePassed = false;  ///< `--timeout` passed.
};

/// The library's code where `DATAWORKS_DAILY_CALLS` is reached.
inline constexpr std::string_view kDailyCallsUsedUp = "DailyCallsUsedUp";
/// The calls of the day are used up, as the service or this program counts them: throttled, but "may repeat" is wrong.
[[nodiscard]] bool isDailyQuota(const Error& error);

[[nodiscard]] int exitCodeOf(const Error& error, Activity doing, Ending ending = {});
[[nodiscard]] int exitCodeOf(DagRunState state);
[[nodiscard]] constexpr int exitCodeOf(ExitCode code) { return static_cast<int>(code); }

/// The worse of the exit codes of two watched runs: a signal, then 70, 7, 124, 1, 0.
[[nodiscard]] int worseOf(int left, int right);

/// A code explained for people: what happened, whether the run started, what to do.
struct ExitCodeText {
  std::string_view meaning;
  std::string_view started;
  std::string_view whatToDo;
};

/// Empty for a number that is not an exit code of this program.
[[nodiscard]] std::optional<ExitCodeText> explainExitCode(int code, Language language);

}  // namespace dataworks::cli
