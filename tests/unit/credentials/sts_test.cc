// SPDX-License-Identifier: Apache-2.0
#include "credentials/sts.h"

#include <map>
#include <set>

#include "credentials/providers.h"
#include "dataworks/signature.h"
#include "dataworks/testing/scripted_transport.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

/// The decoded parameters of a request's form.
std::map<std::string, std::string> formOf(const HttpRequest& request) {
  testing::ScriptedTransport decoder;
  decoder.send(request, {}, [](const TransportOutcome&) {});
  return decoder.requests().at(0).parameters;
}

struct AssumeRole : ::testing::Test {
  AssumeRoleOptions role{.roleArn = "acs:ram::1:role/nightly"};
  std::shared_ptr<CredentialsProvider> base = staticCredentials("testid", "testsecret");
};

TEST_F(AssumeRole, SendsASignedFormToSts) {
  Asking asking([](const HttpRequest&) { return response(200, stsJson("STS.role")); });
  role.roleSessionName = "session one";
  role.policy = R"({"Version":"1"})";
  role.externalId = "ext";
  role.duration = 900s;
  const auto credentials = assumeRoleCredentials(role, base)->fetch(asking.context);
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->accessKeyId, "STS.role");
  EXPECT_EQ(credentials->securityToken.reveal(), "token-of-STS.role");
  EXPECT_EQ(credentials->expiration, kStart + 1h);
  EXPECT_EQ(credentials->source, "role acs:ram::1:role/nightly, assumed by code");

  const HttpRequest request = asking.servers->requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://sts.aliyuncs.com");
  EXPECT_FALSE(request.allowPlainHttp);
  EXPECT_FALSE(request.bypassProxy);
  EXPECT_EQ(headerOf(request, "Content-Type"), "application/x-www-form-urlencoded");
  auto form = formOf(request);
  const std::string signature = form["Signature"];
  const std::string nonce = form["SignatureNonce"];
  EXPECT_EQ(signature, signRpc("POST", form, "testsecret"));
  EXPECT_EQ(nonce.size(), 32U);
  form.erase("Signature");
  form.erase("SignatureNonce");
  EXPECT_EQ(form, (std::map<std::string, std::string>{{"AccessKeyId", "testid"},
                                                      {"Action", "AssumeRole"},
                                                      {"DurationSeconds", "900"},
                                                      {"ExternalId", "ext"},
                                                      {"Format", "JSON"},
                                                      {"Policy", R"({"Version":"1"})"},
                                                      {"RoleArn", "acs:ram::1:role/nightly"},
                                                      {"RoleSessionName", "session one"},
                                                      {"SignatureMethod", "HMAC-SHA1"},
                                                      {"SignatureVersion", "1.0"},
                                                      {"Timestamp", "2026-11-23T00:00:00Z"},
                                                      {"Version", "2015-04-01"}}));
}

TEST_F(AssumeRole, ReportsTheErrorOfSts) {
  Asking asking([](const HttpRequest&) {
    return response(403, R"({"RequestId":"R-9","Code":"NoPermission","Message":"not authorized to do action"})");
  });
  const Error error = assumeRoleCredentials(role, base)->fetch(asking.context).error();
  EXPECT_EQ(error.kind, ErrorKind::kCredentials);
  EXPECT_EQ(error.phase, Phase::kCredentials);
  EXPECT_EQ(error.execution, Execution::kNotExecuted);
  EXPECT_EQ(error.operation, "AssumeRole");
  EXPECT_EQ(error.code, "NoPermission");
  EXPECT_EQ(error.message, "STS (AssumeRole of acs:ram::1:role/nightly) refused: not authorized to do action");
  EXPECT_EQ(error.hint, "Allow it: in the role's trust policy, and sts:AssumeRole for the identity that assumes it.");
  EXPECT_EQ(error.requestId, "R-9");
  EXPECT_EQ(error.httpStatus, 403);
}

TEST_F(AssumeRole, DistinguishesFailuresFromRejections) {
  struct Row {
    TransportOutcome outcome;
    ErrorKind kind;
  };
  for (const auto& [outcome, kind] : std::vector<Row>{
           {HttpResponse{400,
                         {{"x-acs-retry-after", "1000"}},
                         R"({"RequestId":"R","Code":"Throttling.User","Message":"slow down"})"},
            ErrorKind::kThrottled},
           {response(503, "<html>"), ErrorKind::kService},
           {response(200, "<html>"), ErrorKind::kBadResponse},
           {response(200, "{}"), ErrorKind::kBadResponse},
           {noResponse("certificate is wrong"), ErrorKind::kNetwork},
       }) {
    Asking asking([&its = outcome](const HttpRequest&) { return its; });
    EXPECT_EQ(assumeRoleCredentials(role, base)->fetch(asking.within(500ms)).error().kind, kind);
  }
}

