// How long a wait bears with polls that tell it nothing: those that fail, and those that do not list the run. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "dataworks/dag_run.h"
#include "dataworks/error.h"

namespace dataworks::detail {

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
  void onFound() noexcept { notFoundSince_.reset(); }

  [[nodiscard]] int failedInARow() const noexcept { return failedInARow_; }

 private:
  std::chrono::milliseconds notFoundGrace_;
  std::chrono::milliseconds maxPollFailureTime_;
  std::optional<TimePoint> notFoundSince_;
  std::optional<TimePoint> failingSince_;
  int failedInARow_ = 0;
};

}  // namespace dataworks::detail
