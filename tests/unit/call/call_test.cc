// SPDX-License-Identifier: Apache-2.0
// One call on the manual clock with known randomness: exact pauses, exact bytes, and its end in every stage.
#include "call/call.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "api/operations.h"
#include "api/prepare.h"
#include "dataworks/signature.h"
#include "errors/classify.h"
#include "support/call_fixture.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr auto kPoll = Idempotency::kIdempotent;
constexpr auto kTrigger = Idempotency::kNotIdempotent;

/// A call under way, and how it ended.
struct Ran {
  std::optional<std::optional<Error>> ended;
  int times = 0;
  std::function<void()> cancel;

  [[nodiscard]] bool over() const { return ended.has_value(); }
  [[nodiscard]] bool ok() const { return ended && !*ended; }
  [[nodiscard]] Error error() const { return ended && *ended ? **ended : Error{}; }
};

void start(CallFixture& with, Ran& ran, Idempotency idempotency, CallOptions options = {}, Bizdate bizdate = {}) {
  auto request =
      prepareCall({.action = "Act", .parameters = {{"Own", "1"}}, .idempotency = idempotency, .bizdate = bizdate},
                  options, with.client.settings);
  ran.cancel = startCall(
      with.context, *std::move(request),
      [](HttpResponse response) -> std::optional<Error> {
        auto read = api::readRpc(std::move(response));
        return read ? std::nullopt : std::optional<Error>(std::move(read).error());
      },
      [&ran](std::optional<Error> error) {
        ran.ended = std::move(error);
        ++ran.times;
      });
}

/// Runs a call to its end.
Ran run(CallFixture& with, Idempotency idempotency, CallOptions options = {}) {
  Ran ran;
  start(with, ran, idempotency, std::move(options));
  with.turnUntil([&] { return ran.over(); });
  EXPECT_EQ(ran.times, 1);
  return ran;
}

struct NoCredentials final : CredentialsProvider {
  Result<Credentials> fetch(const FetchContext&) override {
    ++fetches;
    return Error{.kind = ErrorKind::kCredentials, .message = "none anywhere"};
  }
  int fetches = 0;
};

HttpResponse good() { return {.status = 200, .body = R"({"RequestId":"R"})"}; }

// --- what is sent

TEST(Call, SendsACompleteSignedRequest) {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", respond(200, "{}"));
  CallFixture with(script);
  EXPECT_TRUE(run(with, kTrigger, {.timeout = 7s}).ok());
  const auto sent = script->requests().at(0);
  EXPECT_EQ(sent.http.method, "POST");
  EXPECT_EQ(sent.http.url, "https://gateway.example/");
  EXPECT_EQ(sent.http.headers.at(0).name, "User-Agent");
  EXPECT_EQ(sent.http.idempotency, kTrigger);
  EXPECT_EQ(sent.http.connectTimeout, 10s);
  EXPECT_EQ(sent.http.maxResponseBytes, 4096u);
  EXPECT_FALSE(sent.http.allowPlainHttp);
  EXPECT_EQ(sent.http.deadline, with.clock->steadyNow() + 7s);
  EXPECT_EQ(sent.parameters.at("Own"), "1");
  EXPECT_EQ(sent.parameters.at("RegionId"), "cn-test");
  EXPECT_EQ(sent.parameters.at("Version"), "2018-06-01");
  EXPECT_EQ(sent.parameters.at("Format"), "JSON");
  EXPECT_EQ(sent.parameters.at("Timestamp"), "2026-11-22T16:05:00Z");
  EXPECT_EQ(sent.parameters.at("SignatureNonce"), "80000000000000000000000000000001");
  EXPECT_EQ(sent.parameters.at("Signature").size(), 28u);
}

TEST(Call, EndsATryEarlyOnlyWhereAnotherMayFollow) {
  struct Row {
    const char* what;
    Idempotency idempotency;
    CallOptions options;
    std::optional<milliseconds> deadline;
  };
  const Row rows[] = {
      {"poll", kPoll, {}, 20s},
      {"poll that is short of time", kPoll, {.timeout = 5s}, 5s},
      {"poll without end", kPoll, {.timeout = 0ms}, 20s},
      {"poll, one attempt", kPoll, {.retry = RetryOptions{.maxAttempts = 1}}, 60s},
      {"trigger", kTrigger, {}, 60s},
      {"trigger, longer", kTrigger, {.timeout = 90s}, 90s},
      {"trigger without end", kTrigger, {.timeout = 0ms}, std::nullopt},
      {"trigger with all the time there is", kTrigger, {.timeout = milliseconds::max()}, std::nullopt},
      {"poll with all the time there is", kPoll, {.timeout = milliseconds::max()}, 20s},
  };
  for (const Row& row : rows) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", respond(200, "{}"));
    CallFixture with(script);
    const auto begun = with.clock->steadyNow();
    EXPECT_TRUE(run(with, row.idempotency, row.options).ok()) << row.what;
    EXPECT_EQ(script->requests().at(0).http.deadline,
              row.deadline ? begun + *row.deadline : EventLoop::TimePoint::max())
        << row.what;
  }
}

TEST(Call, AsksWhetherARegionIsOneIfItsHostDoesNotExist) {
  struct Row {
    bool hostNotFound;
    Settings::DoubtfulRegion doubtful;
    ErrorKind kind;
    int attempts;
    const char* hint;
  };
  for (const Row& row : {
           Row{true,
               {"Is a a region? Did you mean b?", "b"},
               ErrorKind::kInvalidArgument,
               3,
               "Is a a region? Did you mean b?"},
           Row{true, {"Is a a region?", ""}, ErrorKind::kNetwork, 3, "Is a a region?"},
           Row{true, {}, ErrorKind::kNetwork, 3, "Check network, proxy and endpoint."},
           Row{false,
               {"Is a a region? Did you mean b?", "b"},
               ErrorKind::kNetwork,
               3,
               "Check network, proxy and endpoint."},
       }) {
    auto script = std::make_shared<ScriptedTransport>();
    script->otherwise("Act", [&row](const SentRequest&) -> TransportOutcome {
      return TransportFailure{.kind = ErrorKind::kNetwork,
                              .phase = Phase::kResolve,
                              .sent = RequestSent::kNo,
                              .hostNotFound = row.hostNotFound};
    });
    CallFixture with(script);
    with.client.settings.doubtfulRegion = row.doubtful;
    const Error error = run(with, kTrigger).error();
    EXPECT_EQ(error.kind, row.kind);
    EXPECT_EQ(error.execution, Execution::kNotExecuted);
    EXPECT_EQ(error.attempts, row.attempts);
    EXPECT_EQ(error.hint, row.hint);
  }
}