TEST_F(AssumeRole, IsRepeatedAsAThrottledCallIs) {
  struct Row {
    int throttled;  // responses before the good one
    const char* code;
    std::optional<std::chrono::seconds> within;
    int sent;
    bool succeeds;
  };
  for (const Row& row : {Row{2, "Throttling.User", {}, 3, true}, Row{1, "Throttling", 1h, 2, true},
                         Row{9, "Throttling.User", 8s, 2, false}, Row{1, "Throttling.Api.Risk", {}, 1, false},
                         Row{1, "Throttling", 2s, 1, false}}) {
    int asked = 0;
    Asking asking([&](const HttpRequest&) -> TransportOutcome {
      if (++asked > row.throttled) return response(200, stsJson("STS.role"));
      return HttpResponse{429,
                          {{"x-acs-retry-after", "5000"}},
                          std::string(R"({"RequestId":"R","Code":")") + row.code + R"(","Message":"slow down"})"};
    });
    const auto context = row.within ? asking.within(*row.within) : asking.context;
    const auto credentials = assumeRoleCredentials(role, base)->fetch(context);
    EXPECT_EQ(credentials.has_value(), row.succeeds) << row.code;
    EXPECT_EQ(asked, row.sent) << row.code;
    EXPECT_GE(asking.clock->passed(), (row.sent - 1) * 5s) << "the hint is a floor";
    if (!credentials) {
      EXPECT_EQ(credentials.error().kind, ErrorKind::kThrottled);
    }
  }
}

TEST_F(AssumeRole, IsNotRepeatedForWhoeverStops) {
  std::stop_source stop;
  Asking asking([&](const HttpRequest&) {
    stop.request_stop();
    return response(429, R"({"RequestId":"R","Code":"Throttling","Message":"slow down"})");
  });
  asking.context.stop = stop.get_token();
  EXPECT_EQ(assumeRoleCredentials(role, base)->fetch(asking.context).error().kind, ErrorKind::kThrottled);
  EXPECT_EQ(asking.servers->requests().size(), 1U);
}

TEST_F(AssumeRole, DoesNotQuoteAResponseWhereverItIsCut) {
  const std::string whole = stsJson("STS.quote") + ' ';
  for (std::size_t length = 0; length < whole.size(); ++length) {
    for (const std::string& cut : {whole.substr(0, length), whole.substr(0, length) + '\0' + whole.substr(length)}) {
      Asking asking([&cut](const HttpRequest&) { return response(200, cut); });
      const auto credentials = assumeRoleCredentials(role, base)->fetch(asking.context);
      EXPECT_EQ(credentials.has_value(), cut == whole.substr(0, whole.size() - 1)) << cut;
      if (credentials) continue;
      EXPECT_EQ(credentials.error().kind, ErrorKind::kBadResponse);
      EXPECT_EQ(toString(credentials.error()).find("quote"), std::string::npos) << credentials.error();
    }
  }
}

TEST_F(AssumeRole, DoesNotRepeatTheStringToSignThatStsQuotes) {
  Asking asking([](const HttpRequest&) {
    return response(
        400, R"({"RequestId":"R","Code":"SignatureDoesNotMatch","Message":)"
             R"("Specified signature is not matched. server string to sign is:POST&%2F&SecurityToken%3Dhidden"})");
  });
  const Error error = assumeRoleCredentials(role, base)->fetch(asking.context).error();
  EXPECT_EQ(error.code, "SignatureDoesNotMatch");
  EXPECT_EQ(error.message.find("hidden"), std::string::npos) << error.message;
}

TEST_F(AssumeRole, RenewsABaseThatHasExpired) {
  struct Base final : CredentialsProvider {
    std::vector<std::string> refused;
    Result<Credentials> fetch(const FetchContext& request) override {
      refused.push_back(request.rejectedAccessKeyId);
      return Credentials{.accessKeyId = request.rejectedAccessKeyId == "STS.old" ? "STS.new" : "STS.old",
                         .accessKeySecret = "secret"};
    }
  };
  const auto expiring = std::make_shared<Base>();
  Asking asking([](const HttpRequest& request) {
    if (formOf(request)["AccessKeyId"] == "STS.new") return response(200, stsJson("STS.role"));
    return response(403, R"({"RequestId":"R","Code":"InvalidSecurityToken.Expired","Message":"expired"})");
  });
  const auto credentials = assumeRoleCredentials(role, expiring)->fetch(asking.rejecting("STS.earlier-role"));
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(expiring->refused, (std::vector<std::string>{"", "STS.old"}));
}

TEST_F(AssumeRole, UsesTheTimeOfStsIfTheClockIsWrong) {
  struct Row {
    const char* date;   // that STS sends
    const char* right;  // the timestamp that it accepts
    std::vector<std::string> sent;
  };
  for (const Row& row :
       {Row{"Mon, 23 Nov 2026 01:00:07 GMT", "2026-11-23T01:00:07Z", {"2026-11-23T00:00:00Z", "2026-11-23T01:00:07Z"}},
        Row{"Mon, 23 Nov 2026 01:00:07 GMT", "never", {"2026-11-23T00:00:00Z", "2026-11-23T01:00:07Z"}},
        Row{"some time", "2026-11-23T01:00:07Z", {"2026-11-23T00:00:00Z"}}}) {
    Asking asking([&row](const HttpRequest& request) -> TransportOutcome {
      if (formOf(request)["Timestamp"] == row.right) return response(200, stsJson("STS.role"));
      return HttpResponse{
          400,
          {{"Date", row.date}},
          R"({"RequestId":"R","Code":"InvalidTimeStamp.Expired","Message":"The timestamp is expired."})"};
    });
    const auto credentials = assumeRoleCredentials(role, base)->fetch(asking.context);
    EXPECT_EQ(credentials.has_value(), row.sent.back() == row.right);
    std::vector<std::string> sent;
    std::set<std::string> nonces;
    for (const HttpRequest& request : asking.servers->requests()) {
      sent.push_back(formOf(request)["Timestamp"]);
      nonces.insert(formOf(request)["SignatureNonce"]);
    }
    EXPECT_EQ(sent, row.sent);
    EXPECT_EQ(nonces.size(), sent.size());
  }
}

TEST_F(AssumeRole, StacksOnOtherProviders) {
  Asking asking([](const HttpRequest& request) {
    const auto form = formOf(request);
    return response(200, stsJson("for-" + form.at("AccessKeyId")));
  });
  const auto first = assumeRoleCredentials(role, base);
  const auto second = assumeRoleCredentials(role, first);
  EXPECT_EQ(second->fetch(asking.context)->accessKeyId, "for-for-testid");
  const auto form = formOf(asking.servers->requests().at(1));
  EXPECT_EQ(form.at("SecurityToken"), "token-of-for-testid");
  EXPECT_EQ(form.at("Signature"), signRpc("POST", form, "secret-of-for-testid"));
}

TEST(StsEndpoint, FollowsRegionAndNetwork) {
  EXPECT_EQ(stsEndpoint("", false), "https://sts.aliyuncs.com");
  EXPECT_EQ(stsEndpoint("", true), "https://sts.aliyuncs.com");
  EXPECT_EQ(stsEndpoint("cn-shanghai", false), "https://sts.cn-shanghai.aliyuncs.com");
  EXPECT_EQ(stsEndpoint("cn-shanghai", true), "https://sts-vpc.cn-shanghai.aliyuncs.com");
  EXPECT_EQ(stsEndpoint("evil.example/", false), std::nullopt);
  EXPECT_EQ(stsEndpoint("evil.example/", true), std::nullopt);
}

// ---- OIDC

struct Oidc : ::testing::Test {
  TemporaryDirectory directory;
  std::string tokenFile = directory.write("token", "oidc/token+1\n");
  std::map<std::string, std::string> variables{{"ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/pod"},
                                               {"ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/ack"},
                                               {"ALIBABA_CLOUD_OIDC_TOKEN_FILE", tokenFile}};
  Asking asking{[](const HttpRequest&) { return response(200, stsJson("STS.pod")); }};

  Resolution resolve() { return oidcSource(environmentOf(variables)).resolve(asking.context); }
};

TEST_F(Oidc, SendsAnUnsignedForm) {
  variables["ALIBABA_CLOUD_ROLE_SESSION_NAME"] = "pod-7";
  variables["ALIBABA_CLOUD_STS_REGION"] = "cn-beijing";
  const auto credentials = std::get<Resolved>(resolve()).fetch(asking.context);
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->accessKeyId, "STS.pod");
  EXPECT_EQ(credentials->source, "role acs:ram::1:role/pod");
  const HttpRequest request = asking.servers->requests().at(0);
  EXPECT_EQ(request.url, "https://sts.cn-beijing.aliyuncs.com");
  auto form = formOf(request);
  EXPECT_EQ(form["SignatureNonce"].size(), 32U);
  form.erase("SignatureNonce");
  EXPECT_EQ(form, (std::map<std::string, std::string>{{"Action", "AssumeRoleWithOIDC"},
                                                      {"DurationSeconds", "3600"},
                                                      {"Format", "JSON"},
                                                      {"OIDCProviderArn", "acs:ram::1:oidc-provider/ack"},
                                                      {"OIDCToken", "oidc/token+1"},
                                                      {"RoleArn", "acs:ram::1:role/pod"},
                                                      {"RoleSessionName", "pod-7"},
                                                      {"Timestamp", "2026-11-23T00:00:00Z"},
                                                      {"Version", "2015-04-01"}}));
}

