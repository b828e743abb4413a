// SPDX-License-Identifier: Apache-2.0
// What a wrapped command finds in its environment.
#include "child_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataworks::emulator {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(ChildEnvironment, PointsAtTheEmulatorAndNowhereElse) {
  const Environment inherited = {
      {"PATH", "/bin"},
      {"ALIBABA_CLOUD_ACCESS_KEY_ID", "real"},
      {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "real secret"},
      {"ALIBABA_CLOUD_SECURITY_TOKEN", "x"},
      {"ALIBABA_CLOUD_BEARER_TOKEN", "x"},
      {"ALIBABA_CLOUD_ROLE_ARN", "x"},
      {"ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "x"},
      {"ALIBABA_CLOUD_OIDC_TOKEN_FILE", "x"},
      {"ALIBABA_CLOUD_ROLE_SESSION_NAME", "x"},
      {"ALIBABA_CLOUD_PROFILE", "x"},
      {"ALIBABA_CLOUD_CONFIG_FILE", "x"},
      {"ALIBABA_CLOUD_CREDENTIALS_FILE", "x"},
      {"ALIBABA_CLOUD_ECS_METADATA", "x"},
      {"ALIBABA_CLOUD_CREDENTIALS_URI", "x"},
  };
  EXPECT_THAT(
      environmentFor(inherited, "http://127.0.0.1:8080", {"id", "secret"}, ""),
      UnorderedElementsAre(Pair("PATH", "/bin"), Pair("ALIBABA_CLOUD_ENDPOINT", "http://127.0.0.1:8080"),
                           Pair("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"), Pair("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
                           Pair("ALIBABA_CLOUD_REGION_ID", "cn-shanghai"), Pair("NO_PROXY", "localhost,127.0.0.1,::1"),
                           Pair("no_proxy", "localhost,127.0.0.1,::1")));
}

TEST(ChildEnvironment, GivesTheAuthorityOfTls) {
  EXPECT_EQ(environmentFor({{"SSL_CERT_FILE", "/other"}}, "https://127.0.0.1:1", {}, "/tmp/ca.pem").at("SSL_CERT_FILE"),
            "/tmp/ca.pem");
  EXPECT_EQ(environmentFor({{"SSL_CERT_FILE", "/other"}}, "http://127.0.0.1:1", {}, "").at("SSL_CERT_FILE"), "/other");
}

TEST(ChildEnvironment, ExtendsTheExceptionsOfAProxy) {
  const auto exceptions = [](const char* before, const char* url) {
    return environmentFor({{"NO_PROXY", before}}, url, {}, "").at("NO_PROXY");
  };
  EXPECT_EQ(exceptions("corp.example", "http://127.0.0.1:1"), "corp.example,localhost,127.0.0.1,::1");
  EXPECT_EQ(exceptions("", "http://10.0.0.7:1"), "localhost,127.0.0.1,::1,10.0.0.7");
  EXPECT_EQ(exceptions("", "http://[::1]:1"), "localhost,127.0.0.1,::1");
  EXPECT_EQ(exceptions("*", "http://127.0.0.1:1"), "*") << "that is every host already";
}

}  // namespace
}  // namespace dataworks::emulator
