// SPDX-License-Identifier: Apache-2.0
#include "wait/completion_detector.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using enum NodeStatus;

using WallTime = std::chrono::system_clock::time_point;

constexpr CompletionDetector::TimePoint kFirstSeen = CompletionDetector::TimePoint(1h);

using List = std::vector<std::pair<std::int64_t, NodeStatus>>;

DagRun look(const List& list) {
  std::vector<NodeInsInfo> nodes;
  for (const auto& [id, status] : list) nodes.push_back({.instanceId = id, .status = status});
  return summarize(std::move(nodes), {});
}

DagRun judged(CompletionDetector& verdict, const List& list, std::chrono::milliseconds after,
              const PollContext& context = {}) {
  DagRun run = look(list);
  verdict.judge(run, kFirstSeen + after, context);
  return run;
}

std::string changesOf(const DagRun& run) {
  std::string text;
  for (const NodeChange& change : run.changes) {
    text += std::to_string(change.node) + ":" + std::string(name(change.previousStatus)) + ' ';
  }
  return text;
}

TEST(CompletionDetector, TakesSuccessAtOnce) {
  CompletionDetector verdict({});
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 0s).state, DagRunState::kSucceeded);
}

TEST(CompletionDetector, WantsToSeeTheFirstSuccessOfAYoungRunTwice) {
  const PollContext young{.young = true};
  const List first{{1, kSuccess}};
  CompletionDetector complete({});
  EXPECT_EQ(judged(complete, {}, 0s, young).state, DagRunState::kNotFoundYet);
  EXPECT_EQ(judged(complete, first, 2s, young).state, DagRunState::kRunning);
  EXPECT_EQ(complete.confirmAt(), kFirstSeen + 2s) << "any other poll confirms it";
  EXPECT_EQ(judged(complete, first, 4s, young).state, DagRunState::kSucceeded);

  CompletionDetector partial({});
  EXPECT_EQ(judged(partial, first, 2s, young).state, DagRunState::kRunning);
  EXPECT_EQ(judged(partial, {{1, kSuccess}, {2, kNotRun}}, 4s, young).state, DagRunState::kRunning);
  EXPECT_FALSE(partial.confirmAt());
  EXPECT_EQ(judged(partial, {{1, kSuccess}, {2, kSuccess}}, 6s, young).state, DagRunState::kSucceeded);

  CompletionDetector seenBefore({});
  EXPECT_EQ(judged(seenBefore, {{1, kRunning}}, 2s, young).state, DagRunState::kRunning);
  EXPECT_EQ(judged(seenBefore, first, 4s, young).state, DagRunState::kSucceeded);
}

TEST(CompletionDetector, TakesAFailureAtOnceThatIsOldByTheServicesClock) {
  const WallTime now{1000s};
  struct Row {
    WaitOptions options;
    std::optional<WallTime> failed;
    std::optional<WallTime> succeeded;
    std::optional<WallTime> serviceTime;
    DagRunState state;
  };
  const auto kFailed = DagRunState::kFailed;
  const auto kOpen = DagRunState::kRunning;
  const Row rows[] = {
      {{}, now - 5s, now - 90s, now, kFailed},
      {{}, now - 4999ms, now - 90s, now, kOpen},
      {{}, now - 90s, now - 4s, now, kOpen},
      {{}, now - 90s, now - 90s, {}, kOpen},
      {{}, {}, now - 90s, now, kOpen},
      {{}, now - 90s, {}, now, kOpen},
      {{.failureConfirmDelay = 60s}, now - 59s, now - 90s, now, kOpen},
      {{.failureConfirmDelay = 60s}, now - 60s, now - 90s, now, kFailed},
      {{.confirmOldFailures = true}, now - 1h, now - 1h, now, kOpen},
  };
  for (const Row& row : rows) {
    CompletionDetector verdict(row.options);
    DagRun run = summarize({{.instanceId = 1, .status = kFailure, .finishTime = {.time = row.failed}},
                            {.instanceId = 2, .status = kSuccess, .finishTime = {.time = row.succeeded}},
                            {.instanceId = 3, .status = kNotRun}},
                           {});
    verdict.judge(run, kFirstSeen, {.serviceTime = row.serviceTime});
    EXPECT_EQ(run.state, row.state) << &row - rows;
  }
}

