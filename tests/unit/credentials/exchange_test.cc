// SPDX-License-Identifier: Apache-2.0
#include "credentials/exchange.h"

#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

const CredentialsServer kHere{"here", "Look there."};

TEST(TemporaryCredentials, AreReadWithTheirExpiration) {
  const auto credentials =
      readTemporaryCredentials({.status = 200, .body = temporaryJson("STS.1", "2026-11-23T06:00:00Z")}, kHere);
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
    const auto credentials = readTemporaryCredentials({.status = 200, .body = json}, kHere);
    EXPECT_EQ(credentials.error().kind, ErrorKind::kBadResponse) << json;
    EXPECT_EQ(credentials.error().hint, "Look there.");
    EXPECT_EQ(credentials.error().message, message);
  }
}

TEST(TemporaryCredentials, MayExpireInAnyFormOfTime) {
  for (const char* expiration : {"\"2026-11-23T06:00:00Z\"", "\"2026-11-23T14:00:00+08:00\"",
                                 "\"2026-11-23T14:00:00+0800\"", "1795413600", "1795413600000", "\"1795413600\""}) {
    const auto credentials = readTemporaryCredentials(
        {.status = 200,
         .body = std::string(R"({"AccessKeyId":"i","AccessKeySecret":"s","SecurityToken":"t","Expiration":)") +
                 expiration + "}"},
        kHere);
    ASSERT_TRUE(credentials) << expiration;
    EXPECT_EQ(credentials->expiration, kStart + 6h) << expiration;
  }
}

TEST(Expiration, IsReadWithAnyOffsetAndAsANumber) {
  struct Row {
    const char* text;
    bool valid;
  };
  for (const Row& row : {
           Row{"2026-11-23T00:00:00Z", true},
           Row{"2026-11-23T08:00:00+08:00", true},
           Row{"2026-11-23T08:00:00+0800", true},
           Row{"2026-11-22T18:30:00-05:30", true},
           Row{"2026-11-23T08:00:00.000+08:00", true},
           Row{"1795392000", true},
           Row{"1795392000000", true},
           Row{"2026-11-23T00:00:00", false},
           Row{"2026-11-23T08:00:00+8", false},
           Row{"2026-11-23T08:00:00+08", false},
           Row{"2026-11-23T08:00:00+08-00", false},
           Row{"2026-11-23T08:00:00+08:60", false},
           Row{"2026-11-23T08:00:00+16:00", false},
           Row{"2026-11-23 08:00:00+08:00", false},
           Row{"+08:00", false},
           Row{"0", false},
           Row{"-1", false},
           Row{"", false},
           Row{"soon", false},
       }) {
    EXPECT_EQ(parseExpiration(row.text), row.valid ? std::optional(kStart) : std::nullopt) << row.text;
  }
  EXPECT_GT(parseExpiration("9999-12-31T23:59:59-12:00"), kStart) << "never";
}

TEST(Refusal, HasTheServersOwnCodeAndWords) {
  struct Row {
    int status;
    std::string body;
    ErrorKind kind;
    std::string code;
    std::string message;
  };
  for (const Row& row : std::vector<Row>{
           {200, R"({"Code":"Failed","Message":"no such tenant"})", ErrorKind::kCredentials, "Failed",
            "here refused: no such tenant"},
           {200, R"({"code":"ErrorAssumeRole"})", ErrorKind::kCredentials, "ErrorAssumeRole", "here refused"},
           {403, R"({"Code":"NoPermission","Message":"may not","RequestId":"R"})", ErrorKind::kCredentials,
            "NoPermission", "here refused: may not"},
           {404, "<Error><Code>EntityNotExist.Role</Code><Message>no role</Message></Error>", ErrorKind::kCredentials,
            "EntityNotExist.Role", "here refused: no role"},
           {404, "<html>", ErrorKind::kCredentials, "", "here responded with HTTP status 404"},
           {429, "", ErrorKind::kThrottled, "", "here responded with HTTP status 429"},
           {400, R"({"Code":"Throttling.User","Message":"slow"})", ErrorKind::kThrottled, "Throttling.User",
            "here refused: slow"},
           {500, R"({"Code":"InternalError","Message":"oops"})", ErrorKind::kService, "InternalError",
            "here refused: oops"},
           {503, "", ErrorKind::kService, "", "here responded with HTTP status 503"},
       }) {
    const auto refused = readTemporaryCredentials({.status = row.status, .body = row.body}, kHere);
    const Error error =
        row.status == 200 ? refused.error() : refusedBy(kHere, {.status = row.status, .body = row.body});
    EXPECT_EQ(error.kind, row.kind) << row.body;
    EXPECT_EQ(error.code, row.code) << row.body;
    EXPECT_EQ(error.message, row.message);
    EXPECT_EQ(error.httpStatus, row.status);
    EXPECT_NE(error.hint, "") << "or the call would advise about the endpoint of DataWorks";
    EXPECT_EQ(error.hint.find("endpoint"), std::string::npos) << error.hint;
  }
}

TEST(Exchange, IsBoundedByBothDeadlines) {
  Asking asking([](const HttpRequest&) { return response(200, "hello"); });
  const auto now = asking.clock->steadyNow();
  ASSERT_TRUE(exchange(asking.context, providerRequest("GET", "http://127.0.0.1/"), 2s, kHere));
  asking.context.deadline = now + 1s;
  ASSERT_TRUE(exchange(asking.context, providerRequest("GET", "http://127.0.0.1/"), 2s, kHere));
  const auto requests = asking.servers->requests();
  EXPECT_EQ(requests[0].deadline, now + 2s);
  EXPECT_EQ(requests[1].deadline, now + 1s);
  EXPECT_EQ(requests[1].maxResponseBytes, 64U * 1024);
}

TEST(Exchange, DistinguishesItsOwnTimeoutFromTheCallers) {
  Asking asking([](const HttpRequest&) { return noResponse("timed out", ErrorKind::kTimeout); });
  EXPECT_EQ(exchange(asking.context, {}, 2s, kHere).error().kind, ErrorKind::kNetwork);
  asking.context.deadline = asking.clock->steadyNow();
  EXPECT_EQ(exchange(asking.context, {}, 2s, kHere).error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(asking.servers->requests().size(), 1U) << "nothing is sent after the deadline";
}

TEST(Exchange, FailsWithoutHttp) {
  Asking asking;
  asking.context.send = nullptr;
  EXPECT_EQ(exchange(asking.context, {}, 2s, kHere).error().message, "here: no HTTP to ask it with");
}

}  // namespace
}  // namespace dataworks::detail
