// SPDX-License-Identifier: Apache-2.0
// Decides what a re-run does next. Pure.
//
//   list ─► restart each target ─► watch
//              │      ▲
//              ▼      │ it runs again
//            look ────┘          A lost response of a restart: lists and histories decide, never a second restart.
//              │
//              └─► end, maybe executed
//
// Each response goes in with `on…`, which returns the next step. While the run is watched, `onPoll` and `judge` say
// what a list means for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "actions/tracked_instance.h"
#include "dataworks/instances.h"

namespace dataworks::detail {

class RerunState {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Nodes = std::vector<NodeInsInfo>;

  enum class Action { kRestart, kLookAtList, kLookAtHistory, kWatch, kEnd };
  struct Step {
    Action action = Action::kEnd;
    std::size_t target = 0;        ///< Of `instances()`.
    TimePoint at{};                ///< Not before then.
    std::optional<Error> error{};  ///< Why it ends.
  };

  /// What a list means for the run as a whole.
  struct Judgement {
    bool open = false;         ///< It goes on, whatever its nodes look like.
    std::size_t failures = 0;  ///< Failures since the restart.
  };

  RerunState(std::int64_t dagId, std::vector<std::int64_t> named) : dagId_(dagId), named_(std::move(named)) {}

  /// The nodes before anything was done.
  [[nodiscard]] Step onList(const Nodes& nodes, TimePoint now);
  /// What came of a restart. `held`: it was held back before it was sent. `pause`: what a throttled one asks for.
  [[nodiscard]] Step onRestart(std::size_t target, Result<InstanceActionResponse> response, bool held,
                               std::chrono::milliseconds pause, TimePoint now);
  [[nodiscard]] Step onLookAtList(const Result<SearchManualDagNodeInstanceResponse>& list, TimePoint now);
  [[nodiscard]] Step onLookAtHistory(const Result<ListInstanceHistoryResponse>& history, TimePoint now);
  /// Marks a target as being restarted.
  void onSending(std::size_t target);

  /// A list while the run is watched. Returns the target whose history is to be read before the list is judged.
  [[nodiscard]] std::optional<std::size_t> onPoll(const Nodes& nodes, TimePoint now);
  /// That history; then again, which other history is to be read.
  [[nodiscard]] std::optional<std::size_t> onPollHistory(std::size_t target,
                                                         const Result<ListInstanceHistoryResponse>& history,
                                                         TimePoint now);
  /// Before it is judged: what histories say of instances that the list shows as they were before.
  void amend(Nodes& nodes) const;
  [[nodiscard]] Judgement judge(const Nodes& nodes) const;
  /// Why the watch ends early: the service accepted a restart that never began.
  [[nodiscard]] const std::optional<Error>& lost() const noexcept { return lost_; }

  [[nodiscard]] const std::vector<TrackedInstance>& instances() const noexcept { return instances_; }
  /// Returns the targets of which something became known since the last call.
  [[nodiscard]] std::vector<std::size_t> takeChanged();

 private:
  struct Watched {
    bool active = false;                           ///< It has been restarted, or was active: its end is waited for.
    bool showsOldFailure = true;                   ///< By the last list that has it.
    std::optional<NodeInsInfo> failedByHistory{};  ///< The new failure, where only the history shows it.
    TimePoint since{};  ///< Since when the old failure is shown, at the earliest since the restart.
  };

  [[nodiscard]] std::optional<Error> chooseTargets(const Nodes& nodes);
  [[nodiscard]] Step nextRestart(TimePoint now);
  [[nodiscard]] Step watchOrEnd();
  [[nodiscard]] Step onRunsAgain(TimePoint now);
  void watch(std::size_t target, TimePoint now);
  [[nodiscard]] std::optional<std::size_t> historyDue(TimePoint now) const;
  void setProgress(std::size_t target, InstanceProgress progress);

  std::int64_t dagId_;
  std::vector<std::int64_t> named_;
  std::vector<TrackedInstance> instances_;
  std::vector<Watched> watched_;            // one for each of them
  std::vector<std::int64_t> failedBefore_;  // instances, sorted
  std::vector<std::size_t> changed_;
  bool sendsNoMore_ = false;
  std::size_t lookedFor_ = 0;  // the target whose restart's response was lost
  std::size_t looks_ = 0;
  TimePoint lostAt_{};
  std::optional<Error> lost_;
};

}  // namespace dataworks::detail
