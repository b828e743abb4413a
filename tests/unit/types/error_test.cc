// SPDX-License-Identifier: Apache-2.0
#include "dataworks/error.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <sstream>
#include <string>

#include "dataworks/result.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono;

Error lostTrigger() {
  Error error;
  error.kind = ErrorKind::kNetwork;
  error.execution = Execution::kMaybeExecuted;
  error.phase = Phase::kReceive;
  error.operation = "CreateManualDag";
  error.message = "connection reset by peer";
  error.hint = "Look first.";
  error.attempts = 2;
  error.signatureNonce = "5f0c";
  error.timestamp = sys_days(2026y / 11 / 22) + 16h + 4s;
  return error;
}

Error refusal() {
  Error error;
  error.kind = ErrorKind::kRejected;
  error.phase = Phase::kResponse;
  error.operation = "CreateManualDag";
  error.code = "600011";
  error.message = "bizdate is invalid";
  error.requestId = "R-1";
  error.httpStatus = 200;
  error.attempts = 1;
  error.signatureNonce = "5f0c";
  error.timestamp = sys_days(2026y / 11 / 22);
  return error;
}

Error throttled() {
  Error error;
  error.kind = ErrorKind::kThrottled;
  error.phase = Phase::kBackoff;
  error.code = "Throttling.User";
  error.httpStatus = 429;
  error.retryAfter = 1500ms;
  return error;
}

Error lostWatch() {
  Error error;
  error.kind = ErrorKind::kTimeout;
  error.execution = Execution::kExecuted;
  error.phase = Phase::kPolling;
  error.operation = "WaitForManualDag";
  error.message = "the run was not over within 1m";
  error.dagId = 42;
  return error;
}

Error lostRerun() {
  Error error = lostWatch();
  error.operation = "RerunManualDag";
  error.execution = Execution::kMaybeExecuted;
  using enum InstanceAction;
  error.instances = {{1, "a", kNotSent}, {2, "b", kUnknown}, {3, "c", kRejected}, {4, "d", kNotSent}};
  return error;
}

