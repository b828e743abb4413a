// SPDX-License-Identifier: Apache-2.0
#include "call/retry.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace dataworks::detail {
namespace {

using enum ErrorKind;
using enum Execution;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr auto kTrigger = Idempotency::kNotIdempotent;
constexpr auto kPoll = Idempotency::kIdempotent;

Error failed(ErrorKind kind, Execution execution, std::string code = {}) {
  Error error;
  error.kind = kind;
  error.execution = execution;
  error.code = std::move(code);
  return error;
}

// With a fraction of 1/2 and the default options, the pause after the first attempt is 25 ms.
struct RetryRow {
  const char* what;
  Error error;
  Idempotency idempotency;
  AttemptState soFar;
  std::optional<milliseconds> pause;
};

TEST(RetryDecision, DependsOnWhatMayBeRepeatedAndWhatWouldHelp) {
  const RetryRow rows[] = {
      {"poll, network", failed(kNetwork, kMaybeExecuted), kPoll, {}, 25ms},
      {"poll, timeout", failed(kTimeout, kMaybeExecuted), kPoll, {}, 25ms},
      {"poll, service", failed(kService, kMaybeExecuted), kPoll, {}, 25ms},
      {"poll, bad response", failed(kBadResponse, kMaybeExecuted), kPoll, {}, 25ms},
      {"poll, not sent", failed(kNetwork, kNotExecuted), kPoll, {}, 25ms},
      {"poll, nonce used", failed(kService, kMaybeExecuted, "SignatureNonceUsed"), kPoll, {}, 25ms},
      {"poll, second attempt", failed(kNetwork, kMaybeExecuted), kPoll, {.attempts = 2}, 50ms},
      {"poll, third attempt was the last", failed(kNetwork, kMaybeExecuted), kPoll, {.attempts = 3}, std::nullopt},
      {"poll, rejected", failed(kRejected, kNotExecuted), kPoll, {}, std::nullopt},
      {"poll, credentials", failed(kCredentials, kNotExecuted), kPoll, {}, std::nullopt},
      {"poll, invalid", failed(kInvalidArgument, kNotExecuted), kPoll, {}, std::nullopt},
      {"poll, cancelled", failed(kCancelled, kMaybeExecuted), kPoll, {}, std::nullopt},
      {"poll, out of memory", failed(kInternal, kMaybeExecuted), kPoll, {}, std::nullopt},
      {"poll, transport knows better", failed(kNetwork, kNotExecuted), kPoll, {.retryable = false}, std::nullopt},

      {"trigger, not sent", failed(kNetwork, kNotExecuted), kTrigger, {}, 25ms},
      {"trigger, connect timeout", failed(kTimeout, kNotExecuted), kTrigger, {}, 25ms},
      {"trigger, not sent, third attempt", failed(kNetwork, kNotExecuted), kTrigger, {.attempts = 3}, std::nullopt},
      {"trigger, wrong certificate", failed(kNetwork, kNotExecuted), kTrigger, {.retryable = false}, std::nullopt},
      {"trigger, maybe: network", failed(kNetwork, kMaybeExecuted), kTrigger, {}, std::nullopt},
      {"trigger, maybe: timeout", failed(kTimeout, kMaybeExecuted), kTrigger, {}, std::nullopt},
      {"trigger, maybe: service", failed(kService, kMaybeExecuted), kTrigger, {}, std::nullopt},
      {"trigger, maybe: bad response", failed(kBadResponse, kMaybeExecuted), kTrigger, {}, std::nullopt},
      {"trigger, maybe: throttled", failed(kThrottled, kMaybeExecuted, "Throttling.User"), kTrigger, {}, std::nullopt},
      {"trigger, nonce used", failed(kService, kMaybeExecuted, "SignatureNonceUsed"), kTrigger, {}, std::nullopt},
      {"trigger, executed", failed(kBadResponse, kExecuted), kTrigger, {}, std::nullopt},

      {"throttled", failed(kThrottled, kNotExecuted, "Throttling.User"), kTrigger, {}, 500ms},
      {"throttled again", failed(kThrottled, kNotExecuted, "Throttling.User"), kTrigger, {.attempts = 2}, 1s},
      {"throttled often", failed(kThrottled, kNotExecuted, "Throttling.User"), kTrigger, {.attempts = 40}, 10s},
      {"throttled poll", failed(kThrottled, kNotExecuted, "Throttling.User"), kPoll, {.attempts = 3}, 2s},
      {"throttled by a proxy", failed(kThrottled, kMaybeExecuted), kPoll, {}, 500ms},
      {"quota of the day", failed(kThrottled, kNotExecuted, "Throttling.Api.Risk"), kPoll, {}, std::nullopt},
      {"quota of the resource", failed(kThrottled, kNotExecuted, "Throttling.Resource"), kTrigger, {}, std::nullopt},
  };
  for (const RetryRow& row : rows) {
    const auto next = decideRetry(row.error, row.idempotency, row.soFar, {}, 0.5);
    ASSERT_EQ(next.has_value(), row.pause.has_value()) << row.what;
    if (!next) continue;
    EXPECT_EQ(next->pause, *row.pause) << row.what;
    EXPECT_EQ(next->takesQuota, row.error.kind != kThrottled) << row.what;
    EXPECT_FALSE(next->correctClock) << row.what;
    EXPECT_FALSE(next->renewCredentials) << row.what;
  }
}

TEST(RetryDecision, CorrectsTheClockOnce) {
  const Error error = failed(kRejected, kNotExecuted, "InvalidTimeStamp.Expired");
  for (const auto idempotency : {kTrigger, kPoll}) {
    const auto next = decideRetry(error, idempotency, {}, {}, 0.5);
    ASSERT_TRUE(next);
    EXPECT_TRUE(next->correctClock);
    EXPECT_FALSE(next->renewCredentials);
    EXPECT_FALSE(next->takesQuota);
    EXPECT_EQ(next->pause, 0ms);
    EXPECT_FALSE(decideRetry(error, idempotency, {.clockCorrected = true}, {}, 0.5));
  }
}

TEST(RetryDecision, RenewsCredentialsOnce) {
  const Error error = failed(kCredentials, kNotExecuted, "InvalidSecurityToken.Expired");
  const auto next = decideRetry(error, kTrigger, {.attempts = 7}, {}, 0.5);
  ASSERT_TRUE(next);
  EXPECT_TRUE(next->renewCredentials);
  EXPECT_FALSE(next->correctClock);
  EXPECT_FALSE(next->takesQuota);
  EXPECT_FALSE(decideRetry(error, kTrigger, {.credentialsRenewed = true}, {}, 0.5));
  EXPECT_TRUE(decideRetry(error, kTrigger, {.clockCorrected = true}, {}, 0.5));
}

TEST(RetryDecision, AllowsNoneWhereOneTryWasWanted) {
  const RetryOptions once{.maxAttempts = 1};
  EXPECT_FALSE(decideRetry(failed(kNetwork, kNotExecuted), kPoll, {}, once, 0.5));
  EXPECT_FALSE(decideRetry(failed(kThrottled, kNotExecuted, "Throttling.User"), kPoll, {}, once, 0.5));
  EXPECT_FALSE(decideRetry(failed(kRejected, kNotExecuted, "InvalidTimeStamp.Expired"), kPoll, {}, once, 0.5));
  EXPECT_TRUE(decideRetry(failed(kNetwork, kNotExecuted), kPoll, {}, {.maxAttempts = 2}, 0.5));
}

TEST(RetryPause, IsAnywhereBetweenZeroAndItsBound) {
  const Error network = failed(kNetwork, kMaybeExecuted);
  const RetryOptions options{.maxAttempts = 100, .baseBackoff = 100ms, .maxBackoff = 5s};
  const auto pause = [&](int attempts, double fraction) {
    return decideRetry(network, kPoll, {.attempts = attempts}, options, fraction)->pause;
  };
  EXPECT_EQ(pause(1, 0.0), 0ms);
  EXPECT_EQ(pause(1, 0.999), 99ms);
  EXPECT_EQ(pause(4, 0.5), 400ms);
  EXPECT_EQ(pause(6, 0.5), 1600ms);
  EXPECT_EQ(pause(7, 0.5), 2500ms);
  EXPECT_EQ(pause(99, 0.5), 2500ms);
}

TEST(RetryPause, IsNeverShorterThanTheServicesHintAndGrowsAllTheSame) {
  Error error = failed(kThrottled, kNotExecuted, "Throttling.User");
  const RetryOptions options{.maxBackoff = 5s};
  const auto pause = [&](milliseconds hint) {
    error.retryAfter = hint;
    return decideRetry(error, kTrigger, {}, options, 0.5)->pause;
  };
  EXPECT_EQ(pause(0ms), 500ms) << "a backoff of our own, or all clients would be back at once";
  EXPECT_EQ(pause(1ms), 501ms);
  EXPECT_EQ(pause(1234ms), 1734ms);
  EXPECT_EQ(pause(1h), 1h + 500ms) << "the cap is for our own part";
  error.retryAfter = 50ms;
  EXPECT_EQ(decideRetry(error, kTrigger, {.attempts = 4}, options, 0.5)->pause, 2550ms);
}

TEST(DecideRetry, KnowsEveryConditionOfARetry) {
  const Error network = failed(ErrorKind::kNetwork, kNotExecuted, "");
  const Error throttled = failed(kThrottled, kNotExecuted, "Throttling.User");
  const Error clock = failed(ErrorKind::kRejected, kNotExecuted, "InvalidTimeStamp.Expired");
  const auto again = [](const Error& error, const AttemptState& state) {
    return decideRetry(error, kTrigger, state, {}, 0.5).has_value();
  };
  EXPECT_TRUE(again(network, {}));
  EXPECT_FALSE(again(network, {.stopped = true}));
  EXPECT_FALSE(again(network, {.quotaLeft = false}));
  EXPECT_FALSE(again(network, {.timeLeft = 25ms})) << "the pause would last as long";
  EXPECT_TRUE(again(network, {.timeLeft = 26ms}));
  EXPECT_TRUE(again(throttled, {.quotaLeft = false})) << "throttling draws on no quota";
  EXPECT_FALSE(again(throttled, {.isPoll = true})) << "the next poll is the retry";
  EXPECT_FALSE(again(network, {.isPoll = true}));
  EXPECT_TRUE(again(clock, {.isPoll = true})) << "or every poll would be refused";
  EXPECT_FALSE(again(clock, {.isPoll = true, .mayCall = false}));
  EXPECT_TRUE(again(clock, {}));
  EXPECT_FALSE(again(clock, {.serviceTimeKnown = false}));
}

TEST(RetryQuota, IsSpentByRetriesAndEarnedBySuccesses) {
  RetryQuota quota;
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(quota.take()) << i;
  EXPECT_FALSE(quota.take());
  for (int i = 0; i < 9; ++i) quota.refund();
  EXPECT_FALSE(quota.take());
  quota.refund();
  EXPECT_TRUE(quota.take());
  EXPECT_FALSE(quota.take());
}

TEST(RetryQuota, DoesNotGrowWithoutBound) {
  RetryQuota quota;
  for (int i = 0; i < 100'000; ++i) quota.refund();
  int taken = 0;
  while (quota.take()) ++taken;
  EXPECT_EQ(taken, 50);
  for (int i = 0; i < 9; ++i) quota.refund();
  EXPECT_FALSE(quota.take());  // nothing was left over
}

}  // namespace
}  // namespace dataworks::detail