// An unexpected field is the service's; a page in its place is not.
TEST(Call, BlamesAProxyOnlyForWhatIsNotTheServices) {
  struct Row {
    const char* requestId;
    const char* hint;
  };
  for (const Row& row :
       {Row{"R", "The service's response is not as documented: if that stays so, report it with the request id."},
        Row{"", "A proxy or load balancer responded instead of the service: check endpoint and proxy."}}) {
    auto script = std::make_shared<ScriptedTransport>();
    script->otherwise("Act", respond(200, "{}"));
    CallFixture with(script);
    auto request = prepareCall({.action = "Act", .idempotency = kPoll}, {}, with.client.settings);
    std::optional<Error> ended;
    startCall(
        with.context, *std::move(request),
        [&row](HttpResponse response) -> std::optional<Error> {
          return classifyBadResponse(response, "Status is \"odd\"", row.requestId);
        },
        [&ended](std::optional<Error> error) { ended = std::move(error); });
    with.turnUntil([&] { return ended.has_value(); });
    EXPECT_EQ(ended->hint, row.hint);
  }
}

// An observer that cannot note a try in its journal stops the call, and that very try stays here.
TEST(Call, KeepsATryBackWhoseObserverStopsIt) {
  class Stopping final : public Observer {
   public:
    explicit Stopping(int attempt) : attempt_(attempt) {}
    void onAttemptStarting(const AttemptStarting& event) override {
      if (event.attempt == attempt_) stop.request_stop();
    }
    std::stop_source stop;

   private:
    int attempt_;
  };
  for (const int attempt : {1, 2}) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", respond(429, R"({"Code":"Throttling.User","RequestId":"R"})"));
    CallFixture with(script);
    const auto observer = std::make_shared<Stopping>(attempt);
    with.client.settings.observer = observer;
    const Ran ended = run(with, kTrigger, {.stop = observer->stop.get_token()});
    ASSERT_FALSE(ended.ok());
    EXPECT_EQ(ended.error().kind, ErrorKind::kCancelled) << attempt;
    EXPECT_EQ(ended.error().execution, Execution::kNotExecuted) << attempt;
    EXPECT_EQ(ended.error().attempts, attempt - 1);
    EXPECT_EQ(script->requests().size(), static_cast<std::size_t>(attempt - 1));
  }
}

// --- tries and pauses

TEST(Call, PausesExactlyAsDecided) {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", dropConnection(RequestSent::kMaybe), 2).reply("Act", respond(200, "{}"));
  CallFixture with(script);
  EXPECT_TRUE(run(with, kPoll).ok());
  EXPECT_EQ(with.clock->passed(), 25ms + 50ms);  // half of 50 ms, half of 100 ms
  const auto sent = script->requests();
  EXPECT_EQ(sent.size(), 3u);
  EXPECT_NE(sent[0].parameters.at("SignatureNonce"), sent[1].parameters.at("SignatureNonce"));
  EXPECT_NE(sent[1].parameters.at("SignatureNonce"), sent[2].parameters.at("SignatureNonce"));
}

TEST(Call, GivesUpAfterTheLastTry) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("Act", dropConnection(RequestSent::kMaybe));
  CallFixture with(script);
  const Error error = run(with, kPoll).error();
  EXPECT_EQ(script->requests().size(), 3u);
  EXPECT_EQ(error.kind, ErrorKind::kNetwork);
  EXPECT_EQ(error.operation, "Act");
  EXPECT_EQ(error.attempts, 3);
  EXPECT_EQ(error.signatureNonce, script->requests()[2].parameters.at("SignatureNonce"));
  EXPECT_EQ(error.timestamp, with.clock->wallNow());
}

TEST(Call, TakesTheOptionsOfTheCallBeforeThoseOfTheClient) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("Act", dropConnection(RequestSent::kMaybe));
  CallFixture with(script);
  with.client.settings.retry.maxAttempts = 5;
  EXPECT_EQ(run(with, kPoll).error().attempts, 5);
  EXPECT_EQ(run(with, kPoll, {.retry = RetryOptions{.maxAttempts = 2}}).error().attempts, 2);
}

TEST(Call, NeverRepeatsATriggerThatMayHaveRun) {
  const Reply replies[] = {dropConnection(RequestSent::kMaybe),
                           respond(502, "<html>"),
                           respond(302, ""),
                           respond(503, ""),
                           respond(429, ""),
                           rejected("InternalError", "?", 500),
                           rejected("ServiceUnavailable", "?", 503),
                           rejected("SignatureNonceUsed")};
  for (const Reply& reply : replies) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", reply).otherwise("Act", respond(200, "{}"));
    CallFixture with(script);
    const Error error = run(with, kTrigger).error();
    EXPECT_EQ(script->requests().size(), 1u) << error;
    EXPECT_EQ(error.execution, Execution::kMaybeExecuted) << error;
    EXPECT_NE(toString(error).find("before triggering again"), std::string::npos) << error;
    EXPECT_EQ(with.clock->passed(), 0ns);
  }
}

TEST(Call, RepeatsATriggerThatSurelyDidNotRun) {
  struct Row {
    Reply reply;
    milliseconds pause;
  };
  const Row rows[] = {{dropConnection(RequestSent::kNo), 25ms}, {rejected("Throttling.User", "?", 429), 500ms}};
  for (const Row& row : rows) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", row.reply).reply("Act", respond(200, "{}"));
    CallFixture with(script);
    EXPECT_TRUE(run(with, kTrigger).ok());
    EXPECT_EQ(with.clock->passed(), row.pause);
    const auto sent = script->requests();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_NE(sent[0].parameters.at("SignatureNonce"), sent[1].parameters.at("SignatureNonce"));
  }
}