TEST_F(Oidc, ReadsTheTokenAtEachFetch) {
  const auto fetch = std::get<Resolved>(resolve()).fetch;
  EXPECT_TRUE(fetch(asking.context));
  directory.write("token", "oidc-token-2");
  EXPECT_TRUE(fetch(asking.context));
  EXPECT_EQ(formOf(asking.servers->requests().at(1)).at("OIDCToken"), "oidc-token-2");
}

TEST_F(Oidc, FailsIfTheTokenCannotBeRead) {
  const auto provider = oidcCredentials({.roleArn = "r"}, "p", directory.path() + "/nowhere");
  EXPECT_EQ(provider->fetch(asking.context).error().message,
            "OIDC token file: " + directory.path() + "/nowhere: No such file or directory");
}

TEST_F(Oidc, SendsNoTokenThatCannotBeOne) {
  struct Row {
    const char* content;
    const char* why;
  };
  for (const Row& row : {Row{"", " is empty"}, Row{" \r\n\t", " is empty"}, Row{"\xEF\xBB\xBF", " is empty"},
                         Row{"\xEF\xBB\xBF\n", " is empty"}, Row{"\"token\"", " contains a quotation mark"},
                         Row{"to ken", " contains a blank"}}) {
    directory.write("token", row.content);
    const auto credentials = std::get<Resolved>(resolve()).fetch(asking.context);
    ASSERT_FALSE(credentials) << row.content;
    EXPECT_EQ(credentials.error().kind, ErrorKind::kCredentials);
    EXPECT_EQ(credentials.error().message, "OIDC token file: " + tokenFile + row.why);
  }
  EXPECT_TRUE(asking.servers->requests().empty());
  directory.write("token", "\xEF\xBB\xBFtoken\r\n");
  EXPECT_TRUE(std::get<Resolved>(resolve()).fetch(asking.context));
  EXPECT_EQ(formOf(asking.servers->requests().back()).at("OIDCToken"), "token");
}

