// SPDX-License-Identifier: Apache-2.0
#include "wait/poll_interval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <vector>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr double kFractions[] = {0.0, 0.5, 0.999999};

PollPace pace(const WaitOptions& options = {}, bool fewCalls = false) { return paceOf(options, fewCalls); }

TEST(PollInterval, IsAnEighthOfTheAgeWithinBoundsLessUpToATenth) {
  struct Row {
    milliseconds age;
    double fraction;
    milliseconds interval;
  };
  const Row rows[] = {
      {0s, 0, 2s},   {16s, 0, 2s}, {24s, 0, 3s},      {100s, 0, 12500ms}, {480s, 0, 60s},      {481s, 0, 60s},
      {24h, 0, 60s}, {-5s, 0, 2s}, {0s, 0.5, 1900ms}, {80s, 0.5, 9500ms}, {24h, 0.5, 57000ms}, {80s, 0.999999, 9000ms},
  };
  for (const Row& row : rows) EXPECT_EQ(pollInterval(row.age, pace(), row.fraction), row.interval) << row.age.count();
}

// In doubles the first is 1867.999…, wherever they are computed; elsewhere 1900 is 1899.999….
TEST(PollInterval, IsRoundedAndNotCutOff) {
  EXPECT_EQ(pollInterval(0s, pace(), 0.66), 1868ms);
  EXPECT_EQ(pollInterval(60s, pace(), 0.76), 6930ms);
  EXPECT_EQ(pollInterval(24h, pace(), 0.78), 55320ms);
}

TEST(PollInterval, TakesItsBoundsFromTheOptions) {
  EXPECT_EQ(pollInterval(1h, pace({.minPollInterval = 0ms, .maxPollInterval = 0ms}), 0.5), 0ms);
  EXPECT_EQ(pollInterval(1h, pace({.maxPollInterval = 90s}), 0), 90s);
  EXPECT_EQ(pollInterval(1s, pace({.minPollInterval = 30s, .maxPollInterval = 10s}), 0), 30s);  // the longer one counts
}

TEST(PollInterval, IsAQuarterOfTheAgeWhereCallsAreFew) {
  const PollPace thrifty = pace({}, true);
  EXPECT_EQ(pollInterval(0s, thrifty, 0), 5s);
  EXPECT_EQ(pollInterval(40s, thrifty, 0), 10s);
  EXPECT_EQ(pollInterval(12min, thrifty, 0), 180s);
  EXPECT_EQ(pollInterval(24h, thrifty, 0.5), 171s);
  const PollPace wanted = pace({.minPollInterval = 20ms, .maxPollInterval = 20ms}, true);
  EXPECT_EQ(pollInterval(1h, wanted, 0), 20ms) << "what the caller sets counts";
}

TEST(PollInterval, IsRareUntilARunUsuallyEndsAndShortThen) {
  struct Row {
    milliseconds age;
    milliseconds usual;
    milliseconds interval;
  };
  const Row rows[] = {
      {3s, 40min, 4min},   {35min, 40min, 1min}, {36min, 40min, 40s}, {47min, 40min, 40s},
      {48min, 40min, 60s}, {3s, 1min, 6s},       {54s, 1min, 5s},     {72s, 1min, 9s},
      {3s, 12h, 72min},    {11h, 12h, 12min},    {0s, 10s, 2s},       {9s, 10s, 5s},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(pollInterval(row.age, pace({.expectedDuration = row.usual}), 0), row.interval)
        << row.age.count() << " of " << row.usual.count();
  }
}

/// Ages at which a run of the given length is polled, up to and including the poll that sees its end.
std::vector<milliseconds> pollsOf(milliseconds length, const PollPace& its, double fraction) {
  std::vector<milliseconds> polls{firstPause({}, fraction)};
  while (polls.back() < length) polls.push_back(polls.back() + pollInterval(polls.back(), its, fraction));
  return polls;
}

TEST(PollInterval, CostsWhatTheGuidesSay) {
  struct Row {
    milliseconds length;
    std::size_t fewest;
    std::size_t most;
  };
  for (const Row& row : {Row{1min, 17, 21}, Row{10min, 36, 42}, Row{1h, 86, 98}, Row{24h, 1460, 1640}}) {
    for (const double fraction : kFractions) {
      const std::size_t polls = pollsOf(row.length, pace(), fraction).size();
      EXPECT_GE(polls, row.fewest) << row.length.count() << ' ' << fraction;
      EXPECT_LE(polls, row.most) << row.length.count() << ' ' << fraction;
    }
  }
  for (const double fraction : kFractions) {
    EXPECT_LE(pollsOf(40min, pace({}, true), fraction).size(), 35u);
    EXPECT_GE(pollsOf(40min, pace({}, true), fraction).size(), 29u);
    EXPECT_LE(pollsOf(15min, pace({}, true), fraction).size(), 24u);
  }
}

