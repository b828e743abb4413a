// SPDX-License-Identifier: Apache-2.0
// Decides which instances a stop asks for, and when the run counts as stopped. Pure.
//
// Each list of nodes goes in with `onList`; `next` then names the instances to ask, one by one, and `onResponse` takes
// what came of it. An instance that has not run yet is left alone, but asked as soon as it is active.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "actions/tracked_instance.h"
#include "dataworks/instances.h"

namespace dataworks::detail {

class StopState {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  StopState(std::int64_t dagId, const StopOptions& options)
      : dagId_(dagId),
        named_(options.instanceIds),
        confirmDelay_(std::min<std::chrono::milliseconds>(options.failureConfirmDelay, std::chrono::hours(24) * 365)) {}

  /// A list that is not empty, read at `now`.
  void onList(const std::vector<NodeInsInfo>& nodes, TimePoint now);

  /// Returns which of `instances()` to ask now, and marks it as being asked; empty if none.
  [[nodiscard]] std::optional<std::size_t> next(TimePoint now);

  /// What came of asking `instances()[which]`.
  void onResponse(std::size_t which, Result<InstanceActionResponse> response, TimePoint now);

  /// True once two lists, far enough apart, have shown nothing active that can still be stopped.
  [[nodiscard]] bool over() const noexcept { return over_; }
  /// Why the stop ends, if not because all is stopped: `over()` may be true or not.
  [[nodiscard]] std::optional<Error> error() const;
  /// When the list that shows nothing active can be confirmed; empty if something is active.
  [[nodiscard]] std::optional<TimePoint> confirmAt() const;

  [[nodiscard]] const std::vector<TrackedInstance>& instances() const noexcept { return instances_; }
  /// Returns the instances of which something became known since the last call.
  [[nodiscard]] std::vector<std::size_t> takeChanged();

 private:
  struct Asked {
    std::optional<TimePoint> at{};  ///< When it was last asked.
    bool active = false;            ///< By the last list.
    bool since = false;             ///< Asked since the last list.
    bool rejectedBefore = false;    ///< Rejected, and no list since.
    bool rejected = false;          ///< Rejected, and still active in the next list: not asked again.
  };

  void update(const NodeInsInfo& node);
  void settle(std::size_t which);
  void setProgress(std::size_t which, InstanceProgress progress);
  [[nodiscard]] std::size_t indexOf(const NodeInsInfo& node);

  std::int64_t dagId_;
  std::vector<std::int64_t> named_;
  std::chrono::milliseconds confirmDelay_;
  std::vector<TrackedInstance> instances_;
  std::vector<Asked> asked_;  // one for each of them
  std::vector<std::size_t> changed_;
  std::optional<TimePoint> quietSince_;
  std::optional<Error> fatal_;
  bool checked_ = false;  // that the run has the named instances
  bool over_ = false;
};

}  // namespace dataworks::detail
