// SPDX-License-Identifier: Apache-2.0
// The table of a run: one frame of the live display, as lines of text. Pure: time, size and language are parameters.
//
//   sales/nightly  bizdate 2026-11-22  dag 332455685                RUNNING, 1 FAILED  2m05s
//
//     STATUS        NODE            0                            2m05s    WAITED      RAN
//   ✓ SUCCESS       extract_orders  ⠶⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿                        4s    1m01s
//   > RUNNING       clean_users     ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿       45s    1m20s
//
//   1 of 2 succeeded  1 running                                         poll 31, next in 8s
//   ⠄ upstream  ⠒ scheduled time  ⠶ resources  ⣿ running
//   Ctrl-C stops watching, not the run. Back here: dataworks watch 332455685 -p sales
//
// What does not fit is dropped in a fixed order: below 60 columns the bars, then the waiting times; nodes that do not
// fit are folded into one line (rows.h); a very low terminal loses the legend, the last line and the blank lines. Each
// line is narrower than the terminal, so that none wraps, and the frame is lower, so that the cursor has its own line.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/style.h"
#include "terminal/usual.h"

namespace dataworks::terminal {

/// A run to draw, and what is known about it beforehand.
struct WatchedRun {
  std::string projectName{};
  std::string flowName{};  ///< Empty if not known, as for `watch ID` of a run that the journal does not hold.
  Bizdate bizdate{};       ///< Unset: taken from the nodes once there are some.
  std::int64_t dagId = 0;
  bool triggeredHere = false;  ///< Triggered from here: "no such run" means "not found yet".
  ProjectEnv env = ProjectEnv::kProd;
  int pollBudget = 0;  ///< How many polls the wait may make; 0: no limit.
  std::optional<std::chrono::system_clock::time_point> triggeredAt{};  ///< As the journal has it.
  std::optional<UsualDuration> usual{};                                ///< How long its flow usually takes.
  std::vector<std::int64_t> except{};                                  ///< Ids of nodes that were excluded, sorted.
  std::vector<std::int64_t> excluded{};  ///< Their instances, sorted, once they are known.
  bool isPart = false;                   ///< Not all nodes of the flow run: its duration says nothing of other runs.
};

/// Of the terminal, in columns and lines.
struct Size {
  int width = 80;
  int height = 24;
};

/// The last poll of the wait.
struct PollState {
  int number = 0;
  std::chrono::system_clock::time_point nextAt{};
  std::string problem{};  ///< Why it failed; empty if it succeeded.
  int failedInARow = 0;
  int budget = 0;                           ///< How many polls the wait may make; 0: no limit.
  std::optional<std::int64_t> callsLeft{};  ///< Of the day; empty without a limit.
};

struct TableContext {
  WatchedRun run{};
  std::string resumeCommand{};
  Size size{};
  Style style{};
  std::chrono::system_clock::time_point now{};
  std::optional<PollState> poll{};
  bool isLost = false;  ///< The wait ended before the end of the run was seen.
  bool isLast = false;  ///< The last frame: without the hints for a waiting user.
};

[[nodiscard]] std::vector<std::string> render(const DagRun& run, const TableContext& context);

}  // namespace dataworks::terminal