TEST(Call, KeepsTryingWhileThrottledUntilTheNextPauseWouldEndBehindTheDeadline) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("Act", rejected("Throttling.User", "slow down", 429));
  CallFixture with(script);
  const Error error = run(with, kTrigger, {.timeout = 30s}).error();
  EXPECT_EQ(error.kind, ErrorKind::kThrottled);
  EXPECT_EQ(error.execution, Execution::kNotExecuted);
  // 0.5 + 1 + 2 + 4 + 8 = 15.5 s; the next pause of 10 s still fits, the one after it does not.
  EXPECT_EQ(error.attempts, 7);
  EXPECT_EQ(with.clock->passed(), 25500ms);
}

TEST(Call, DoesNotStartAPauseThatEndsAtTheDeadline) {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", respond(429, R"({"Code":"Throttling","RequestId":"R"})", {{"x-acs-retry-after", "1000"}}));
  CallFixture with(script);
  EXPECT_EQ(run(with, kTrigger, {.timeout = 1500ms}).error().attempts, 1);
  script->reply("Act", respond(429, R"({"Code":"Throttling","RequestId":"R"})", {{"x-acs-retry-after", "1000"}}))
      .reply("Act", respond(200, "{}"));
  EXPECT_TRUE(run(with, kTrigger, {.timeout = 1501ms}).ok());
}

TEST(Call, EndsAtOnceWhereTheHintOfTheServiceLiesBeyondTheDeadline) {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", respond(429, R"({"Code":"Throttling","RequestId":"R"})", {{"Retry-After", "3600"}}));
  CallFixture with(script);
  EXPECT_EQ(run(with, kTrigger).error().kind, ErrorKind::kThrottled);
  EXPECT_EQ(with.clock->passed(), 0s);
}

// --- how many calls are left

TEST(Call, CountsEveryAttemptOfTheDayAndSendsNoneTooMany) {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", respond(503, "")).otherwise("Act", respond(200, "{}"));
  CallFixture with(script, std::make_shared<ManualClock>(), 0, 3);
  EXPECT_TRUE(run(with, kPoll).ok());     // two attempts
  EXPECT_TRUE(run(with, kTrigger).ok());  // the third
  for (const Idempotency idempotency : {kPoll, kTrigger}) {
    const Ran refused = run(with, idempotency);
    EXPECT_EQ(refused.error().kind, ErrorKind::kThrottled);
    EXPECT_EQ(refused.error().execution, Execution::kNotExecuted);
    EXPECT_EQ(refused.error().code, "DailyCallsUsedUp");
    EXPECT_EQ(refused.error().attempts, 0);
    EXPECT_EQ(refused.error().message, "this client has used up the day's 3 calls (dailyCalls)");
  }
  EXPECT_EQ(script->requests().size(), 3u);
  with.clock->advance(24h);
  EXPECT_TRUE(run(with, kTrigger).ok());
}

TEST(Call, APollIsNotRetriedButForAWrongClock) {
  const auto poll = [](CallFixture& with, const std::shared_ptr<PollCalls>& calls) {
    auto request = prepareCall({.action = "Act", .idempotency = kPoll, .poll = calls}, {}, with.client.settings);
    Ran ran;
    startCall(
        with.context, *std::move(request),
        [](HttpResponse response) -> std::optional<Error> {
          auto read = api::readRpc(std::move(response));
          return read ? std::nullopt : std::optional<Error>(std::move(read).error());
        },
        [&ran](std::optional<Error> error) { ran.ended = std::move(error); });
    with.turnUntil([&] { return ran.over(); });
    return ran;
  };
  const Reply wrongClock = respond(400, R"({"RequestId":"R","Code":"InvalidTimeStamp.Expired","Message":"m"})",
                                   {{"Date", "Sun, 22 Nov 2026 17:05:00 GMT"}});
  const Reply dated = respond(200, "{}", {{"Date", "Sun, 22 Nov 2026 17:05:01 GMT"}});
  struct Row {
    Reply first;
    int limit;
    int made;
    bool ok;
  };
  for (const Row& row : {Row{respond(503, ""), 9, 1, false}, Row{rejected("Throttling.User"), 9, 1, false},
                         Row{wrongClock, 9, 2, true}, Row{wrongClock, 1, 1, false}, Row{dated, 1, 1, true}}) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", row.first).otherwise("Act", dated);
    CallFixture with(script);
    const auto calls = std::make_shared<PollCalls>();
    calls->limit = row.limit;
    calls->made = 1;  // the wait counts the poll itself
    EXPECT_EQ(poll(with, calls).ok(), row.ok);
    EXPECT_EQ(calls->made, row.made);
    EXPECT_EQ(script->requests().size(), static_cast<std::size_t>(row.made));
    if (row.ok) {
      EXPECT_EQ(calls->serviceTime, parseHttpDate("Sun, 22 Nov 2026 17:05:01 GMT"));
    }
  }
}

TEST(Call, LeavesRetriesToTheQuotaOfTheClient) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("Act", dropConnection(RequestSent::kMaybe));
  CallFixture with(script);
  for (int i = 0; i < 25; ++i) EXPECT_EQ(run(with, kPoll).error().attempts, 3);
  EXPECT_EQ(run(with, kPoll).error().attempts, 1);  // 50 retries are spent
  script->otherwise("Act", respond(200, "{}"));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(run(with, kPoll).ok());
  script->otherwise("Act", dropConnection(RequestSent::kMaybe));
  EXPECT_EQ(run(with, kPoll).error().attempts, 2);
}

// --- remedies

