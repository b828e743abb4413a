// SPDX-License-Identifier: Apache-2.0
// The first, the second, the third … allocation of a call fails, until a call needs no more of them. Each time nothing
// crashes, nothing leaks, the trigger reaches the server once at most, and no error claims "not executed" of one that
// was read. `bad_alloc` may leave a blocking call.
#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <optional>

#include "failing_allocator.h"
#include "loopback_client.h"
#include "support/faults.h"

namespace dataworks::testing {

using namespace detail;

namespace {

using namespace std::chrono_literals;

/// What a call came to: empty if it went well.
using Outcome = std::optional<Error>;

struct Scenario {
  std::string name;
  std::function<Outcome(const DataWorksClient&)> call;
  Fault fault{};
  int faultTimes = -1;
  bool rejected = false;  ///< The service's response proves that it did not act.
  /// Some of its places are reached after the server has read a request, and let `bad_alloc` through. In the background
  /// none does; and to read a good response without texts takes no memory.
  bool throwsUnderWay = true;
};

void PrintTo(const Scenario& scenario, std::ostream* out) { *out << scenario.name; }

template <class T>
Outcome outcomeOf(Result<T> result) {
  if (result) return std::nullopt;
  return std::move(result).error();
}

Outcome create(const DataWorksClient& client) { return outcomeOf(client.createManualDag(trigger())); }
Outcome createAsync(const DataWorksClient& client) { return outcomeOf(client.createManualDagAsync(trigger()).get()); }
Outcome restart(const DataWorksClient& client) {
  return outcomeOf(client.call(RestartInstanceRequest{.instanceId = 7}));
}
Outcome log(const DataWorksClient& client) { return outcomeOf(client.call(GetInstanceLogRequest{.instanceId = 7})); }
Outcome search(const DataWorksClient& client) { return outcomeOf(client.searchManualDagNodeInstance(poll())); }
WaitOptions impatient() {
  return {.timeout = 1min, .initialPollDelay = 0ms, .minPollInterval = 0ms, .maxPollInterval = 0ms};
}
Outcome wait(const DataWorksClient& client) { return outcomeOf(client.waitForManualDag(polledRun(), impatient())); }
Outcome run(const DataWorksClient& client) { return outcomeOf(client.runManualDag(trigger(), impatient())); }
Outcome runAsync(const DataWorksClient& client) {
  return outcomeOf(client.runManualDagAsync(trigger(), impatient()).get());
}

class AllocationFailure : public ::testing::TestWithParam<Scenario> {
 protected:
  static void SetUpTestSuite() {
    static const bool once = (takeOverLibcurl(), true);
    static_cast<void>(once);
  }

  const Scenario& scenario = GetParam();
  FaultServer server{{.onThread = exemptThisThread}};

  // One client, one call of which the `n`-th allocation fails. False if the call needs fewer.
  bool fail(long n) {
    server.forgetRequests();
    server.play(scenario.fault, scenario.faultTimes);
    ClientOptions options = optionsFor(server.url());
    options.pollsPerSecond = 0;
    options.http.maxLogBytes = 64UL * 1024;
    std::optional<DataWorksClient> client(clientFor(std::move(options)));
    Outcome outcome;
    bool threw = false;
    failAllocation(n);
    try {
      outcome = scenario.call(*client);
    } catch (const std::bad_alloc&) {
      threw = true;
    }
    const bool failed = stopFailing();
    server.behave();
    if (threw) expectDiscardedLoop(*client);
    EXPECT_TRUE(client->searchManualDagNodeInstance(poll())) << "the client is of no use any more";
    client.reset();
    EXPECT_TRUE(server.waitUntilIdle());
    expectTruth(outcome);
    return failed;
  }

  // Of what was read by the server before: by then the call was under way on its loop, with a connection.
  void expectDiscardedLoop(const DataWorksClient& client) {
    if (server.copies() == 0) return;
    ++thrownUnderWay_;
    const int before = server.connections();
    EXPECT_TRUE(client.searchManualDagNodeInstance(poll()));
    EXPECT_GT(server.connections(), before) << "a connection of the discarded loop was used again";
  }

  int thrownUnderWay_ = 0;

  void expectTruth(const Outcome& outcome) const {
    const int copies = server.copies("CreateManualDag") + server.copies("RestartInstance");
    EXPECT_LE(copies, 1);
    const bool claimsNotExecuted = outcome && outcome->execution == Execution::kNotExecuted;
    EXPECT_TRUE(!claimsNotExecuted || scenario.rejected || copies == 0) << *outcome;
  }
};

TEST_P(AllocationFailure, AnywhereInACallIsSurvived) {
  ASSERT_FALSE(fail(1'000'000));  // warms up what is allocated once a process
  ASSERT_FALSE(fail(1'000'000));
  const long before = aliveAllocations();
  long n = 1;
  while (fail(n) && !HasFailure()) ++n;
  EXPECT_FALSE(HasFailure()) << "at allocation " << n;
  EXPECT_GT(n, 40);  // or the allocator was not in use
  EXPECT_EQ(aliveAllocations(), before);
  EXPECT_EQ(thrownUnderWay_ > 0, scenario.throwsUnderWay) << thrownUnderWay_;
}

std::vector<Scenario> scenarios() {
  using namespace faults;
  return {
      {.name = "Trigger", .call = create},
      {.name = "TriggerReset", .call = create, .fault = resetAfterRequest()},
      {.name = "TriggerCut", .call = create, .fault = replyAndClose(firstPart(properResponse, 0.8))},
      {.name = "TriggerRejected",
       .call = create,
       .fault = replyBody(envelope("MissingParameter"), "400 Bad"),
       .rejected = true},
      {.name = "TriggerFailed", .call = create, .fault = replyBody("<html>", "502 Bad Gateway")},
      {.name = "TriggerOfManyHeaders", .call = create, .fault = reply(BytesFor([](const SeenRequest& request) {
                                                         std::string headers;
                                                         for (int i = 0; i < 40; ++i)
                                                           headers += "X-Header-" + std::to_string(i) +
                                                                      ": a value that is not short\r\n";
                                                         return response(goodBody(request), "200 OK", headers);
                                                       }))},
      {.name = "TriggerAsync", .call = createAsync, .throwsUnderWay = false},
      {.name = "TriggerAsyncReset", .call = createAsync, .fault = resetAfterRequest(), .throwsUnderWay = false},
      {.name = "Restart", .call = restart, .throwsUnderWay = false},
      {.name = "RestartReset", .call = restart, .fault = resetAfterRequest()},
      {.name = "Log", .call = log, .throwsUnderWay = false},
      {.name = "LogCut",
       .call = log,
       .fault = endless("HTTP/1.1 200 OK\r\n\r\n{\"Data\":\"", std::string(1U << 16U, 'x'))},
      {.name = "Poll", .call = search},
      {.name = "PollRepeated", .call = search, .fault = resetAfterRequest(), .faultTimes = 1},
      {.name = "Wait", .call = wait},
      {.name = "Run", .call = run},
      {.name = "RunAsync", .call = runAsync, .throwsUnderWay = false},
  };
}

INSTANTIATE_TEST_SUITE_P(, AllocationFailure, ::testing::ValuesIn(scenarios()),
                         [](const auto& cell) { return cell.param.name; });

}  // namespace

}  // namespace dataworks::testing
