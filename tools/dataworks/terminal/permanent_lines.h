// SPDX-License-Identifier: Apache-2.0
// Permanent lines. If stderr is not a terminal: one line per change, always in English, so that scripts can rely on it:
//
//   2026-11-23 03:00:06 +08:00 dag 332455685: running, 6 nodes: 1 RUNNING, 5 NOT_RUN
//   2026-11-23 03:00:06 +08:00 dag 332455685: extract_orders RUNNING, instance 2427622330
//   2026-11-23 03:02:09 +08:00 dag 332455685: clean_orders FAILURE (was RUNNING), instance 2427622331, ran 12s
//
// On a terminal: the few lines that are shown once, above the table. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/style.h"
#include "terminal/table.h"

namespace dataworks::terminal {

/// Where it is said how the run ended.
enum class EndOfRun { kShownHere, kShownBelow };

/// What changed since the run was in state `previous` (unset: never seen): a line for the run if it is seen for the
/// first time or its state changed, and one for each node that changed. A new NOT_RUN node gets no line, nor does any
/// node of a run in which none is active when it is seen for the first time. With `kShownBelow`, the end of the run
/// gets no line.
[[nodiscard]] std::vector<std::string> changeLines(const DagRun& run, std::optional<DagRunState> previous,
                                                   Charset charset, EndOfRun end = EndOfRun::kShownHere);

/// The first of several failed polls in a row; and the first successful poll after them.
[[nodiscard]] std::string pollFailedLine(std::int64_t dagId, const PollState& poll,
                                         std::chrono::system_clock::time_point now);
[[nodiscard]] std::string pollingWorksAgainLine(std::int64_t dagId, int failed,
                                                std::chrono::system_clock::time_point now);

[[nodiscard]] std::string lostLine(std::int64_t dagId, std::string_view problem,
                                   std::chrono::system_clock::time_point now);

/// `first failure: clean_orders  instance 2427622331  failed 2026-11-23 03:02:05 +08:00 after 12s`; for terminals, in
/// their language. Unset while no node has failed.
[[nodiscard]] std::optional<std::string> firstFailureLine(const DagRun& run, const Style& style);

/// `status 9 is not known to this version; still waiting`
[[nodiscard]] std::string unknownStatusLine(NodeStatus status, Language language);

}  // namespace dataworks::terminal
