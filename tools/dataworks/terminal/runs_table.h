// The table of several runs watched at once: a line for each. Pure.
//
//     STATE              DAG        RUN                 TOOK  NODES
//   > RUNNING, 1 FAILED  332455685  sales/nightly      2m05s  2 succeeded  1 failed  1 running  of 4
//   ✓ SUCCEEDED          332455690  sales              1m00s  4 succeeded  of 4
//
//   Ctrl-C stops watching, not the runs. Back here: dataworks watch 332455685 332455690 -p sales
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/table.h"

namespace dataworks::terminal {

/// What is known of one of the runs.
struct RunRow {
  WatchedRun run{};
  DagRun last{};  ///< As last seen; without nodes before that.
  std::optional<LookState> look{};
  bool isLost = false;
};

struct RunsContext {
  std::string commandToComeBack{};
  Size size{};
  Style style{};
  std::chrono::system_clock::time_point now{};
  bool isLast = false;
};

/// In the order given; where lines are few, those that are over go first, into a line that counts them.
[[nodiscard]] std::vector<std::string> renderRuns(const std::vector<RunRow>& rows, const RunsContext& context);

}  // namespace dataworks::terminal
