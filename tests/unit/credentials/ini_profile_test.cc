// SPDX-License-Identifier: Apache-2.0
#include "credentials/providers.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

constexpr const char* kIni = R"(
[default]
enable = true                 # used unless told otherwise
type = access_key
access_key_id = LTAI-default
access_key_secret = hidden    # not shown anywhere

[role]
type = ram_role_arn
access_key_id = LTAI-base
access_key_secret = hidden
role_arn = acs:ram::1:role/r
role_session_name = session
policy = {"Version":"1"}

[ecs]
type = ecs_ram_role
role_name = ecs-role

[oidc]
type = oidc_role_arn
role_arn = acs:ram::1:role/o
oidc_provider_arn = provider
oidc_token_file_path = TOKENFILE

[off]
enable = false
type = access_key
[typeless]
access_key_id = i
[strange]
type = rsa_key_pair
[half]
type = access_key
access_key_id = i
[roleless]
type = ram_role_arn
access_key_id = i
access_key_secret = s
[keyless]
type = ram_role_arn
role_arn = r
[fileless]
type = oidc_role_arn
role_arn = r
oidc_provider_arn = p
)";

struct IniProfile : ::testing::Test {
  TemporaryDirectory home;
  std::map<std::string, std::string> variables{{"HOME", home.path()}};
  Asking asking{[](const HttpRequest& request) {
    if (request.url.find("/api/token") != std::string::npos) return response(200, "session");
    if (request.url.find("/ecs-role") != std::string::npos) return response(200, temporaryJson("STS.ecs"));
    return response(200, stsJson(request.body.find("OIDC") != std::string::npos ? "STS.oidc" : "STS.role"));
  }};

  IniProfile() { write(".alibabacloud/credentials"); }
  std::string write(const std::string& name, unsigned mode = 0600) const {
    std::string ini = kIni;
    ini.replace(ini.find("TOKENFILE"), 9, home.write("oidc-token", "oidc"));
    return home.write(name, ini, mode);
  }

  Resolution resolve(const std::string& profile = {}) {
    return iniProfileSource(environmentOf(variables), profile).resolve(asking.context);
  }
  std::shared_ptr<CredentialsProvider> provider(const std::string& profile) {
    return cached(chainOf({iniProfileSource(environmentOf(variables), profile)}));
  }
  Unavailable declined(const std::string& profile = {}) { return std::get<Unavailable>(resolve(profile)); }
  Result<Credentials> credentials(const std::string& profile = {}) { return provider(profile)->fetch(asking.context); }
};

TEST_F(IniProfile, ResolvesEveryType) {
  struct Row {
    const char* profile;
    const char* accessKeyId;
    const char* source;
  };
  for (const auto& [profile, accessKeyId, source] : std::vector<Row>{
           {"", "LTAI-default", "profile default in ~/.alibabacloud/credentials"},
           {"role", "STS.role", "role acs:ram::1:role/r, assumed by profile role in ~/.alibabacloud/credentials"},
           {"ecs", "STS.ecs", "RAM role ecs-role of this ECS instance (profile ecs in ~/.alibabacloud/credentials)"},
           {"oidc", "STS.oidc", "role acs:ram::1:role/o (profile oidc in ~/.alibabacloud/credentials)"},
       }) {
    const auto found = credentials(profile);
    ASSERT_TRUE(found) << profile << ": " << found.error().message;
    EXPECT_EQ(found->accessKeyId, accessKeyId);
    EXPECT_EQ(found->source, source);
  }
  EXPECT_EQ(credentials()->accessKeySecret.reveal(), "hidden");
}

