// SPDX-License-Identifier: Apache-2.0
#include "call/poll_rate_limiter.h"

#include <gtest/gtest.h>

#include <chrono>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using TimePoint = PollRateLimiter::TimePoint;

constexpr TimePoint kFirstTurn = TimePoint(1h);

TEST(PollRateLimiter, HandsOutMomentsEvenlySpacedInTheOrderAsked) {
  PollRateLimiter limiter(5);
  EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn);
  EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn + 200ms);
  EXPECT_EQ(limiter.take(kFirstTurn + 50ms), kFirstTurn + 400ms);
  EXPECT_EQ(limiter.take(kFirstTurn + 10s), kFirstTurn + 10s);  // what was not used is not saved up
  EXPECT_EQ(limiter.take(kFirstTurn + 10s), kFirstTurn + 10s + 200ms);
}

TEST(PollRateLimiter, TakesARateOfHardlyEverAsOneAYear) {
  PollRateLimiter limiter(1e-300);
  EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn);
  EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn + 365 * 24h);
}

TEST(PollRateLimiter, GivesReturnedMomentsToTheNextWhoCanUseThem) {
  PollRateLimiter limiter(1);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn + i * 1s);
  limiter.giveBack(kFirstTurn + 3s);
  limiter.giveBack(kFirstTurn + 1s);
  limiter.giveBack(kFirstTurn + 2s);
  EXPECT_EQ(limiter.take(kFirstTurn + 1s), kFirstTurn + 1s);
  EXPECT_EQ(limiter.take(kFirstTurn + 2500ms), kFirstTurn + 3s);  // the second second has passed unused
  EXPECT_EQ(limiter.take(kFirstTurn + 2500ms), kFirstTurn + 4s);
}

TEST(PollRateLimiter, DoesNotLimitWithoutARate) {
  for (const double rate : {0.0, -1.0}) {
    PollRateLimiter limiter(rate);
    EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn);
    EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn);
    limiter.giveBack(kFirstTurn + 1h);
    EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn);
  }
}

TEST(PollRateLimiter, TakesFractionsOfARate) {
  PollRateLimiter limiter(0.5);
  EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn);
  EXPECT_EQ(limiter.take(kFirstTurn), kFirstTurn + 2s);
}

}  // namespace
}  // namespace dataworks::detail
