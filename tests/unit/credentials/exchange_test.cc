#include "credentials/exchange.h"

#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

TEST(TemporaryCredentials, AreReadWithTheirExpiration) {
  const auto credentials =
      readTemporaryCredentials(parseJson(temporaryJson("STS.1", "2026-11-23T06:00:00Z")).value, "here");
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
    const auto credentials = readTemporaryCredentials(parseJson(json).value, "here");
    EXPECT_EQ(credentials.error().kind, ErrorKind::kBadResponse) << json;
    EXPECT_EQ(credentials.error().message, message);
  }
}

TEST(Exchange, IsBoundedByBothDeadlines) {
  Asking asking([](const HttpRequest&) { return response(200, "hello"); });
  const auto now = asking.clock->steadyNow();
  ASSERT_TRUE(exchange(asking.context, providerRequest("GET", "http://127.0.0.1/"), 2s, "here"));
  asking.context.deadline = now + 1s;
  ASSERT_TRUE(exchange(asking.context, providerRequest("GET", "http://127.0.0.1/"), 2s, "here"));
  const auto requests = asking.servers->requests();
  EXPECT_EQ(requests[0].deadline, now + 2s);
  EXPECT_EQ(requests[1].deadline, now + 1s);
  EXPECT_EQ(requests[1].maxResponseBytes, 64U * 1024);
}

TEST(Exchange, DistinguishesItsOwnTimeoutFromTheCallers) {
  Asking asking([](const HttpRequest&) { return noResponse("timed out", ErrorKind::kTimeout); });
  EXPECT_EQ(exchange(asking.context, {}, 2s, "here").error().kind, ErrorKind::kNetwork);
  asking.context.deadline = asking.clock->steadyNow();
  EXPECT_EQ(exchange(asking.context, {}, 2s, "here").error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(asking.servers->requests().size(), 1U) << "nothing is sent after the deadline";
}

TEST(Exchange, FailsWithoutHttp) {
  Asking asking;
  asking.context.send = nullptr;
  EXPECT_EQ(exchange(asking.context, {}, 2s, "here").error().message, "here: no HTTP to ask it with");
}

}  // namespace
}  // namespace dataworks::detail
