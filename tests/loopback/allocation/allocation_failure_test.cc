// Memory runs out at the first, the second, the third … allocation of a call, until a call needs no more of them. Each
// time nothing crashes, nothing leaks, the trigger reaches the server once at most, and no error claims "not executed" of
// one that was read. `bad_alloc` may leave the library only before the request has.
#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <optional>

#include "credentials/desk.h"
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
  bool trigger = true;
  bool refused = false;  ///< The service's response proves that it did not act.
};

void PrintTo(const Scenario& scenario, std::ostream* out) { *out << scenario.name; }

template <class T>
Outcome outcomeOf(Result<T> result) {
  if (result) return std::nullopt;
  return std::move(result).error();
}

Outcome createHere(const DataWorksClient& client) { return outcomeOf(client.createManualDag(trigger())); }
Outcome createThere(const DataWorksClient& client) { return outcomeOf(client.createManualDagAsync(trigger()).get()); }
Outcome search(const DataWorksClient& client) { return outcomeOf(client.searchManualDagNodeInstance(poll())); }
WaitOptions impatient() {
  return {.timeout = 1min, .initialPollDelay = 0ms, .minPollInterval = 0ms, .maxPollInterval = 0ms};
}
Outcome wait(const DataWorksClient& client) { return outcomeOf(client.waitForManualDag(poll(), impatient())); }
Outcome run(const DataWorksClient& client) { return outcomeOf(client.runManualDag(trigger(), impatient())); }
Outcome runThere(const DataWorksClient& client) {
  return outcomeOf(client.runManualDagAsync(trigger(), impatient()).get());
}

void takeOverLibcurlOnce() {
  static const bool once = (takeOverLibcurl(), true);
  static_cast<void>(once);
}

class AllocationFailure : public ::testing::TestWithParam<std::tuple<Scenario, Failing>> {
 protected:
  static void SetUpTestSuite() { takeOverLibcurlOnce(); }

  const Scenario& scenario = std::get<0>(GetParam());
  FaultServer server{{.onThread = exemptThisThread}};

  // One client, one call of which the `n`-th allocation fails. False if the call needs fewer.
  bool fail(long n) {
    server.forgetRequests();
    server.play(scenario.fault, scenario.faultTimes);
    ClientOptions options = optionsFor(server.url());
    options.pollsPerSecond = 0;
    std::optional<DataWorksClient> client(clientFor(std::move(options)));
    bool threw = false;
    Outcome outcome;
    failAllocation(n, std::get<1>(GetParam()));
    try {
      outcome = scenario.call(*client);
    } catch (const std::bad_alloc&) {
      threw = true;
    }
    const bool failed = stopFailing();
    server.behave();
    EXPECT_TRUE(client->searchManualDagNodeInstance(poll())) << "the client is of no use any more";
    client.reset();
    EXPECT_TRUE(server.waitUntilIdle());
    expectTruth(threw, outcome);
    return failed;
  }

  void expectTruth(bool threw, const Outcome& outcome) const {
    const int copies = server.copies("CreateManualDag");
    EXPECT_LE(copies, 1);
    if (!scenario.trigger) return;
    EXPECT_TRUE(!threw || copies == 0) << "bad_alloc after the request had left";
    const bool saysNotExecuted = outcome && outcome->execution == Execution::kNotExecuted && !scenario.refused;
    EXPECT_TRUE(!saysNotExecuted || copies == 0) << *outcome;
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
}

TEST(WithoutMemory, AClientEndsAndCompletesWhatIsInFlight) {
  takeOverLibcurlOnce();
  FaultServer server{{.onThread = exemptThisThread}};
  std::optional<DataWorksClient> client(clientFor(optionsFor(server.url())));
  server.play(faults::holdAfterRequest());
  auto pending = client->createManualDagAsync(trigger());
  ASSERT_TRUE(server.waitUntilHeld());
  failAllocation(1, Failing::kFromThen);
  client.reset();
  static_cast<void>(stopFailing());
  ASSERT_TRUE(pending.ready());
  EXPECT_TRUE(pending.get().error().mayHaveExecuted());
}

TEST(WithoutMemory, WhoeverAsksForCredentialsIsTold) {
  struct Provider final : CredentialsProvider {
    Result<Credentials> get(const CredentialsRequest&) override { return Credentials{.accessKeyId = "testid"}; }
  };
  const auto provider = std::make_shared<Provider>();
  const auto clock = systemClock();
  bool failed = true;
  for (long n = 1; failed; ++n) {
    CredentialsDesk desk(provider, [](const std::function<void()>&) {});
    CredentialsRequest request{
        .deadline = clock->steadyNow() + 5s, .clock = clock, .warn = [clock](std::string_view) {}};
    int told = 0;
    bool threw = false;
    failAllocation(n, Failing::kFromThen);
    try {
      desk.fetch(std::move(request), [&told](Result<Credentials>&& credentials) {
        told += !credentials && credentials.error().kind == ErrorKind::kInternal;
      });
    } catch (const std::bad_alloc&) {
      threw = true;
    }
    failed = stopFailing();
    const int heard = told + (threw ? 1 : 0);
    EXPECT_LE(heard, 1);
    EXPECT_TRUE(heard == 1 || n > 2) << "at allocation " << n << ", which comes before there is a helper to respond";
  }
}

std::vector<Scenario> scenarios() {
  using namespace faults;
  return {
      {.name = "Trigger", .call = createHere},
      {.name = "TriggerReset", .call = createHere, .fault = resetAfterRequest()},
      {.name = "TriggerCut", .call = createHere, .fault = replyAndClose(firstPart(properResponse, 0.8))},
      {.name = "TriggerRefused",
       .call = createHere,
       .fault = replyBody(envelope("MissingParameter"), "400 Bad"),
       .refused = true},
      {.name = "TriggerFailed", .call = createHere, .fault = replyBody("<html>", "502 Bad Gateway")},
      {.name = "TriggerOfManyHeaders", .call = createHere, .fault = reply(Reply([](const SeenRequest& request) {
                                                             std::string headers;
                                                             for (int i = 0; i < 40; ++i)
                                                               headers += "X-Header-" + std::to_string(i) +
                                                                          ": a value that is not short\r\n";
                                                             return response(goodBody(request), "200 OK", headers);
                                                           }))},
      {.name = "TriggerAsync", .call = createThere},
      {.name = "TriggerAsyncReset", .call = createThere, .fault = resetAfterRequest()},
      {.name = "Poll", .call = search, .trigger = false},
      {.name = "PollTriedAgain", .call = search, .fault = resetAfterRequest(), .faultTimes = 1, .trigger = false},
      {.name = "Wait", .call = wait, .trigger = false},
      {.name = "Run", .call = run},
      {.name = "RunAsync", .call = runThere},
  };
}

INSTANTIATE_TEST_SUITE_P(, AllocationFailure,
                         ::testing::Combine(::testing::ValuesIn(scenarios()),
                                            ::testing::Values(Failing::kOnce, Failing::kFromThen)),
                         [](const auto& cell) {
                           return std::get<0>(cell.param).name +
                                  (std::get<1>(cell.param) == Failing::kOnce ? "_Once" : "_FromThen");
                         });

}  // namespace

}  // namespace dataworks::testing