TEST(ErrorText, SaysWhatHappenedWhetherItRanAndWhatToQuote) {
  struct Row {
    Error error;
    std::string text;
  };
  const Row rows[] = {
      {Error{}, "none [not executed]"},
      {lostTrigger(),
       "CreateManualDag: network: connection reset by peer [maybe executed phase=receive tries=2 nonce=5f0c "
       "signed=2026-11-22T16:00:04Z] Look first."},
      {refusal(), "CreateManualDag: rejected 600011: bizdate is invalid [not executed http=200 request=R-1]"},
      {throttled(), "throttled Throttling.User [not executed phase=pause http=429 retry-after=1500ms]"},
      {lostWatch(), "WaitForManualDag: timeout: the run was not over within 1m [executed phase=watch dag=42]"},
      {lostRerun(),
       "RerunManualDag: timeout: the run was not over within 1m [maybe executed phase=watch dag=42 "
       "instances=1 rejected, 1 unknown, 2 not sent]"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(toString(row.error), row.text);
    std::ostringstream out;
    out << row.error;
    EXPECT_EQ(out.str(), row.text);
  }
}

TEST(ErrorText, IsOneLineWhateverTheServiceWrote) {
  Error error = refusal();
  error.message = "bad\r\n\x1b[2Jbizdate\x7f";
  EXPECT_EQ(toString(error), "CreateManualDag: rejected 600011: bad   [2Jbizdate  [not executed http=200 request=R-1]");
}

TEST(ErrorNames, AreStable) {
  const std::pair<ErrorKind, std::string_view> kinds[] = {{ErrorKind::kInvalidArgument, "invalid argument"},
                                                          {ErrorKind::kCredentials, "credentials"},
                                                          {ErrorKind::kNetwork, "network"},
                                                          {ErrorKind::kTimeout, "timeout"},
                                                          {ErrorKind::kCancelled, "cancelled"},
                                                          {ErrorKind::kThrottled, "throttled"},
                                                          {ErrorKind::kRejected, "rejected"},
                                                          {ErrorKind::kService, "service"},
                                                          {ErrorKind::kBadResponse, "bad response"},
                                                          {ErrorKind::kInternal, "out of memory"},
                                                          {static_cast<ErrorKind>(99), "unknown"}};
  for (const auto& [kind, text] : kinds) EXPECT_EQ(name(kind), text);
  const std::pair<Execution, std::string_view> executions[] = {{Execution::kNotExecuted, "not executed"},
                                                               {Execution::kMaybeExecuted, "maybe executed"},
                                                               {Execution::kExecuted, "executed"},
                                                               {static_cast<Execution>(99), "unknown"}};
  for (const auto& [execution, text] : executions) EXPECT_EQ(name(execution), text);
  const std::pair<Phase, std::string_view> phases[] = {{Phase::kPrepare, "prepare"},
                                                       {Phase::kCredentials, "credentials"},
                                                       {Phase::kResolve, "resolve"},
                                                       {Phase::kConnect, "connect"},
                                                       {Phase::kTls, "tls"},
                                                       {Phase::kSend, "send"},
                                                       {Phase::kReceive, "receive"},
                                                       {Phase::kResponse, "response"},
                                                       {Phase::kBackoff, "pause"},
                                                       {Phase::kPolling, "watch"},
                                                       {static_cast<Phase>(99), "unknown"}};
  for (const auto& [phase, text] : phases) EXPECT_EQ(name(phase), text);
}

TEST(Error, MayHaveExecutedUnlessItSurelyDidNot) {
  Error error;
  EXPECT_FALSE(error.mayHaveExecuted());
  error.execution = Execution::kMaybeExecuted;
  EXPECT_TRUE(error.mayHaveExecuted());
  error.execution = Execution::kExecuted;
  EXPECT_TRUE(error.mayHaveExecuted());
}

TEST(TroubleshootingUrl, HoldsCodeAndRequestId) {
  EXPECT_EQ(troubleshootingUrl("Throttling.User"),
            "https://api.aliyun.com/troubleshoot?q=Throttling.User&product=dataworks-public");
  EXPECT_EQ(troubleshootingUrl("a b&c", "R/1"),
            "https://api.aliyun.com/troubleshoot?q=a%20b%26c&product=dataworks-public&requestId=R%2F1");
}

TEST(DataWorksException, CarriesTheError) {
  const DataWorksException original(refusal());
  const DataWorksException copy = original;  // NOLINT(performance-unnecessary-copy-initialization)
  EXPECT_EQ(copy.error().code, "600011");
  EXPECT_STREQ(copy.what(), toString(refusal()).c_str());
}

TEST(AbortWith, PrintsTheError) {
  EXPECT_DEATH(detail::abortWith(refusal()), "a value was taken from an error: CreateManualDag: rejected 600011");
}

// --- Result<T>

TEST(Result, IsAValueOrAnError) {
  const Result<std::string> good("value");
  EXPECT_TRUE(good);
  EXPECT_TRUE(good.has_value());
  EXPECT_EQ(*good, "value");
  EXPECT_EQ(good->size(), 5u);
  EXPECT_EQ(good.value_or("other"), "value");

  const Result<std::string> bad(refusal());
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "600011");
  EXPECT_EQ(bad.value_or("other"), "other");
}

TEST(Result, ThrowsWhereAValueIsTakenThatIsNotThere) {
  Result<std::string> bad(refusal());
  EXPECT_THROW(static_cast<void>(bad.value()), DataWorksException);
  EXPECT_THROW(static_cast<void>(*bad), DataWorksException);
  EXPECT_THROW(static_cast<void>(bad->size()), DataWorksException);
  EXPECT_THROW(static_cast<void>(std::move(bad).value()), DataWorksException);
}

TEST(Result, ChainsValuesAndHandsErrorsThrough) {
  const auto half = [](int number) -> Result<int> {
    if (number % 2 != 0) return refusal();
    return number / 2;
  };
  EXPECT_EQ(Result<int>(12).and_then(half).and_then(half).value(), 3);
  EXPECT_EQ(Result<int>(6).and_then(half).and_then(half).error().code, "600011");
  EXPECT_EQ(Result<int>(6).transform([](int number) { return std::to_string(number); }).value(), "6");
  EXPECT_EQ(Result<int>(refusal()).transform([](int number) { return number + 1; }).error().code, "600011");
}

}  // namespace
}  // namespace dataworks::detail
