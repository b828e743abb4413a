// SPDX-License-Identifier: Apache-2.0
#include "session/exit_code.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace dataworks::cli {
namespace {

constexpr std::array kAllKinds{ErrorKind::kInvalidArgument, ErrorKind::kCredentials, ErrorKind::kNetwork,
                               ErrorKind::kTimeout,         ErrorKind::kCancelled,   ErrorKind::kThrottled,
                               ErrorKind::kRejected,        ErrorKind::kService,     ErrorKind::kBadResponse,
                               ErrorKind::kInternal};
constexpr std::array kAllExecutions{Execution::kNotExecuted, Execution::kMaybeExecuted, Execution::kExecuted};

Error errorOf(ErrorKind kind, Execution execution, std::string code = {}) {
  Error error;
  error.kind = kind;
  error.execution = execution;
  error.code = std::move(code);
  return error;
}

TEST(ExitCode, OfAFailedTrigger) {
  struct Row {
    ErrorKind kind;
    int notExecuted;
  };
  constexpr std::array<Row, 10> rows{{{ErrorKind::kInvalidArgument, 2},
                                      {ErrorKind::kCredentials, 4},
                                      {ErrorKind::kNetwork, 5},
                                      {ErrorKind::kTimeout, 5},
                                      {ErrorKind::kCancelled, 130},
                                      {ErrorKind::kThrottled, 5},
                                      {ErrorKind::kRejected, 3},
                                      {ErrorKind::kService, 5},
                                      {ErrorKind::kBadResponse, 5},
                                      {ErrorKind::kInternal, 5}}};
  for (const Row& row : rows) {
    SCOPED_TRACE(name(row.kind));
    EXPECT_EQ(exitCodeOf(errorOf(row.kind, Execution::kNotExecuted), Activity::kTriggering, {.signal = 2}),
              row.notExecuted);
  }
}

TEST(ExitCode, NeverAllowsARepeatIfTheTriggerMayHaveRun) {
  for (const ErrorKind kind : kAllKinds) {
    SCOPED_TRACE(name(kind));
    for (const int signal : {0, 2, 15}) {
      EXPECT_EQ(exitCodeOf(errorOf(kind, Execution::kMaybeExecuted), Activity::kTriggering, {.signal = signal}), 6);
    }
    const int executed = exitCodeOf(errorOf(kind, Execution::kExecuted), Activity::kTriggering, {.signal = 15});
    EXPECT_TRUE(executed == 7 || executed == 143) << executed;
  }
}

TEST(ExitCode, OfTheDailyQuotaAllowsNoRepeat) {
  for (const char* code : {"Throttling.Resource", "Throttling.Api.Risk"}) {
    const Error error = errorOf(ErrorKind::kThrottled, Execution::kNotExecuted, code);
    EXPECT_EQ(exitCodeOf(error, Activity::kTriggering), 3) << code;
    EXPECT_EQ(exitCodeOf(error, Activity::kReading), 3) << code;
    EXPECT_EQ(exitCodeOf(error, Activity::kWatching), 7) << code;
  }
  const Error unknown = errorOf(ErrorKind::kThrottled, Execution::kMaybeExecuted, "Throttling.Resource");
  EXPECT_EQ(exitCodeOf(unknown, Activity::kTriggering), 6);
}

TEST(ExitCode, OfAWatchThatNeverSawItsRunSaysWhatWasRefused) {
  EXPECT_EQ(exitCodeOf(errorOf(ErrorKind::kRejected, Execution::kNotExecuted), Activity::kWatching), 3);
  EXPECT_EQ(exitCodeOf(errorOf(ErrorKind::kCredentials, Execution::kNotExecuted), Activity::kWatching), 4);
  EXPECT_EQ(exitCodeOf(errorOf(ErrorKind::kRejected, Execution::kExecuted), Activity::kWatching), 7);
  EXPECT_EQ(exitCodeOf(errorOf(ErrorKind::kNetwork, Execution::kNotExecuted), Activity::kWatching), 7);
  EXPECT_EQ(worseOf(3, 1), 3);
  EXPECT_EQ(worseOf(3, 7), 7);
}

TEST(ExitCode, OfAWatchedRunIsOneOfSix) {
  const std::set<int> allowed{0, 1, 7, 70, 124, 130};
  for (const ErrorKind kind : kAllKinds) {
    for (const Execution execution : {Execution::kMaybeExecuted, Execution::kExecuted}) {
      for (const bool passed : {false, true}) {
        const int code =
            exitCodeOf(errorOf(kind, execution), Activity::kWatching, {.signal = 2, .deadlinePassed = passed});
        EXPECT_TRUE(allowed.count(code) != 0) << name(kind) << ' ' << code;
      }
    }
  }
  for (const DagRunState state :
       {DagRunState::kNotFoundYet, DagRunState::kRunning, DagRunState::kSucceeded, DagRunState::kFailed}) {
    EXPECT_TRUE(allowed.count(exitCodeOf(state)) != 0);
  }
}

TEST(ExitCode, OfATimeoutWhileWatchingDiffersForCommandAndCall) {
  const Error timeout = errorOf(ErrorKind::kTimeout, Execution::kExecuted);
  EXPECT_EQ(exitCodeOf(timeout, Activity::kWatching, {.deadlinePassed = true}), 124);
  EXPECT_EQ(exitCodeOf(timeout, Activity::kWatching, {.deadlinePassed = false}), 7);
}

TEST(ExitCode, OfAReadingCommandIsThreeFourOrFive) {
  for (const Execution execution : kAllExecutions) {
    EXPECT_EQ(exitCodeOf(errorOf(ErrorKind::kRejected, execution), Activity::kReading), 3);
    EXPECT_EQ(exitCodeOf(errorOf(ErrorKind::kCredentials, execution), Activity::kReading), 4);
    EXPECT_EQ(exitCodeOf(errorOf(ErrorKind::kTimeout, execution), Activity::kReading), 5);
  }
}

TEST(ExitCode, WorstOfSeveralRuns) {
  EXPECT_EQ(worseOf(0, 1), 1);
  EXPECT_EQ(worseOf(124, 1), 124);
  EXPECT_EQ(worseOf(7, 124), 7);
  EXPECT_EQ(worseOf(0, 0), 0);
  EXPECT_EQ(worseOf(130, 7), 130);
}

TEST(ExitCode, EachIsExplainedInBothLanguages) {
  for (const int code : {0, 1, 2, 3, 4, 5, 6, 7, 70, 124, 129, 130, 143}) {
    const auto english = explainExitCode(code, Language::kEnglish);
    const auto chinese = explainExitCode(code, Language::kChinese);
    ASSERT_TRUE(english && chinese) << code;
    EXPECT_NE(english->meaning, chinese->meaning) << code;
  }
  for (const int killed : {134, 137, 139}) {
    EXPECT_EQ(explainExitCode(killed, Language::kEnglish)->started, "unknown");
    EXPECT_EQ(explainExitCode(killed, Language::kChinese)->started, "未知");
  }
  for (const int code : {-1, 8, 42, 127, 128, 193, 600011}) {
    EXPECT_FALSE(explainExitCode(code, Language::kEnglish)) << code;
  }
}

}  // namespace
}  // namespace dataworks::cli