TEST(Call, CorrectsTheClockFromTheResponseAndKeepsTheCorrection) {
  auto script = std::make_shared<ScriptedTransport>();
  script
      ->reply("Act", respond(400, R"({"Code":"InvalidTimeStamp.Expired","RequestId":"R"})",
                             {{"Date", "Sun, 22 Nov 2026 16:25:00 GMT"}}))
      .otherwise("Act", respond(200, "{}"));
  CallFixture with(script);
  EXPECT_TRUE(run(with, kTrigger).ok());
  EXPECT_TRUE(run(with, kTrigger).ok());
  const auto sent = script->requests();
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[0].parameters.at("Timestamp"), "2026-11-22T16:05:00Z");
  EXPECT_EQ(sent[1].parameters.at("Timestamp"), "2026-11-22T16:25:00Z");
  EXPECT_EQ(sent[2].parameters.at("Timestamp"), "2026-11-22T16:25:00Z");
}

TEST(Call, CorrectsTheClockOnlyOnceAndOnlyByATime) {
  const std::string body = R"({"Code":"InvalidTimeStamp.Expired","RequestId":"R"})";
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("Act", respond(400, body, {{"Date", "Sun, 22 Nov 2026 16:25:00 GMT"}}));
  CallFixture with(script);
  EXPECT_EQ(run(with, kTrigger).error().attempts, 2);
  script->otherwise("Act", respond(400, body));
  const Error error = run(with, kTrigger).error();
  EXPECT_EQ(error.attempts, 1);
  EXPECT_EQ(error.code, "InvalidTimeStamp.Expired");
}

// A key that was replaced where it comes from is refused once, and not for ever.
TEST(Call, RenewsCredentialsThatAreRefusedOnce) {
  for (const char* code :
       {"InvalidAccessKeyId.NotFound", "InvalidAccessKeyId.Inactive", "InvalidSecurityToken.Malformed"}) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", rejected(code)).reply("Act", respond(200, "{}"));
    CallFixture with(script);
    with.provider = std::make_shared<RenewingCredentials>();
    EXPECT_TRUE(run(with, kTrigger).ok()) << code;
    EXPECT_EQ(script->requests().size(), 2u) << code;
  }
}

TEST(Call, DoesNotSendAgainWithTheVeryKeyThatWasRefused) {
  for (const char* code : {"InvalidAccessKeyId.NotFound", "InvalidSecurityToken.Expired"}) {
    auto script = std::make_shared<ScriptedTransport>();
    script->otherwise("Act", rejected(code));
    CallFixture with(script);
    const Error error = run(with, kTrigger).error();
    EXPECT_EQ(error.code, code);
    EXPECT_EQ(error.attempts, 1);
    EXPECT_EQ(script->requests().size(), 1u);
  }
}

TEST(Call, RenewsCredentialsThatExpiredOnce) {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", rejected("InvalidSecurityToken.Expired")).reply("Act", respond(200, "{}"));
  CallFixture with(script);
  const auto provider = std::make_shared<RenewingCredentials>();
  with.provider = provider;
  EXPECT_TRUE(run(with, kTrigger).ok());
  const auto sent = script->requests();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].parameters.at("AccessKeyId"), "key-1");
  EXPECT_EQ(sent[1].parameters.at("AccessKeyId"), "key-2");
  EXPECT_EQ(provider->requests().at(0).rejectedAccessKeyId, "");
  EXPECT_EQ(provider->requests().at(1).rejectedAccessKeyId, "key-1");

  script->otherwise("Act", rejected("InvalidSecurityToken.Expired"));
  const Error error = run(with, kTrigger).error();
  EXPECT_EQ(error.attempts, 2);
  EXPECT_EQ(error.kind, ErrorKind::kCredentials);
}

TEST(Call, TellsTheProviderItsLimits) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("Act", respond(200, "{}"));
  CallFixture with(script);
  const auto provider = std::make_shared<RenewingCredentials>();
  with.provider = provider;
  std::stop_source stop;
  EXPECT_TRUE(run(with, kPoll, {.timeout = 9s, .stop = stop.get_token()}).ok());
  const auto asked = provider->requests().at(0);
  EXPECT_EQ(asked.deadline, with.clock->steadyNow() + 9s);
  EXPECT_EQ(asked.clock, with.clock);
  EXPECT_TRUE(asked.stop.stop_possible());
}

TEST(Call, WithoutCredentialsEndsBeforeAnythingIsSent) {
  auto script = std::make_shared<ScriptedTransport>();
  CallFixture with(script);
  with.provider = std::make_shared<NoCredentials>();
  const Error error = run(with, kTrigger).error();
  EXPECT_EQ(error.kind, ErrorKind::kCredentials);
  EXPECT_EQ(error.execution, Execution::kNotExecuted);
  EXPECT_EQ(error.phase, Phase::kCredentials);
  EXPECT_EQ(error.operation, "Act");
  EXPECT_EQ(error.message, "none anywhere");
  EXPECT_EQ(error.attempts, 0);
  EXPECT_EQ(error.signatureNonce, "");
  EXPECT_FALSE(error.timestamp);
  EXPECT_TRUE(script->requests().empty());
}

TEST(Call, ExplainsAMismatchOfTheSignatureAndKeepsNoToken) {
  auto script = std::make_shared<ScriptedTransport>();
  CallFixture with(script);
  with.provider = staticCredentials("testid", "testsecret", "t0ken");
  const auto echo = [](bool changed) -> Reply {
    return [changed](const SentRequest& sent) -> TransportOutcome {
      auto parameters = sent.parameters;
      if (changed) parameters["Own"] = "changed on its way";
      return HttpResponse{
          .status = 400,
          .body = R"({"Code":"SignatureDoesNotMatch","RequestId":"R","Message":"It does not match. server )"
                  "string to sign is:" +
                  rpcStringToSign("POST", parameters) + "\"}"};
    };
  };
  script->reply("Act", echo(false));
  const Error same = run(with, kTrigger).error();
  EXPECT_EQ(same.kind, ErrorKind::kCredentials);
  EXPECT_EQ(same.message, "It does not match.");
  EXPECT_NE(same.hint.find("the access key secret is wrong"), std::string::npos) << same.hint;
  script->reply("Act", echo(true));
  const Error changed = run(with, kTrigger).error();
  EXPECT_NE(changed.hint.find("the secret may be right"), std::string::npos) << changed.hint;
  for (const Error& error : {same, changed}) EXPECT_EQ(toString(error).find("t0ken"), std::string::npos);
}