TEST(CompletionDetector, FailsFastByTheFailuresThatCount) {
  CompletionDetector verdict({.failFast = true});
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kRunning}}, 0s, {.failures = 0}).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kRunning}}, 6s, {.failures = 1}).state, DagRunState::kFailed);
}

TEST(CompletionDetector, WantsToSeeAFailureTwiceFiveSecondsApart) {
  CompletionDetector verdict({});
  const List failed{{1, kFailure}, {2, kNotRun}};
  EXPECT_EQ(judged(verdict, failed, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(verdict.confirmAt(), kFirstSeen + 5s);
  EXPECT_EQ(judged(verdict, failed, 4999ms).state, DagRunState::kRunning);
  EXPECT_EQ(verdict.confirmAt(), kFirstSeen + 5s);
  EXPECT_EQ(judged(verdict, failed, 5s).state, DagRunState::kFailed);
}

TEST(CompletionDetector, TakesTheSameListInAnotherOrderForTheSame) {
  CompletionDetector verdict({});
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kNotRun}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{2, kNotRun}, {1, kFailure}}, 5s).state, DagRunState::kFailed);
}

TEST(CompletionDetector, BeginsAnewWhenTheListChanges) {
  CompletionDetector verdict({});
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kNotRun}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kSuccess}}, 6s).state, DagRunState::kRunning);  // another list
  EXPECT_EQ(verdict.confirmAt(), kFirstSeen + 11s);
  EXPECT_EQ(judged(verdict, {{1, kRunning}, {2, kSuccess}}, 12s).state, DagRunState::kRunning);  // run again
  EXPECT_FALSE(verdict.confirmAt());
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kSuccess}}, 20s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{9, kFailure}, {2, kSuccess}}, 26s).state, DagRunState::kRunning);  // another instance
  EXPECT_EQ(judged(verdict, {{9, kFailure}, {2, kSuccess}}, 31s).state, DagRunState::kFailed);
}

TEST(CompletionDetector, TakesASuccessAfterANodeWasRunAgain) {
  CompletionDetector verdict({});
  EXPECT_EQ(judged(verdict, {{1, kFailure}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 1s).state, DagRunState::kSucceeded);
}

TEST(CompletionDetector, NeedsTwoLooksEvenWithoutATimeBetween) {
  CompletionDetector verdict({.failureConfirmDelay = 0ms});
  EXPECT_EQ(judged(verdict, {{1, kFailure}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kFailure}}, 0s).state, DagRunState::kFailed);
}

TEST(CompletionDetector, IsNotEndedByAListThatIsShorterThanItWas) {
  for (const NodeStatus left : {kSuccess, kFailure}) {
    CompletionDetector verdict({});
    EXPECT_EQ(judged(verdict, {{1, kSuccess}, {2, kRunning}, {3, kNotRun}}, 0s).state, DagRunState::kRunning);
    EXPECT_EQ(judged(verdict, {{1, left}}, 10s).state, DagRunState::kRunning);
    EXPECT_FALSE(verdict.confirmAt());
    EXPECT_EQ(judged(verdict, {{1, left}}, 100s).state, DagRunState::kRunning);
    EXPECT_EQ(judged(verdict, {{1, left}, {2, kSuccess}, {3, kSuccess}}, 110s).state,
              left == kSuccess ? DagRunState::kSucceeded : DagRunState::kRunning);
  }
}

TEST(CompletionDetector, TakesAListForCompleteThatStaysShorter) {
  CompletionDetector verdict({.notFoundGrace = 60s});
  EXPECT_EQ(judged(verdict, {{1, kSuccess}, {2, kRunning}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 10s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 69s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 70s).state, DagRunState::kSucceeded);
}

TEST(CompletionDetector, IsNotEndedByTwoShortListsFarApart) {
  CompletionDetector verdict({});
  EXPECT_EQ(judged(verdict, {{1, kSuccess}, {2, kRunning}}, 0h).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 1h).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 2h).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 3h).state, DagRunState::kSucceeded);
}

