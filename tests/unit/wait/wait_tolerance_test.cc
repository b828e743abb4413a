// SPDX-License-Identifier: Apache-2.0
#include "wait/wait_tolerance.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using enum ErrorKind;

constexpr WaitTolerance::TimePoint kFirstPoll{};

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
      const auto ending = WaitTolerance({}).onFailedPoll(row.error, succeededBefore, kFirstPoll);
      EXPECT_EQ(ending.has_value(), succeededBefore ? row.endsLater : row.endsFirst) << row.error;
      EXPECT_EQ(ending.value_or(row.error).message, "its words");
    }
  }
}

TEST(WaitTolerance, EndsWhenTroubleLasts) {
  WaitTolerance tolerance({.maxPollFailureTime = 90s});
  EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kFirstPoll));
  for (const auto after : {10s, 20s, 89s}) {
    EXPECT_FALSE(tolerance.onFailedPoll(failing(kThrottled), true, kFirstPoll + after));
  }
  const auto ending = tolerance.onFailedPoll(failing(kService), true, kFirstPoll + 90s);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->kind, kService);
  EXPECT_EQ(ending->message, "polling failed for 1m30s (5 attempts); last error: its words");
}

TEST(WaitTolerance, IsNotEndedByAFewUnluckyPolls) {
  WaitTolerance tolerance({.maxPollFailureTime = 90s});
  for (int hour = 0; hour < 4; ++hour) {
    EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kFirstPoll + hour * 1h)) << hour;
  }
  EXPECT_TRUE(tolerance.onFailedPoll(failing(kNetwork), true, kFirstPoll + 4h));

  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll));
  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll + 1h));
  EXPECT_TRUE(tolerance.onNotFound(kFirstPoll + 2h));
}

TEST(WaitTolerance, CountsTroubleAnewAfterAResponse) {
  WaitTolerance tolerance({.maxPollFailureTime = 90s});
  EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kFirstPoll));
  EXPECT_EQ(tolerance.failedInARow(), 1);
  EXPECT_EQ(tolerance.onResponse(kFirstPoll + 60s), 60s);
  EXPECT_EQ(tolerance.failedInARow(), 0);
  EXPECT_EQ(tolerance.onResponse(kFirstPoll + 70s), 0s);
  EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kFirstPoll + 100s));
  for (const auto after : {110s, 120s, 189s}) {
    EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), true, kFirstPoll + after));
  }
  EXPECT_TRUE(tolerance.onFailedPoll(failing(kNetwork), true, kFirstPoll + 190s));
}

TEST(WaitTolerance, EndsWhenTheRunDoesNotAppear) {
  WaitTolerance tolerance({.notFoundGrace = 1500ms});
  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll));
  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll + 1s));
  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll + 1499ms));
  const auto ending = tolerance.onNotFound(kFirstPoll + 1500ms);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->kind, kService);
  EXPECT_EQ(ending->message, "the service lists no node of this run after 1.5s");
}

TEST(WaitTolerance, DoesNotCountAsMissingWhatNoPollCouldSee) {
  WaitTolerance tolerance({.notFoundGrace = 60s});
  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll));
  EXPECT_FALSE(tolerance.onFailedPoll(failing(kNetwork), false, kFirstPoll + 10s));
  EXPECT_EQ(tolerance.onResponse(kFirstPoll + 100s), 90s);
  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll + 149s));
  EXPECT_TRUE(tolerance.onNotFound(kFirstPoll + 150s));
}

TEST(WaitTolerance, BeginsAnewWhenTheRunWasVisible) {
  WaitTolerance tolerance({.notFoundGrace = 60s});
  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll));
  tolerance.onFound();
  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll + 100s));
  EXPECT_FALSE(tolerance.onNotFound(kFirstPoll + 110s));
  EXPECT_TRUE(tolerance.onNotFound(kFirstPoll + 160s));
}

}  // namespace
}  // namespace dataworks::detail
