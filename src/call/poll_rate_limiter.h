// SPDX-License-Identifier: Apache-2.0
// The poll rate of a client, shared fairly by all its waits: the first to ask is the first to poll.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>

namespace dataworks::detail {

/// Hands out evenly spaced moments to poll at. Thread-safe.
class PollRateLimiter {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// If `pollsPerSecond` is 0 or less, there is no limit.
  explicit PollRateLimiter(double pollsPerSecond);

  /// Takes and returns the earliest free moment from `now` on.
  [[nodiscard]] TimePoint take(TimePoint now);

  /// Gives back an unused moment for others to take.
  void giveBack(TimePoint moment) noexcept;

 private:
  std::chrono::nanoseconds spacing_{0};
  std::mutex mutex_;
  TimePoint next_{};
  std::set<TimePoint> returned_;
};

}  // namespace dataworks::detail
