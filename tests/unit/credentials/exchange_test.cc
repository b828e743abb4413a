#include "credentials/exchange.h"

#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

TEST(ParseUtc, ReadsTimesAsUtcInEveryZone) {
  const char* before = std::getenv("TZ");
  const std::string zoneBefore = before != nullptr ? before : "";
  const auto start = kStart;
  for (const char* zone : {"UTC0", "CST-8", "EST5EDT,M3.2.0,M11.1.0"}) {
    setenv("TZ", zone, 1);
    tzset();
    EXPECT_EQ(parseUtc("2026-11-23T00:00:00Z"), start) << zone;
    EXPECT_EQ(parseUtc("2026-11-23T09:08:07Z"), start + 9h + 8min + 7s);
    EXPECT_EQ(parseUtc("2026-03-08T02:30:00Z"), std::chrono::sys_days(std::chrono::year(2026) / 3 / 8) + 2h + 30min)
        << "an hour that New York skips";
    EXPECT_EQ(parseUtc("2026-11-23T09:08:07.123Z"), start + 9h + 8min + 7s);
    EXPECT_EQ(parseUtc("2028-02-29T23:59:59Z"), std::chrono::sys_days(std::chrono::year(2028) / 3 / 1) - 1s);
    EXPECT_EQ(parseUtc("9999-12-31T23:59:59Z"), std::chrono::sys_days(std::chrono::year(2200) / 1 / 1));
  }
  before != nullptr ? setenv("TZ", zoneBefore.c_str(), 1) : unsetenv("TZ");
  tzset();
}

TEST(ParseUtc, DoesNotGuess) {
  for (const char* text :
       {"", "2026-11-23", "2026-11-23T00:00:00", "2026-11-23 00:00:00Z", "2026-11-23T00:00:00+08:00",
        "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T00:60:00Z",
        "2026-11-23T00:00:61Z", "2026-11-23T00:00:00ZZ", "2026-11-23T00:00:00.5", "20a6-11-23T00:00:00Z",
        "2026-1 -23T00:00:00Z", "1969-12-31T00:00:00Z", "2026-11-23T-1:00:00Z"}) {
    EXPECT_EQ(parseUtc(text), std::nullopt) << text;
  }
}

TEST(TemporaryCredentials, AreReadWithTheirExpiration) {
  const auto credentials = readTemporaryCredentials(temporaryJson("STS.1", "2026-11-23T06:00:00Z"), "here");
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->accessKeyId, "STS.1");
  EXPECT_EQ(credentials->accessKeySecret.reveal(), "secret-of-STS.1");
  EXPECT_EQ(credentials->securityToken.reveal(), "token-of-STS.1");
  EXPECT_EQ(credentials->expiration, kStart + 6h);
  EXPECT_EQ(credentials->source, "here");
}

TEST(TemporaryCredentials, MustBeComplete) {
  struct Row {
    std::string json;
    std::string message;
  };
  for (const auto& [json, message] : std::vector<Row>{
           {R"({})", "here responded without AccessKeyId"},
           {"", "here responded without AccessKeyId"},
           {R"({"AccessKeyId":"i"})", "here responded without AccessKeySecret"},
           {R"({"AccessKeyId":"i","AccessKeySecret":"s","SecurityToken":null})",
            "here responded without SecurityToken"},
           {R"({"AccessKeyId":"i","AccessKeySecret":"s","SecurityToken":"t","Expiration":"soon"})",
            "here responded without a valid Expiration"},
       }) {
    const auto credentials = readTemporaryCredentials(json, "here");
    EXPECT_EQ(credentials.error().kind, ErrorKind::kBadResponse) << json;
    EXPECT_EQ(credentials.error().message, message);
  }
}

TEST(Exchange, IsBoundedByBothDeadlines) {
  Asking asking([](const HttpRequest&) { return response(200, "hello"); });
  const auto now = asking.clock->steadyNow();
  ASSERT_TRUE(exchange(asking.request, providerRequest("GET", "http://127.0.0.1/"), 2s, "here"));
  asking.request.deadline = now + 1s;
  ASSERT_TRUE(exchange(asking.request, providerRequest("GET", "http://127.0.0.1/"), 2s, "here"));
  const auto requests = asking.transport->requests();
  EXPECT_EQ(requests[0].deadline, now + 2s);
  EXPECT_EQ(requests[1].deadline, now + 1s);
  EXPECT_EQ(requests[1].maxResponseBytes, 64U * 1024);
}

TEST(Exchange, TellsItsOwnTimeoutFromTheCallers) {
  Asking asking([](const HttpRequest&) { return noResponse("timed out", ErrorKind::kTimeout); });
  EXPECT_EQ(exchange(asking.request, {}, 2s, "here").error().kind, ErrorKind::kNetwork);
  asking.request.deadline = asking.clock->steadyNow();
  EXPECT_EQ(exchange(asking.request, {}, 2s, "here").error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(asking.transport->requests().size(), 1U) << "nothing is sent after the deadline";
}

TEST(Exchange, SaysWhenThereIsNothingToSendWith) {
  Asking asking;
  asking.request.transport = nullptr;
  EXPECT_EQ(exchange(asking.request, {}, 2s, "here").error().message, "here: no transport to ask it with");
}

TEST(Exchange, SurvivesATransportThatResponsesTooLate) {
  struct Late final : Transport {
    std::function<void(TransportOutcome)> done;
    void send(HttpRequest, std::stop_token, std::function<void(TransportOutcome)> responded) override {
      done = std::move(responded);
    }
  };
  Asking asking;
  const auto late = std::make_shared<Late>();
  asking.request.transport = late;
  EXPECT_EQ(exchange(asking.request, {}, 2s, "here").error().kind, ErrorKind::kCredentials);
  late->done(response(200, "too late"));
}

}  // namespace
}  // namespace dataworks::detail
