#include "call/check_options.h"

#include <gtest/gtest.h>

namespace dataworks {
namespace {

using namespace std::chrono_literals;

TEST(CheckOptions, RefusesWhatCanOnlyBeAMistake) {
  EXPECT_EQ(problemOf(CallOptions{.timeout = -1ms}), "timeout is negative; 0 means none");
  EXPECT_EQ(problemOf(CallOptions{.retry = RetryOptions{.maxAttempts = 0}}), "retry.maxAttempts must be at least 1");
  EXPECT_EQ(problemOf(RetryOptions{.baseBackoff = -1ms}), "retry.baseBackoff is negative");
  EXPECT_EQ(problemOf(RetryOptions{.throttledBackoff = -1ms}), "retry.throttledBackoff is negative");
  EXPECT_EQ(problemOf(RetryOptions{.maxBackoff = -1ms}), "retry.maxBackoff is negative");
  EXPECT_EQ(problemOf(WaitOptions{.timeout = -1ms}), "timeout is negative; 0 means none");
  EXPECT_EQ(problemOf(WaitOptions{.appearWithin = -1ms}), "appearWithin is negative");
  EXPECT_EQ(problemOf(WaitOptions{.maxPollTrouble = -1ms}), "maxPollTrouble is negative");
  EXPECT_EQ(problemOf(WaitOptions{.firstLook = -1ms}), "firstLook is negative");
  EXPECT_EQ(problemOf(WaitOptions{.shortestInterval = -1ms}), "shortestInterval is negative");
  EXPECT_EQ(problemOf(WaitOptions{.longestInterval = -1ms}), "longestInterval is negative");
  EXPECT_EQ(problemOf(WaitOptions{.confirmFailure = -1ms}), "confirmFailure is negative");
}

TEST(CheckOptions, HasNothingAgainstTheDefaultsAndZero) {
  EXPECT_EQ(problemOf(CallOptions{}), "");
  EXPECT_EQ(problemOf(CallOptions{.timeout = 0ms}), "");
  EXPECT_EQ(problemOf(RetryOptions{}), "");
  EXPECT_EQ(problemOf(WaitOptions{}), "");
  EXPECT_EQ(problemOf(WaitOptions{.timeout = 0ms, .firstLook = 0ms, .shortestInterval = 0ms}), "");
}

}  // namespace
}  // namespace dataworks
