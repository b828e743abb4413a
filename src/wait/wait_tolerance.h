// How long a wait bears with polls that tell it nothing: those that fail, and those that do not list the run. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "dataworks/dag_run.h"
#include "dataworks/error.h"

namespace dataworks {

class Patience {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit Patience(const WaitOptions& options)
      : appearWithin_(options.appearWithin), maxPollTrouble_(options.maxPollTrouble) {}

  /// A poll failed at `now`. Returns what ends the wait, or nothing if it goes on. `succeededBefore`: an earlier poll
  /// of this wait did not fail.
  [[nodiscard]] std::optional<Error> onTrouble(const Error& error, bool succeededBefore, TimePoint now);

  /// The service answered, if only that it does not list the run. Returns for how long no poll had succeeded: nobody
  /// could look then, and so nothing was missing in that time.
  TimePoint::duration onAnswer(TimePoint now);

  /// The service does not list the run. Returns what ends the wait, or nothing if it goes on.
  [[nodiscard]] std::optional<Error> onInvisible(TimePoint now);
  void onVisible() noexcept { invisibleSince_.reset(); }

  [[nodiscard]] int failedInARow() const noexcept { return failedInARow_; }

 private:
  std::chrono::milliseconds appearWithin_;
  std::chrono::milliseconds maxPollTrouble_;
  std::optional<TimePoint> invisibleSince_;
  std::optional<TimePoint> troubleSince_;
  int failedInARow_ = 0;
};

}  // namespace dataworks
