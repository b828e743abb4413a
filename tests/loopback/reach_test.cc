// SPDX-License-Identifier: Apache-2.0
// Where a request may go, and where it never does: redirects, plain http, proxies, TLS.
#include <gtest/gtest.h>

#include <optional>

#include "guarded_network.h"
#include "loopback_client.h"
#include "support/faults.h"
#include "variable.h"

namespace dataworks::testing {

namespace {

using enum ErrorKind;

// --- redirects and plain http
// -------------------------------------------------------------------------------------------------------

TEST(Redirect, ToAnotherServerIsNotFollowed) {
  FaultServer server;
  FaultServer other;
  const DataWorksClient client = clientFor(server.url());
  for (const char* status : {"301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"}) {
    server.play(faults::replyBody("", status, "Location: " + other.url() + "/\r\n"));
    const auto result = client.createManualDag(trigger());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().execution, Execution::kMaybeExecuted);
    EXPECT_FALSE(client.searchManualDagNodeInstance(poll()));
  }
  EXPECT_EQ(server.copies("CreateManualDag"), 5);
  EXPECT_EQ(other.connections(), 0);
}

TEST(PlainHttp, ToAnAddressBeyondLoopbackOpensNoConnection) {
  const DataWorksClient client = clientFor("http://192.0.2.1:8080");
  const int before = connectsBeyondLoopback();
  const auto result = client.createManualDag(trigger());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, kInvalidArgument) << result.error();
  EXPECT_EQ(result.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(result.error().attempts, 1);
  EXPECT_EQ(connectsBeyondLoopback(), before);
}

TEST(PlainHttp, IsJudgedByTheAddressNotByTheName) {
  FaultServer server;
  const DataWorksClient client = clientFor("http://dataworks.test:" + std::to_string(server.port()));
  EXPECT_TRUE(client.createManualDag(trigger()));
}

TEST(PlainHttp, WithoutPermissionIsNotHiddenBehindAProxy) {
  FaultServer proxy;
  ClientOptions options = optionsFor("http://192.0.2.1");
  options.http.proxy = proxy.url();
  EXPECT_EQ(clientFor(std::move(options)).createManualDag(trigger()).error().kind, kInvalidArgument);
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(PlainHttp, WithPermissionIsTried) {
  ClientOptions options = optionsFor("http://192.0.2.1");
  options.http.allowPlainHttp = true;
  const int before = connectsBeyondLoopback();
  EXPECT_EQ(clientFor(std::move(options)).createManualDag(trigger()).error().kind, kNetwork);
  EXPECT_GT(connectsBeyondLoopback(), before);  // and stopped there by this program's own `connect`
}

// --- TLS
// ----------------------------------------------------------------------------------------------------------------------------

TEST(Tls, WithoutTheAuthorityTheServerIsNotTrusted) {
  FaultServer server({.tls = true});
  ClientOptions options = optionsFor(server.url());
  options.http.caFile.clear();
  const auto result = clientFor(std::move(options)).createManualDag(trigger());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, kNetwork) << result.error();
  EXPECT_EQ(result.error().phase, Phase::kTls);
  EXPECT_EQ(result.error().attempts, 1);
  EXPECT_EQ(server.copies(), 0);
}

TEST(Tls, Version12IsEnough) {
  FaultServer server({.tls = true, .newestTlsVersion = TLS1_2_VERSION});
  EXPECT_TRUE(clientFor(server.url()).createManualDag(trigger()));
}

// --- proxies: a server that reads CONNECT, responds, and may go on as the real one
// ----------------------------------------

struct ProxyRow {
  std::string name;
  std::string reply;  ///< To CONNECT; empty: hangs up.
  ErrorKind kind = kNetwork;
  int attempts = 3;
  bool goesOn = false;
};

void PrintTo(const ProxyRow& row, std::ostream* out) { *out << row.name; }

Fault connectProxy(const ProxyRow& row) {
  return faults::onAccept([row](Conversation& client) {
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
      const std::string byte = client.read(1);  // not one more: what follows is TLS
      if (byte.empty()) return client.close();
      head += byte;
    }
    if (!row.reply.empty()) client.send(row.reply);
    if (!row.goesOn) client.close();
  });
}

class ProxyResponses : public ::testing::TestWithParam<ProxyRow> {};

