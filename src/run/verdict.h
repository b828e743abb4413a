// Whether a run is over, judged over several looks. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "dataworks/dag_run.h"

namespace dataworks {

/// Remembers what the last looks showed. A failure counts only when a second look, some time later, shows the very same
/// list: a node may be run again by itself, and then the run is not over.
class Verdict {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit Verdict(const WaitOptions& options) : confirmAfter_(options.confirmFailure), failFast_(options.failFast) {}

  /// Judges the next look at `now`: fills in what changed since the one before, and sets the state back to running
  /// where a failure is not confirmed yet.
  void judge(DagRun& run, TimePoint now);

  /// When an unconfirmed failure can be confirmed; empty if there is none.
  [[nodiscard]] std::optional<TimePoint> confirmAt() const { return confirmAt_; }

  /// True if the last look showed anything new.
  [[nodiscard]] bool changed() const noexcept { return changed_; }

 private:
  using Statuses = std::vector<std::pair<std::int64_t, NodeStatus>>;  // instance and status, sorted

  void noteChanges(DagRun& run, Statuses statuses);

  std::chrono::milliseconds confirmAfter_;
  bool failFast_;
  bool looked_ = false;
  bool changed_ = false;
  DagRunState state_ = DagRunState::kNotVisible;
  Statuses statuses_;
  std::optional<TimePoint> confirmAt_;
};

}  // namespace dataworks
