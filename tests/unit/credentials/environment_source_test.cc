// SPDX-License-Identifier: Apache-2.0
#include "credentials/providers.h"
#include "support/environment_variable.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

TEST(EnvironmentSource, ReturnsAKeyWithOrWithoutToken) {
  Asking asking;
  std::map<std::string, std::string> variables{{"ALIBABA_CLOUD_ACCESS_KEY_ID", "id"},
                                               {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"}};
  for (const std::string token : {"", "token"}) {
    variables["ALIBABA_CLOUD_SECURITY_TOKEN"] = token;
    const auto resolution = environmentSource(environmentOf(variables)).resolve(asking.context);
    const auto credentials = std::get<Resolved>(resolution).fetch(asking.context);
    ASSERT_TRUE(credentials);
    EXPECT_EQ(credentials->accessKeyId, "id");
    EXPECT_EQ(credentials->accessKeySecret.reveal(), "secret");
    EXPECT_EQ(credentials->securityToken.reveal(), token);
    EXPECT_EQ(credentials->source, "environment");
  }
}

TEST(EnvironmentSource, ReportsWhatIsMissing) {
  struct Row {
    std::map<std::string, std::string> variables;
    std::string reason;
    bool configured;
  };
  for (const auto& [variables, reason, configured] : std::vector<Row>{
           {{}, "ALIBABA_CLOUD_ACCESS_KEY_ID is not set", false},
           {{{"ALIBABA_CLOUD_ACCESS_KEY_ID", "id"}},
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set, but ALIBABA_CLOUD_ACCESS_KEY_ID is",
            true},
           {{{"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hidden"}},
            "ALIBABA_CLOUD_ACCESS_KEY_ID is not set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is",
            true},
       }) {
    const auto located = environmentSource(environmentOf(variables)).resolve({});
    EXPECT_EQ(std::get<Unavailable>(located).reason, reason);
    EXPECT_EQ(std::get<Unavailable>(located).configured, configured);
  }
}

TEST(EnvironmentCredentials, ReadTheProcessEnvironmentAtEachCall) {
  const auto provider = environmentCredentials();
  for (const std::string id : {"first", "second"}) {
    testing::setVariable("ALIBABA_CLOUD_ACCESS_KEY_ID", id.c_str());
    testing::setVariable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret");
    EXPECT_EQ(provider->fetch({})->accessKeyId, id);
  }
  testing::unsetVariable("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
  EXPECT_EQ(provider->fetch({}).error().kind, ErrorKind::kCredentials);
  testing::unsetVariable("ALIBABA_CLOUD_ACCESS_KEY_ID");
}

}  // namespace
}  // namespace dataworks::detail
