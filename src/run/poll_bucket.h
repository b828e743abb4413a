// The poll rate of a client, shared fairly by all of its waits: whoever asks first looks first.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>

namespace dataworks {

/// Hands out moments to look at, evenly spaced. Thread-safe.
class PollBucket {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `pollsPerSecond` of 0 or less: no limit.
  explicit PollBucket(double pollsPerSecond);

  /// The earliest free moment from `now` on, taken.
  [[nodiscard]] TimePoint take(TimePoint now);

  /// Gives a moment that was not used back to the others.
  void giveBack(TimePoint moment) noexcept;

 private:
  std::chrono::nanoseconds spacing_{0};
  std::mutex mutex_;
  TimePoint next_{};
  std::set<TimePoint> returned_;
};

}  // namespace dataworks