// --- signature V3

// What the published algorithm makes of the headers and the body that were sent.
Acs3Request asSigned(const SentRequest& sent) {
  Acs3Request request{.body = sent.http.body};
  for (const HttpHeader& header : sent.http.headers) request.headers[header.name] = header.value;
  request.headers["host"] = "gateway.example";
  request.headers["content-type"] = "application/x-www-form-urlencoded";
  return request;
}

TEST(Call, SignsWithV3WhereAskedTo) {
  for (const char* token : {"", "t0ken-of-sts"}) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", respond(200, "{}"));
    CallFixture with(script);
    with.client.settings.signature = SignatureVersion::kV3;
    with.provider = staticCredentials("testid", "testsecret", token);
    EXPECT_TRUE(run(with, kTrigger).ok());
    const SentRequest sent = script->requests().at(0);
    EXPECT_EQ(sent.http.body, "Own=1&RegionId=cn-test");
    const Acs3Request request = asSigned(sent);
    EXPECT_EQ(request.headers.at("User-Agent"), "a test");
    EXPECT_EQ(request.headers.at("accept"), "application/json");
    EXPECT_EQ(request.headers.at("x-acs-action"), "Act");
    EXPECT_EQ(request.headers.at("x-acs-version"), "2018-06-01");
    EXPECT_EQ(request.headers.at("x-acs-date"), "2026-11-22T16:05:00Z");
    EXPECT_EQ(request.headers.at("x-acs-signature-nonce"), "80000000000000000000000000000001");
    EXPECT_EQ(request.headers.contains("x-acs-security-token"), *token != '\0');
    EXPECT_TRUE(request.headers.at("authorization").ends_with(",Signature=" + signAcs3(request, "testsecret")));
  }
}

TEST(Call, ExplainsAMismatchOfV3) {
  for (const bool changed : {false, true}) {
    auto script = std::make_shared<ScriptedTransport>();
    CallFixture with(script);
    with.client.settings.signature = SignatureVersion::kV3;
    script->reply("Act", [changed](const SentRequest& sent) -> TransportOutcome {
      Acs3Request request = asSigned(sent);
      if (changed) request.headers["x-acs-action"] = "Other";
      std::string text = acs3StringToSign(request);
      std::replace(text.begin(), text.end(), '\n', '|');
      text.replace(text.find('|'), 1, "\\n");
      return HttpResponse{
          .status = 400,
          .body = R"({"Code":"SignatureDoesNotMatch","RequestId":"R","Message":"It does not match. server )"
                  "string to sign is:" +
                  text + "\"}"};
    });
    const Error error = run(with, kTrigger).error();
    EXPECT_EQ(error.kind, ErrorKind::kCredentials);
    EXPECT_NE(error.hint.find(changed ? "the secret may be right" : "the access key secret is wrong"),
              std::string::npos)
        << error.hint;
  }
}

// --- the end, in every stage

TEST(Call, StoppedBeforeItBeginsSendsNothing) {
  auto script = std::make_shared<ScriptedTransport>();
  CallFixture with(script);
  const auto provider = std::make_shared<NoCredentials>();
  with.provider = provider;
  std::stop_source stop;
  stop.request_stop();
  const Error error = run(with, kTrigger, {.stop = stop.get_token()}).error();
  EXPECT_EQ(error.kind, ErrorKind::kCancelled);
  EXPECT_EQ(error.execution, Execution::kNotExecuted);
  EXPECT_EQ(error.message, "cancelled before anything was sent");
  EXPECT_EQ(error.attempts, 0);
  EXPECT_FALSE(error.timestamp) << "nothing was signed";
  EXPECT_EQ(provider->fetches, 0);
  EXPECT_TRUE(script->requests().empty());
}

TEST(Call, EndsWhileCredentialsAreAwaited) {
  for (const bool late : {false, true}) {
    auto script = std::make_shared<ScriptedTransport>();
    CallFixture with(script);
    std::function<void(const std::stop_token&)> arrive;  // what the helper thread would do
    CredentialsCache cache(
        always([](const FetchContext&) { return Credentials{.accessKeyId = "late", .accessKeySecret = "s"}; }),
        CredentialsCache::Keep::kFetched, systemRandom, [&arrive](auto help) {
          arrive = std::move(help);
          return std::jthread();
        });
    CallContext context{with.loop, with.signer, with.client, cache, false};
    Ran ran;
    ran.cancel = startCall(
        context, *prepareCall({.action = "Act"}, {.timeout = 3s}, with.client.settings),
        [](const HttpResponse&) { return std::optional<Error>(); },
        [&ran](std::optional<Error> error) {
          ran.ended = std::move(error);
          ++ran.times;
        });
    with.loop.runOnce(with.loop.now() + 24h);
    EXPECT_EQ(with.clock->passed(), 0s) << "a manual clock overtook the fetch";
    late ? with.clock->advance(3s) : ran.cancel();
    with.turnUntil([&] { return ran.over(); });
    const Error error = ran.error();
    EXPECT_EQ(error.kind, late ? ErrorKind::kTimeout : ErrorKind::kCancelled);
    EXPECT_EQ(error.message, late ? "no credentials in time" : "cancelled before anything was sent");
    EXPECT_EQ(error.execution, Execution::kNotExecuted);
    EXPECT_EQ(error.phase, Phase::kCredentials);
    EXPECT_EQ(with.clock->passed(), late ? 3s : 0s);
    arrive({});  // the call that waited for them has ended
    with.loop.runOnce(with.loop.now());
    EXPECT_EQ(ran.times, 1);
    EXPECT_TRUE(script->requests().empty());
  }
}

