// SPDX-License-Identifier: Apache-2.0
// The manual clock, as the tests of other people's programs use it.
#include "dataworks/testing/manual_clock.h"

#include <gtest/gtest.h>

namespace dataworks::testing {
namespace {

using namespace std::chrono;

TEST(ManualClock, StartsWhereItIsTold) {
  EXPECT_EQ(ManualClock().wallNow(), sys_days(2026y / 11 / 22) + 16h + 5min);  // 00:05 in Shanghai
  EXPECT_EQ(ManualClock(sys_days(2030y / 1 / 1)).wallNow(), sys_days(2030y / 1 / 1));
  EXPECT_EQ(ManualClock().passed(), 0ns);
}

TEST(ManualClock, MovesBothClocksTogether) {
  ManualClock clock;
  const auto wall = clock.wallNow();
  const auto steady = clock.steadyNow();
  clock.advance(90s);
  EXPECT_EQ(clock.wallNow() - wall, 90s);
  EXPECT_EQ(clock.steadyNow() - steady, 90s);
  EXPECT_EQ(clock.passed(), 90s);
}

TEST(ManualClock, SetsTheWallClockAlone) {
  ManualClock clock;
  clock.advance(1h);
  const auto steady = clock.steadyNow();
  clock.setWall(sys_days(2026y / 1 / 1));
  EXPECT_EQ(clock.wallNow(), sys_days(2026y / 1 / 1));
  EXPECT_EQ(clock.steadyNow(), steady);
  clock.advance(1s);
  EXPECT_EQ(clock.wallNow(), sys_days(2026y / 1 / 1) + 1s);
}

TEST(ManualClock, JumpsToWhenSomebodyWantsToWake) {
  ManualClock clock;
  const auto begun = clock.steadyNow();
  EXPECT_EQ(clock.timeUntil(begun + 2h), 0ns);
  EXPECT_EQ(clock.passed(), 2h);
  EXPECT_EQ(clock.timeUntil(begun + 1h), 0ns);  // never back
  EXPECT_EQ(clock.passed(), 2h);
  EXPECT_EQ(clock.timeUntil(steady_clock::time_point::max()), nanoseconds::max());
  EXPECT_EQ(clock.passed(), 2h);
}

TEST(ManualClock, StandsStillByHand) {
  ManualClock clock(sys_days(2026y / 1 / 1), ManualClock::Moves::kByHand);
  const auto begun = clock.steadyNow();
  EXPECT_GT(clock.timeUntil(begun + 2h), 0ns);
  EXPECT_EQ(clock.passed(), 0ns);
  clock.advance(2h);
  EXPECT_EQ(clock.timeUntil(begun + 2h), 0ns);
}

}  // namespace
}  // namespace dataworks::testing
