// SPDX-License-Identifier: Apache-2.0
// The content of a report, before anything is drawn: order of nodes, position of bars, sums.
//
// Pure. The HTML page, the JUnit file and the trace are all made from it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/report.h"
#include "report/format.h"

namespace dataworks::detail::report {

/// The most nodes that the Gantt chart shows, and the most before it is folded.
inline constexpr std::size_t kMostBars = 300;
inline constexpr std::size_t kMostOpenBars = 50;
/// From so many nodes on, a strip above the chart shows how many ran at once.
inline constexpr std::size_t kStripFrom = 50;
inline constexpr std::size_t kSlowest = 10;
inline constexpr std::size_t kMostLogs = 10;

/// What a node is doing, in chronological order.
enum class NodePhase { kUpstream, kSchedule, kResources, kRunning };

/// The fields that hold begin and duration of a phase.
struct PhaseFields {
  NodePhase phase;
  Timestamp NodeInsInfo::*begin;
  std::chrono::milliseconds NodeDurations::*duration;
};
inline constexpr std::array<PhaseFields, 4> kPhases{
    {{NodePhase::kUpstream, &NodeInsInfo::createTime, &NodeDurations::waitUpstream},
     {NodePhase::kSchedule, &NodeInsInfo::beginWaitTimeTime, &NodeDurations::waitSchedule},
     {NodePhase::kResources, &NodeInsInfo::beginWaitResTime, &NodeDurations::waitResources},
     {NodePhase::kRunning, &NodeInsInfo::beginRunningTime, &NodeDurations::running}}};

struct Segment {
  NodePhase phase = NodePhase::kUpstream;
  WallTime begin{};
  WallTime end{};
  bool failed = false;  // the last segment of a node that failed
  bool open = false;    // not finished: drawn up to the last poll

  [[nodiscard]] std::chrono::milliseconds length() const noexcept {
    return std::chrono::floor<std::chrono::milliseconds>(end - begin);
  }
};

enum class Outcome { kFailed, kActive, kSucceeded, kNotRun };  // in the order of the table of all nodes

struct Row {
  const NodeInsInfo* node = nullptr;
  Outcome outcome = Outcome::kNotRun;
  bool excluded = false;  // succeeded, but did not run
  NodeDurations durations{};
  bool critical = false;                           // a link of the critical chain
  std::optional<std::chrono::milliseconds> ran{};  // unset if not known from the service's times
  std::vector<Segment> segments{};                 // in chronological order; empty for a node without times
};

/// The end of a log, fit to be shown.
struct LogExcerpt {
  std::string text{};
  bool cut = false;  // there is more before it
  std::size_t masked = 0;
};
/// At most the last 64 KiB, from the start of a line.
[[nodiscard]] LogExcerpt excerptOf(std::string_view log);

/// A long segment of a node.
struct SlowSegment {
  const Row* row = nullptr;
  const Segment* segment = nullptr;
};

/// How many nodes were in the same phase at once.
struct Concurrency {
  std::vector<std::size_t> samples{};  // at evenly spaced moments of the run
  std::size_t peak = 0;                // exact
};

struct Model {
  const DagRun* run = nullptr;
  bool over = false;  // no node is active any more; false if one failed while others go on
  Bizdate bizdate{};
  bool hasTimes = false;  // if false, there is no axis
  WallTime begin{};       // of the axis
  WallTime end{};
  bool oneDay = true;                   // in Shanghai, from `begin` to `end`
  std::array<std::size_t, 4> counts{};  // by outcome
  std::vector<Row> rows{};              // failed, active, succeeded, not run; each group by start
  std::vector<const Row*> failed{};     // by time of failure
  std::vector<const Row*> notRun{};     // in the service's order
  std::vector<const Row*> bars{};       // for the Gantt chart, by start
  std::vector<SlowSegment> slowestRunning{};
  std::vector<SlowSegment> slowestQueued{};  // waiting for resources
  NodeDurations sum{};                       // over all nodes; in a finished run, over those that ran
  std::size_t summed = 0;
  CriticalChain chain{};
  std::optional<RunComparison> against{};           // of a run that is over
  std::map<const NodeInsInfo*, LogExcerpt> logs{};  // of the first `kMostLogs` failed nodes, where given
  Concurrency running{};                            // only if there is a strip
  Concurrency queued{};

  [[nodiscard]] std::size_t count(Outcome outcome) const noexcept { return counts[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] bool hasStrip() const noexcept { return hasTimes && rows.size() >= kStripFrom; }
  [[nodiscard]] bool leavesBarsOut() const noexcept { return bars.size() < rows.size(); }
  [[nodiscard]] std::chrono::milliseconds length() const noexcept {  // of the axis
    return std::chrono::floor<std::chrono::milliseconds>(end - begin);
  }
  /// Returns the position on the axis: 0 at its beginning, 1 at its end.
  [[nodiscard]] double fraction(WallTime time) const noexcept;
};

/// `run` must outlive the model.
[[nodiscard]] Model modelOf(const DagRun& run, const ReportOptions& options);

}  // namespace dataworks::detail::report