// The event loop's thread was held up: credentials are there before it can say that it is too late for them.
TEST(Call, DoesNotStartAfterItsDeadline) {
  auto script = std::make_shared<ScriptedTransport>();
  CallFixture with(script);
  auto request = prepareCall({.action = "Act"}, {.timeout = 1s}, with.client.settings);
  with.clock->advance(1s);
  std::optional<Error> error;
  startCall(
      with.context, *std::move(request), [](const HttpResponse&) { return std::optional<Error>(); },
      [&](std::optional<Error> ended) { error = std::move(ended); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorKind::kTimeout);
  EXPECT_EQ(error->message, "deadline passed before the call started");
  EXPECT_TRUE(script->requests().empty());
}

TEST(Call, AnAttemptIsHeldBackByWhatBeforeAttemptReturnsOrThrows) {
  Error full;
  full.kind = ErrorKind::kInvalidArgument;
  full.execution = Execution::kMaybeExecuted;  // which it cannot be
  full.message = "the disk is full";
  const std::pair<BeforeAttempt, std::string> rows[] = {
      {[&](const AttemptStarting&) { return full; }, "the disk is full"},
      {[](const AttemptStarting&) -> std::optional<Error> { throw std::runtime_error("no space"); },
       "beforeAttempt threw: no space"},
      {[](const AttemptStarting&) -> std::optional<Error> { throw 1; }, "beforeAttempt threw"},
  };
  for (const auto& [hook, message] : rows) {
    auto script = std::make_shared<ScriptedTransport>();
    CallFixture with(script);
    const Error error = run(with, kTrigger, {.beforeAttempt = hook}).error();
    EXPECT_EQ(error.message, message);
    EXPECT_EQ(error.execution, Execution::kNotExecuted);
    EXPECT_EQ(error.attempts, 0);
    EXPECT_EQ(error.signatureNonce, "");
    EXPECT_TRUE(script->requests().empty());
  }
}

TEST(Call, BeforeAttemptIsAskedForEveryAttemptOfATriggerAndForNoPoll) {
  for (const Idempotency idempotency : {kTrigger, kPoll}) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", rejected("Throttling.User", "too many", 429)).reply("Act", respond(200, "{}"));
    CallFixture with(script);
    std::vector<int> asked;
    EXPECT_TRUE(run(with, idempotency,
                    {.beforeAttempt =
                         [&](const AttemptStarting& attempt) {
                           asked.push_back(attempt.attempt);
                           EXPECT_FALSE(attempt.signatureNonce.empty());
                           return std::optional<Error>();
                         }})
                    .ok());
    EXPECT_EQ(asked, idempotency == kTrigger ? (std::vector{1, 2}) : std::vector<int>());
  }
}

TEST(Call, AStopInsideBeforeAttemptHoldsTheAttemptBack) {
  auto script = std::make_shared<ScriptedTransport>();
  CallFixture with(script);
  std::stop_source stop;
  const Error error = run(with, kTrigger,
                          {.stop = stop.get_token(),
                           .beforeAttempt =
                               [&](const AttemptStarting&) {
                                 stop.request_stop();
                                 return std::optional<Error>();
                               }})
                          .error();
  EXPECT_EQ(error.kind, ErrorKind::kCancelled);
  EXPECT_EQ(error.execution, Execution::kNotExecuted);
  EXPECT_TRUE(script->requests().empty());
}

// Nine hours behind at 05:00 in Shanghai: yesterday by the machine is the day before yesterday.
TEST(Call, AWrongClockRunsNoOtherBusinessDay) {
  const auto service = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 21h;
  const auto expired = respond(400, R"({"Code":"InvalidTimeStamp.Expired","RequestId":"R"})",
                               {{"Date", "Sun, 22 Nov 2026 21:00:00 GMT"}});
  struct Row {
    const char* bizdate;
    bool sentAgain;
  };
  for (const Row& row : {Row{"2026-11-21", false}, Row{"2026-11-22", true}, Row{"2026-11-01", true}}) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", expired).otherwise("Act", respond(200, "{}"));
    CallFixture with(script, std::make_shared<ManualClock>(service - 9h));
    Ran ran;
    start(with, ran, kTrigger, {}, *Bizdate::parse(row.bizdate));
    with.turnUntil([&] { return ran.over(); });
    EXPECT_EQ(ran.ok(), row.sentAgain) << row.bizdate;
    EXPECT_EQ(script->requests().size(), row.sentAgain ? 2U : 1U) << row.bizdate;
    EXPECT_EQ(with.client.now(), service);
    if (row.sentAgain) continue;
    EXPECT_EQ(ran.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(ran.error().execution, Execution::kNotExecuted);
    EXPECT_NE(ran.error().message.find("2026-11-21"), std::string::npos);
    EXPECT_NE(ran.error().message.find("2026-11-22"), std::string::npos);
  }
}

