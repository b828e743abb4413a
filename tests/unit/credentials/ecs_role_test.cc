// SPDX-License-Identifier: Apache-2.0
#include "credentials/providers.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

/// A metadata service. Each part can be told to respond otherwise.
struct Metadata {
  int tokenStatus = 200;
  std::string roles = "nightly-role\n";
  std::string credentials = temporaryJson("STS.ecs");

  TransportOutcome operator()(const HttpRequest& request) const {
    const std::string path = request.url.substr(std::string("http://100.100.100.200").size());
    if (path == "/latest/api/token") {
      const bool asked =
          request.method == "PUT" && headerOf(request, "X-aliyun-ecs-metadata-token-ttl-seconds") == "21600";
      return asked ? response(tokenStatus, "session\r\nX-Other: 1") : response(400, "");
    }
    const std::string expected = tokenStatus == 200 ? "session" : "";
    if (request.method != "GET" || headerOf(request, "X-aliyun-ecs-metadata-token") != expected)
      return response(403, "");
    if (path == "/latest/meta-data/ram/security-credentials/") {
      return roles.empty() ? response(404, "not found") : response(200, roles);
    }
    return path == "/latest/meta-data/ram/security-credentials/nightly-role" ? response(200, credentials)
                                                                             : response(404, "");
  }
};

TEST(EcsRoleCredentials, AsksWithASessionTokenAndNeverThroughAProxy) {
  Asking asking{Metadata()};
  const auto credentials = fetchEcsRole({})(asking.context);
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->accessKeyId, "STS.ecs");
  EXPECT_EQ(credentials->source, "RAM role nightly-role of this ECS instance");
  const auto requests = asking.servers->requests();
  ASSERT_EQ(requests.size(), 3U);
  for (const HttpRequest& request : requests) {
    EXPECT_TRUE(request.bypassProxy);
    EXPECT_TRUE(request.allowPlainHttp);
    EXPECT_EQ(request.idempotency, Idempotency::kIdempotent);
    EXPECT_EQ(request.connectTimeout, 1s);
    EXPECT_EQ(request.deadline, asking.clock->steadyNow() + 2s);
    EXPECT_EQ(request.maxResponseBytes, 64U * 1024);
  }
}

TEST(EcsRoleCredentials, DoesNotRequestTheNameOfANamedRole) {
  Asking asking{Metadata()};
  EXPECT_TRUE(fetchEcsRole({.roleName = "nightly-role"})(asking.context));
  EXPECT_EQ(asking.servers->requests().size(), 2U);
}

TEST(EcsRoleCredentials, FallsBackToPlainGetOnlyWithoutTokenSupport) {
  struct Row {
    int tokenStatus;
    bool allowVersion1;
    const char* error;
  };
  for (const auto& [status, allowed, error] : std::vector<Row>{
           {404, true, nullptr},
           {403, true, nullptr},
           {405, true, nullptr},
           {404, false,
            "ECS metadata service issues no session tokens, and ALIBABA_CLOUD_IMDSV1_DISABLED forbids requests without "
            "one"},
           {429, true, "ECS metadata service responded with HTTP status 429"},
           {500, true, "ECS metadata service responded with HTTP status 500"},
           {302, true, "ECS metadata service responded with HTTP status 302"},
       }) {
    Asking asking{Metadata{.tokenStatus = status}};
    const auto credentials = fetchEcsRole({.allowVersion1 = allowed})(asking.context);
    EXPECT_EQ(credentials.has_value(), error == nullptr) << status;
    if (error != nullptr) {
      EXPECT_EQ(credentials.error().message, error);
    }
  }
}

TEST(EcsRoleCredentials, DoesNotFallBackWithoutAResponse) {
  Asking asking;
  const auto credentials = fetchEcsRole({})(asking.context);
  EXPECT_EQ(credentials.error().kind, ErrorKind::kNetwork);
  EXPECT_EQ(credentials.error().message, "ECS metadata service: connection refused");
  EXPECT_EQ(asking.servers->requests().size(), 1U);
}

TEST(EcsRoleCredentials, ReportsWhatTheInstanceLacks) {
  struct Row {
    Metadata metadata;
    const char* error;
  };
  for (const auto& [metadata, error] : std::vector<Row>{
           {{.roles = ""}, "this ECS instance has no RAM role"},
           {{.roles = "\n"}, "the RAM role of this ECS instance has no valid name"},
           {{.roles = "../../user-data"}, "the RAM role of this ECS instance has no valid name"},
           {{.roles = "other-role"}, "ECS metadata service responded with HTTP status 404"},
           {{.credentials = R"({"Code":"Failed","Message":"the role is gone"})"},
            "ECS metadata service for the role nightly-role refused: the role is gone"},
           {{.credentials = "<html>"}, "ECS metadata service for the role nightly-role responded without AccessKeyId"},
           {{.credentials = R"({"Code":"Success"})"},
            "ECS metadata service for the role nightly-role responded without AccessKeyId"},
       }) {
    Asking asking{metadata};
    EXPECT_EQ(fetchEcsRole({})(asking.context).error().message, error);
  }
}

TEST(EcsRoleSource, IsDisabledByTheEnvironment) {
  Asking asking{Metadata()};
  const Source source = ecsRoleSource(environmentOf({{"ALIBABA_CLOUD_ECS_METADATA_DISABLED", "True"}}));
  const auto located = source.resolve(asking.context);
  EXPECT_EQ(std::get<Unavailable>(located).reason, "disabled by ALIBABA_CLOUD_ECS_METADATA_DISABLED");
  EXPECT_TRUE(asking.servers->requests().empty());
}

// What responds is there: no other identity is used instead, and the call may succeed a moment later.
TEST(EcsRoleSource, IsUnusableForNowIfItFailsOrThrottles) {
  struct Row {
    int status;
    ErrorKind kind;
    bool forNow;
  };
  for (const Row& row : {Row{429, ErrorKind::kThrottled, true}, Row{503, ErrorKind::kService, true},
                         Row{302, ErrorKind::kCredentials, false}}) {
    Asking asking{Metadata{.tokenStatus = row.status}};
    const auto source = ecsRoleSource(environmentOf({}));
    EXPECT_EQ(std::get<Unavailable>(source.resolve(asking.context)).forNow, row.forNow) << row.status;
    EXPECT_EQ(chainOf({source})(asking.context).credentials.error().kind, row.kind) << row.status;
  }
  Asking silent;
  EXPECT_EQ(chainOf({ecsRoleSource(environmentOf({}))})(silent.context).credentials.error().kind,
            ErrorKind::kCredentials);
}

TEST(EcsRoleSource, ReadsRoleAndVersionFromTheEnvironment) {
  Asking asking{Metadata{.tokenStatus = 404}};
  const Source version2 = ecsRoleSource(environmentOf({{"ALIBABA_CLOUD_IMDSV1_DISABLED", "true"}}));
  EXPECT_TRUE(std::holds_alternative<Unavailable>(version2.resolve(asking.context)));

  const Source named = ecsRoleSource(environmentOf({{"ALIBABA_CLOUD_ECS_METADATA", "nightly-role"}}));
  EXPECT_TRUE(std::holds_alternative<Resolved>(named.resolve(asking.context)));
}

TEST(EcsRoleSource, IsNotAskedTwiceForTheFirstCredentials) {
  Asking asking{Metadata()};
  EXPECT_TRUE(chainOf({ecsRoleSource(environmentOf({}))})(asking.context).credentials);
  EXPECT_EQ(asking.servers->requests().size(), 3U) << "session, role, credentials";
}

}  // namespace
}  // namespace dataworks::detail