TEST_F(IniProfile, ReportsWhatIsWrongWithoutASecret) {
  struct Row {
    const char* profile;
    std::string reason;
    bool configured = true;
  };
  const std::string file = " in ~/.alibabacloud/credentials";
  for (const auto& [profile, reason, configured] : std::vector<Row>{
           {"off", "profile off" + file + " is not enabled", false},
           {"typeless", "profile typeless" + file + " has no type"},
           {"strange", "profile strange" + file + " has type rsa_key_pair, which is not supported"},
           {"half", "profile half" + file + " has no access_key_secret"},
           {"roleless", "profile roleless" + file + " has no role_arn"},
           {"keyless", "profile keyless" + file + " has no access_key_id"},
           {"fileless", "profile fileless" + file + " has no oidc_token_file_path"},
           {"missing", "there is no profile missing" + file},
       }) {
    EXPECT_EQ(declined(profile).reason, reason);
    EXPECT_EQ(declined(profile).configured, configured) << profile;
  }
}

TEST_F(IniProfile, IsFoundUnderBothNames) {
  std::filesystem::rename(home.path() + "/.alibabacloud/credentials", home.path() + "/.alibabacloud/credentials.ini");
  EXPECT_EQ(credentials()->source, "profile default in ~/.alibabacloud/credentials.ini");
  variables["ALIBABA_CLOUD_CREDENTIALS_FILE"] = write("elsewhere", 0640);
  EXPECT_EQ(credentials()->source, "profile default in ~/elsewhere");
  EXPECT_EQ(asking.warnings.size(), 1U) << "its group can read it";
  variables = {{"HOME", home.path() + "/empty-home"}};
  EXPECT_EQ(declined().reason, "there is neither ~/.alibabacloud/credentials nor credentials.ini");
  EXPECT_FALSE(declined().configured);
  variables["ALIBABA_CLOUD_CREDENTIALS_FILE"] = "/nowhere/ini";
  EXPECT_EQ(declined().reason, "there is no /nowhere/ini");
  EXPECT_TRUE(declined().configured);
}

TEST_F(IniProfile, IsPickedByNameThenEnvironment) {
  variables["ALIBABA_CLOUD_PROFILE"] = "ecs";
  EXPECT_EQ(credentials()->accessKeyId, "STS.ecs");
  EXPECT_EQ(credentials("default")->accessKeyId, "LTAI-default");
}

TEST_F(IniProfile, ObeysTheSwitchThatForbidsTheMetadataService) {
  variables["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "True";
  EXPECT_EQ(declined("ecs").reason,
            "profile ecs in ~/.alibabacloud/credentials needs the ECS metadata service, which "
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED forbids");
  EXPECT_TRUE(declined("ecs").configured);
}

TEST_F(IniProfile, NotesTheIdentityThatItsTypeDoesNotUse) {
  home.write(".alibabacloud/credentials",
             "[default]\ntype = access_key\naccess_key_id = i\naccess_key_secret = s\nrole_arn = r\nrole_name = n\n"
             "[role]\ntype = ram_role_arn\naccess_key_id = i\naccess_key_secret = s\nrole_arn = r\n");
  EXPECT_EQ(
      std::get<Resolved>(resolve()).notes,
      std::vector<std::string>{"profile default in ~/.alibabacloud/credentials has type access_key, which does not "
                               "use its role_arn, role_name"});
  EXPECT_TRUE(std::get<Resolved>(resolve("role")).notes.empty());
}

TEST_F(IniProfile, WarnsOfTwoSectionsOfOneName) {
  home.write(".alibabacloud/credentials",
             "[default]\ntype = access_key\naccess_key_id = first\naccess_key_secret = s\n"
             "[default]\ntype = access_key\naccess_key_id = second\naccess_key_secret = s\n");
  EXPECT_EQ(credentials()->accessKeyId, "first");
  EXPECT_EQ(asking.warnings,
            std::vector<std::string>{
                "there is more than one profile default in ~/.alibabacloud/credentials: the first one is used"});
}

TEST_F(IniProfile, AsksTheEndpointOfStsThatTheEnvironmentNames) {
  variables["ALIBABA_CLOUD_STS_ENDPOINT"] = "sts-vpc.cn-shanghai.aliyuncs.com";
  for (const char* profile : {"role", "oidc"}) {
    ASSERT_TRUE(credentials(profile));
    EXPECT_EQ(asking.servers->requests().back().url, "https://sts-vpc.cn-shanghai.aliyuncs.com") << profile;
  }
}

}  // namespace
}  // namespace dataworks::detail
