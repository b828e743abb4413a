// SPDX-License-Identifier: Apache-2.0
// When to poll again. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "dataworks/dag_run.h"

namespace dataworks::detail {

/// How often a wait polls, as its options and its client have it.
struct PollPace {
  int divisor = 8;                        ///< The interval is the run's age divided by this,
  std::chrono::milliseconds shortest{0};  ///< at least this,
  std::chrono::milliseconds longest{0};   ///< and at most this.
  std::chrono::milliseconds expected{0};  ///< How long the run usually takes; 0: not known.
};

/// `fewCalls`: the client has a limit on its calls of a day. Bounds that the caller has set are kept all the same.
[[nodiscard]] PollPace paceOf(const WaitOptions& options, bool fewCalls);

/// Returns the pause after a poll of a run of this age, less up to a tenth so that many waits do not march in step.
/// `fraction` is in [0, 1). Where the duration of the run is known: a tenth of it until nine tenths have passed, then a
/// sixtieth of it (5 s at least) until it is late by a fifth; from then on by age.
[[nodiscard]] std::chrono::milliseconds pollInterval(std::chrono::milliseconds age, const PollPace& pace,
                                                     double fraction);

/// Returns one to two times `options.initialPollDelay`.
[[nodiscard]] std::chrono::milliseconds firstPause(const WaitOptions& options, double fraction);

/// What a wait with a limited number of calls still has.
struct PollBudget {
  int callsLeft = 0;
  std::chrono::milliseconds timeLeft{0};  ///< Until the last poll is due; see `lastPollAfter`.
};

/// Returns when, from the begin of a wait, its last poll is due: so that its result still comes in time.
[[nodiscard]] std::chrono::milliseconds lastPollAfter(std::chrono::milliseconds timeout);

/// Calls of a budget that are kept, for the last poll and for a confirmation.
inline constexpr int kCallsKept = 2;

/// Stretches `pause` so that the calls last until the end, each pause in proportion to the run's age. Empty if there is
/// to be no other poll.
[[nodiscard]] std::optional<std::chrono::milliseconds> withinBudget(std::chrono::milliseconds pause,
                                                                    std::chrono::milliseconds age,
                                                                    const PollBudget& budget);

}  // namespace dataworks::detail
