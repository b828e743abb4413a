// SPDX-License-Identifier: Apache-2.0
#include "call/poll_rate_limiter.h"

#include <gtest/gtest.h>

#include <chrono>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using TimePoint = PollRateLimiter::TimePoint;

constexpr TimePoint kStart = TimePoint(1h);

TEST(PollRateLimiter, HandsOutMomentsEvenlySpacedInTheOrderAsked) {
  PollRateLimiter limiter(5);
  EXPECT_EQ(limiter.take(kStart), kStart);
  EXPECT_EQ(limiter.take(kStart), kStart + 200ms);
  EXPECT_EQ(limiter.take(kStart + 50ms), kStart + 400ms);
  EXPECT_EQ(limiter.take(kStart + 10s), kStart + 10s);  // what was not used is not saved up
  EXPECT_EQ(limiter.take(kStart + 10s), kStart + 10s + 200ms);
}

TEST(PollRateLimiter, TakesARateOfHardlyEverAsOneAYear) {
  PollRateLimiter limiter(1e-300);
  EXPECT_EQ(limiter.take(kStart), kStart);
  EXPECT_EQ(limiter.take(kStart), kStart + 365 * 24h);
}

TEST(PollRateLimiter, GivesReturnedMomentsToTheNextWhoCanUseThem) {
  PollRateLimiter limiter(1);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(limiter.take(kStart), kStart + i * 1s);
  limiter.giveBack(kStart + 3s);
  limiter.giveBack(kStart + 1s);
  limiter.giveBack(kStart + 2s);
  EXPECT_EQ(limiter.take(kStart + 1s), kStart + 1s);
  EXPECT_EQ(limiter.take(kStart + 2500ms), kStart + 3s);  // the second second has passed unused
  EXPECT_EQ(limiter.take(kStart + 2500ms), kStart + 4s);
}

TEST(PollRateLimiter, DoesNotLimitWithoutARate) {
  for (const double rate : {0.0, -1.0}) {
    PollRateLimiter limiter(rate);
    EXPECT_EQ(limiter.take(kStart), kStart);
    EXPECT_EQ(limiter.take(kStart), kStart);
    limiter.giveBack(kStart + 1h);
    EXPECT_EQ(limiter.take(kStart), kStart);
  }
}

TEST(PollRateLimiter, TakesFractionsOfARate) {
  PollRateLimiter limiter(0.5);
  EXPECT_EQ(limiter.take(kStart), kStart);
  EXPECT_EQ(limiter.take(kStart), kStart + 2s);
}

}  // namespace
}  // namespace dataworks::detail
