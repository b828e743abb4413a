// SPDX-License-Identifier: Apache-2.0
#include "options/finalize_options.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <string>

#include "dataworks/version.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;

using testing_credentials::environmentOf;

ClientOptions goodOptions() {
  ClientOptions options;
  options.regionId = "cn-shanghai";
  options.credentials = staticCredentials("id", "secret");
  return options;
}

TEST(MakeSettings, RefusesBadOptions) {
  struct Row {
    std::function<void(ClientOptions&)> spoil;
    std::string message;
  };
  using O = ClientOptions;
  const Row rows[] = {
      {[](O& o) { o.timeout = -1ms; }, "timeout is negative; 0 means none"},
      {[](O& o) { o.http.connectTimeout = -1ms; }, "http.connectTimeout is negative; 0 means none of its own"},
      {[](O& o) { o.attemptTimeout = -1ms; }, "attemptTimeout is negative; 0 means none of its own"},
      {[](O& o) { o.retry.maxAttempts = 0; }, "retry.maxAttempts must be at least 1"},
      {[](O& o) { o.retry.baseBackoff = -1ms; }, "retry.baseBackoff is negative"},
      {[](O& o) { o.pollsPerSecond = -0.1; }, "pollsPerSecond is negative; 0 means no limit"},
      {[](O& o) { o.dailyCalls = -1; }, "dailyCalls is negative; 0 means no limit"},
      {[](O& o) { o.dailyCallsUsed = -1; }, "dailyCallsUsed is negative"},
      {[](O& o) { o.pollsPerSecond = std::nan(""); }, "pollsPerSecond is negative; 0 means no limit"},
      {[](O& o) { o.http.maxConnections = 0; }, "http.maxConnections must be at least 1"},
      {[](O& o) { o.http.maxResponseBytes = 1023; }, "http.maxResponseBytes must be at least 1024"},
      {[](O& o) { o.http.maxLogBytes = 1023; }, "http.maxLogBytes must be at least 1024"},
      {[](O& o) { o.http.userAgent = "a\r\nX: y"; }, "http.userAgent holds a control character"},
      {[](O& o) { o.http.userAgent = "a\x7f"; }, "http.userAgent holds a control character"},
      {[](O& o) { o.regionId = "cn/shanghai"; }, R"(regionId "cn/shanghai" is not a region)"},
      {[](O& o) { o.regionId = "CN-SHANGHAI"; }, R"(regionId "CN-SHANGHAI" is not a region)"},
      {[](O& o) { o.regionId = ""; }, "no region"},
      {[](O& o) { o.endpoint = "ftp://h"; }, R"(endpoint "ftp://h": the scheme must be https or http)"},
      {[](O& o) { o.http.proxy = "bogus://user:s3cret@h"; },
       "http.proxy is unusable: its scheme must be http, https, socks4, socks4a, socks5 or socks5h"},
      {[](O& o) { o.http.caFile = "/nowhere/ca.pem"; }, R"(http.caFile "/nowhere/ca.pem" cannot be read)"},
  };
  for (const Row& row : rows) {
    ClientOptions options = goodOptions();
    row.spoil(options);
    const auto settings = finalizeOptions(options, environmentOf({}));
    ASSERT_FALSE(settings) << row.message;
    EXPECT_EQ(settings.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(settings.error().message, row.message);
  }
}

TEST(MakeSettings, AcceptsWhatIsJustAllowed) {
  ClientOptions options = goodOptions();
  options.timeout = options.http.connectTimeout = options.attemptTimeout = 0ms;
  options.retry = {.maxAttempts = 1, .baseBackoff = 0ms, .throttledBackoff = 0ms, .maxBackoff = 0ms};
  options.pollsPerSecond = 0;
  options.http.maxConnections = 1;
  options.http.maxResponseBytes = 1024;
  options.http.caFile = "/";
  EXPECT_TRUE(finalizeOptions(options, environmentOf({})));
  for (const char* proxy : {"", "proxy:3128", "http://user:word@proxy:3128", "socks5h://proxy"}) {
    options.http.proxy = proxy;
    EXPECT_TRUE(finalizeOptions(options, environmentOf({}))) << proxy;
  }
}

TEST(MakeSettings, TakesOptionsBeforeTheEnvironmentBeforeTheRule) {
  const std::map<std::string, std::string> both{{"ALIBABA_CLOUD_REGION_ID", "cn-beijing"},
                                                {"ALIBABA_CLOUD_ENDPOINT", "http://127.0.0.1:9"}};
  struct Row {
    std::string region;
    std::string endpoint;
    Network network;
    std::map<std::string, std::string> environment;
    std::string regionThen;
    std::string endpointThen;
  };
  const Row rows[] = {
      {"cn-shanghai", "", Network::kPublic, {}, "cn-shanghai", "https://dataworks.cn-shanghai.aliyuncs.com/"},
      {"cn-shanghai", "", Network::kVpc, {}, "cn-shanghai", "https://dataworks-vpc.cn-shanghai.aliyuncs.com/"},
      {"", "", Network::kPublic, both, "cn-beijing", "http://127.0.0.1:9/"},
      {"cn-shanghai", "", Network::kPublic, both, "cn-shanghai", "http://127.0.0.1:9/"},
      {"cn-shanghai", "https://h", Network::kPublic, both, "cn-shanghai", "https://h/"},
      {"", "https://h", Network::kPublic, {}, "", "https://h/"},
  };
  for (const Row& row : rows) {
    ClientOptions options = goodOptions();
    options.regionId = row.region;
    options.endpoint = row.endpoint;
    options.network = row.network;
    const auto settings = finalizeOptions(options, environmentOf(row.environment));
    ASSERT_TRUE(settings) << settings.error();
    EXPECT_EQ(settings->regionId, row.regionThen);
    EXPECT_EQ(settings->endpoint, row.endpointThen);
  }
}

TEST(MakeSettings, TakesTheRegionOfTheProfileOnlyIfItIsOne) {
  const testing_credentials::TemporaryDirectory home;
  const auto withRegion = [&home](const std::string& region) {
    home.write(".aliyun/config.json", R"({"profiles":[{"name":"default","region_id":")" + region + R"("}]})");
    return finalizeOptions({}, environmentOf({{"HOME", home.path()}}));
  };
  EXPECT_EQ(withRegion("cn-beijing")->endpoint, "https://dataworks.cn-beijing.aliyuncs.com/");
  EXPECT_EQ(withRegion("cn-beijing.elsewhere.example/x").error().message,
            R"(profile default in ~/.aliyun/config.json "cn-beijing.elsewhere.example/x" is not a region)");
  EXPECT_EQ(withRegion("").error().message, "no region");
}

std::string headersOf(const ClientOptions& options) {
  std::string text;
  const auto settings = finalizeOptions(options, environmentOf({}));
  for (const HttpHeader& header : settings->headers) {
    text += header.name + ": " + header.value + "\n";
  }
  return text;
}

TEST(MakeSettings, MakesTheHeadersOfEveryRequest) {
  ClientOptions options = goodOptions();
  EXPECT_EQ(headersOf(options),
            "Content-Type: application/x-www-form-urlencoded\n"
            "User-Agent: dataworks-cpp/" DATAWORKS_VERSION " (C++)\n");
  options.format = WireFormat::kXml;
  options.http.userAgent = "nightly/3";
  EXPECT_EQ(headersOf(options),
            "Content-Type: application/x-www-form-urlencoded\n"
            "User-Agent: dataworks-cpp/" DATAWORKS_VERSION " (C++) nightly/3\n");
}

TEST(MakeSettings, CopiesTheRestAndFillsInDefaults) {
  ClientOptions options = goodOptions();
  options.timeout = 1ms;
  options.http.connectTimeout = 2ms;
  options.attemptTimeout = 3ms;
  options.retry.maxAttempts = 9;
  options.http.maxResponseBytes = 5000;
  options.http.allowPlainHttp = true;
  options.format = WireFormat::kXml;
  const auto settings = finalizeOptions(options, environmentOf({}));
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->timeout, 1ms);
  EXPECT_EQ(settings->connectTimeout, 2ms);
  EXPECT_EQ(settings->attemptTimeout, 3ms);
  EXPECT_EQ(settings->retry.maxAttempts, 9);
  EXPECT_EQ(settings->maxResponseBytes, 5000u);
  EXPECT_TRUE(settings->allowPlainHttp);
  EXPECT_EQ(settings->format, WireFormat::kXml);
  EXPECT_EQ(settings->credentials, options.credentials);
  EXPECT_NE(settings->clock, nullptr);
  EXPECT_EQ(settings->observer, nullptr);
  EXPECT_TRUE(settings->random);
  options.credentials = nullptr;
  EXPECT_NE(finalizeOptions(options, environmentOf({}))->credentials, nullptr);
}

}  // namespace
}  // namespace dataworks::detail
