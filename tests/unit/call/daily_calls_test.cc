// SPDX-License-Identifier: Apache-2.0
#include "call/daily_calls.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string_view>
#include <thread>
#include <vector>

#include "errors/codes.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

WallTime at(std::string_view shanghai) { return parseShanghai(shanghai).value(); }

TEST(ShanghaiDay, TurnsAtMidnightInShanghai) {
  const auto day = shanghaiDayNumber(at("2026-11-23 00:00:00"));
  EXPECT_EQ(shanghaiDayNumber(at("2026-11-23 23:59:59")), day);
  EXPECT_EQ(shanghaiDayNumber(at("2026-11-22 23:59:59")), day - 1);
  EXPECT_EQ(shanghaiDayNumber(at("2026-11-24 00:00:00")), day + 1);
}

TEST(UntilTomorrow, EndsFiveToTenMinutesIntoTheNextDay) {
  EXPECT_EQ(untilTomorrow(at("2026-11-23 23:50:00"), 0), 15min);
  EXPECT_EQ(untilTomorrow(at("2026-11-23 23:50:00"), 0.5), 17min + 30s);
  EXPECT_LT(untilTomorrow(at("2026-11-23 23:50:00"), 0.999999), 20min);
  EXPECT_EQ(untilTomorrow(at("2026-11-23 00:00:00"), 0), 24h + 5min);
  EXPECT_EQ(untilTomorrow(at("2026-11-23 23:59:59") + 999500us, 0), 5min + 1ms);
}

TEST(ShareOfOneWait, LeavesCallsForTheRestOfTheDay) {
  struct Row {
    int limit;
    int left;
    int share;
  };
  for (const Row& row : {Row{100, 100, 40}, Row{100, 99, 40}, Row{100, 95, 40}, Row{100, 60, 23}, Row{100, 17, 1},
                         Row{100, 16, 1}, Row{100, 15, 0}, Row{100, 0, 0}, Row{100, -3, 0}, Row{50, 50, 18},
                         Row{1000, 1000, 400}, Row{1000, 115, 50}, Row{2'000'000'000, 2'000'000'000, 800'000'000}}) {
    EXPECT_EQ(shareOfOneWait(row.limit, row.left), row.share) << row.limit << ' ' << row.left;
  }
}

TEST(DailyCalls, AreCountedPerDayInShanghai) {
  DailyCalls calls(2);
  const WallTime evening = at("2026-11-23 23:59:58");
  EXPECT_TRUE(calls.limited());
  EXPECT_EQ(calls.left(evening), 2);
  EXPECT_TRUE(calls.take(evening));
  EXPECT_TRUE(calls.take(evening + 1s));
  EXPECT_FALSE(calls.take(evening + 1s));
  EXPECT_EQ(calls.left(evening + 1s), 0);
  EXPECT_EQ(calls.left(evening + 2s), 2);
  EXPECT_TRUE(calls.take(evening + 2s));
  EXPECT_EQ(calls.left(evening), 1) << "a clock that is set back gives no second day";
}

TEST(DailyCalls, KnowWhatOthersHaveUsedToday) {
  DailyCalls calls(3, 2);
  const WallTime morning = at("2026-11-23 09:00:00");
  EXPECT_TRUE(calls.take(morning));
  EXPECT_FALSE(calls.take(morning));
  EXPECT_EQ(calls.left(morning + 24h), 3) << "only today";
  EXPECT_EQ(DailyCalls(3, 9).left(morning), 0);
}

TEST(DailyCalls, AreNotLimitedByDefault) {
  DailyCalls calls(0);
  EXPECT_FALSE(calls.limited());
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(calls.take({}));
}

TEST(DailyCalls, AreSharedByThreads) {
  DailyCalls calls(1000);
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 400; ++k) taken += calls.take(at("2026-11-23 10:00:00")) ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(taken, 1000);
}

TEST(DailyCalls, HaveErrorsThatSayWhatIsUsedUp) {
  for (const Error& error : {dailyCallsUsedUp(100), shareUsedUp(100, 59)}) {
    EXPECT_EQ(error.kind, ErrorKind::kThrottled);
    EXPECT_EQ(error.execution, Execution::kNotExecuted);
    EXPECT_EQ(remedyFor(error.code), Remedy::kDailyQuota);
    EXPECT_NE(error.hint.find("at midnight in Shanghai"), std::string::npos) << error;
  }
  EXPECT_EQ(dailyCallsUsedUp(100).message, "this client has used up the day's 100 calls (dailyCalls)");
  EXPECT_EQ(shareUsedUp(100, 59).message,
            "this wait has used up its share of the day's calls (59 of 100 are left for other calls)");
}

}  // namespace
}  // namespace dataworks::detail
