// SPDX-License-Identifier: Apache-2.0
// Which fault a request meets, and how faults are written.
#include "faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataworks::emulator {
namespace {

constexpr const char* kCreate = "CreateManualDag";
constexpr const char* kSearch = "SearchManualDagNodeInstance";

TEST(Faults, TheTableIsInTheOrderOfTheKinds) {
  for (const FaultFacts& facts : allFaults()) {
    EXPECT_EQ(&factsOf(facts.kind), &facts) << facts.name;
    EXPECT_EQ(findFault(facts.name), &facts) << facts.name;
  }
  EXPECT_EQ(findFault("rest"), nullptr);
}

TEST(Faults, ParsesKindAndProbability) {
  EXPECT_EQ(parseRandomFault("reset")->kind, FaultKind::kReset);
  EXPECT_EQ(parseRandomFault("reset")->probability, 1);
  EXPECT_EQ(parseRandomFault("html502:0.25")->kind, FaultKind::kHtml502);
  EXPECT_EQ(parseRandomFault("html502:0.25")->probability, 0.25);
  for (const char* bad : {"rest", "", "reset:", "reset:2", "reset:-0.5", "reset:0.5x", "reset:nan", "reset:1e0"}) {
    EXPECT_FALSE(parseRandomFault(bad)) << bad;
  }
}

TEST(FaultPlan, WithoutFaultsInjectsNothing) {
  FaultPlan plan({});
  EXPECT_FALSE(plan.next(kCreate, {}));
}

TEST(FaultPlan, TheFaultOfAFlowHitsItsOperationTheGivenNumberOfTimes) {
  const FlowFault fault{kSearch, FaultKind::kCut, FaultMoment::kBefore, 2};
  FaultPlan plan({});
  EXPECT_FALSE(plan.next(kCreate, {&fault}));
  for (int time = 0; time < 2; ++time) {
    const auto injected = plan.next(kSearch, {&fault});
    ASSERT_TRUE(injected);
    EXPECT_EQ(injected->kind, FaultKind::kCut);
    EXPECT_EQ(injected->moment, FaultMoment::kBefore);
  }
  EXPECT_FALSE(plan.next(kSearch, {&fault}));
}

TEST(FaultPlan, WithoutTimesItHitsEveryTime) {
  const FlowFault fault{kCreate, FaultKind::kReset, FaultMoment::kAfter, {}};
  FaultPlan plan({});
  for (int time = 0; time < 100; ++time) EXPECT_TRUE(plan.next(kCreate, {&fault}));
}

TEST(FaultPlan, OfSeveralFaultsTheFirstOfTheActionHits) {
  const FlowFault once{kCreate, FaultKind::kReset, FaultMoment::kAfter, 1};
  const FlowFault other{kSearch, FaultKind::kHang, FaultMoment::kAfter, {}};
  const FlowFault always{kCreate, FaultKind::kCut, FaultMoment::kAfter, {}};
  FaultPlan plan({});
  const std::vector<const FlowFault*> faults = {&other, &once, &always};
  EXPECT_EQ(plan.next(kCreate, faults)->kind, FaultKind::kReset);
  EXPECT_EQ(plan.next(kCreate, faults)->kind, FaultKind::kCut);
}

TEST(FaultPlan, TheFaultOfTheFlowComesBeforeTheRandomOnes) {
  const FlowFault fault{kCreate, FaultKind::kReset, FaultMoment::kAfter, 1};
  FaultPlan plan({{FaultKind::kHang, 1}});
  EXPECT_EQ(plan.next(kCreate, {&fault})->kind, FaultKind::kReset);
  EXPECT_EQ(plan.next(kCreate, {&fault})->kind, FaultKind::kHang);
}

TEST(FaultPlan, ProbabilityIsExactAndRepeatable) {
  const auto injections = [] {
    FaultPlan plan({{FaultKind::kReset, 0.25}});
    std::vector<bool> injected;
    for (int request = 0; request < 4000; ++request) injected.push_back(plan.next(kCreate, {}).has_value());
    return injected;
  };
  EXPECT_NEAR(static_cast<double>(std::ranges::count(injections(), true)), 1000, 100);
  EXPECT_EQ(injections(), injections()) << "the same requests meet the same faults at every start";
}

TEST(FaultPlan, ProbabilityZeroNeverHits) {
  FaultPlan plan({{FaultKind::kReset, 0}});
  for (int request = 0; request < 1000; ++request) EXPECT_FALSE(plan.next(kCreate, {}));
}

}  // namespace
}  // namespace dataworks::emulator