TEST(Call, SendsNothingWhenCredentialsAreThereAfterItsTime) {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", rejected("Throttling", "too many", 429)).otherwise("Act", respond(200, "{}"));
  CallFixture with(script);
  class SlowCredentials final : public CredentialsProvider {
   public:
    explicit SlowCredentials(ManualClock& clock) : clock_(clock) {}
    Result<Credentials> fetch(const FetchContext&) override {
      clock_.advance(durations_.front());
      durations_.pop_front();
      return Credentials{.accessKeyId = "testid", .accessKeySecret = "s"};
    }

   private:
    ManualClock& clock_;
    std::deque<std::chrono::seconds> durations_{10s, 0s, 60s};
  };
  with.provider = std::make_shared<SlowCredentials>(*with.clock);

  Ran first;
  start(with, first, kTrigger, {.timeout = 10s});
  EXPECT_EQ(first.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(first.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(first.error().message, "no credentials in time");
  EXPECT_EQ(script->requests().size(), 0U);

  Ran again;
  start(with, again, kTrigger, {.timeout = 1min});
  with.turnUntil([&] { return again.over(); });  // throttled, paused, and about to try again
  EXPECT_EQ(again.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(again.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(again.error().attempts, 1);
  EXPECT_EQ(script->requests().size(), 1U);
}

TEST(Call, EndsOnTheWireWhereTheTransportHeedsTheStopInline) {
  struct Row {
    bool late;
    RequestSent sent;
    ErrorKind kind;
    Execution execution;
  };
  const Row rows[] = {
      {false, RequestSent::kMaybe, ErrorKind::kCancelled, Execution::kMaybeExecuted},
      {false, RequestSent::kNo, ErrorKind::kCancelled, Execution::kNotExecuted},
      {true, RequestSent::kMaybe, ErrorKind::kTimeout, Execution::kMaybeExecuted},
      {true, RequestSent::kNo, ErrorKind::kTimeout, Execution::kNotExecuted},
  };
  for (const Row& row : rows) {
    auto held = std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kResponseInline, row.sent);
    CallFixture with(held);
    Ran ran;
    start(with, ran, kTrigger, {.timeout = 2s});
    if (!row.late) with.loop.post(ran.cancel);
    with.turnUntil([&] { return ran.over(); });
    EXPECT_EQ(ran.error().kind, row.kind);
    EXPECT_EQ(ran.error().execution, row.execution);
    EXPECT_EQ(ran.error().phase, Phase::kSend);
    EXPECT_EQ(ran.error().message, "told to stop");
    EXPECT_EQ(held->count(), 1u);
    EXPECT_EQ(with.clock->passed(), row.late ? 2s : 0s);
  }
}

TEST(Call, AbandonsATransportThatHeedsNoStop) {
  for (const bool late : {false, true}) {
    auto held = std::make_shared<HoldingTransport>();
    CallFixture with(held);
    Ran ran;
    start(with, ran, kTrigger, {.timeout = 2s});
    if (!late) with.loop.post(ran.cancel);
    with.turnUntil([&] { return ran.over(); });
    EXPECT_TRUE(held->stopRequested(0));
    EXPECT_EQ(ran.error().kind, late ? ErrorKind::kTimeout : ErrorKind::kCancelled);
    EXPECT_EQ(ran.error().execution, Execution::kMaybeExecuted);
    EXPECT_EQ(ran.error().message, "the transport did not end the request");
    EXPECT_EQ(ran.error().attempts, 1);
    EXPECT_EQ(with.clock->passed(), late ? 2s : 0s);
    held->response(0, good());  // too late: nobody listens
    with.loop.runOnce(with.loop.now());
    EXPECT_EQ(ran.times, 1);
  }
}

TEST(Call, TakesAResponseThatIsThereAlreadyBeforeTheStop) {
  auto held = std::make_shared<HoldingTransport>();
  CallFixture with(held);
  Ran ran;
  start(with, ran, kTrigger);
  held->response(0, good());
  with.loop.post(ran.cancel);
  with.turnUntil([&] { return ran.over(); });
  EXPECT_TRUE(ran.ok());
}

TEST(Call, TriesAPollAgainWhoseTryHung) {
  auto held = std::make_shared<HoldingTransport>();
  CallFixture with(held);
  Ran ran;
  start(with, ran, kPoll);
  with.turnUntil([&] { return held->count() == 2; });
  EXPECT_EQ(with.clock->passed(), 20s + 25ms);
  EXPECT_TRUE(held->stopRequested(0));
  held->response(0, {HttpResponse{.status = 500}});  // of the first attempt: ignored
  held->response(1, good());
  with.turnUntil([&] { return ran.over(); });
  EXPECT_TRUE(ran.ok());
}

TEST(Call, DoesNotTryAgainOnceItIsCancelled) {
  auto held = std::make_shared<HoldingTransport>(HoldingTransport::OnStop::kResponseInline);
  CallFixture with(held);
  Ran ran;
  start(with, ran, kPoll);
  ran.cancel();
  with.turnUntil([&] { return ran.over(); });
  EXPECT_EQ(ran.error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(held->count(), 1u);
}

TEST(Call, EndsDuringAPauseWithWhatTheLastTryLeftBehind) {
  struct Row {
    Reply reply;
    Idempotency idempotency;
    Execution execution;
  };
  const Row rows[] = {{rejected("Throttling.User", "slow down", 429), kTrigger, Execution::kNotExecuted},
                      {dropConnection(RequestSent::kMaybe), kPoll, Execution::kMaybeExecuted}};
  for (const Row& row : rows) {
    auto script = std::make_shared<ScriptedTransport>();
    script->reply("Act", row.reply);
    CallFixture with(
        script, std::make_shared<ManualClock>(std::chrono::system_clock::time_point(), ManualClock::Moves::kByHand));
    Ran ran;
    start(with, ran, row.idempotency);
    with.loop.runOnce(with.loop.now());
    ASSERT_FALSE(ran.over());
    ran.cancel();
    ASSERT_TRUE(ran.over());
    EXPECT_EQ(ran.error().kind, ErrorKind::kCancelled);
    EXPECT_EQ(ran.error().execution, row.execution);
    EXPECT_EQ(ran.error().phase, Phase::kBackoff);
    EXPECT_EQ(ran.error().attempts, 1);
    ran.cancel();  // and again does no harm
    with.clock->advance(1h);
    with.loop.runOnce(with.loop.now());
    EXPECT_EQ(ran.times, 1);
    EXPECT_EQ(script->requests().size(), 1u);
  }
}

TEST(Call, LeavesNoTimerBehind) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("Act", respond(200, "{}"));
  CallFixture with(script);
  EXPECT_TRUE(run(with, kTrigger).ok());
  with.loop.runOnce(with.loop.now() + 1h);
  EXPECT_EQ(with.clock->passed(), 1h);  // and not the call's timeout of a minute
}

TEST(Call, SaysMaybeWhenMemoryRunsOutWhileTheResponseIsRead) {
  auto script = std::make_shared<ScriptedTransport>();
  script->otherwise("Act", respond(200, "{}"));
  CallFixture with(script);
  std::optional<Error> ended;
  startCall(
      with.context, {.action = "Act", .idempotency = kPoll},
      [](HttpResponse) -> std::optional<Error> { throw std::bad_alloc(); },
      [&](std::optional<Error> error) { ended = std::move(error); });
  with.turnUntil([&] { return ended.has_value(); });
  EXPECT_EQ(ended->kind, ErrorKind::kInternal);
  EXPECT_EQ(ended->execution, Execution::kMaybeExecuted);
  EXPECT_EQ(ended->attempts, 1);
  EXPECT_EQ(ended->signatureNonce, "80000000000000000000000000000001");
  EXPECT_EQ(script->requests().size(), 1u);
}

TEST(Call, DeniesTheExecutionWhenMemoryRunsOutBeforeAnythingIsSent) {
  auto script = std::make_shared<ScriptedTransport>();
  CallFixture with(script);
  with.client.settings.random = []() -> RandomBits { throw std::bad_alloc(); };
  const Error error = run(with, kTrigger).error();
  EXPECT_EQ(error.kind, ErrorKind::kInternal);
  EXPECT_EQ(error.execution, Execution::kNotExecuted);
  EXPECT_EQ(error.attempts, 0);
  EXPECT_FALSE(error.timestamp) << "nothing was signed";
  EXPECT_TRUE(script->requests().empty());
}

// --- telling

class Recorder final : public Observer {
 public:
  void onCallStarted(const CallStarted& event) override { add(event.call, "started " + event.operation); }
  void onAttemptStarting(const AttemptStarting& event) override {
    add(event.call, "try " + std::to_string(event.attempt) + ' ' + event.signatureNonce.substr(30));
  }
  void onRetryScheduled(const RetryScheduled& event) override {
    add(event.call, "retry after " + std::to_string(event.attempt) + " in " + std::to_string(event.pause.count()) +
                        ' ' + event.error.code);
  }
  void onCallFinished(const CallFinished& event) override {
    add(event.call, std::string(event.ok ? "ok" : "failed " + event.error.code) + " after " +
                        std::to_string(event.attempts) + " in " + std::to_string(event.elapsed.count()) + ' ' +
                        event.requestId);
  }
  std::vector<std::string> events;

 private:
  void add(std::uint64_t call, const std::string& text) { events.push_back(std::to_string(call) + ' ' + text); }
};

TEST(Call, TellsTheObserverEachStepInOrder) {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", rejected("Throttling.User", "?", 429))
      .reply("Act", respond(200, "{}"))
      .reply("Act", rejected("Bad"));
  CallFixture with(script);
  const auto recorder = std::make_shared<Recorder>();
  with.client.settings.observer = recorder;
  EXPECT_TRUE(run(with, kTrigger).ok());
  EXPECT_FALSE(run(with, kTrigger).ok());
  const std::vector<std::string> expected{
      "1 started Act", "1 try 1 01", "1 retry after 1 in 500 Throttling.User", "1 try 2 03", "1 ok after 2 in 500 good",
      "2 started Act", "2 try 1 04", "2 failed Bad after 1 in 0 scripted"};
  EXPECT_EQ(recorder->events, expected);
}

TEST(Call, NamesTheNonceOfTheLastTryThatWasSent) {
  struct StopsTheSecond final : Observer {
    std::stop_source stop;
    void onAttemptStarting(const AttemptStarting& event) override {
      if (event.attempt == 2) stop.request_stop();
    }
  };
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", rejected("Throttling.User", "?", 429));
  CallFixture with(script);
  const auto observer = std::make_shared<StopsTheSecond>();
  with.client.settings.observer = observer;
  const Error error = run(with, kTrigger, {.stop = observer->stop.get_token()}).error();
  EXPECT_EQ(error.kind, ErrorKind::kCancelled);
  EXPECT_EQ(error.attempts, 1);
  EXPECT_EQ(error.signatureNonce.substr(30), "01");
  EXPECT_EQ(error.timestamp, with.clock->wallNow() - with.clock->passed());
}

TEST(Call, TellsOnceThatATryHung) {
  for (const auto onStop : {HoldingTransport::OnStop::kResponseInline, HoldingTransport::OnStop::kNothing}) {
    auto held = std::make_shared<HoldingTransport>(onStop);
    CallFixture with(held);
    const auto recorder = std::make_shared<Recorder>();
    with.client.settings.observer = recorder;
    Ran ran;
    start(with, ran, kPoll);
    with.turnUntil([&] { return held->count() == 2; });
    const std::vector<std::string> expected{"1 started Act", "1 try 1 01", "1 retry after 1 in 25 ", "1 try 2 03"};
    EXPECT_EQ(recorder->events, expected);
    held->response(1, good());
    with.turnUntil([&] { return ran.over(); });
    EXPECT_TRUE(ran.ok());
  }
}

class Thrower final : public Observer {
 public:
  void onCallStarted(const CallStarted&) override { throw 1; }
  void onAttemptStarting(const AttemptStarting&) override { throw 2; }
  void onRetryScheduled(const RetryScheduled&) override { throw 3; }
  void onCallFinished(const CallFinished&) override { throw 4; }
};

TEST(Call, IsNotDisturbedByAnObserverThatThrows) {
  auto script = std::make_shared<ScriptedTransport>();
  script->reply("Act", rejected("Throttling.User", "?", 429)).reply("Act", respond(200, "{}"));
  CallFixture with(script);
  with.client.settings.observer = std::make_shared<Thrower>();
  EXPECT_TRUE(run(with, kTrigger).ok());
}

class ThrowingTransport final : public Transport {
 public:
  void send(HttpRequest, std::stop_token, std::function<void(TransportOutcome)>) override { throw 1; }
};

TEST(Call, TakesATransportThatThrowsForOneThatMayHaveSent) {
  CallFixture with(std::make_shared<ThrowingTransport>());
  const Error error = run(with, kTrigger).error();
  EXPECT_EQ(error.kind, ErrorKind::kNetwork);
  EXPECT_EQ(error.execution, Execution::kMaybeExecuted);
  EXPECT_EQ(error.message, "the transport threw an exception");
}

}  // namespace
}  // namespace dataworks::testing
