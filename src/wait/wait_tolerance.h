// SPDX-License-Identifier: Apache-2.0
// How long a wait tolerates polls without a result: those that fail, and those that do not list the run. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "dataworks/dag_run.h"
#include "dataworks/error.h"

namespace dataworks::detail {

/// A limit is reached when its time has passed and enough polls in a row were of no use: where polls are rare, a few
/// unlucky ones do not end a wait.
inline constexpr int kFewestFailedPolls = 5;
inline constexpr int kFewestEmptyPolls = 3;

class WaitTolerance {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit WaitTolerance(const WaitOptions& options)
      : notFoundGrace_(options.notFoundGrace), maxPollFailureTime_(options.maxPollFailureTime) {}

  /// A poll failed at `now`. Returns what ends the wait, or nothing if it goes on. `succeededBefore`: an earlier poll
  /// of this wait did not fail.
  [[nodiscard]] std::optional<Error> onFailedPoll(const Error& error, bool succeededBefore, TimePoint now);

  /// The service responded, if only that it does not list the run. Returns for how long no poll had succeeded: nobody
  /// could look then, and so nothing was missing in that time.
  TimePoint::duration onResponse(TimePoint now);

  /// The service does not list the run. Returns what ends the wait, or nothing if it goes on.
  [[nodiscard]] std::optional<Error> onNotFound(TimePoint now);
  void onFound() noexcept {
    notFoundSince_.reset();
    emptyInARow_ = 0;
  }

  [[nodiscard]] int failedInARow() const noexcept { return failedInARow_; }

 private:
  std::chrono::milliseconds notFoundGrace_;
  std::chrono::milliseconds maxPollFailureTime_;
  std::optional<TimePoint> notFoundSince_;
  std::optional<TimePoint> failingSince_;
  int failedInARow_ = 0;
  int emptyInARow_ = 0;
};

}  // namespace dataworks::detail
