// SPDX-License-Identifier: Apache-2.0
// The decisions of a stop without I/O: whom it asks when, and what becomes of whom.
#include "actions/stop_state.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "unit/actions/instances.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using enum NodeStatus;
using Progress = InstanceProgress;

TEST(StopState, AsksWhatIsActiveAndNothingElse) {
  constexpr NodeStatus kStatuses[] = {kUnknownWord, kWaitTrigger, kUnset,   kNotRun,   kWaitTime,         kWaitResource,
                                      kRunning,     kFailure,     kSuccess, kChecking, kCheckingCondition};
  for (const NodeStatus status : kStatuses) {
    StopState state(42, {});
    state.onList({instance(1, status)}, kBegin);
    EXPECT_EQ(state.next(kBegin).has_value(), isActive(status)) << name(status);
    EXPECT_EQ(state.confirmAt().has_value(), !isActive(status)) << name(status);
  }
}

TEST(StopState, AnAcceptedStopStaysAcceptedWhenTheNextOneIsRejected) {
  StopState state(42, {});
  state.onList({instance(1, kRunning)}, kBegin);
  ASSERT_EQ(state.next(kBegin), 0U);
  state.onResponse(0, InstanceActionResponse{.requestId = "R"}, kBegin);
  state.onList({instance(1, kRunning)}, kBegin + 30s);
  ASSERT_EQ(state.next(kBegin + 30s), 0U);
  state.onResponse(0, errorOf(ErrorKind::kRejected, Execution::kNotExecuted), kBegin + 30s);
  for (const auto later : {40s, 50s}) state.onList({instance(1, kRunning)}, kBegin + later);
  EXPECT_EQ(state.instances()[0].progress, Progress::kAccepted);
  EXPECT_FALSE(state.over());
  EXPECT_FALSE(state.error());
}

struct StopRow {
  const char* name;
  std::optional<Error> error;  // of the response; none: accepted
  Progress asked;              // after it
  NodeStatus then;             // by the next list
  Progress ended;
  std::optional<ErrorKind> ends{};  // the stop, once nothing else is to be waited for
  bool again = false;               // it is asked again with the next list
};
class StopOfOne : public ::testing::TestWithParam<StopRow> {};

TEST_P(StopOfOne, EndsAsItsResponseAndTheNextListSay) {
  const StopRow& row = GetParam();
  StopState state(42, {});
  state.onList({instance(1, kRunning)}, kBegin);
  ASSERT_EQ(state.next(kBegin), 0u);
  EXPECT_EQ(state.instances()[0].progress, Progress::kSending);
  Result<InstanceActionResponse> response = InstanceActionResponse{.requestId = "R"};
  if (row.error) response = *row.error;
  state.onResponse(0, std::move(response), kBegin);
  EXPECT_EQ(state.instances()[0].progress, row.asked);
  EXPECT_FALSE(state.next(kBegin + 29s)) << "asked twice about one list";
  state.onList({instance(1, row.then)}, kBegin + 2s);
  EXPECT_EQ(state.next(kBegin + 2s).has_value(), row.again);
  if (row.again) return;
  EXPECT_EQ(state.instances()[0].progress, row.ended);
  state.onList({instance(1, row.then)}, kBegin + 7s);
  EXPECT_EQ(state.error() ? std::optional(state.error()->kind) : std::nullopt, row.ends);
  EXPECT_EQ(state.over(), row.then != kRunning || row.ends == ErrorKind::kRejected);
}

