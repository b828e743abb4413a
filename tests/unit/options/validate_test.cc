// SPDX-License-Identifier: Apache-2.0
#include "options/validate.h"

#include <gtest/gtest.h>

#include "wait/validate.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;

TEST(CheckOptions, RefusesWhatCanOnlyBeAMistake) {
  EXPECT_EQ(validate(CallOptions{.timeout = -1ms}), "timeout is negative; 0 means none");
  EXPECT_EQ(validate(CallOptions{.retry = RetryOptions{.maxAttempts = 0}}), "retry.maxAttempts must be at least 1");
  EXPECT_EQ(validate(RetryOptions{.baseBackoff = -1ms}), "retry.baseBackoff is negative");
  EXPECT_EQ(validate(RetryOptions{.throttledBackoff = -1ms}), "retry.throttledBackoff is negative");
  EXPECT_EQ(validate(RetryOptions{.maxBackoff = -1ms}), "retry.maxBackoff is negative");
  EXPECT_EQ(validate(WaitOptions{.timeout = -1ms}), "timeout is negative; 0 means none");
  EXPECT_EQ(validate(WaitOptions{.notFoundGrace = -1ms}), "notFoundGrace is negative");
  EXPECT_EQ(validate(WaitOptions{.maxPollFailureTime = -1ms}), "maxPollFailureTime is negative");
  EXPECT_EQ(validate(WaitOptions{.initialPollDelay = -1ms}), "initialPollDelay is negative");
  EXPECT_EQ(validate(WaitOptions{.minPollInterval = -1ms}), "minPollInterval is negative");
  EXPECT_EQ(validate(WaitOptions{.maxPollInterval = -1ms}), "maxPollInterval is negative");
  EXPECT_EQ(validate(WaitOptions{.failureConfirmDelay = -1ms}), "failureConfirmDelay is negative");
  EXPECT_EQ(validate(WaitOptions{.expectedDuration = -1ms}), "expectedDuration is negative; 0 means not known");
  EXPECT_EQ(validate(WaitOptions{.pollBudget = -1}), "pollBudget is negative; 0 means no limit");
  EXPECT_EQ(validate(WaitOptions{.timeout = 0ms, .pollBudget = 20}),
            "pollBudget needs a timeout, over which the polls are spread");
}

TEST(CheckOptions, HasNothingAgainstTheDefaultsAndZero) {
  EXPECT_EQ(validate(CallOptions{}), "");
  EXPECT_EQ(validate(CallOptions{.timeout = 0ms}), "");
  EXPECT_EQ(validate(RetryOptions{}), "");
  EXPECT_EQ(validate(WaitOptions{}), "");
  EXPECT_EQ(validate(WaitOptions{.timeout = 0ms, .initialPollDelay = 0ms, .minPollInterval = 0ms}), "");
}

}  // namespace
}  // namespace dataworks::detail
