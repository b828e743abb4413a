// SPDX-License-Identifier: Apache-2.0
// The calls that a client may send in a day of Shanghai, by which the service counts its quotas.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <mutex>

#include "dataworks/error.h"
#include "text/time.h"

namespace dataworks::detail {

/// Days since 1970, in Shanghai.
[[nodiscard]] std::int64_t shanghaiDayNumber(WallTime time) noexcept;

/// Returns how long it is until some minutes into the next day in Shanghai, when a daily quota should be there again: 5
/// to 10 minutes, by `fraction` in [0, 1), so that clients do not come back all at once.
[[nodiscard]] std::chrono::milliseconds untilTomorrow(WallTime now, double fraction) noexcept;

/// Returns how many of `left` calls one wait may use: 40 (or 40 % of the limit), but not more than half of what is left
/// beside the 15 that are kept for other calls.
[[nodiscard]] int shareOfOneWait(int limit, int left) noexcept;

/// Counts the calls of the day. Thread-safe.
class DailyCalls {
 public:
  /// `limit` 0: none. `used`: by others, on the first day that is asked about.
  explicit DailyCalls(int limit, int used = 0) : limit_(limit), made_(used) {}

  /// Counts one call, unless the limit has been reached; false then.
  [[nodiscard]] bool take(WallTime now);
  [[nodiscard]] bool limited() const noexcept { return limit_ > 0; }
  [[nodiscard]] int limit() const noexcept { return limit_; }
  [[nodiscard]] int left(WallTime now);  ///< What is left of the day's calls, if they are limited.

 private:
  void startDayOf(WallTime now);

  static constexpr std::int64_t kNone = (std::numeric_limits<std::int64_t>::min)();

  const int limit_;
  std::mutex mutex_;
  std::int64_t day_ = kNone;
  int made_;
};

/// The error of a call that was not sent because the day's calls are used up.
[[nodiscard]] Error dailyCallsUsedUp(int limit);
/// The error of a poll that was not made because its wait has had its share; `left` calls are left for others.
[[nodiscard]] Error shareUsedUp(int limit, int left);

}  // namespace dataworks::detail
