// SPDX-License-Identifier: Apache-2.0
// The summary of a run at its end, in plain lines for stdout. Pure.
#pragma once

#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "dataworks/report.h"
#include "terminal/table.h"

namespace dataworks::terminal {

/// What stands directly above the summary.
enum class Above {
  kNothing,
  kTable,  ///< Of this run, in its last frame: the summary does not repeat it.
};

/// What `-o table` prints on stdout at the end: how the run ended, what decided its duration, each failed node with
/// instance id, time and duration, how many nodes never ran, and `logsCommand`, which shows the logs of failed nodes
/// (empty: not shown). Names are not shortened.
[[nodiscard]] std::vector<std::string> finalSummary(const DagRun& run, const WatchedRun& watched, const Style& style,
                                                    const std::string& logsCommand = {}, Above above = Above::kNothing);

/// The run compared with another one, or with what is usual: one sentence, and the nodes with most effect.
[[nodiscard]] std::vector<std::string> comparisonLines(const DagRun& run, const Baseline& baseline, const Style& style);

}  // namespace dataworks::terminal
