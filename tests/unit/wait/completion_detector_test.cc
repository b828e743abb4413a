#include "wait/completion_detector.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using enum NodeStatus;

constexpr CompletionDetector::TimePoint kStart = CompletionDetector::TimePoint(1h);

using List = std::vector<std::pair<std::int64_t, NodeStatus>>;

DagRun look(const List& list) {
  std::vector<NodeInsInfo> nodes;
  for (const auto& [id, status] : list) nodes.push_back({.instanceId = id, .status = status});
  return summarize(std::move(nodes), {});
}

DagRun judged(CompletionDetector& verdict, const List& list, std::chrono::milliseconds after) {
  DagRun run = look(list);
  verdict.judge(run, kStart + after);
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

TEST(CompletionDetector, WantsToSeeAFailureTwiceFiveSecondsApart) {
  CompletionDetector verdict({});
  const List failed{{1, kFailure}, {2, kNotRun}};
  EXPECT_EQ(judged(verdict, failed, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(verdict.confirmAt(), kStart + 5s);
  EXPECT_EQ(judged(verdict, failed, 4999ms).state, DagRunState::kRunning);
  EXPECT_EQ(verdict.confirmAt(), kStart + 5s);
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
  EXPECT_EQ(verdict.confirmAt(), kStart + 11s);
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
