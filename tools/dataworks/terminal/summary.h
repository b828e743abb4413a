// The summary of a run at its end, in plain lines for stdout. Pure.
#pragma once

#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/table.h"

namespace dataworks::terminal {

/// What stands directly above the summary.
enum class Above {
  kNothing,
  kTable,  ///< Of this run, in its last frame: the summary does not repeat it.
};

/// What `-o table` prints on stdout at the end: how the run ended, each failed node with instance id, time and
/// duration, how many nodes never ran, and `logsCommand`, which shows the logs of failed nodes (empty: not shown).
/// Names are not shortened.
[[nodiscard]] std::vector<std::string> finalSummary(const DagRun& run, const WatchedRun& watched, const Style& style,
                                                    const std::string& logsCommand = {}, Above above = Above::kNothing);

}  // namespace dataworks::terminal