TEST_F(Oidc, AsksTheEndpointThatTheEnvironmentNames) {
  variables["ALIBABA_CLOUD_STS_REGION"] = "cn-beijing";
  variables["ALIBABA_CLOUD_STS_ENDPOINT"] = "sts-vpc.cn-shanghai.aliyuncs.com";
  EXPECT_TRUE(std::get<Resolved>(resolve()).fetch(asking.context));
  EXPECT_EQ(asking.servers->requests().back().url, "https://sts-vpc.cn-shanghai.aliyuncs.com");
  variables["ALIBABA_CLOUD_STS_ENDPOINT"] = "a/b";
  EXPECT_EQ(std::get<Unavailable>(resolve()).reason,
            "ALIBABA_CLOUD_STS_ENDPOINT is no host such as sts.cn-shanghai.aliyuncs.com");
}

TEST_F(Oidc, DeclinesUnlessEverythingIsSetAndValid) {
  for (const char* missing :
       {"ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"}) {
    const std::string value = std::exchange(variables[missing], "");
    const auto declined = std::get<Unavailable>(resolve());
    EXPECT_EQ(declined.reason, std::string(missing) + " is not set");
    EXPECT_TRUE(declined.configured);
    variables[missing] = value;
  }
  variables["ALIBABA_CLOUD_STS_REGION"] = "evil.example/";
  const auto declined = std::get<Unavailable>(resolve());
  EXPECT_EQ(declined.reason, R"(ALIBABA_CLOUD_STS_REGION "evil.example/" is not a region)");
  EXPECT_TRUE(declined.configured);

  variables = {{"ALIBABA_CLOUD_ROLE_ARN", "for something else"}};
  EXPECT_FALSE(std::get<Unavailable>(resolve()).configured);
}

}  // namespace
}  // namespace dataworks::detail
