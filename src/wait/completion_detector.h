// Judges over several polls whether a run is over. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "dataworks/dag_run.h"

namespace dataworks::detail {

/// Remembers what the last polls showed. A failure counts only once a second poll, some time later, shows the very same
/// list: the service may rerun a node, and then the run is not over. Nor is it over while the list is shorter than it
/// was, unless that has lasted as long as a run may be invisible.
class CompletionDetector {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit CompletionDetector(const WaitOptions& options)
      : failureConfirmDelay_(options.failureConfirmDelay),
        missingGrace_(options.notFoundGrace),
        failFast_(options.failFast) {}

  /// Judges the next poll, made at `now`: fills in what changed since the previous one, and sets the state back to
  /// running if a failure is not confirmed yet. So many `failures` count for `failFast`.
  void judge(DagRun& run, TimePoint now, std::size_t failures);
  void judge(DagRun& run, TimePoint now) { judge(run, now, run.count(NodeStatus::kFailure)); }

  /// Polls failed for this long: do not count that as time in which a node was missing.
  void onPollsFailedFor(TimePoint::duration time);

  /// Returns when an unconfirmed failure can be confirmed; empty if there is none.
  [[nodiscard]] std::optional<TimePoint> confirmAt() const { return confirmAt_; }

  /// True if the last poll showed anything new.
  [[nodiscard]] bool changed() const noexcept { return changed_; }

 private:
  using Statuses = std::vector<std::pair<std::int64_t, NodeStatus>>;  // instance and status, sorted

  [[nodiscard]] bool missesSome(std::size_t nodes, TimePoint now);
  void noteChanges(DagRun& run, Statuses statuses);

  std::chrono::milliseconds failureConfirmDelay_;
  std::chrono::milliseconds missingGrace_;
  bool failFast_;
  bool polled_ = false;
  bool changed_ = false;
  DagRunState state_ = DagRunState::kNotFoundYet;
  Statuses statuses_;
  std::size_t nodes_ = 0;  // how many there should be
  std::optional<TimePoint> missingSince_;
  std::optional<TimePoint> confirmAt_;
};

}  // namespace dataworks::detail
