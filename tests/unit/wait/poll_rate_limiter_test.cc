#include "run/poll_bucket.h"

#include <gtest/gtest.h>

#include <chrono>

namespace dataworks {
namespace {

using namespace std::chrono_literals;
using TimePoint = PollBucket::TimePoint;

constexpr TimePoint kStart = TimePoint(1h);

TEST(PollBucket, HandsOutMomentsEvenlySpacedInTheOrderAsked) {
  PollBucket bucket(5);
  EXPECT_EQ(bucket.take(kStart), kStart);
  EXPECT_EQ(bucket.take(kStart), kStart + 200ms);
  EXPECT_EQ(bucket.take(kStart + 50ms), kStart + 400ms);
  EXPECT_EQ(bucket.take(kStart + 10s), kStart + 10s);  // what was not used is not saved up
  EXPECT_EQ(bucket.take(kStart + 10s), kStart + 10s + 200ms);
}

TEST(PollBucket, TakesARateOfHardlyEverAsOneAYear) {
  PollBucket bucket(1e-300);
  EXPECT_EQ(bucket.take(kStart), kStart);
  EXPECT_EQ(bucket.take(kStart), kStart + 365 * 24h);
}

TEST(PollBucket, GivesReturnedMomentsToTheNextWhoCanUseThem) {
  PollBucket bucket(1);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(bucket.take(kStart), kStart + i * 1s);
  bucket.giveBack(kStart + 3s);
  bucket.giveBack(kStart + 1s);
  bucket.giveBack(kStart + 2s);
  EXPECT_EQ(bucket.take(kStart + 1s), kStart + 1s);
  EXPECT_EQ(bucket.take(kStart + 2500ms), kStart + 3s);  // the second second has passed unused
  EXPECT_EQ(bucket.take(kStart + 2500ms), kStart + 4s);
}

TEST(PollBucket, DoesNotLimitWithoutARate) {
  for (const double rate : {0.0, -1.0}) {
    PollBucket bucket(rate);
    EXPECT_EQ(bucket.take(kStart), kStart);
    EXPECT_EQ(bucket.take(kStart), kStart);
    bucket.giveBack(kStart + 1h);
    EXPECT_EQ(bucket.take(kStart), kStart);
  }
}

TEST(PollBucket, TakesFractionsOfARate) {
  PollBucket bucket(0.5);
  EXPECT_EQ(bucket.take(kStart), kStart);
  EXPECT_EQ(bucket.take(kStart), kStart + 2s);
}

}  // namespace
}  // namespace dataworks
