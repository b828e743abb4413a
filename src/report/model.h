// What a report says, before anything is drawn: which nodes come first, where each bar goes, what is summed up.
//
// Pure. The HTML page, the JUnit file and the trace all see a run through this.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "dataworks/report.h"
#include "report/format.h"

namespace dataworks::report {

/// The most nodes that the Gantt chart shows; a run with more gets the strip above it.
inline constexpr std::size_t kMostBars = 300;
inline constexpr std::size_t kSlowest = 10;

/// What a node did during one stretch of its life.
enum class Part { kUpstream, kTime, kResources, kRunning };

/// A part of a node's life: where it begins, and how much of the node's time it takes. `kLife` lists them in order.
struct LifePart {
  Part part;
  Timestamp NodeInsInfo::*begin;
  std::chrono::milliseconds NodeDurations::*time;
};
inline constexpr std::array<LifePart, 4> kLife{
    {{Part::kUpstream, &NodeInsInfo::createTime, &NodeDurations::waitUpstream},
     {Part::kTime, &NodeInsInfo::beginWaitTimeTime, &NodeDurations::waitSchedule},
     {Part::kResources, &NodeInsInfo::beginWaitResTime, &NodeDurations::waitResources},
     {Part::kRunning, &NodeInsInfo::beginRunningTime, &NodeDurations::running}}};

struct Stretch {
  Part part = Part::kUpstream;
  Moment begin{};
  Moment end{};
  bool failed = false;  // the last stretch of a node that failed
  bool open = false;    // not over: it ends only where we looked

  [[nodiscard]] std::chrono::milliseconds length() const noexcept {
    return std::chrono::floor<std::chrono::milliseconds>(end - begin);
  }
};

enum class Fate { kFailed, kActive, kSucceeded, kNotRun };  // in the order of the table of all nodes

struct Row {
  const NodeInsInfo* node = nullptr;
  Fate fate = Fate::kNotRun;
  NodeDurations times{};
  std::optional<std::chrono::milliseconds> ran{};  // unset if the service's times do not say
  std::vector<Stretch> stretches{};                // in chronological order; empty for a node without times
};

/// A node that was slow at something.
struct Slow {
  const Row* row = nullptr;
  const Stretch* stretch = nullptr;
};

/// How many nodes did the same thing at once.
struct Load {
  std::vector<std::size_t> samples{};  // at evenly spaced moments of the run
  std::size_t most = 0;                // at any moment
};

struct Model {
  const DagRun* run = nullptr;
  bool over = false;  // no node is active any more; false if one failed while others go on
  Bizdate bizdate{};
  bool hasTimes = false;  // if false, the service gave no times and there is no axis
  Moment begin{};         // of the axis
  Moment end{};
  bool oneDay = true;                   // in Shanghai, from `begin` to `end`
  std::array<std::size_t, 4> counts{};  // by fate
  std::vector<Row> rows{};              // failed, active, succeeded, not run; each group by start
  std::vector<const Row*> failed{};     // by time of failure
  std::vector<const Row*> notRun{};     // in the service's order
  std::vector<const Row*> bars{};       // for the Gantt chart, by start
  std::vector<Slow> slowestRunning{};
  std::vector<Slow> slowestQueued{};  // waiting for resources
  NodeDurations sum{};                // over all nodes; in a finished run, over those that ran
  std::size_t summed = 0;
  Load running{};  // only for a run with more nodes than bars
  Load queued{};

  [[nodiscard]] std::size_t count(Fate fate) const noexcept { return counts[static_cast<std::size_t>(fate)]; }
  [[nodiscard]] bool someLeftOut() const noexcept { return bars.size() < rows.size(); }
  [[nodiscard]] std::chrono::milliseconds length() const noexcept {  // of the axis
    return std::chrono::floor<std::chrono::milliseconds>(end - begin);
  }
  /// Returns the position on the axis: 0 at its beginning, 1 at its end.
  [[nodiscard]] double fraction(Moment time) const noexcept;
};

/// `run` must outlive the model.
[[nodiscard]] Model modelOf(const DagRun& run, const ReportOptions& options);

}  // namespace dataworks::report
