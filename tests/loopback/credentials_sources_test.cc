// SPDX-License-Identifier: Apache-2.0
// The sources of credentials against real servers on loopback, through libcurl: a metadata service, an STS that
// verifies signatures, a credentials URI, and a proxy that must not be asked.
#include <httplib.h>

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <thread>
#include <vector>

#include "credentials/providers.h"
#include "dataworks/signature.h"
#include "event_loop/blocking.h"
#include "event_loop/pool.h"
#include "http/curl_backend.h"

namespace dataworks {

using namespace detail;
namespace {

using namespace std::chrono_literals;

/// A server on a port of its own, for as long as it lives.
class Server {
 public:
  Server() : port_(http_.bind_to_any_port("127.0.0.1")), thread_([this] { http_.listen_after_bind(); }) {}
  ~Server() {
    while (!http_.is_running()) std::this_thread::yield();
    http_.stop();
    thread_.join();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  httplib::Server* operator->() { return &http_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  httplib::Server http_;
  int port_;
  std::thread thread_;
};

/// A caller whose requests are sent by libcurl on the calling thread.
struct OverTheWire {
  std::optional<std::string> proxy = "";
  std::shared_ptr<Pool<EventLoop>> loops = std::make_shared<Pool<EventLoop>>([this] {
    return std::make_unique<EventLoop>(systemClock(),
                                       std::make_unique<CurlBackend>(BackendOptions{.proxy = proxy, .caFile = {}}));
  });
  FetchContext context{.deadline = std::chrono::steady_clock::now() + 30s,
                       .clock = systemClock(),
                       .send = [its = loops](HttpRequest request, const std::stop_token& stop) {
                         const auto loop = its->borrow();
                         return sendHere(*loop, std::move(request), stop);
                       }};
};

std::string isoIn(std::chrono::seconds ahead) {
  const std::time_t time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + ahead);
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

std::string temporary(const std::string& id) {
  return R"({"Code":"Success","AccessKeyId":")" + id +
         R"(","AccessKeySecret":"role-secret","SecurityToken":"role-token",)" + R"("Expiration":")" + isoIn(1h) +
         R"("})";
}

// ---- the metadata service

struct MetadataService {
  std::atomic<int> fetches{0};
  bool knowsTokens = true;
  std::string session = "session";
  Server server{};  // last: its thread uses the others

  MetadataService() {
    server->Put("/latest/api/token", [this](const httplib::Request& request, httplib::Response& response) {
      response.status = knowsTokens && request.has_header("X-aliyun-ecs-metadata-token-ttl-seconds") ? 200 : 404;
      if (response.status == 200) response.set_content(session, "text/plain");
    });
    server->Get(R"(/latest/meta-data/ram/security-credentials/(.*))",
                [this](const httplib::Request& request, httplib::Response& response) {
                  if (knowsTokens && request.get_header_value("X-aliyun-ecs-metadata-token") != session) {
                    response.status = 403;
                  } else if (request.matches[1].str().empty()) {
                    response.set_content("nightly-role", "text/plain");
                  } else {
                    ++fetches;
                    response.set_content(temporary("STS." + request.matches[1].str()), "application/json");
                  }
                });
  }
};

TEST(EcsRoleOverTheWire, IsFoundWithAndWithoutSessionTokens) {
  for (const bool tokens : {true, false}) {
    MetadataService metadata;
    metadata.knowsTokens = tokens;
    OverTheWire wire;
    const auto provider = cached(always(fetchEcsRole({.baseUrl = metadata.server.url()})));
    for (int call = 0; call < 10; ++call) {
      const auto credentials = provider->fetch(wire.context);
      ASSERT_TRUE(credentials) << credentials.error().message;
      EXPECT_EQ(credentials->accessKeyId, "STS.nightly-role");
      EXPECT_EQ(credentials->securityToken.reveal(), "role-token");
    }
    EXPECT_EQ(metadata.fetches, 1);
  }
}

TEST(EcsRoleOverTheWire, IsFetchedOnceForSixtyFourThreads) {
  MetadataService metadata;
  OverTheWire wire;
  const auto provider = cached(always(fetchEcsRole({.baseUrl = metadata.server.url()})));
  std::atomic<int> served{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&] { served += provider->fetch(wire.context).has_value() ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(served, 64);
  EXPECT_EQ(metadata.fetches, 1);
}

TEST(EcsRoleOverTheWire, FollowsNoRedirect) {
  MetadataService elsewhere;
  Server server;
  server->Put(".*", [&](const httplib::Request& request, httplib::Response& response) {
    response.set_redirect(elsewhere.server.url() + request.path, 307);
  });
  OverTheWire wire;
  const auto credentials = fetchEcsRole({.baseUrl = server.url()})(wire.context);
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().message, "ECS metadata service responded with HTTP status 307");
  EXPECT_EQ(elsewhere.fetches, 0);
}

TEST(EcsRoleOverTheWire, ReadsNoMoreThanSixtyFourKibibytes) {
  Server server;
  server->Put(".*", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(std::string(64 * 1024 + 1, 'x'), "text/plain");
  });
  OverTheWire wire;
  EXPECT_EQ(fetchEcsRole({.baseUrl = server.url()})(wire.context).error().kind, ErrorKind::kBadResponse);
}

