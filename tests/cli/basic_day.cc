// SPDX-License-Identifier: Apache-2.0
// A day with the 100 calls of a Basic edition, on a clock as fast as the emulator's flows: a trigger, 40 minutes of
// watching, a failure, two logs, a re-run of 15 minutes. Runs inside `dataworks-emulator --quota 100 --speed 600`.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <memory>

#include "dataworks/dataworks.h"

namespace dataworks {
namespace {

using namespace std::chrono_literals;

constexpr int kSpeed = 600;

/// Waits pass as fast as flows run. The wall clock is the machine's, as the service's is.
class FastClock final : public Clock {
 public:
  std::chrono::system_clock::time_point wallNow() override { return std::chrono::system_clock::now(); }
  std::chrono::steady_clock::time_point steadyNow() override {
    return begin_ + (std::chrono::steady_clock::now() - begin_) * kSpeed;
  }
  std::chrono::nanoseconds timeUntil(std::chrono::steady_clock::time_point wakeAt) override {
    return std::max<std::chrono::nanoseconds>((wakeAt - steadyNow()) / kSpeed, 0ns);
  }

 private:
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

class Counter final : public Observer {
 public:
  void onAttemptStarting(const AttemptStarting&) override { ++calls; }
  std::atomic<int> calls = 0;
};

TEST(BasicEdition, ADayFitsInto65OfItsHundredCalls) {
  const auto counter = std::make_shared<Counter>();
  const auto clock = std::make_shared<FastClock>();
  ClientOptions options;
  options.dailyCalls = 100;
  options.clock = clock;
  options.observer = counter;
  options.timeout = 0ms;  // a minute of this clock is a tenth of a second
  options.attemptTimeout = 0ms;
  options.http.connectTimeout = 0ms;
  const auto client = DataWorksClient::create(options);
  ASSERT_TRUE(client) << client.error();

  const auto morning = clock->steadyNow();
  const auto run =
      client->runManualDag({.projectName = "sales", .flowName = "nightly", .bizdate = Bizdate::yesterday()});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kFailed);
  const auto watched = clock->steadyNow() - morning;
  EXPECT_GE(watched, 40min);
  const int afterTheFailure = counter->calls;
  EXPECT_GE(afterTheFailure, 10);
  EXPECT_LE(afterTheFailure, 36) << "a trigger, 32 polls, a confirmation";

  for (const NodeInsInfo& node : run->nodes) {
    if (node.status != NodeStatus::kFailure) continue;
    EXPECT_TRUE(client->call(GetInstanceLogRequest{.instanceId = node.instanceId}));
  }
  const auto rerun = client->rerunManualDag(run->ref());
  ASSERT_TRUE(rerun) << rerun.error();
  EXPECT_EQ(rerun->state, DagRunState::kSucceeded);
  EXPECT_LE(counter->calls, 65);
  RecordProperty("calls", counter->calls);
  std::cout << "calls: " << afterTheFailure << " until the failure, " << counter->calls << " in all\n";
}

}  // namespace
}  // namespace dataworks
