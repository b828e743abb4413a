// SPDX-License-Identifier: Apache-2.0
#include "call/daily_calls.h"

#include <algorithm>
#include <string>

#include "errors/codes.h"

namespace dataworks::detail {

namespace {

constexpr int kKeptForOthers = 15;  // a trigger, logs, a stop, a re-run
constexpr int kMostOfOneWait = 40;

Error usedUp() { return {.kind = ErrorKind::kThrottled, .code = std::string(kDailyCallsUsedUp)}; }

}  // namespace

std::int64_t shanghaiDayNumber(WallTime time) noexcept {
  return std::chrono::floor<std::chrono::days>(time + kShanghaiOffset).time_since_epoch().count();
}

std::chrono::milliseconds untilTomorrow(WallTime now, double fraction) noexcept {
  constexpr std::chrono::minutes kClockMargin(5);  // for clocks that differ
  const auto local = now + kShanghaiOffset;
  const auto midnight = std::chrono::floor<std::chrono::days>(local) + std::chrono::days(1);
  const auto spread = std::chrono::duration<double>(std::chrono::minutes(5)) * fraction;
  return std::chrono::ceil<std::chrono::milliseconds>(midnight - local) + kClockMargin +
         std::chrono::floor<std::chrono::milliseconds>(spread);
}

int shareOfOneWait(int limit, int left) noexcept {
  const int most = std::max(kMostOfOneWait, limit / 5 * 2);
  return std::clamp((left - kKeptForOthers + 1) / 2, 0, most);
}

bool DailyCalls::take(WallTime now) {
  if (!limited()) [[likely]]
    return true;
  const std::lock_guard lock(mutex_);
  startDayOf(now);
  if (made_ >= limit_) return false;
  ++made_;
  return true;
}

int DailyCalls::left(WallTime now) {
  const std::lock_guard lock(mutex_);
  startDayOf(now);
  return std::max(0, limit_ - made_);
}

// A clock that is set back does not give a day a second time.
void DailyCalls::startDayOf(WallTime now) {
  const std::int64_t day = shanghaiDayNumber(now);
  if (day <= day_) return;
  if (day_ != kNone) made_ = 0;
  day_ = day;
}

Error dailyCallsUsedUp(int limit) {
  Error error = usedUp();
  error.message = "this client has used up the day's " + std::to_string(limit) + " calls (dailyCalls)";
  error.hint = findCode(kDailyCallsUsedUp)->english;
  return error;
}

Error shareUsedUp(int limit, int left) {
  Error error = usedUp();
  error.message = "this wait has used up its share of the day's calls (" + std::to_string(left) + " of " +
                  std::to_string(limit) + " are left for other calls)";
  error.hint = "A new wait may use a part of them; the count begins anew at midnight in Shanghai.";
  return error;
}

}  // namespace dataworks::detail
