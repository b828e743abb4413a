// SPDX-License-Identifier: Apache-2.0
// A call that hangs, in each of its phases, and is ended there: by its deadline or by a stop, blocking or asynchronous.
// The clock moves only when the call is known to be where the row wants it; nothing here depends on time.
#include <gtest/gtest.h>

#include <ostream>
#include <thread>
#include <tuple>

#include "dataworks/testing/manual_clock.h"
#include "guarded_network.h"
#include "http/libcurl_version.h"
#include "loopback_client.h"
#include "support/faults.h"

namespace dataworks::testing {

namespace {

using namespace std::chrono_literals;

enum class Operation { kTrigger, kPoll };
enum class Ending { kDeadline, kStop };
enum class Pump { kCaller, kBackground };

struct HangRow {
  std::string name;
  Fault fault{};
  Phase phase = Phase::kReceive;
  int copies = 1;
  bool tls = false;
  bool keptConnection = false;
};

void PrintTo(const HangRow& row, std::ostream* out) { *out << row.name; }

std::vector<HangRow> serverHangs() {
  using namespace faults;
  const BytesFor someHeaders = [](const SeenRequest&) { return "HTTP/1.1 200 OK\r\nContent-Type: appl"; };
  std::vector<HangRow> rows{
      {.name = "InTls", .fault = holdOnAccept(), .phase = Phase::kTls, .copies = 0, .tls = true},
      {.name = "BeforeTheResponse", .fault = holdAfterRequest()},
      {.name = "InTheHeaders", .fault = replyAndHold(someHeaders)},
      {.name = "InTheBody", .fault = replyAndHold(firstPart(properResponse, 0.7))},
      {.name = "InTheChunks", .fault = replyAndHold(firstPart(chunked(goodBody), 0.7))},
      {.name = "SlowDrip", .fault = drip(properResponse)},
  };
  std::vector<HangRow> all;
  for (const HangRow& row : rows) {
    for (const bool tls : {false, true}) {
      for (const bool kept : {false, true}) {
        HangRow made = row;
        if (row.fault.onAccept && (!tls || kept)) continue;
        made.name += std::string(tls ? "_Https" : "_Http") + (kept ? "_Kept" : "_Fresh");
        made.tls = tls;
        made.keptConnection = kept;
        all.push_back(std::move(made));
      }
    }
  }
  return all;
}

class Hanging {
 public:
  Hanging(Operation operation, Ending ending, Pump pump) : operation_(operation), ending_(ending), pump_(pump) {}

  /// A client whose clock stands still until the call is to end.
  DataWorksClient client(const std::string& url) {
    ClientOptions options = optionsFor(url);
    options.clock = clock_;
    options.retry = kOnce;
    return clientFor(std::move(options));
  }

  /// Calls, waits until the call hangs, ends it, and responds what came of it.
  template <class Reached>
  Error end(const DataWorksClient& client, Reached reached) {
    std::optional<Error> error;
    std::thread caller([&] { error = call(client); });
    EXPECT_TRUE(reached());
    if (ending_ == Ending::kStop) {
      stop_.request_stop();
    } else {
      clock_->advance(61s);
    }
    caller.join();
    EXPECT_TRUE(error);
    return error.value_or(Error{});
  }

  void expect(const Error& error, Phase phase, bool sent) const {
    EXPECT_EQ(name(error.kind), name(ending_ == Ending::kStop ? ErrorKind::kCancelled : ErrorKind::kTimeout)) << error;
    EXPECT_EQ(name(error.phase), name(phase)) << error;
    EXPECT_EQ(name(error.execution), name(sent ? Execution::kMaybeExecuted : Execution::kNotExecuted)) << error;
    EXPECT_EQ(error.attempts, 1) << error;
  }

 private:
  std::optional<Error> call(const DataWorksClient& client) const {
    const CallOptions options{.stop = stop_.get_token()};
    const auto errorOf = [](const auto& result) {
      return result ? std::nullopt : std::optional<Error>(result.error());
    };
    if (operation_ == Operation::kTrigger) {
      if (pump_ == Pump::kCaller) return errorOf(client.createManualDag(trigger(), options));
      return errorOf(client.createManualDagAsync(trigger(), options).get());
    }
    if (pump_ == Pump::kCaller) return errorOf(client.searchManualDagNodeInstance(poll(), options));
    return errorOf(client.searchManualDagNodeInstanceAsync(poll(), options).get());
  }