TEST(CompletionDetector, CountsNoTimeInWhichNobodyCouldLookAsMissing) {
  CompletionDetector verdict({.notFoundGrace = 60s});
  EXPECT_EQ(judged(verdict, {{1, kSuccess}, {2, kRunning}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 10s).state, DagRunState::kRunning);
  verdict.onPollsFailedFor(100s);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 120s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 170s).state, DagRunState::kSucceeded);
}

TEST(CompletionDetector, FailsFastAlsoWhileNodesAreMissing) {
  CompletionDetector verdict({.failFast = true});
  EXPECT_EQ(judged(verdict, {{1, kRunning}, {2, kRunning}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kFailure}}, 1s).state, DagRunState::kFailed);
}

TEST(CompletionDetector, FailsFastAtTheFirstFailure) {
  CompletionDetector verdict({.failFast = true});
  EXPECT_EQ(judged(verdict, {{1, kRunning}, {2, kRunning}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kRunning}, {2, kFailure}}, 1s).state, DagRunState::kFailed);
  EXPECT_FALSE(verdict.confirmAt());
}

TEST(CompletionDetector, FailsFastAtAFailureThatIsTheEnd) {
  CompletionDetector verdict({.failFast = true});
  EXPECT_EQ(judged(verdict, {{2, kFailure}}, 1s).state, DagRunState::kFailed);
}

TEST(CompletionDetector, SaysWhatChanged) {
  CompletionDetector verdict({});
  EXPECT_EQ(changesOf(judged(verdict, {{1, kRunning}, {2, kNotRun}}, 0s)), "0:UNKNOWN 1:UNKNOWN ");
  EXPECT_TRUE(verdict.changed());
  EXPECT_EQ(changesOf(judged(verdict, {{1, kRunning}, {2, kNotRun}}, 1s)), "");
  EXPECT_FALSE(verdict.changed());
  EXPECT_EQ(changesOf(judged(verdict, {{2, kNotRun}, {1, kRunning}}, 2s)), "");  // in another order
  EXPECT_FALSE(verdict.changed());
  EXPECT_EQ(changesOf(judged(verdict, {{2, kRunning}, {1, kSuccess}, {3, kNotRun}}, 3s)),
            "0:NOT_RUN 1:RUNNING 2:UNKNOWN ");
  EXPECT_TRUE(verdict.changed());
  EXPECT_EQ(changesOf(judged(verdict, {{3, kNotRun}, {1, kSuccess}}, 4s)), "");  // one is gone: changed all the same
  EXPECT_TRUE(verdict.changed());
}

TEST(CompletionDetector, SaysOfNodesWithoutAnIdOnlyWhatChanged) {
  CompletionDetector verdict({});
  static_cast<void>(judged(verdict, {{0, kRunning}, {0, kNotRun}, {0, kFailure}}, 0s));
  EXPECT_EQ(changesOf(judged(verdict, {{0, kRunning}, {0, kRunning}, {0, kFailure}}, 1s)), "");
  EXPECT_TRUE(verdict.changed());
}

TEST(CompletionDetector, CallsTheFirstLookAChangeEvenIfItShowsNothing) {
  CompletionDetector verdict({});
  EXPECT_EQ(judged(verdict, {}, 0s).state, DagRunState::kNotFoundYet);
  EXPECT_TRUE(verdict.changed());
  static_cast<void>(judged(verdict, {}, 1s));
  EXPECT_FALSE(verdict.changed());
}

TEST(CompletionDetector, CallsAConfirmedFailureAChange) {
  CompletionDetector verdict({});
  static_cast<void>(judged(verdict, {{1, kFailure}}, 0s));
  static_cast<void>(judged(verdict, {{1, kFailure}}, 3s));
  EXPECT_FALSE(verdict.changed());
  static_cast<void>(judged(verdict, {{1, kFailure}}, 5s));
  EXPECT_TRUE(verdict.changed());
}

}  // namespace
}  // namespace dataworks::detail
