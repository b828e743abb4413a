// SPDX-License-Identifier: Apache-2.0
// The steps of a re-run without I/O: what follows each response.
#include "actions/rerun_state.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/actions/instances.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using enum NodeStatus;
using Action = RerunState::Action;

Result<SearchManualDagNodeInstanceResponse> listOf(std::vector<NodeInsInfo> nodes) {
  return SearchManualDagNodeInstanceResponse{.success = true, .data = std::move(nodes)};
}

struct RestartRow {
  const char* name;
  ErrorKind kind;  // of the response to the first restart; kNone: accepted
  Execution execution = Execution::kNotExecuted;
  const char* code = "";
  bool held = false;
  // What follows.
  Action action = Action::kEnd;
  std::size_t target = 0;
  InstanceProgress progress = InstanceProgress::kNotSent;
};
class AfterARestart : public ::testing::TestWithParam<RestartRow> {};

TEST_P(AfterARestart, TheNextStepIs) {
  const RestartRow& row = GetParam();
  RerunState state(42, {});
  const auto first =
      state.onList({instance(1, kFailure, 10), instance(2, kFailure, 20), instance(3, kSuccess, 5)}, kBegin);
  ASSERT_EQ(first.action, Action::kRestart);
  ASSERT_EQ(first.target, 0u);
  state.onSending(0);
  EXPECT_EQ(executionOf(state.instances()), Execution::kMaybeExecuted);
  Result<InstanceActionResponse> response = InstanceActionResponse{.requestId = "R"};
  if (row.kind != ErrorKind::kNone) response = errorOf(row.kind, row.execution, row.code);
  const auto next = state.onRestart(0, std::move(response), row.held, 7s, kBegin + 1s);
  EXPECT_EQ(next.action, row.action);
  EXPECT_EQ(next.target, row.target);
  EXPECT_EQ(state.instances()[0].progress, row.progress);
  EXPECT_EQ(state.instances()[1].progress, InstanceProgress::kNotSent);
  if (row.action == Action::kEnd) {
    ASSERT_TRUE(next.error);
    EXPECT_EQ(next.error->kind, row.kind);
  }
  if (row.kind == ErrorKind::kThrottled && row.action == Action::kRestart) {
    EXPECT_EQ(next.at, kBegin + 8s);
  }
  if (row.action == Action::kLookAtList) {
    EXPECT_EQ(next.at, kBegin + 2s);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Responses, AfterARestart,
    ::testing::Values(
        RestartRow{"accepted", ErrorKind::kNone, {}, "", false, Action::kRestart, 1, InstanceProgress::kRestarted},
        RestartRow{"rejected", ErrorKind::kRejected, {}, "", false, Action::kRestart, 1, InstanceProgress::kRejected},
        RestartRow{"refusedByTheService",
                   ErrorKind::kService,
                   {},
                   "",
                   false,
                   Action::kRestart,
                   1,
                   InstanceProgress::kRejected},
        RestartRow{"throttled", ErrorKind::kThrottled, {}, "Throttling.User", false, Action::kRestart, 0},
        RestartRow{"dailyQuota", ErrorKind::kThrottled, {}, "Throttling.Api.Risk", false},
        RestartRow{"notReached", ErrorKind::kNetwork, {}, "", false},
        RestartRow{"noTime", ErrorKind::kTimeout, {}, "", false},
        RestartRow{"noCredentials", ErrorKind::kCredentials, {}, "", false},
        RestartRow{"noMemory", ErrorKind::kInternal, {}, "", false},
        RestartRow{"held", ErrorKind::kInternal, {}, "", true},
        RestartRow{"heldAsRejected", ErrorKind::kRejected, {}, "", true},
        RestartRow{"heldAsThrottled", ErrorKind::kThrottled, {}, "", true},
        RestartRow{"lost", ErrorKind::kNetwork, kMaybe, "", false, Action::kLookAtList, 0, InstanceProgress::kUnknown},
        RestartRow{"timedOut", ErrorKind::kTimeout, kMaybe, "", false, Action::kLookAtList, 0,
                   InstanceProgress::kUnknown},
        RestartRow{"unclear", ErrorKind::kService, kMaybe, "", false, Action::kLookAtList, 0,
                   InstanceProgress::kUnknown},
        RestartRow{"rejectedPerhaps", ErrorKind::kRejected, kMaybe, "", false, Action::kLookAtList, 0,
                   InstanceProgress::kUnknown},
        RestartRow{"throttledPerhaps", ErrorKind::kThrottled, kMaybe, "", false, Action::kLookAtList, 0,
                   InstanceProgress::kUnknown}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(RerunState, LooksFourTimesAndThenEndsAsMaybe) {
  RerunState state(42, {});
  static_cast<void>(state.onList({instance(1, kFailure, 10), instance(2, kFailure, 20)}, kBegin));
  auto step = state.onRestart(0, errorOf(ErrorKind::kNetwork, kMaybe), false, 0s, kBegin);
  for (const auto after : {1s, 3s, 8s, 15s}) {
    ASSERT_EQ(step.action, Action::kLookAtList);
    EXPECT_EQ(step.at, kBegin + after);
    step = state.onLookAtList(listOf({instance(1, kFailure, 10), instance(2, kRunning)}), step.at);
    ASSERT_EQ(step.action, Action::kLookAtHistory);
    EXPECT_EQ(step.target, 0u);
    step = state.onLookAtHistory(ListInstanceHistoryResponse{}, step.at);
  }
  EXPECT_EQ(step.action, Action::kEnd);
  EXPECT_EQ(step.error->kind, ErrorKind::kNetwork);
  EXPECT_EQ(executionOf(state.instances()), kMaybe);
  EXPECT_EQ(outcomesOf(state.instances(), {}),
            (std::vector<InstanceOutcome>{{1, "n1", InstanceAction::kUnknown}, {2, "n2", InstanceAction::kNotSent}}));
}

TEST(RerunState, GoesOnToTheNextOnceALookShowsThatTheLostOneRuns) {
  RerunState state(42, {});
  static_cast<void>(state.onList({instance(1, kFailure, 10), instance(2, kFailure, 20)}, kBegin));
  auto step = state.onRestart(0, errorOf(ErrorKind::kNetwork, kMaybe), false, 0s, kBegin);
  step = state.onLookAtList(errorOf(ErrorKind::kNetwork), step.at);  // a look that fails decides nothing
  step = state.onLookAtHistory(errorOf(ErrorKind::kRejected), step.at);
  step = state.onLookAtList(listOf({instance(1, kRunning)}), step.at);
  EXPECT_EQ(step.action, Action::kRestart);
  EXPECT_EQ(step.target, 1u);
  EXPECT_EQ(state.instances()[0].progress, InstanceProgress::kUnknown);
  EXPECT_TRUE(state.instances()[0].runsAgain);
  step = state.onRestart(1, errorOf(ErrorKind::kRejected), false, 0s, kBegin + 20s);
  EXPECT_EQ(step.action, Action::kWatch);
  EXPECT_EQ(executionOf(state.instances()), kMaybe);
}

TEST(RerunState, LooksForTheOneWhoseResponseWasLost) {
  RerunState state(42, {});
  static_cast<void>(state.onList({instance(1, kFailure, 10), instance(2, kFailure, 20)}, kBegin));
  ASSERT_EQ(state.onRestart(0, InstanceActionResponse{}, false, 0s, kBegin).target, 1u);
  auto step = state.onRestart(1, errorOf(ErrorKind::kTimeout, kMaybe), false, 0s, kBegin + 1min);
  EXPECT_EQ(step.target, 1u);
  EXPECT_EQ(step.at, kBegin + 1min + 1s);
  step = state.onLookAtList(listOf({instance(1, kRunning), instance(2, kFailure, 20)}), step.at);
  ASSERT_EQ(step.action, Action::kLookAtHistory);
  EXPECT_EQ(step.target, 1u);
  InstanceInfo attempt;
  attempt.createTime.time = std::chrono::system_clock::time_point(std::chrono::minutes(21));
  step = state.onLookAtHistory(ListInstanceHistoryResponse{.instances = {attempt}}, step.at);
  EXPECT_EQ(step.action, Action::kWatch);
  EXPECT_EQ(executionOf(state.instances()), Execution::kExecuted);
}

TEST(RerunState, KeepsTheRunOpenUntilEveryRestartIsVisible) {
  RerunState state(42, {});
  static_cast<void>(
      state.onList({instance(1, kFailure, 10), instance(2, kFailure, 20), instance(3, kFailure, 1)}, kBegin));
  static_cast<void>(state.onRestart(0, errorOf(ErrorKind::kRejected), false, 0s, kBegin));  // 3 failed first
  static_cast<void>(state.onRestart(1, InstanceActionResponse{}, false, 0s, kBegin));
  ASSERT_EQ(state.onRestart(2, InstanceActionResponse{}, false, 0s, kBegin).action, Action::kWatch);
  const auto judged = [&](const std::vector<NodeInsInfo>& nodes) {
    EXPECT_FALSE(state.onPoll(nodes, kBegin + 1min));
    return state.judge(nodes);
  };
  EXPECT_TRUE(judged({instance(1, kFailure, 10), instance(2, kFailure, 20), instance(3, kFailure, 1)}).open);
  EXPECT_TRUE(judged({instance(1, kFailure, 30), instance(2, kFailure, 20), instance(3, kFailure, 1)}).open);
  EXPECT_TRUE(judged({instance(1, kFailure, 30), instance(3, kFailure, 1)}).open);  // a list that lacks one
  const auto both =
      judged({instance(1, kFailure, 30), instance(2, kRunning), instance(3, kFailure, 1), instance(4, kFailure, 31)});
  EXPECT_FALSE(both.open);
  EXPECT_EQ(both.failures, 2u);  // not that of 3, which was there before
}

TEST(RerunState, ReadsTheHistoryOnceAfterFiveMinutes) {
  RerunState state(42, {});
  const std::vector<NodeInsInfo> old{instance(1, kFailure, 10)};
  static_cast<void>(state.onList(old, kBegin));
  static_cast<void>(state.onRestart(0, InstanceActionResponse{}, false, 0s, kBegin));
  EXPECT_FALSE(state.onPoll(old, kBegin + 5min - 1s));
  EXPECT_EQ(state.onPoll(old, kBegin + 5min), 0u);
  EXPECT_FALSE(state.onPollHistory(0, errorOf(ErrorKind::kNetwork), kBegin + 5min));  // not read
  EXPECT_FALSE(state.lost());
  EXPECT_EQ(state.onPoll(old, kBegin + 6min), 0u);
  InstanceInfo attempt;
  attempt.status = kRunning;
  attempt.createTime.time = std::chrono::system_clock::time_point(std::chrono::minutes(11));
  EXPECT_FALSE(state.onPollHistory(0, ListInstanceHistoryResponse{.instances = {attempt}}, kBegin + 6min));
  EXPECT_FALSE(state.lost());
  EXPECT_TRUE(state.judge(old).open);
  EXPECT_FALSE(state.onPoll(old, kBegin + 10min));  // the list lags behind
  EXPECT_EQ(state.onPoll(old, kBegin + 11min), 0u);
  attempt.status = kFailure;
  attempt.beginRunningTime.time = attempt.createTime.time;
  attempt.finishTime.time = std::chrono::system_clock::time_point(std::chrono::minutes(12));
  EXPECT_FALSE(state.onPollHistory(0, ListInstanceHistoryResponse{.instances = {attempt}}, kBegin + 11min));
  EXPECT_FALSE(state.judge(old).open);
  EXPECT_EQ(state.judge(old).failures, 1u);
  auto amended = old;
  state.amend(amended);
  EXPECT_EQ(amended[0].finishTime.time, attempt.finishTime.time);
  EXPECT_EQ(amended[0].beginRunningTime.time, attempt.beginRunningTime.time);
  EXPECT_FALSE(state.onPoll(old, kBegin + 12min));
  EXPECT_FALSE(state.judge(old).open) << "the next look has the old failure for an open one";
}

TEST(RerunState, IsLostWhereTheHistoryDoesNotShowTheRestart) {
  for (const bool forbidden : {false, true}) {
    RerunState state(42, {});
    const std::vector<NodeInsInfo> old{instance(1, kFailure, 10)};
    static_cast<void>(state.onList(old, kBegin));
    static_cast<void>(state.onRestart(0, InstanceActionResponse{}, false, 0s, kBegin));
    EXPECT_EQ(state.onPoll(old, kBegin + 5min), 0u);
    Result<ListInstanceHistoryResponse> history = ListInstanceHistoryResponse{};
    if (forbidden) history = errorOf(ErrorKind::kRejected);
    EXPECT_FALSE(state.onPollHistory(0, history, kBegin + 5min));
    ASSERT_TRUE(state.lost());
    EXPECT_EQ(state.lost()->kind, ErrorKind::kService);
  }
}

}  // namespace
}  // namespace dataworks::detail
