#include "run/verdict.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace dataworks {
namespace {

using namespace std::chrono_literals;
using enum NodeStatus;

constexpr Verdict::TimePoint kStart = Verdict::TimePoint(1h);

using List = std::vector<std::pair<std::int64_t, NodeStatus>>;

DagRun look(const List& list) {
  std::vector<NodeInsInfo> nodes;
  for (const auto& [id, status] : list) nodes.push_back({.instanceId = id, .status = status});
  return summarize(std::move(nodes), {});
}

DagRun judged(Verdict& verdict, const List& list, std::chrono::milliseconds after) {
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

TEST(Verdict, TakesSuccessAtOnce) {
  Verdict verdict({});
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 0s).state, DagRunState::kSucceeded);
}

TEST(Verdict, WantsToSeeAFailureTwiceFiveSecondsApart) {
  Verdict verdict({});
  const List failed{{1, kFailure}, {2, kNotRun}};
  EXPECT_EQ(judged(verdict, failed, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(verdict.confirmAt(), kStart + 5s);
  EXPECT_EQ(judged(verdict, failed, 4999ms).state, DagRunState::kRunning);
  EXPECT_EQ(verdict.confirmAt(), kStart + 5s);
  EXPECT_EQ(judged(verdict, failed, 5s).state, DagRunState::kFailed);
}

TEST(Verdict, TakesTheSameListInAnotherOrderForTheSame) {
  Verdict verdict({});
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kNotRun}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{2, kNotRun}, {1, kFailure}}, 5s).state, DagRunState::kFailed);
}

TEST(Verdict, BeginsAnewWhenTheListChanges) {
  Verdict verdict({});
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kNotRun}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kSuccess}}, 6s).state, DagRunState::kRunning);  // another list
  EXPECT_EQ(verdict.confirmAt(), kStart + 11s);
  EXPECT_EQ(judged(verdict, {{1, kRunning}, {2, kSuccess}}, 12s).state, DagRunState::kRunning);  // run again
  EXPECT_FALSE(verdict.confirmAt());
  EXPECT_EQ(judged(verdict, {{1, kFailure}, {2, kSuccess}}, 20s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{9, kFailure}, {2, kSuccess}}, 26s).state, DagRunState::kRunning);  // another instance
  EXPECT_EQ(judged(verdict, {{9, kFailure}, {2, kSuccess}}, 31s).state, DagRunState::kFailed);
}

TEST(Verdict, TakesASuccessAfterANodeWasRunAgain) {
  Verdict verdict({});
  EXPECT_EQ(judged(verdict, {{1, kFailure}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 1s).state, DagRunState::kSucceeded);
}

TEST(Verdict, NeedsTwoLooksEvenWithoutATimeBetween) {
  Verdict verdict({.confirmFailure = 0ms});
  EXPECT_EQ(judged(verdict, {{1, kFailure}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kFailure}}, 0s).state, DagRunState::kFailed);
}

TEST(Verdict, IsNotEndedByAListThatIsShorterThanItWas) {
  for (const NodeStatus left : {kSuccess, kFailure}) {
    Verdict verdict({});
    EXPECT_EQ(judged(verdict, {{1, kSuccess}, {2, kRunning}, {3, kNotRun}}, 0s).state, DagRunState::kRunning);
    EXPECT_EQ(judged(verdict, {{1, left}}, 10s).state, DagRunState::kRunning);
    EXPECT_FALSE(verdict.confirmAt());
    EXPECT_EQ(judged(verdict, {{1, left}}, 100s).state, DagRunState::kRunning);
    EXPECT_EQ(judged(verdict, {{1, left}, {2, kSuccess}, {3, kSuccess}}, 110s).state,
              left == kSuccess ? DagRunState::kSucceeded : DagRunState::kRunning);
  }
}

TEST(Verdict, TakesAListForCompleteThatStaysShorter) {
  Verdict verdict({.appearWithin = 60s});
  EXPECT_EQ(judged(verdict, {{1, kSuccess}, {2, kRunning}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 10s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 69s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 70s).state, DagRunState::kSucceeded);
}

TEST(Verdict, CountsNoTimeInWhichNobodyCouldLookAsMissing) {
  Verdict verdict({.appearWithin = 60s});
  EXPECT_EQ(judged(verdict, {{1, kSuccess}, {2, kRunning}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 10s).state, DagRunState::kRunning);
  verdict.notLookedFor(100s);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 120s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kSuccess}}, 170s).state, DagRunState::kSucceeded);
}

TEST(Verdict, FailsFastAlsoWhileNodesAreMissing) {
  Verdict verdict({.failFast = true});
  EXPECT_EQ(judged(verdict, {{1, kRunning}, {2, kRunning}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kFailure}}, 1s).state, DagRunState::kFailed);
}

TEST(Verdict, FailsFastAtTheFirstFailure) {
  Verdict verdict({.failFast = true});
  EXPECT_EQ(judged(verdict, {{1, kRunning}, {2, kRunning}}, 0s).state, DagRunState::kRunning);
  EXPECT_EQ(judged(verdict, {{1, kRunning}, {2, kFailure}}, 1s).state, DagRunState::kFailed);
  EXPECT_FALSE(verdict.confirmAt());
}

TEST(Verdict, FailsFastAtAFailureThatIsTheEnd) {
  Verdict verdict({.failFast = true});
  EXPECT_EQ(judged(verdict, {{2, kFailure}}, 1s).state, DagRunState::kFailed);
}

TEST(Verdict, SaysWhatChanged) {
  Verdict verdict({});
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

TEST(Verdict, SaysOfNodesWithoutAnIdOnlyWhatChanged) {
  Verdict verdict({});
  static_cast<void>(judged(verdict, {{0, kRunning}, {0, kNotRun}, {0, kFailure}}, 0s));
  EXPECT_EQ(changesOf(judged(verdict, {{0, kRunning}, {0, kRunning}, {0, kFailure}}, 1s)), "");
  EXPECT_TRUE(verdict.changed());
}

TEST(Verdict, CallsTheFirstLookAChangeEvenIfItShowsNothing) {
  Verdict verdict({});
  EXPECT_EQ(judged(verdict, {}, 0s).state, DagRunState::kNotVisible);
  EXPECT_TRUE(verdict.changed());
  static_cast<void>(judged(verdict, {}, 1s));
  EXPECT_FALSE(verdict.changed());
}

TEST(Verdict, CallsAConfirmedFailureAChange) {
  Verdict verdict({});
  static_cast<void>(judged(verdict, {{1, kFailure}}, 0s));
  static_cast<void>(judged(verdict, {{1, kFailure}}, 3s));
  EXPECT_FALSE(verdict.changed());
  static_cast<void>(judged(verdict, {{1, kFailure}}, 5s));
  EXPECT_TRUE(verdict.changed());
}

}  // namespace
}  // namespace dataworks
