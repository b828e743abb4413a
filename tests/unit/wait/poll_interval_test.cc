#include "wait/poll_interval.h"

#include <gtest/gtest.h>

#include <chrono>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

TEST(PollInterval, IsATwentiethOfTheAgeWithinBoundsLessUpToATenth) {
  struct Row {
    milliseconds age;
    double fraction;
    milliseconds interval;
  };
  const Row rows[] = {
      {0s, 0, 2s},       {40s, 0, 2s},        {60s, 0, 3s},        {100s, 0, 5s},
      {500s, 0, 25s},    {501s, 0, 25s},      {24h, 0, 25s},       {-5s, 0, 2s},
      {0s, 0.5, 1900ms}, {100s, 0.5, 4750ms}, {24h, 0.5, 23750ms}, {100s, 0.999999, 4500ms},
  };
  for (const Row& row : rows) EXPECT_EQ(pollInterval(row.age, {}, row.fraction), row.interval) << row.age.count();
}

TEST(PollInterval, TakesItsBoundsFromTheOptions) {
  EXPECT_EQ(pollInterval(1h, {.minPollInterval = 0ms, .maxPollInterval = 0ms}, 0.5), 0ms);
  EXPECT_EQ(pollInterval(1h, {.maxPollInterval = 60s}, 0), 60s);
  EXPECT_EQ(pollInterval(1s, {.minPollInterval = 30s, .maxPollInterval = 10s}, 0), 30s);  // the longer one counts
}

TEST(PollInterval, SpendsAtMost220LooksOnAnHour) {
  for (const double fraction : {0.0, 0.5, 0.999999}) {
    milliseconds age = firstPause({}, 0);
    int looks = 1;
    for (; age <= 1h; ++looks) age += pollInterval(age, {}, fraction);
    EXPECT_LE(looks, 220) << fraction;
    EXPECT_GT(looks, 150) << fraction;
  }
}

TEST(FirstPause, IsFromOnceToTwiceTheFirstLook) {
  EXPECT_EQ(firstPause({}, 0), 2s);
  EXPECT_EQ(firstPause({}, 0.5), 3s);
  EXPECT_EQ(firstPause({}, 0.999999), 3999ms);
  EXPECT_EQ(firstPause({.initialPollDelay = 0ms}, 0.5), 0ms);
}

}  // namespace
}  // namespace dataworks::detail