constexpr auto kNot = Execution::kNotExecuted;
INSTANTIATE_TEST_SUITE_P(
    Responses, StopOfOne,
    ::testing::Values(
        StopRow{"accepted", {}, Progress::kAccepted, kFailure, Progress::kStopped},
        StopRow{"acceptedAndBackToNotRun", {}, Progress::kAccepted, kNotRun, Progress::kStopped},
        StopRow{"acceptedTooLate", {}, Progress::kAccepted, kSuccess, Progress::kAlreadyOver},
        StopRow{"acceptedAndActive", {}, Progress::kAccepted, kRunning, Progress::kAccepted},
        StopRow{"rejectedAsOver", errorOf(ErrorKind::kRejected, kNot), Progress::kRejected, kFailure,
                Progress::kAlreadyOver},
        StopRow{"rejectedAsSucceeded", errorOf(ErrorKind::kRejected, kNot), Progress::kRejected, kSuccess,
                Progress::kAlreadyOver},
        StopRow{"rejected", errorOf(ErrorKind::kRejected, kNot), Progress::kRejected, kRunning, Progress::kRejected,
                ErrorKind::kRejected},
        StopRow{"lostAndOver", errorOf(ErrorKind::kNetwork, kMaybe), Progress::kUnknown, kFailure, Progress::kUnknown},
        StopRow{"lostAndSucceeded", errorOf(ErrorKind::kNetwork, kMaybe), Progress::kUnknown, kSuccess,
                Progress::kAlreadyOver},
        StopRow{"lost", errorOf(ErrorKind::kNetwork, kMaybe), Progress::kUnknown, kRunning, Progress::kUnknown},
        StopRow{
            "notSent", errorOf(ErrorKind::kNetwork, kNot), Progress::kNotSent, kRunning, Progress::kNotSent, {}, true},
        StopRow{"notSentAndFailed", errorOf(ErrorKind::kNetwork, kNot), Progress::kNotSent, kFailure,
                Progress::kAlreadyOver},
        StopRow{"throttled",
                errorOf(ErrorKind::kThrottled, kNot, "Throttling.User"),
                Progress::kNotSent,
                kRunning,
                Progress::kNotSent,
                {},
                true},
        StopRow{"dailyQuota", errorOf(ErrorKind::kThrottled, kNot, "Throttling.Api.Risk"), Progress::kNotSent, kRunning,
                Progress::kNotSent, ErrorKind::kThrottled},
        StopRow{"noCredentials", errorOf(ErrorKind::kCredentials, kNot), Progress::kNotSent, kRunning,
                Progress::kNotSent, ErrorKind::kCredentials}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(StopState, AsksAgainAfterThirtySecondsAndKeepsWhatWasAccepted) {
  StopState state(42, {});
  const std::vector<NodeInsInfo> nodes{instance(1, kRunning)};
  state.onList(nodes, kBegin);
  ASSERT_TRUE(state.next(kBegin));
  state.onResponse(0, InstanceActionResponse{}, kBegin);
  state.onList(nodes, kBegin + 29s);
  EXPECT_FALSE(state.next(kBegin + 29s));
  state.onList(nodes, kBegin + 30s);
  ASSERT_TRUE(state.next(kBegin + 30s));
  state.onResponse(0, errorOf(ErrorKind::kRejected, kNot), kBegin + 30s);
  EXPECT_EQ(state.instances()[0].progress, Progress::kAccepted);
  EXPECT_EQ(executionOf(state.instances()), Execution::kExecuted);
}

TEST(StopState, IsOverWithTheSecondQuietListThatIsLateEnough) {
  StopState state(42, {});
  const std::vector<NodeInsInfo> quiet{instance(1, kFailure)};
  state.onList(quiet, kBegin);
  EXPECT_FALSE(state.over());
  EXPECT_EQ(state.confirmAt(), kBegin + 5s);
  state.onList(quiet, kBegin + 4s);
  EXPECT_FALSE(state.over());
  state.onList({instance(1, kRunning)}, kBegin + 5s);  // another person re-ran it
  EXPECT_FALSE(state.over());
  EXPECT_FALSE(state.confirmAt());
  state.onList(quiet, kBegin + 10s);
  EXPECT_FALSE(state.over());
  state.onList(quiet, kBegin + 15s);
  EXPECT_TRUE(state.over());
}

TEST(StopState, ChecksTheNamedInstancesOnceAndTracksThemAll) {
  StopState state(42, {.instanceIds = {1, 2, 3}});
  state.onList({instance(1, kFailure), instance(2, kNotRun), instance(3, kSuccess), instance(4, kRunning)}, kBegin);
  EXPECT_FALSE(state.error());
  EXPECT_FALSE(state.next(kBegin));
  ASSERT_EQ(state.instances().size(), 3u);
  EXPECT_EQ(state.instances()[0].progress, Progress::kAlreadyOver);
  EXPECT_EQ(state.instances()[1].progress, Progress::kNotSent);
  EXPECT_EQ(state.instances()[2].progress, Progress::kAlreadyOver);
  EXPECT_EQ(state.takeChanged(), (std::vector<std::size_t>{0, 2}));
  EXPECT_TRUE(state.takeChanged().empty());
  state.onList({instance(1, kFailure)}, kBegin + 1s);  // a list that lacks some
  EXPECT_FALSE(state.error());
}

}  // namespace
}  // namespace dataworks::detail
