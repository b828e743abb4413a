// SPDX-License-Identifier: Apache-2.0
// What the service's own word makes of a call: throttling with every form of hint, a clock that is off, a token that
// has expired. The server checks what arrives; it, not the client, counts.
#include <gtest/gtest.h>

#include <atomic>
#include <ctime>
#include <set>

#include "loopback_client.h"
#include "support/faults.h"

namespace dataworks::testing {

namespace {

using namespace std::chrono_literals;
using faults::envelope;

class Pauses final : public Observer {
 public:
  void onRetryScheduled(const RetryScheduled& event) override { list.push_back(event.pause); }
  std::vector<std::chrono::milliseconds> list;
};

std::size_t differentNonces(const FaultServer& server) {
  std::set<std::string> nonces;
  for (const SeenRequest& request : server.requests()) nonces.insert(request.parameter("SignatureNonce"));
  return nonces.size();
}

// --- throttling
// ---------------------------------------------------------------------------------------------------------------------

struct Hint {
  std::string name;
  std::string headers;
  std::chrono::milliseconds shortest;
  std::chrono::milliseconds longest;
};

void PrintTo(const Hint& hint, std::ostream* out) { *out << hint.name; }

class ThrottlingBurst : public ::testing::TestWithParam<Hint> {};

TEST_P(ThrottlingBurst, IsRiddenOutWithANewNonceEachTime) {
  const Hint& hint = GetParam();
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    server.play(faults::replyBody(envelope("Throttling.User"), "429 Too Many Requests", hint.headers), 5);
    const auto pauses = std::make_shared<Pauses>();
    ClientOptions options = optionsFor(server.url());
    options.observer = pauses;
    options.retry = {.throttledBackoff = 1ms, .maxBackoff = 9ms};
    const auto created = clientFor(std::move(options)).createManualDag(trigger());
    EXPECT_TRUE(created) << created.error();
    EXPECT_EQ(server.copies("CreateManualDag"),
              6);  // more than maxAttempts: throttling is ridden out until the deadline
    EXPECT_EQ(differentNonces(server), 6U);
    ASSERT_EQ(pauses->list.size(), 5U);
    for (const auto pause : pauses->list) {
      EXPECT_GE(pause, hint.shortest);
      EXPECT_LE(pause, hint.longest);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Hints, ThrottlingBurst,
    ::testing::Values(Hint{"None", "", 0ms, 9ms}, Hint{"Milliseconds", "x-acs-retry-after: 7\r\n", 7ms, 16ms},
                      Hint{"SecondsZero", "Retry-After: 0\r\n", 0ms, 9ms},
                      Hint{"DateNow",
                           "Date: Sun, 22 Nov 2026 19:00:04 GMT\r\nRetry-After: Sun, 22 Nov 2026 19:00:04 GMT\r\n", 0ms,
                           9ms},
                      Hint{"Both", "Retry-After: 86400\r\nx-acs-retry-after: 3\r\n", 3ms, 12ms},
                      Hint{"Word", "Retry-After: soon\r\n", 0ms, 9ms},
                      Hint{"Negative", "Retry-After: -1\r\nx-acs-retry-after: -5\r\n", 0ms, 9ms},
                      Hint{"Beyond64Bits", "Retry-After: 99999999999999999999\r\n", 0ms, 9ms}),
    [](const auto& hint) { return hint.param.name; });

TEST(Throttling, OfAPollIsRiddenOutToo) {
  FaultServer server;
  server.play(faults::replyBody(envelope("Throttling"), "400 Bad Request"), 5);
  EXPECT_TRUE(clientFor(server.url()).searchManualDagNodeInstance(poll()));
  EXPECT_EQ(server.copies(), 6);
}

// --- the clock
// ----------------------------------------------------------------------------------------------------------------------

std::string httpDate(std::time_t time) {
  std::array<char, 64> text{};
  std::tm parts{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&time, &parts));
  return text.data();
}

// A gateway whose clock is off by `ahead` seconds, and which minds.
Fault gatewayAhead(std::time_t ahead, bool givesDate = true) {
  return faults::reply(faults::BytesFor([=](const SeenRequest& request) {
    const std::time_t now = std::time(nullptr) + ahead;
    std::tm parts{};
    strptime(request.parameter("Timestamp").c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (std::abs(timegm(&parts) - now) < 15 * 60) return faults::properResponse(request);
    return response(envelope("InvalidTimeStamp.Expired"), "400 Bad Request",
                    givesDate ? "Date: " + httpDate(now) + "\r\n" : std::string());
  }));
}

TEST(ClockThatIsOff, IsCorrectedFromTheResponseOnceForAllCalls) {
  for (const std::time_t ahead : {20 * 60, -20 * 60}) {
    FaultServer server;
    server.play(gatewayAhead(ahead));
    const DataWorksClient client = clientFor(server.url());
    EXPECT_TRUE(client.createManualDag(trigger()));
    EXPECT_EQ(server.copies("CreateManualDag"), 2);
    EXPECT_EQ(differentNonces(server), 2U);
    EXPECT_TRUE(client.createManualDag(trigger()));
    EXPECT_EQ(server.copies("CreateManualDag"), 3);
  }
}

TEST(ClockThatIsOff, IsReportedWhereTheResponseDoesNotSayTheTime) {
  FaultServer server;
  server.play(gatewayAhead(20 * 60, false));
  const auto result = clientFor(server.url()).createManualDag(trigger());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "InvalidTimeStamp.Expired");
  EXPECT_EQ(result.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(server.copies(), 1);
}

// --- tokens
// -------------------------------------------------------------------------------------------------------------------------

// Gives out "key-1" until the service has refused it, then "key-2", and so on.
class Rotating final : public CredentialsProvider {
 public:
  Result<Credentials> fetch(const FetchContext& request) override {
    ++asked;
    if (request.rejectedAccessKeyId == key()) ++refused;
    return Credentials{.accessKeyId = key(), .accessKeySecret = "secret", .securityToken = "token"};
  }
  [[nodiscard]] std::string key() const { return "key-" + std::to_string(refused + 1); }

  std::atomic<int> asked = 0;
  std::atomic<int> refused = 0;
};

Fault gatewayThatAccepts(std::function<bool(const std::string& key)> accepts, faults::BytesFor proper) {
  return faults::reply(faults::BytesFor([=](const SeenRequest& request) {
    return accepts(request.parameter("AccessKeyId"))
               ? proper(request)
               : response(envelope("InvalidSecurityToken.Expired"), "403 Forbidden");
  }));
}

TEST(ExpiredToken, IsRenewedOnceAndTheTriggerSentAgain) {
  FaultServer server;
  server.play(gatewayThatAccepts([](const std::string& key) { return key == "key-2"; }, faults::properResponse));
  const auto provider = std::make_shared<Rotating>();
  ClientOptions options = optionsFor(server.url());
  options.credentials = provider;
  EXPECT_TRUE(clientFor(std::move(options)).createManualDag(trigger()));
  EXPECT_EQ(server.copies("CreateManualDag"), 2);
  EXPECT_EQ(differentNonces(server), 2U);
  EXPECT_EQ(provider->asked, 2);
}

TEST(ExpiredToken, IsNotRenewedASecondTimeInACall) {
  FaultServer server;
  server.play(gatewayThatAccepts([](const std::string&) { return false; }, faults::properResponse));
  const auto provider = std::make_shared<Rotating>();
  ClientOptions options = optionsFor(server.url());
  options.credentials = provider;
  const auto result = clientFor(std::move(options)).createManualDag(trigger());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kCredentials);
  EXPECT_EQ(result.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(server.copies(), 2);
}

TEST(ExpiredToken, InMidWaitDoesNotEndTheWait) {
  FaultServer server;
  std::atomic<int> polls = 0;
  const auto running = [&polls](const SeenRequest& request) {
    std::string body = goodBody(request);
    if (++polls < 6) body.replace(body.find("\"Status\":6"), 10, "\"Status\":4");
    return response(body);
  };
  // Each key is good for two polls.
  server.play(gatewayThatAccepts(
      [&polls](const std::string& key) { return key == "key-" + std::to_string(polls / 2 + 1); }, running));
  const auto provider = std::make_shared<Rotating>();
  ClientOptions options = optionsFor(server.url());
  options.credentials = provider;
  options.pollsPerSecond = 0;
  const auto run =
      clientFor(std::move(options))
          .waitForManualDag(polledRun(), {.initialPollDelay = 0ms, .minPollInterval = 0ms, .maxPollInterval = 0ms});
  ASSERT_TRUE(run) << run.error();
  EXPECT_EQ(run->state, DagRunState::kSucceeded);
  EXPECT_EQ(polls, 6);
  EXPECT_EQ(provider->refused, 2);
}

}  // namespace

}  // namespace dataworks::testing
