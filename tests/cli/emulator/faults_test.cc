// Which fault a request meets, and how faults are written.
#include "faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataworks::emulator {
namespace {

TEST(Faults, TheTableIsInTheOrderOfTheKinds) {
  for (const FaultFacts& facts : allFaults()) {
    EXPECT_EQ(&factsOf(facts.kind), &facts) << facts.name;
    EXPECT_EQ(findFault(facts.name), &facts) << facts.name;
  }
  EXPECT_EQ(findFault("rest"), nullptr);
}

TEST(Faults, ParsesKindAndProbability) {
  std::string error;
  EXPECT_EQ(parseRandomFault("reset", error)->kind, FaultKind::kReset);
  EXPECT_EQ(parseRandomFault("reset", error)->probability, 1);
  EXPECT_EQ(parseRandomFault("html502:0.25", error)->kind, FaultKind::kHtml502);
  EXPECT_EQ(parseRandomFault("html502:0.25", error)->probability, 0.25);
  EXPECT_TRUE(error.empty());
}

TEST(Faults, ExplainsInvalidText) {
  const std::pair<const char*, std::string> rows[] = {
      {"rest", "unknown fault \"rest\"; the kinds are " + faultNames()},
      {"", "unknown fault \"\"; the kinds are " + faultNames()},
      {"reset:", "the probability \"\" is not a number from 0 to 1"},
      {"reset:2", "the probability \"2\" is not a number from 0 to 1"},
      {"reset:-0.5", "the probability \"-0.5\" is not a number from 0 to 1"},
      {"reset:0.5x", "the probability \"0.5x\" is not a number from 0 to 1"},
      {"reset:nan", "the probability \"nan\" is not a number from 0 to 1"},
  };
  for (const auto& [text, expected] : rows) {
    std::string error;
    EXPECT_FALSE(parseRandomFault(text, error)) << text;
    EXPECT_EQ(error, expected);
  }
}

TEST(FaultPlan, WithoutFaultsInjectsNothing) {
  FaultPlan plan({});
  EXPECT_FALSE(plan.next(Operation::kCreate, nullptr));
}

TEST(FaultPlan, TheFaultOfAFlowHitsItsOperationTheGivenNumberOfTimes) {
  const FlowFault fault{Operation::kSearch, FaultKind::kCut, FaultMoment::kBefore, 2};
  FaultPlan plan({});
  EXPECT_FALSE(plan.next(Operation::kCreate, &fault));
  for (int time = 0; time < 2; ++time) {
    const auto injected = plan.next(Operation::kSearch, &fault);
    ASSERT_TRUE(injected);
    EXPECT_EQ(injected->kind, FaultKind::kCut);
    EXPECT_EQ(injected->moment, FaultMoment::kBefore);
  }
  EXPECT_FALSE(plan.next(Operation::kSearch, &fault));
}

TEST(FaultPlan, WithoutTimesItHitsEveryTime) {
  const FlowFault fault{Operation::kCreate, FaultKind::kReset, FaultMoment::kAfter, {}};
  FaultPlan plan({});
  for (int time = 0; time < 100; ++time) EXPECT_TRUE(plan.next(Operation::kCreate, &fault));
}

TEST(FaultPlan, TheFaultOfTheFlowComesBeforeTheRandomOnes) {
  const FlowFault fault{Operation::kCreate, FaultKind::kReset, FaultMoment::kAfter, 1};
  FaultPlan plan({{FaultKind::kHang, 1}});
  EXPECT_EQ(plan.next(Operation::kCreate, &fault)->kind, FaultKind::kReset);
  EXPECT_EQ(plan.next(Operation::kCreate, &fault)->kind, FaultKind::kHang);
}

TEST(FaultPlan, ProbabilityIsExactAndRepeatable) {
  const auto injections = [] {
    FaultPlan plan({{FaultKind::kReset, 0.25}});
    std::vector<bool> injected;
    for (int request = 0; request < 4000; ++request)
      injected.push_back(plan.next(Operation::kCreate, nullptr).has_value());
    return injected;
  };
  EXPECT_NEAR(static_cast<double>(std::ranges::count(injections(), true)), 1000, 100);
  EXPECT_EQ(injections(), injections()) << "the same requests meet the same faults at every start";
}

TEST(FaultPlan, ProbabilityZeroNeverHits) {
  FaultPlan plan({{FaultKind::kReset, 0}});
  for (int request = 0; request < 1000; ++request) EXPECT_FALSE(plan.next(Operation::kCreate, nullptr));
}

}  // namespace
}  // namespace dataworks::emulator
