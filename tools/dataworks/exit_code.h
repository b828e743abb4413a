// What the command line's exit codes mean, and which one an ending gets: the one table of it.
//
// A script decides by these numbers whether a production flow may be triggered again, so the table is total: every kind
// of failure, with every word on whether it ran, has its code here and nowhere else.
#pragma once

#include <optional>
#include <string_view>

#include "dataworks/dag_run.h"
#include "dataworks/error.h"

namespace dataworks::cli {

enum class ExitCode {
  kSucceeded = 0,      ///< All nodes succeeded, or the command did what it was asked to.
  kRunFailed = 1,      ///< The run failed.
  kUsage = 2,          ///< Bad flag or value.
  kRefused = 3,        ///< Refused; repeating will not help.
  kNoCredentials = 4,  ///< No usable credentials.
  kNotReached = 5,     ///< Not reached or throttled: may repeat.
  kUnknown = 6,        ///< Sent, response lost.
  kLostSight = 7,      ///< Started, then lost sight of.
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

/// What else ended the command.
struct Ending {
  int signal = 0;               ///< The signal that asked it to end; 0: none.
  bool deadlinePassed = false;  ///< `--timeout` passed.
};

[[nodiscard]] int exitCodeOf(const Error& error, Activity doing, Ending ending = {});
[[nodiscard]] int exitCodeOf(DagRunState state);
[[nodiscard]] constexpr int exitCodeOf(ExitCode code) { return static_cast<int>(code); }

/// The worse of two endings of watched runs: a signal, then 70, 7, 124, 1, 0.
[[nodiscard]] int worseOf(int left, int right);

/// The meaning of a code for people: what happened, whether the run started, what to do.
struct ExitCodeText {
  std::string_view meaning;
  std::string_view started;
  std::string_view whatToDo;
};

/// Empty for a number that this program never ends with.
[[nodiscard]] std::optional<ExitCodeText> explainExitCode(int code, Language language);

}  // namespace dataworks::cli
