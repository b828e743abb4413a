// SPDX-License-Identifier: Apache-2.0
#include "wait/wait_tolerance.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using enum ErrorKind;

constexpr WaitTolerance::TimePoint kBegin{};

Error failing(ErrorKind kind, std::string code = {}, std::optional<std::chrono::milliseconds> retryAfter = {}) {
  Error error;
  error.kind = kind;
  error.code = std::move(code);
  error.message = "its words";
  error.retryAfter = retryAfter;
  return error;
}

TEST(WaitTolerance, KnowsWhatWaitingDoesNotMend) {
  struct Row {
    Error error;
    bool endsFirst;  // where no poll was good before
    bool endsLater;
  };
  for (const Row& row :
       {Row{failing(kNetwork), false, false}, Row{failing(kService), false, false},
        Row{failing(kThrottled, "Throttling.User"), false, false},
        Row{failing(kRejected, "Forbidden.RAM"), true, false}, Row{failing(kCredentials), true, false},
        Row{failing(kCredentials, {}, 5s), false, false}, Row{failing(kInvalidArgument), true, true}}) {
    for (const bool succeededBefore : {false, true}) {
      const auto ending = WaitTolerance({}).onFailedPoll(row.error, succeededBefore, kBegin);
      EXPECT_EQ(ending.has_value(), succeededBefore ? row.endsLater : row.endsFirst) << row.error;
      EXPECT_EQ(ending.value_or(row.error).message, "its words");
    }
  }
}

TEST(WaitTolerance, EndsWhenTroubleLasts) {
  WaitTolerance tolerance({.maxPollFailureTime = 90s});
  EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kBegin));
  for (const auto after : {10s, 20s, 89s}) {
    EXPECT_FALSE(tolerance.onFailedPoll(failing(kThrottled), true, kBegin + after));
  }
  const auto ending = tolerance.onFailedPoll(failing(kService), true, kBegin + 90s);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->kind, kService);
  EXPECT_EQ(ending->message, "polling failed for 1m30s (5 attempts); last error: its words");
}

TEST(WaitTolerance, IsNotEndedByAFewUnluckyPolls) {
  WaitTolerance tolerance({.maxPollFailureTime = 90s});
  for (int hour = 0; hour < 4; ++hour) {
    EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kBegin + hour * 1h)) << hour;
  }
  EXPECT_TRUE(tolerance.onFailedPoll(failing(kNetwork), true, kBegin + 4h));

  EXPECT_FALSE(tolerance.onNotFound(kBegin));
  EXPECT_FALSE(tolerance.onNotFound(kBegin + 1h));
  EXPECT_TRUE(tolerance.onNotFound(kBegin + 2h));
}

TEST(WaitTolerance, CountsTroubleAnewAfterAResponse) {
  WaitTolerance tolerance({.maxPollFailureTime = 90s});
  EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kBegin));
  EXPECT_EQ(tolerance.failedInARow(), 1);
  EXPECT_EQ(tolerance.onResponse(kBegin + 60s), 60s);
  EXPECT_EQ(tolerance.failedInARow(), 0);
  EXPECT_EQ(tolerance.onResponse(kBegin + 70s), 0s);
  EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kBegin + 100s));
  for (const auto after : {110s, 120s, 189s}) {
    EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kBegin + after));
  }
  EXPECT_TRUE(tolerance.onFailedPoll(failing(kNetwork), true, kBegin + 190s));
}

TEST(WaitTolerance, EndsWhenTheRunDoesNotAppear) {
  WaitTolerance tolerance({.notFoundGrace = 1500ms});
  EXPECT_FALSE(tolerance.onNotFound(kBegin));
  EXPECT_FALSE(tolerance.onNotFound(kBegin + 1s));
  EXPECT_FALSE(tolerance.onNotFound(kBegin + 1499ms));
  const auto ending = tolerance.onNotFound(kBegin + 1500ms);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->kind, kService);
  EXPECT_EQ(ending->message, "the service lists no node of this run after 1.5s");
}

TEST(WaitTolerance, DoesNotCountAsMissingWhatNoPollCouldSee) {
  WaitTolerance tolerance({.notFoundGrace = 60s});
  EXPECT_FALSE(tolerance.onNotFound(kBegin));
  EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), false, kBegin + 10s));
  EXPECT_EQ(tolerance.onResponse(kBegin + 100s), 90s);
  EXPECT_FALSE(tolerance.onNotFound(kBegin + 149s));
  EXPECT_TRUE(tolerance.onNotFound(kBegin + 150s));
}

TEST(WaitTolerance, BeginsAnewWhenTheRunWasVisible) {
  WaitTolerance tolerance({.notFoundGrace = 60s});
  EXPECT_FALSE(tolerance.onNotFound(kBegin));
  tolerance.onFound();
  EXPECT_FALSE(tolerance.onNotFound(kBegin + 100s));
  EXPECT_FALSE(tolerance.onNotFound(kBegin + 110s));
  EXPECT_TRUE(tolerance.onNotFound(kBegin + 160s));
}

}  // namespace
}  // namespace dataworks::detail
