// SPDX-License-Identifier: Apache-2.0
// A stop, a re-run and a search for runs on real connections, blocking and not: what the service executed is counted by
// the server, whatever becomes of its responses.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <ostream>
#include <set>
#include <string>

#include "loopback_client.h"
#include "support/faults.h"

namespace dataworks::testing {

namespace {

using namespace faults;
using namespace std::chrono_literals;

enum class State { kFailed, kRunning, kSucceeded };

/// A service with one run. An action takes effect at once; a re-run succeeds by the second list that shows it.
class OneRun {
 public:
  /// To be called before the server plays it.
  void holds(std::map<std::int64_t, State> instances) { instances_ = std::move(instances); }

  /// Loses the first response to this action, before or after it is executed.
  void lose(std::string action, bool executed) {
    lost_ = std::move(action);
    lostIsExecuted_ = executed;
  }

  std::function<void(const std::string&)> onAction{};  // of each request

  [[nodiscard]] Fault asFault() {
    return {.onRequest = [this](Conversation& client, const SeenRequest& request) {
      const std::string action = request.parameter("Action");
      const std::string id = request.parameter("InstanceId");
      std::unique_lock lock(mutex_);
      if (onAction) onAction(action);
      const bool isLost = action == lost_;
      if (!isLost || lostIsExecuted_) execute(action, id.empty() ? 0 : std::stoll(id));
      const std::string body = bodyOf(action);
      if (isLost) lost_.clear();
      lock.unlock();
      if (isLost) return client.reset();
      client.send(response(body));
    }};
  }

 private:
  void execute(const std::string& action, std::int64_t id) {
    if (action == "StopInstance") instances_.at(id) = State::kFailed;
    if (action == "RestartInstance") {
      instances_.at(id) = State::kRunning;
      restarted_.insert(id);
    }
  }

  std::string bodyOf(const std::string& action) {
    if (action == "SearchManualDagNodeInstance") return list();
    if (action == "GetProject")
      return R"({"RequestId":"P","Success":true,"Data":{"ProjectId":9,"ProjectIdentifier":"sales"}})";
    if (action == "ListInstances") {
      return R"({"RequestId":"L","Success":true,"Data":{"PageNumber":1,"PageSize":100,"TotalCount":1,"Instances":[)"
             R"({"NodeName":"node1","InstanceId":1,"DagId":332455685,"DagType":"5","Status":"SUCCESS",)"
             R"("CreateUser":"2005","CreateTime":1795374004000}]}})";
    }
    if (action == "GetDag") {
      return R"({"RequestId":"D","Success":true,"Data":{"DagId":332455685,"Name":"nightly","Status":"SUCCESS"}})";
    }
    if (action == "ListInstanceHistory") return R"({"RequestId":"H","Success":true,"Instances":[]})";
    return R"({"RequestId":"A","Success":true,"Data":true})";
  }

  // Failures ended long ago, so that they need no confirmation.
  std::string list() {
    std::string rows;
    for (const auto& [id, state] : instances_) {
      rows += (rows.empty() ? "" : ",") + (R"({"NodeName":"node)" + std::to_string(id)) + R"(","InstanceId":)" +
              std::to_string(id) + R"(,"DagId":332455685,"DagType":5,"CreateTime":1795374004000,"Status":)" +
              (state == State::kFailed    ? R"(5,"FinishTime":1795374005000})"
               : state == State::kRunning ? R"(4,"BeginRunningTime":1795374006000})"
                                          : R"(6,"FinishTime":1795374007000})");
    }
    for (const std::int64_t id : restarted_) instances_.at(id) = State::kSucceeded;
    restarted_.clear();
    return R"({"RequestId":"S","Success":true,"ErrCode":"0","Data":{"NodeInsInfo":[)" + rows + "]}}";
  }

  std::mutex mutex_;
  std::map<std::int64_t, State> instances_;
  std::set<std::int64_t> restarted_;
  std::string lost_;
  bool lostIsExecuted_ = false;
};

struct Way {
  bool tls = false;
  bool blocking = false;
};

void PrintTo(const Way& way, std::ostream* out) {
  *out << (way.tls ? "Https" : "Http") << (way.blocking ? "Blocking" : "Async");
}

class ActionsOnTheWire : public ::testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    ClientOptions options = optionsFor(server.url());
    options.pollsPerSecond = 0;
    client.emplace(clientFor(std::move(options)));
  }

