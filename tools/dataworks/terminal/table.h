// The table of a run: what a frame of the live display shows, as lines of text. Pure: time, size and language come in.
//
//   sales/nightly  bizdate 2026-11-22  dag 332455685                RUNNING, 1 FAILED  2m05s
//
//     STATUS        NODE            0                            2m05s    WAITED      RAN
//   ✓ SUCCESS       extract_orders  ⠶⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿                        4s    1m01s
//   > RUNNING       clean_users     ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿       45s    1m20s
//
//   1 succeeded  1 running   of 2                                       look 31, next in 8s
//   Ctrl-C stops watching, not the run. Back here: dataworks watch 332455685 -p sales
//
// What does not fit goes in a fixed order: the bars below 60 columns, then the waits; nodes beyond the lines are folded
// into one line (rows.h); on a very low terminal the blank lines and the last line go. A line is never as wide as the
// terminal, so that none wraps, and the frame is never as high, so that the cursor has a line of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/style.h"

namespace dataworks::terminal {

/// A run to draw, and what is known of it beforehand.
struct WatchedRun {
  std::string projectName{};
  std::string flowName{};  ///< Empty if not known, as for `watch ID` of a run that the journal does not hold.
  Bizdate bizdate{};       ///< Unset: taken from the nodes once there are some.
  std::int64_t dagId = 0;
  bool surelyStarted = false;  ///< Triggered from here: "no such run" means "not visible yet".
};

/// Of the terminal, in columns and lines.
struct Size {
  int width = 80;
  int height = 24;
};

/// The last look of the wait.
struct LookState {
  int number = 0;
  std::chrono::system_clock::time_point nextAt{};
  std::string problem{};  ///< Why it failed; empty if it did not.
  int failedInARow = 0;
};

struct TableContext {
  WatchedRun run{};
  std::string commandToComeBack{};
  Size size{};
  Style style{};
  std::chrono::system_clock::time_point now{};
  std::optional<LookState> look{};
  bool isLost = false;  ///< The wait ended without having seen the end of the run.
  bool isLast = false;  ///< The last frame: nothing in it invites to wait.
};

[[nodiscard]] std::vector<std::string> render(const DagRun& run, const TableContext& context);

}  // namespace dataworks::terminal
