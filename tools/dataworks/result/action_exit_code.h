// SPDX-License-Identifier: Apache-2.0
// The exit codes of `logs`, `stop` and `set-success`, from what was done. Pure.
#pragma once

#include <cstddef>
#include <optional>

#include "session/exit_code.h"

namespace dataworks::cli {

/// The exit code of `logs`: of the run's nodes, `fetched` gave their log (or have none), and the rest failed, the first
/// with `error`.
[[nodiscard]] int logsExitCode(std::size_t fetched, const std::optional<Error>& error, Ending ending = {});

/// What became of the requests of a command.
struct ActionTally {
  std::size_t accepted = 0;
  std::size_t rejected = 0;
  std::size_t unknown = 0;  ///< Sent, response lost.
  std::size_t notSent = 0;  ///< Not reached, or the command ended before.
};

/// The exit code of `stop`, which ended with `error`, if at all. `rejected`: so was the stop of a node. Stopping twice
/// is harmless, so a lost response is 5.
[[nodiscard]] int stopExitCode(const std::optional<Error>& error, bool rejected, Ending ending = {});

/// How the accepted nodes were followed.
enum class Followed {
  kArrived,    ///< They read as they should.
  kLostTrack,  ///< Polls failed.
  kTimedOut,   ///< `--timeout` passed.
  kStopped,    ///< By a signal.
};

/// The exit code of `set-success`. `error`: the first that a request met. Repeating it is harmless, so a lost response
/// is 5.
[[nodiscard]] int setSuccessExitCode(const ActionTally& tally, const std::optional<Error>& error, Followed followed,
                                     Ending ending = {});

}  // namespace dataworks::cli
