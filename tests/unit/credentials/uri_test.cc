// SPDX-License-Identifier: Apache-2.0
#include "credentials/providers.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

TEST(UriCredentials, AreFetchedOverPlainHttpToo) {
  Asking asking([](const HttpRequest&) { return response(200, temporaryJson("STS.uri")); });
  const auto credentials = fetchUri("http://credentials.example/")(asking.context);
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->accessKeyId, "STS.uri");
  EXPECT_EQ(credentials->source, "credentials URI");
  const HttpRequest request = asking.servers->requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "http://credentials.example/");
  EXPECT_TRUE(request.allowPlainHttp);
  EXPECT_FALSE(request.bypassProxy);
}

TEST(UriCredentials, NeverShowTheUri) {
  struct Row {
    TransportOutcome outcome;
    const char* error;
  };
  for (const auto& [outcome, error] : std::vector<Row>{
           {noResponse(), "credentials URI: connection refused"},
           {response(404, ""), "credentials URI responded with HTTP status 404"},
           {response(200, R"({"Code":"Failed","Message":"no tenant"})"), "credentials URI refused: no tenant"},
           {response(200, R"({"Code":"Failed","Message":"Cannot GET /v1?key=hidden"})"), "credentials URI refused"},
           {response(404, R"({"Code":"NotFound","Message":"no such key: key=hidden","RequestId":"r"})"),
            "credentials URI refused"},
           {response(200, "<html>"), "credentials URI responded without AccessKeyId"},
       }) {
    Asking asking([&its = outcome](const HttpRequest&) { return its; });
    EXPECT_EQ(fetchUri("http://credentials.example/v1?key=hidden")(asking.context).error().message, error);
  }
}

TEST(UriSource, ReadsTheUriFromTheEnvironmentUnlessGiven) {
  Asking asking([](const HttpRequest&) { return response(200, temporaryJson("STS.uri")); });
  const auto environment = environmentOf({{"ALIBABA_CLOUD_CREDENTIALS_URI", "http://from.environment/"}});
  for (const std::string given : {"", "http://given/"}) {
    EXPECT_TRUE(std::get<Resolved>(uriSource(environment, given).resolve(asking.context)).fetch(asking.context));
  }
  EXPECT_EQ(asking.servers->requests().at(0).url, "http://from.environment/");
  EXPECT_EQ(asking.servers->requests().at(1).url, "http://given/");
  EXPECT_EQ(std::get<Unavailable>(uriSource(environmentOf({}), "").resolve(asking.context)).reason,
            "ALIBABA_CLOUD_CREDENTIALS_URI is not set");
}

}  // namespace
}  // namespace dataworks::detail