  Operation operation_;
  Ending ending_;
  Pump pump_;
  std::shared_ptr<ManualClock> clock_ =
      std::make_shared<ManualClock>(std::chrono::system_clock::now(), ManualClock::Moves::kByHand);
  std::stop_source stop_;
};

using HangCell = std::tuple<HangRow, Operation, Ending, Pump>;

class ServerHangs : public ::testing::TestWithParam<HangCell> {};

TEST_P(ServerHangs, AndTheCallEndsAtOnceAndSaysWhatIsKnown) {
  const auto& [row, operation, ending, pump] = GetParam();
  FaultServer server({.tls = row.tls});
  Hanging hanging(operation, ending, pump);
  const DataWorksClient client = hanging.client(server.url());
  if (row.keptConnection) {
    if (pump == Pump::kCaller) {
      ASSERT_TRUE(client.searchManualDagNodeInstance(poll()));
    } else {
      ASSERT_TRUE(client.searchManualDagNodeInstanceAsync(poll()).get());
    }
    server.forgetRequests();
  }
  server.play(row.fault);
  const Error error = hanging.end(client, [&] { return server.waitUntilHeld(); });
  hanging.expect(error, row.phase, row.copies > 0);
  EXPECT_EQ(server.copies(), row.copies);
}

using WayCell = std::tuple<Operation, Ending, Pump>;

class NetworkHangs : public ::testing::TestWithParam<WayCell> {
 protected:
  Hanging hanging{std::get<0>(GetParam()), std::get<1>(GetParam()), std::get<2>(GetParam())};
};

TEST_P(NetworkHangs, InTheNameLookup) {
  if (!DATAWORKS_LIBCURL_AT_LEAST(0x075700)) GTEST_SKIP() << "this libcurl waits for its resolver";
  const BlackHole nameServer;
  const DataWorksClient client = hanging.client("https://blackhole.test");
  const Error error = hanging.end(client, [] { return waitForLookups(1); });
  hanging.expect(error, Phase::kResolve, false);
}

TEST(NameLookup, IsMadeForSixteenRequestsAtOnce) {
  if (!DATAWORKS_LIBCURL_AT_LEAST(0x075700)) GTEST_SKIP() << "this libcurl waits for its resolver";
  std::vector<Pending<SearchManualDagNodeInstanceResponse>> calls;
  std::stop_source stop;
  const BlackHole nameServer;
  ClientOptions options = optionsFor("https://blackhole.test");
  options.retry = kOnce;
  const DataWorksClient client = clientFor(std::move(options));
  for (int i = 0; i < 40; ++i) calls.push_back(client.searchManualDagNodeInstanceAsync(poll()));
  auto last = client.searchManualDagNodeInstanceAsync(poll(), {.stop = stop.get_token()});
  EXPECT_TRUE(waitForLookups(16));
  // Calls begin in their order: when this one is over, `last` has begun.
  EXPECT_EQ(client.searchManualDagNodeInstanceAsync(poll(), {.timeout = 1ms}).get().error().kind, ErrorKind::kTimeout);
  stop.request_stop();
  const Error error = std::move(last).get().error();  // all that came before it have begun, as far as they may
  EXPECT_EQ(error.kind, ErrorKind::kCancelled);
  EXPECT_EQ(error.execution, Execution::kNotExecuted);
  EXPECT_EQ(error.phase, Phase::kResolve);
  EXPECT_EQ(lookupsBegun(), 16);
}

TEST_P(NetworkHangs, InConnecting) {
  const DeafPort deaf;
  const int before = connectsTo(deaf.port());
  const DataWorksClient client = hanging.client("https://127.0.0.1:" + std::to_string(deaf.port()));
  const Error error = hanging.end(client, [&] { return waitForConnect(deaf.port(), before); });
  hanging.expect(error, Phase::kConnect, false);
}

std::string wayName(Operation operation, Ending ending, Pump pump) {
  return std::string(operation == Operation::kTrigger ? "Trigger" : "Poll") +
         (ending == Ending::kStop ? "_Stopped" : "_Late") + (pump == Pump::kCaller ? "" : "_Async");
}

const auto kOperations = ::testing::Values(Operation::kTrigger, Operation::kPoll);
const auto kEndings = ::testing::Values(Ending::kDeadline, Ending::kStop);
const auto kPumps = ::testing::Values(Pump::kCaller, Pump::kBackground);

std::string hangName(const ::testing::TestParamInfo<HangCell>& cell) {
  const auto& [row, operation, ending, pump] = cell.param;
  return row.name + '_' + wayName(operation, ending, pump);
}

std::string networkHangName(const ::testing::TestParamInfo<WayCell>& cell) {
  const auto& [operation, ending, pump] = cell.param;
  return wayName(operation, ending, pump);
}

INSTANTIATE_TEST_SUITE_P(FaultMatrix, ServerHangs,
                         ::testing::Combine(::testing::ValuesIn(serverHangs()), kOperations, kEndings, kPumps),
                         hangName);
INSTANTIATE_TEST_SUITE_P(FaultMatrix, NetworkHangs, ::testing::Combine(kOperations, kEndings, kPumps), networkHangName);

// --- where nothing is on the wire
// -----------------------------------------------------------------------------------------------------

TEST(StopBetweenTries, EndsThePauseAndKeepsWhatTheLastTryLearnt) {
  FaultServer server;
  server.play(faults::replyBody(faults::envelope("Throttling.User"), "429 Too Many Requests"));
  class StopInPause final : public Observer {
   public:
    void onRetryScheduled(const RetryScheduled&) override { stop.request_stop(); }
    std::stop_source stop;
  };
  const auto observer = std::make_shared<StopInPause>();
  ClientOptions options = optionsFor(server.url());
  options.observer = observer;
  options.retry.throttledBackoff = options.retry.maxBackoff = 1h;
  const auto result =
      clientFor(std::move(options)).createManualDag(trigger(), {.timeout = 100h, .stop = observer->stop.get_token()});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(result.error().phase, Phase::kBackoff);
  EXPECT_EQ(result.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(result.error().code, "Throttling.User");
  EXPECT_EQ(server.copies(), 1);
}

TEST(StopInCredentials, EndsTheCallWithNothingSent) {
  class Patient final : public CredentialsProvider {
   public:
    Result<Credentials> fetch(const FetchContext& request) override {
      std::mutex mutex;
      std::condition_variable_any stopped;
      std::unique_lock lock(mutex);
      asked.request_stop();
      stopped.wait(lock, request.stop, [] { return false; });
      return Error{.kind = ErrorKind::kCancelled, .message = "stopped"};
    }
    std::stop_source asked;  // used as a latch
  };
  FaultServer server;
  for (const bool background : {false, true}) {
    const auto provider = std::make_shared<Patient>();
    ClientOptions options = optionsFor(server.url());
    options.credentials = provider;
    const DataWorksClient client = clientFor(std::move(options));
    std::stop_source stop;
    const std::stop_callback onceAsked(provider->asked.get_token(), [&] { stop.request_stop(); });
    const CallOptions callOptions{.stop = stop.get_token()};
    const auto result = background ? client.createManualDagAsync(trigger(), callOptions).get()
                                   : client.createManualDag(trigger(), callOptions);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::kCancelled) << result.error();
    EXPECT_EQ(result.error().phase, Phase::kCredentials);
    EXPECT_EQ(result.error().execution, Execution::kNotExecuted);
  }
  EXPECT_EQ(server.copies(), 0);
}

TEST(StopBeforeTheCall, SendsNothing) {
  FaultServer server;
  std::stop_source stop;
  stop.request_stop();
  const auto result = clientFor(server.url()).createManualDag(trigger(), {.stop = stop.get_token()});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(result.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(server.connections(), 0);
}

TEST(HangingPoll, IsGivenUpAfterTheTryTimeoutAndTriedAgain) {
  FaultServer server;
  const auto clock = std::make_shared<ManualClock>(std::chrono::system_clock::now(), ManualClock::Moves::kByHand);
  server.play(faults::holdAfterRequest(), 1);
  ClientOptions options = optionsFor(server.url());
  options.clock = clock;
  options.retry.baseBackoff = 0ms;
  const DataWorksClient client = clientFor(std::move(options));
  std::optional<Result<SearchManualDagNodeInstanceResponse>> result;
  std::thread caller([&] { result = client.searchManualDagNodeInstance(poll()); });
  EXPECT_TRUE(server.waitUntilHeld());
  clock->advance(21s);
  caller.join();
  EXPECT_TRUE(*result) << result->error();
  EXPECT_EQ(server.copies(), 2);
}

}  // namespace

}  // namespace dataworks::testing
