// Progress of one run or several on stderr: the live table on a terminal, a line a change elsewhere.
//
// The thin shell around the pure functions of table.h, runs_table.h and permanent_lines.h. It keeps what is known, and
// its own thread draws: at once when something changed, and once a second so that clocks tick between two looks, but
// not before the last frame was taken. A terminal that is stopped (Ctrl-S) or slow never holds up the wait, or its end.
// The cursor is not hidden and no terminal setting is changed: whatever ends the process, there is nothing to restore.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/dag_run.h"
#include "output_stream.h"
#include "terminal/style.h"
#include "terminal/table.h"

namespace dataworks::terminal {

struct RunViewOptions {
  std::vector<WatchedRun> runs{};   ///< One: the table of its nodes. Several: one line a run.
  std::string commandToComeBack{};  ///< `dataworks watch 332455685 -p sales`
  Style style{};
  int fileDescriptor = 2;               ///< Where to draw; not closed.
  cli::OutputStream* stream = nullptr;  ///< What writes to it, for others, too; null: one of its own.
  std::function<std::chrono::system_clock::time_point()> now{};  ///< Null: the machine's clock.
  bool ownThread = true;  ///< False, for tests: nothing is written but by `tick()` and `finish()`.
};

/// Thread-safe. Cost: a copy of the run an update, and a frame a second: half a millisecond for 5,000 nodes.
///
///   RunView view({.runs = {{"sales", "nightly", bizdate, dagId}}, .commandToComeBack = …, .style = styleFor(…)});
///   client.waitForManualDag(request, {.onUpdate = [&](const DagRun& run) { view.update(run); },
///                                     .onPoll = [&](const PollEvent& look) { view.look(dagId, look); }});
///   view.finish();                     // then print the result
class RunView {
 public:
  explicit RunView(RunViewOptions options);
  ~RunView();  ///< Finishes.
  RunView(const RunView&) = delete;
  RunView& operator=(const RunView&) = delete;

  /// For `WaitOptions::onUpdate`; `run.dagId` says which run it is.
  void update(const DagRun& run);
  /// For `WaitOptions::onPoll`.
  void look(std::int64_t dagId, const PollEvent& look);
  /// The wait for this run failed without its end being seen (not: was stopped); the table says so from now on.
  void lost(std::int64_t dagId, const Error& error);
  /// A line that stays, above the table; below it, once the last frame is drawn.
  void note(std::string_view line);

  /// Draws now. Only where there is no own thread.
  void tick();

  /// Draws for the last time, without the lines that invite to wait, and leaves the cursor below. May be called twice.
  /// Nothing is drawn afterwards, so that the caller may write to the terminal itself, behind what `stream` still
  /// holds.
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataworks::terminal
