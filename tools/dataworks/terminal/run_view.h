// SPDX-License-Identifier: Apache-2.0
// Progress of one or several runs on stderr: a live table on a terminal, one line per change elsewhere.
//
// The thin shell around the pure functions of table.h, runs_table.h and permanent_lines.h. It keeps the last known
// state, and its own thread draws: immediately after a change, and once a second so that the clock advances between two
// polls, but never before the terminal has taken the last frame. A stopped (Ctrl-S) or slow terminal therefore delays
// neither the wait nor its end. The cursor is not hidden and no terminal setting is changed, so nothing needs restoring
// however the process ends.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/output_stream.h"
#include "terminal/style.h"
#include "terminal/table.h"

namespace dataworks::terminal {

struct RunViewOptions {
  std::vector<WatchedRun> runs{};  ///< One: the table of its nodes. Several: one line per run.
  std::string resumeCommand{};     ///< `dataworks watch 332455685 -p sales`
  Style style{};
  int fileDescriptor = 2;               ///< Where to draw; not closed.
  cli::OutputStream* stream = nullptr;  ///< A shared stream to write through; null: the view's own.
  std::function<std::chrono::system_clock::time_point()> now{};  ///< Null: the machine's clock.
  /// The summary of the run's end follows in the same file: no line here says it, too.
  bool endIsShownBelow = false;
  bool ownThread = true;  ///< False, for tests: nothing is written but by `tick()` and `finish()`.
};

/// Thread-safe. Cost: one copy of the run per update, and one frame per second (half a millisecond for 5,000 nodes).
///
///   RunView view({.runs = {{"sales", "nightly", bizdate, dagId}}, .resumeCommand = …, .style = styleFor(…)});
///   client.waitForManualDag(request, {.onUpdate = [&](const DagRun& run) { view.update(run); },
///                                     .onPoll = [&](const PollEvent& poll) { view.poll(dagId, poll); }});
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
  /// `callsLeft`: of the day, where it has a limit.
  void poll(std::int64_t dagId, const PollEvent& poll, std::optional<std::int64_t> callsLeft = {});
  /// The wait for this run failed before the run's end was seen (it was not stopped); the table shows that from now on.
  void lost(std::int64_t dagId, const Error& error);
  /// These instances of the run, sorted, are of excluded nodes.
  void excluded(std::int64_t dagId, const std::vector<std::int64_t>& instanceIds);
  /// A permanent line: above the table, or below it after the last frame.
  void note(std::string_view line);

  /// Draws now. Only where there is no own thread.
  void tick();

  /// Draws the last frame, without the hints for a waiting user, and leaves the cursor below it. May be called twice.
  /// Nothing is drawn afterwards, so the caller may write to the terminal, after what `stream` still holds.
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataworks::terminal
