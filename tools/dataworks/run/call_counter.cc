// SPDX-License-Identifier: Apache-2.0
#include "run/call_counter.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "command_line/arguments.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "text/number.h"

namespace dataworks::cli {

int dailyCallsLimit(const detail::Environment& environment) {
  const std::string text = environment("DATAWORKS_DAILY_CALLS");
  if (text.empty()) return 0;
  const auto limit = detail::wholeNumber(text);
  if (!limit || *limit > std::numeric_limits<int>::max()) {
    throw BadArgument("DATAWORKS_DAILY_CALLS is \"" + text + "\": write the number of calls of a day, such as 100",
                      "DATAWORKS_DAILY_CALLS 的值为 \"" + text + "\"：请写每天的调用次数，例如 100");
  }
  return static_cast<int>(*limit);
}

std::string callsUsedText(std::int64_t used, int limit, Language language) {
  const std::string usedText = std::to_string(used);
  const std::string limitText = std::to_string(limit);
  return in(language,
            usedText + " of " + limitText +
                " calls used today from this machine (other machines of the account are not counted)",
            "本机今日已使用 " + usedText + " 次调用，上限 " + limitText + " 次（不含该账号在其他机器上的调用）");
}

std::string usedUpText(int limit, Language language) {
  constexpr int kBasic = 100;  // the only edition with a limit on the day
  const std::string edition =
      limit == 0 || limit == kBasic ? in(language, "Basic: 100", "基础版：100") : std::to_string(limit);
  return in(language, "the day's calls are used up (", "今日调用次数已用尽（") + edition + in(language, ")", "）");
}

std::string tomorrowText(Language language) {
  return in(language, "after 00:00 +08:00 (assumed): ", "预计北京时间 00:00 之后可执行：");
}

bool isTomorrowNear(std::chrono::system_clock::time_point now) {
  return ledgerDay(now + std::chrono::minutes(15)) != ledgerDay(now);
}

CallCounter::CallCounter(std::string path, std::string regionId, std::string endpoint, int limit, Language language,
                         Now now)
    : path_(std::move(path)),
      regionId_(std::move(regionId)),
      endpoint_(std::move(endpoint)),
      limit_(limit),
      language_(language),
      now_(std::move(now)) {}

LedgerKey CallCounter::key() const { return {.day = ledgerDay(now_()), .regionId = regionId_, .endpoint = endpoint_}; }

void CallCounter::onAttemptStarting(const AttemptStarting&) {
  const std::lock_guard lock(mutex_);
  ++sent_;
  if (limit_ == 0) return;
  count(1);
  const bool isMuch = used_ * 5 >= std::int64_t{limit_} * 4;
  if (isMuch && !std::exchange(hasNoted_, true)) logLine("dataworks: " + callsUsedText(used_, limit_, language_));
}

// What could not be written is added to the next call.
void CallCounter::count(std::int64_t more) {
  const LedgerKey today = key();
  if (std::exchange(day_, today.day) != today.day) used_ = pending_ = 0;
  pending_ += more;
  if (path_.empty()) {
    used_ = pending_;
    return;
  }
  const auto counted = DayLedger(path_).add(today, pending_);
  if (counted.failure.empty()) {
    used_ = counted.calls;
    pending_ = 0;
    return;
  }
  used_ += more;
  if (std::exchange(hasWarned_, true)) return;
  logLine(in(language_,
             "dataworks: warning: the day's calls cannot be counted: ", "dataworks: 警告：无法记录今日调用次数：") +
          terminal::printable(counted.failure));
}

std::optional<std::int64_t> CallCounter::left() {
  if (limit_ == 0) return std::nullopt;
  return std::max<std::int64_t>(0, limit_ - used());
}

std::optional<Error> CallCounter::reserveReached() {
  const auto rest = left();
  if (!rest || *rest > kCallsInReserve) return std::nullopt;
  Error error;
  error.kind = ErrorKind::kThrottled;
  error.code = kDailyCallsUsedUp;
  error.message = std::to_string(*rest) + " calls of the day are left, for other commands";
  return error;
}

std::int64_t CallCounter::used() {
  const std::lock_guard lock(mutex_);
  count(0);
  return used_;
}

std::int64_t CallCounter::sent() {
  const std::lock_guard lock(mutex_);
  return sent_;
}

}  // namespace dataworks::cli