TEST(EcsRoleOverTheWire, NeverGoesThroughAProxy) {
  std::atomic<int> asked{0};
  Server proxy;
  const auto count = [&asked](const httplib::Request&, httplib::Response& response) {
    ++asked;
    response.set_content(temporary("STS.proxied"), "application/json");
  };
  proxy->Put(".*", count);
  proxy->Get(".*", count);
  OverTheWire wire{.proxy = proxy.url()};
  // An address of the documentation, which nothing responds at: only a proxy could.
  const auto uri = fetchUri("http://192.0.2.1/credentials")(wire.context);
  ASSERT_TRUE(uri) << uri.error().message;
  EXPECT_EQ(asked, 1) << "what may use the proxy does";
  wire.context.deadline = std::chrono::steady_clock::now() + 200ms;
  EXPECT_FALSE(fetchEcsRole({.baseUrl = "http://192.0.2.1"})(wire.context));
  EXPECT_EQ(asked, 1);
}

// ---- STS and the credentials URI

struct SecurityTokenService {
  std::atomic<int> fetches{0};
  const std::map<std::string, std::string> secrets{{"testid", "testsecret"}, {"STS.AssumeRole", "role-secret"}};
  Server server{};  // last: its thread uses the others

  SecurityTokenService() {
    server->Post("/", [this](const httplib::Request& request, httplib::Response& response) {
      std::map<std::string, std::string> form;
      for (const auto& [name, value] : request.params) form[name] = value;
      const bool unsignedAction = form["Action"] == "AssumeRoleWithOIDC" && form["OIDCToken"] == "oidc/token+=";
      const auto secret = secrets.find(form["AccessKeyId"]);
      const std::string signature = form["Signature"];
      form.erase("Signature");
      form.erase(form["AccessKeyId"].empty() ? "AccessKeyId" : "");
      const bool isSigned = secret != secrets.end() && signature == signRpc("POST", form, secret->second);
      if (!unsignedAction && !isSigned) {
        response.status = 400;
        response.set_content(R"({"RequestId":"R-1","Code":"SignatureDoesNotMatch","Message":"no"})",
                             "application/json");
        return;
      }
      ++fetches;
      response.set_content(R"({"RequestId":"R-2","Credentials":)" + temporary("STS." + form["Action"]) + "}",
                           "application/json");
    });
  }

  [[nodiscard]] AssumeRoleOptions role() const { return {.roleArn = "acs:ram::1:role/r", .stsEndpoint = server.url()}; }
};

TEST(StsOverTheWire, AcceptsOurSignature) {
  SecurityTokenService sts;
  OverTheWire wire;
  const auto base = staticCredentials("testid", "testsecret");
  const auto role = assumeRoleCredentials(sts.role(), base);
  const auto credentials = role->fetch(wire.context);
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->accessKeyId, "STS.AssumeRole");
  // A role on top of a role signs with the temporary key and its token.
  EXPECT_TRUE(assumeRoleCredentials(sts.role(), role)->fetch(wire.context));
  EXPECT_EQ(sts.fetches, 2);
}

TEST(StsOverTheWire, RejectsAWrongSecret) {
  SecurityTokenService sts;
  OverTheWire wire;
  const auto refused = assumeRoleCredentials(sts.role(), staticCredentials("testid", "wrong"))->fetch(wire.context);
  EXPECT_EQ(refused.error().kind, ErrorKind::kCredentials);
  EXPECT_EQ(refused.error().code, "SignatureDoesNotMatch");
  EXPECT_EQ(refused.error().requestId, "R-1");
}

TEST(StsOverTheWire, AcceptsAnOidcToken) {
  SecurityTokenService sts;
  OverTheWire wire;
  char file[] = "/tmp/dataworks-oidc-XXXXXX";
  const int descriptor = mkstemp(file);
  ASSERT_GE(descriptor, 0);
  ASSERT_EQ(write(descriptor, "oidc/token+=\n", 13), 13);
  close(descriptor);
  const auto credentials = oidcCredentials(sts.role(), "provider", file)->fetch(wire.context);
  unlink(file);
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->accessKeyId, "STS.AssumeRoleWithOIDC");
}

TEST(CredentialsUriOverTheWire, IsFetched) {
  Server server;
  server->Get("/credentials", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(temporary("STS.uri"), "application/json");
  });
  OverTheWire wire;
  const auto credentials = fetchUri(server.url() + "/credentials")(wire.context);
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->accessKeyId, "STS.uri");
}

TEST(CredentialsUriOverTheWire, EndsAtTheCallsDeadline) {
  std::stop_source ended;  // outlives the server, whose thread uses it
  Server server;
  server->Get("/hang", [&](const httplib::Request&, httplib::Response&) {
    while (!ended.stop_requested()) std::this_thread::yield();
  });
  OverTheWire wire;
  wire.context.deadline = std::chrono::steady_clock::now() + 50ms;
  EXPECT_EQ(fetchUri(server.url() + "/hang")(wire.context).error().kind, ErrorKind::kTimeout);
  ended.request_stop();
}

}  // namespace
}  // namespace dataworks