TEST_P(ProxyResponses, AndNothingOfTheRequestHasLeft) {
  const ProxyRow& row = GetParam();
  FaultServer proxy({.tls = true});
  proxy.play(connectProxy(row));
  ClientOptions options = optionsFor("https://dataworks.test");
  options.http.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
  const auto result = clientFor(std::move(options)).createManualDag(trigger());
  if (row.goesOn) {
    EXPECT_TRUE(result) << result.error();
    EXPECT_EQ(proxy.copies("CreateManualDag"), 1);
    return;
  }
  ASSERT_FALSE(result);
  EXPECT_EQ(name(result.error().kind), name(row.kind)) << result.error();
  EXPECT_EQ(result.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(result.error().attempts, row.attempts);
  EXPECT_EQ(proxy.connections(), row.attempts);
  EXPECT_EQ(proxy.copies(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    FaultMatrix, ProxyResponses,
    ::testing::Values(
        ProxyRow{.name = "WantsAPassword", .reply = response("", "407 Proxy Authentication Required"), .attempts = 1},
        ProxyRow{.name = "BadGateway", .reply = response("<html>", "502 Bad Gateway")},
        ProxyRow{.name = "Forbids", .reply = response("", "403 Forbidden")}, ProxyRow{.name = "HangsUp", .reply = ""},
        ProxyRow{.name = "SaysHalfALine", .reply = "HTTP/1.1 2"},
        ProxyRow{.name = "LetsThrough", .reply = "HTTP/1.1 200 OK\r\n\r\n", .goesOn = true}),
    [](const auto& row) { return row.param.name; });

TEST(Proxy, ThatIsNotThereIsTriedAgain) {
  ClientOptions options = optionsFor("https://dataworks.test");
  {
    const FaultServer gone;
    options.http.proxy = gone.url();
  }
  const auto result = clientFor(std::move(options)).createManualDag(trigger());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, kNetwork);
  EXPECT_EQ(result.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(result.error().attempts, 3);
}

TEST(Proxy, ThatIsMalformedIsNamedWithoutItsPassword) {
  for (const char* url : {"http://user:hunter2@127.0.0.1:notaport", "gopher://user:hunter2@127.0.0.1:1",
                          "http://user:hunter2@no such host/"}) {
    ClientOptions options = optionsFor("https://dataworks.test");
    options.http.proxy = url;
    const auto client = DataWorksClient::create(std::move(options));
    const auto result = client ? client->createManualDag(trigger()) : client.error();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().execution, Execution::kNotExecuted);
    EXPECT_EQ(toString(result.error()).find("hunter2"), std::string::npos) << result.error();
  }
}

TEST(Proxy, ThatIsUnusableIsNamedAndNotTriedAgain) {
  for (const char* setting : {"http://u:p@ss@127.0.0.1:1", "http://u:p/ss@127.0.0.1:1", "http://u:12#ss@127.0.0.1:1",
                              "http://u:p?ss@127.0.0.1:1", "http://u:p ss@127.0.0.1:1", "http://127.0.0.1:1\n",
                              "\"http://127.0.0.1:1\"", "http://127.0.0.1:99999", "ftp://127.0.0.1:1"}) {
    const auto errorWith = [setting](const char* variable) {
      const std::optional<Variable> set =
          variable == nullptr ? std::optional<Variable>() : std::optional<Variable>(std::in_place, variable, setting);
      ClientOptions options = optionsFor("https://dataworks.test:1");
      options.http.proxy.reset();
      if (variable == nullptr) options.http.proxy = setting;
      const auto client = DataWorksClient::create(std::move(options));
      return client ? client->createManualDag(trigger()).error() : client.error();
    };
    for (const char* variable : {"HTTPS_PROXY", "https_proxy", "ALL_PROXY", static_cast<const char*>(nullptr)}) {
      const Error error = errorWith(variable);
      EXPECT_EQ(error.kind, kInvalidArgument) << setting << error;
      EXPECT_EQ(error.execution, Execution::kNotExecuted);
      EXPECT_EQ(error.attempts, variable != nullptr ? 1 : 0);
      EXPECT_TRUE(
          error.message.starts_with(std::string(variable != nullptr ? variable : "http.proxy") + " is unusable: "))
          << error.message;
    }
    const Variable none("NO_PROXY", "dataworks.test");
    EXPECT_EQ(errorWith("HTTPS_PROXY").kind, kNetwork) << "which needs no proxy";
  }
}

TEST(Proxy, OfPlainHttpResponsesInPlaceOfTheService) {
  FaultServer proxy;
  proxy.play(faults::replyBody("<html>", "502 Bad Gateway"));
  ClientOptions options = optionsFor("http://dataworks.test");
  options.http.allowPlainHttp = true;
  options.http.proxy = proxy.url();
  const auto result = clientFor(std::move(options)).createManualDag(trigger());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().execution, Execution::kMaybeExecuted);  // it read the request and may have handed it on
  EXPECT_EQ(proxy.copies(), 1);
}

TEST(Proxy, OfTheEnvironmentIsUsedUnlessNoProxySaysOtherwise) {
  FaultServer proxy({.tls = true});
  proxy.play(connectProxy({.name = "LetsThrough", .reply = "HTTP/1.1 200 OK\r\n\r\n", .goesOn = true}));
  const Variable https("HTTPS_PROXY", "http://127.0.0.1:" + std::to_string(proxy.port()));
  ClientOptions options = optionsFor("https://dataworks.test");
  options.http.proxy.reset();
  EXPECT_TRUE(clientFor(options).createManualDag(trigger()));
  EXPECT_EQ(proxy.copies(), 1);

  const Variable none("NO_PROXY", "dataworks.test");
  options.endpoint = "https://dataworks.test:1";
  EXPECT_EQ(clientFor(options).createManualDag(trigger()).error().kind, kNetwork);
  EXPECT_EQ(proxy.connections(), 1);
}

TEST(Proxy, IsNeverAskedForLoopback) {
  FaultServer proxy;
  FaultServer server;
  const Variable https("HTTPS_PROXY", proxy.url());
  const Variable http("http_proxy", proxy.url());
  for (const auto& given : {std::optional<std::string>(), std::optional<std::string>(proxy.url())}) {
    ClientOptions options = optionsFor(server.url());
    options.http.proxy = given;
    EXPECT_TRUE(clientFor(std::move(options)).createManualDag(trigger()));
  }
  EXPECT_EQ(proxy.connections(), 0);
}

}  // namespace

}  // namespace dataworks::testing