  [[nodiscard]] Result<DagRun> stop() const {
    const StopOptions options{.failureConfirmDelay = 1ms};
    if (GetParam().blocking) return client->stopManualDag(run, options);
    return client->stopManualDagAsync(run, options).get();
  }
  [[nodiscard]] Result<DagRun> rerun(WaitOptions wait = {}) const {
    wait.initialPollDelay = wait.minPollInterval = wait.maxPollInterval = wait.failureConfirmDelay = 1ms;
    const RerunOptions options{.wait = std::move(wait)};
    if (GetParam().blocking) return client->rerunManualDag(run, options);
    return client->rerunManualDagAsync(run, options).get();
  }

  const DagRef run{.projectName = "sales", .dagId = 332455685};
  OneRun service;  // lives longer than the threads of the server
  FaultServer server{{.tls = GetParam().tls}};
  std::optional<DataWorksClient> client;
};

TEST_P(ActionsOnTheWire, StopsWhatIsActive) {
  service.holds({{1, State::kRunning}, {2, State::kRunning}, {3, State::kSucceeded}});
  server.play(service.asFault());
  const auto stopped = stop();
  ASSERT_TRUE(stopped) << stopped.error();
  EXPECT_EQ(stopped->activeCount(), 0u);
  EXPECT_EQ(stopped->count(NodeStatus::kFailure), 2u);
  EXPECT_EQ(server.copies("StopInstance"), 2);
}

// A kept connection that breaks without a byte lets libcurl repeat the stop, which is harmless.
TEST_P(ActionsOnTheWire, EndsAStopWhoseResponseWasLost) {
  service.holds({{1, State::kRunning}});
  service.lose("StopInstance", true);
  server.play(service.asFault());
  const auto stopped = stop();
  ASSERT_TRUE(stopped) << stopped.error();
  EXPECT_EQ(stopped->activeCount(), 0u);
  EXPECT_GE(server.copies("StopInstance"), 1);
}

TEST_P(ActionsOnTheWire, RestartsEachFailureOnce) {
  service.holds({{1, State::kFailed}, {2, State::kFailed}, {3, State::kSucceeded}});
  server.play(service.asFault());
  const auto rerunned = rerun();
  ASSERT_TRUE(rerunned) << rerunned.error();
  EXPECT_EQ(rerunned->state, DagRunState::kSucceeded);
  EXPECT_EQ(server.copies("RestartInstance"), 2);
}

TEST_P(ActionsOnTheWire, FollowsARestartWhoseResponseWasLost) {
  service.holds({{1, State::kFailed}});
  service.lose("RestartInstance", true);
  server.play(service.asFault());
  const auto rerunned = rerun();
  ASSERT_TRUE(rerunned) << rerunned.error();
  EXPECT_EQ(rerunned->state, DagRunState::kSucceeded);
  EXPECT_EQ(server.copies("RestartInstance"), 1);
  EXPECT_EQ(rerunned->instances.at(0).action, InstanceAction::kUnknown);
}

// Whether it was executed cannot be decided: it is not sent again, however often the program looks.
TEST_P(ActionsOnTheWire, NeverRepeatsARestartThatMayHaveBegun) {
  service.holds({{1, State::kFailed}});
  service.lose("RestartInstance", false);
  std::stop_source enough;
  WaitOptions wait;
  wait.stop = enough.get_token();
  service.onAction = [enough, looks = 0](const std::string& action) mutable {
    if (action == "ListInstanceHistory" && ++looks == 2) enough.request_stop();
  };
  server.play(service.asFault());
  const auto rerunned = rerun(std::move(wait));
  ASSERT_FALSE(rerunned);
  EXPECT_EQ(rerunned.error().execution, Execution::kMaybeExecuted);
  EXPECT_EQ(server.copies("RestartInstance"), 1);
}

TEST_P(ActionsOnTheWire, FindsTheRunOfATrigger) {
  service.holds({});
  server.play(service.asFault());
  const FindOptions options{.projectName = "sales", .flowName = "nightly"};
  const auto found = GetParam().blocking ? client->findManualDags(options) : client->findManualDagsAsync(options).get();
  ASSERT_TRUE(found) << found.error();
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->front().dagId, 332455685);
  EXPECT_EQ(found->front().createUser, "2005");
  EXPECT_EQ(found->front().status, "SUCCESS");
  EXPECT_EQ(server.copies("ListInstances"), 1);
}

INSTANTIATE_TEST_SUITE_P(Ways, ActionsOnTheWire,
                         ::testing::Values(Way{false, false}, Way{false, true}, Way{true, false}, Way{true, true}),
                         [](const auto& way) {
                           return std::string(way.param.tls ? "Https" : "Http") +
                                  (way.param.blocking ? "Blocking" : "Async");
                         });

}  // namespace

}  // namespace dataworks::testing
