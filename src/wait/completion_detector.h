// SPDX-License-Identifier: Apache-2.0
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

/// What is known at a poll besides the list of nodes.
struct PollContext {
  /// The service's clock, from the `Date` of the response.
  std::optional<std::chrono::system_clock::time_point> serviceTime{};
  bool young = false;                     ///< The run is so young that a first list may not be complete.
  std::optional<std::size_t> failures{};  ///< How many failures count for `failFast`; unset: all.
};

/// Remembers what the last polls showed. A failure counts only once a second poll, some time later, shows the very same
/// list, unless it is older than that: the service may rerun a node, and then the run is not over. A success counts at
/// once, unless it is the first list of a young run. Nor is a run over while the list is shorter than it was, unless
/// that has lasted as long as a run may be invisible.
class CompletionDetector {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit CompletionDetector(const WaitOptions& options)
      : failureConfirmDelay_(options.failureConfirmDelay),
        missingGrace_(options.notFoundGrace),
        confirmOldFailures_(options.confirmOldFailures),
        failFast_(options.failFast) {}

  /// Judges the next poll, made at `now`: fills in what changed since the previous one, and sets the state back to
  /// running if a failure is not confirmed yet.
  void judge(DagRun& run, TimePoint now, const PollContext& context = {});

  /// Polls failed for this long: do not count that as time in which a node was missing.
  void onPollsFailedFor(TimePoint::duration time);

  /// Returns from when on another poll can confirm the end that this one showed; empty if there is none.
  [[nodiscard]] std::optional<TimePoint> confirmAt() const { return confirmAt_; }

  /// True if the last poll showed anything new.
  [[nodiscard]] bool changed() const noexcept { return changed_; }

 private:
  using Statuses = std::vector<std::pair<std::int64_t, NodeStatus>>;  // instance and status, sorted

  void keepOpen(DagRun& run);
  [[nodiscard]] bool isConfirmed(bool same, TimePoint now);
  [[nodiscard]] bool isOldFailure(const DagRun& run, const PollContext& context) const;
  [[nodiscard]] bool missesSome(std::size_t nodes, TimePoint now);
  void noteChanges(DagRun& run, Statuses statuses);

  std::chrono::milliseconds failureConfirmDelay_;
  std::chrono::milliseconds missingGrace_;
  bool confirmOldFailures_;
  bool failFast_;
  bool polled_ = false;
  bool changed_ = false;
  DagRunState state_ = DagRunState::kNotFoundYet;
  Statuses statuses_;
  std::size_t nodes_ = 0;  // how many there should be
  std::optional<TimePoint> missingSince_;
  int shortInARow_ = 0;  // lists that lacked some
  std::optional<TimePoint> confirmAt_;
};

}  // namespace dataworks::detail
