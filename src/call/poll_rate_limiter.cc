// SPDX-License-Identifier: Apache-2.0
#include "call/poll_rate_limiter.h"

#include <algorithm>

namespace dataworks::detail {

PollRateLimiter::PollRateLimiter(double pollsPerSecond) {
  constexpr double kMost = 1e9 * 3600 * 24 * 365;  // a year; beyond it, sums would overflow
  if (pollsPerSecond > 0) {
    spacing_ = std::chrono::nanoseconds(static_cast<std::int64_t>(std::min(1e9 / pollsPerSecond, kMost)));
  }
}

PollRateLimiter::TimePoint PollRateLimiter::take(TimePoint now) {
  if (spacing_.count() == 0) return now;
  std::lock_guard lock(mutex_);
  returned_.erase(returned_.begin(), returned_.lower_bound(now));  // those have passed unused
  if (!returned_.empty()) return returned_.extract(returned_.begin()).value();
  const TimePoint moment = std::max(now, next_);
  next_ = moment + spacing_;
  return moment;
}

void PollRateLimiter::giveBack(TimePoint moment) noexcept {
  if (spacing_.count() == 0) return;
  std::lock_guard lock(mutex_);
  try {
    returned_.insert(moment);
  } catch (...) {  // no memory to keep it: one look of the quota is lost
  }
}

}  // namespace dataworks::detail
