// SPDX-License-Identifier: Apache-2.0
// What the journal remembers of runs that were watched: how each was last seen and, of a run that is over, how long it
// and its nodes took. From this the command line knows how long a flow usually takes. Pure.
//
// Names and durations only. The lines have an event of their own, so that neither `--once` nor an earlier version of
// this program takes one for a trigger.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/dag_run.h"
#include "dataworks/report.h"
#include "terminal/table.h"
#include "terminal/usual.h"

namespace dataworks::cli {

/// Which flow, and where. The endpoint belongs to it: an emulator may have the same names.
struct FlowPlace {
  std::string endpoint{};
  std::string regionId{};
  std::string projectName{};
  std::string flowName{};
  ProjectEnv env = ProjectEnv::kProd;

  friend bool operator==(const FlowPlace&, const FlowPlace&) = default;
};

/// How long a node took.
struct SeenNode {
  std::string nodeName{};
  NodeDurations durations{};  ///< Without the wait for upstream nodes.
};

/// A run as it was last seen.
struct SeenRun {
  std::chrono::system_clock::time_point time{};  ///< When it was seen.
  FlowPlace place{};
  std::int64_t dagId = 0;
  DagRunState state = DagRunState::kRunning;
  std::optional<std::chrono::milliseconds> duration{};  ///< Of a run that is over, if its times say it.
  std::size_t nodeCount = 0;
  std::vector<SeenNode> nodes{};  ///< Of a run that is over: those that ran longest.
  /// Nodes were re-run, or left out: its duration says nothing of other runs.
  bool unusual = false;
};

/// The most nodes that a line holds.
inline constexpr std::size_t kSeenNodes = 50;
/// The fewest and the most runs that say what is usual.
inline constexpr std::size_t kFewestUsual = 3;
inline constexpr std::size_t kMostUsual = 20;

[[nodiscard]] SeenRun seenRun(const DagRun& run, FlowPlace place);
[[nodiscard]] std::string seenLine(const SeenRun& run);

/// Each run that `text` knows as it was last seen, oldest first. What a journal of 0.1 holds is no such line. Lines
/// without `containing` are not parsed: a journal of years holds tens of megabytes.
[[nodiscard]] std::vector<SeenRun> readSeenRuns(std::string_view text, std::string_view containing = {});

/// What the lines of that flow, or of that run, contain.
[[nodiscard]] std::string markOfFlow(const std::string& flowName);
[[nodiscard]] std::string markOfRun(std::int64_t dagId);

/// The newest line about that run; null if there is none.
[[nodiscard]] const SeenRun* findSeen(const std::vector<SeenRun>& runs, std::string_view endpoint,
                                      std::string_view projectName, std::int64_t dagId);

/// True if `run` says nothing that `known` does not say.
[[nodiscard]] bool isKnownAs(const SeenRun& run, const SeenRun& known);

/// The last successes of that flow, oldest first; without runs of which nodes were re-run, and without
/// the run `except`.
[[nodiscard]] std::vector<const SeenRun*> lastSuccesses(const std::vector<SeenRun>& runs, const FlowPlace& place,
                                                        std::int64_t except = 0);

/// The median, and the middle half. Empty for fewer than three.
[[nodiscard]] std::optional<terminal::UsualDuration> usualDuration(std::vector<std::chrono::milliseconds> durations);
[[nodiscard]] std::optional<terminal::UsualDuration> usualDuration(const std::vector<const SeenRun*>& successes);

/// What is usual for the flow and for each of its nodes: medians. Empty for fewer than three successes.
[[nodiscard]] std::optional<Baseline> usualBaseline(const std::vector<const SeenRun*>& successes);

}  // namespace dataworks::cli
