// SPDX-License-Identifier: Apache-2.0
// The table of several runs that are watched together: one line each. Pure.
//
//     STATE              DAG        RUN             ELAPSED  NODES
//   > RUNNING, 1 FAILED  332455685  sales/nightly     2m05s  2 of 4 succeeded  1 failed  1 running
//   ✓ SUCCEEDED          332455690  sales             1m00s  4 of 4 succeeded
//
//   Ctrl-C stops watching, not the runs. Back here: dataworks watch 332455685 332455690 -p sales
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/table.h"

namespace dataworks::terminal {

/// What is known about one of the runs.
struct RunRow {
  WatchedRun run{};
  DagRun last{};  ///< As last seen; without nodes before that.
  std::optional<PollState> poll{};
  bool isLost = false;
};

struct RunsContext {
  std::string resumeCommand{};
  Size size{};
  Style style{};
  std::chrono::system_clock::time_point now{};
  bool isLast = false;
};

/// In the given order; if there are too few lines, finished runs are folded first, into a line that counts them.
[[nodiscard]] std::vector<std::string> renderRuns(const std::vector<RunRow>& rows, const RunsContext& context);

}  // namespace dataworks::terminal