TEST(PollInterval, NoticesTheEndOfAUsualRunWithinASixtiethWithFewCalls) {
  for (const milliseconds usual : std::initializer_list<milliseconds>{1min, 5min, 40min, 3h, 12h}) {
    for (const double part : {0.95, 1.0, 1.15}) {
      for (const double fraction : kFractions) {
        const milliseconds length(static_cast<milliseconds::rep>(static_cast<double>(usual.count()) * part));
        const auto polls = pollsOf(length, pace({.expectedDuration = usual}), fraction);
        EXPECT_LE(polls.back() - length, std::max<milliseconds>(usual / 60, 5s)) << usual.count() << ' ' << part;
        EXPECT_LE(polls.size(), 32u) << usual.count() << ' ' << part << ' ' << fraction;
        EXPECT_GE(polls.size(), 11u) << usual.count() << ' ' << part << ' ' << fraction;
      }
    }
  }
}

TEST(FirstPause, IsFromOnceToTwiceTheFirstLook) {
  EXPECT_EQ(firstPause({}, 0), 2s);
  EXPECT_EQ(firstPause({}, 0.5), 3s);
  EXPECT_EQ(firstPause({}, 0.9996), 3999ms);
  EXPECT_EQ(firstPause({.initialPollDelay = 0ms}, 0.5), 0ms);
}

TEST(WithinBudget, StretchesThePausesUntilTheEnd) {
  struct Row {
    milliseconds pause;
    milliseconds age;
    PollBudget budget;
    std::optional<milliseconds> expected;
  };
  const Row rows[] = {
      {2s, 10s, {.callsLeft = 3, .timeLeft = 30s}, 30s},       // one poll, and two in reserve
      {2s, 10s, {.callsLeft = 4, .timeLeft = 30s}, 10s},       // 10, 20, 40
      {12s, 10s, {.callsLeft = 4, .timeLeft = 30s}, 12s},      // never sooner than without a budget
      {2s, 10s, {.callsLeft = 1000, .timeLeft = 30s}, 2s},     //
      {2s, 10s, {.callsLeft = 2, .timeLeft = 30s}, 30s},       // the last one
      {2s, 10s, {.callsLeft = 1, .timeLeft = 30s}, 30s},       //
      {2s, 10s, {.callsLeft = 0, .timeLeft = 30s}, {}},        //
      {2s, 10s, {.callsLeft = 2, .timeLeft = 0s}, {}},         // it was made
      {2s, 10s, {.callsLeft = 3, .timeLeft = -1s}, 2s},        // more than enough are left
      {2s, 0s, {.callsLeft = 4, .timeLeft = 3s}, 2s},          // an age of 0 does not divide
      {60s, 10h, {.callsLeft = 12, .timeLeft = 1h}, 344756ms}  // a run that was old already
  };
  for (const Row& row : rows) {
    const auto pause = withinBudget(row.pause, row.age, row.budget);
    ASSERT_EQ(pause.has_value(), row.expected.has_value()) << row.budget.callsLeft;
    if (pause) {
      EXPECT_NEAR(static_cast<double>(pause->count()), static_cast<double>(row.expected->count()), 2)
          << row.budget.callsLeft;
    }
  }
}

TEST(WithinBudget, SpendsNeverMoreThanTheBudgetAndNoticesTheEndInTime) {
  for (const milliseconds timeout : std::initializer_list<milliseconds>{1min, 10min, 1h, 24h}) {
    for (const int budget : {3, 4, 20, 60, 100}) {
      for (const double fraction : kFractions) {
        milliseconds age = firstPause({}, fraction);
        int calls = 1;
        double steepest = 0;
        while (true) {
          const milliseconds ordinary = pollInterval(age, pace(), fraction);
          const auto pause =
              withinBudget(ordinary, age, {.callsLeft = budget - calls, .timeLeft = lastPollAfter(timeout) - age});
          if (!pause || age + *pause > timeout) break;
          if (*pause > ordinary) {
            steepest =
                std::max(steepest, static_cast<double>((age + *pause).count()) / static_cast<double>(age.count()));
          }
          age += *pause;
          ++calls;
        }
        EXPECT_LE(calls, budget - 1) << "one is left to confirm";
        EXPECT_GE(age, timeout * 9 / 10) << timeout.count() << ' ' << budget;
        // The bound that the formula gives: each age is at most this many times the one before.
        const double bound =
            std::pow(0.98 * static_cast<double>(timeout.count()) / 2000, 1.0 / std::max(1, budget - 3));
        EXPECT_LE(steepest, std::max(bound, 1.0) * 1.02) << timeout.count() << ' ' << budget;
      }
    }
  }
}

}  // namespace
}  // namespace dataworks::detail
