// SPDX-License-Identifier: Apache-2.0
#include "credentials/providers.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

constexpr const char* kConfig = R"({
  "current": "key",
  "profiles": [
    {"name": "key", "mode": "AK", "access_key_id": "LTAI-key", "access_key_secret": "hidden-key", "region_id": "cn-shanghai"},
    {"name": "token", "mode": "ststoken", "access_key_id": "STS.token", "access_key_secret": "hidden-token", "sts_token": "hidden-sts", "region_id": "cn-beijing"},
    {"name": "role", "mode": "RamRoleArn", "access_key_id": "LTAI-base", "access_key_secret": "hidden-base", "ram_role_arn": "acs:ram::1:role/r",
     "ram_session_name": "session", "expired_seconds": 900, "sts_region": "cn-hangzhou", "enable_vpc": true, "external_id": "ext"},
    {"name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "role", "ram_role_arn": "acs:ram::2:role/c"},
    {"name": "ecs", "mode": "EcsRamRole", "ram_role_name": "ecs-role"},
    {"name": "oidc", "mode": "OIDC", "ram_role_arn": "acs:ram::1:role/o", "oidc_provider_arn": "provider", "oidc_token_file": "TOKENFILE"},
    {"name": "external", "mode": "External", "process_command": "sh -c 'echo \"{\\\"mode\\\": \\\"AK\\\", \\\"access_key_id\\\": \\\"LTAI-ext\\\", \\\"access_key_secret\\\": \\\"s\\\"}\"'"},
    {"name": "uri", "mode": "CredentialsURI", "credentials_uri": "http://127.0.0.1:1/credentials?key=hidden"},
    {"name": "bearer", "mode": "BearerToken", "bearer_token": "hidden-bearer"},
    {"name": "sso", "mode": "CloudSSO", "cloud_sso_sign_in_url": "https://signin.example.com"},
    {"name": "oauth", "mode": "OAuth"},
    {"name": "strange", "mode": "Telepathy"},
    {"name": "empty", "mode": "AK", "access_key_id": "", "access_key_secret": ""},
    {"name": "half", "mode": "AK", "access_key_id": "LTAI-half"},
    {"name": "untokened", "mode": "StsToken", "access_key_id": "i", "access_key_secret": "s"},
    {"name": "roleless", "mode": "RamRoleArn", "access_key_id": "i", "access_key_secret": "s"},
    {"name": "sourceless", "mode": "ChainableRamRoleArn", "ram_role_arn": "r"},
    {"name": "loop", "mode": "ChainableRamRoleArn", "source_profile": "pool", "ram_role_arn": "r"},
    {"name": "pool", "mode": "ChainableRamRoleArn", "source_profile": "loop", "ram_role_arn": "r"},
    {"name": "fileless", "mode": "OIDC", "ram_role_arn": "r", "oidc_provider_arn": "p"},
    {"name": "astray", "mode": "RamRoleArn", "access_key_id": "i", "access_key_secret": "s", "ram_role_arn": "r", "sts_region": "cn-hangzhou.example.com/"},
    {"name": "oidc-astray", "mode": "OIDC", "ram_role_arn": "r", "oidc_provider_arn": "p", "oidc_token_file": "t", "sts_region": "CN"},
    {"name": "commandless", "mode": "External"},
    {"name": "uriless", "mode": "CredentialsURI"},
    {"name": "bearerless", "mode": "BearerToken"},
    {"name": "rsa", "mode": "RsaKeyPair"},
    {"name": "rolename", "mode": "RamRoleArnWithRoleName"},
    {"name": "nobody", "mode": "Anonymous"}
  ],
  "meta_path": ""
})";

struct CliProfile : ::testing::Test {
  TemporaryDirectory home;
  std::map<std::string, std::string> variables{{"HOME", home.path()}};
  Asking asking{[](const HttpRequest& request) { return serve(request); }};

  CliProfile() { writeConfig(kConfig); }

  std::string writeConfig(std::string config, unsigned mode = 0600) {
    const std::string token = home.write("oidc-token", "oidc");
    if (const auto at = config.find("TOKENFILE"); at != std::string::npos) config.replace(at, 9, token);
    return home.write(".aliyun/config.json", config, mode);
  }

  Resolution resolve(const std::string& profile = {}) {
    return cliProfileSource(environmentOf(variables), profile).resolve(asking.context);
  }
  std::shared_ptr<CredentialsProvider> provider(const std::string& profile) {
    return cached(chainOf({cliProfileSource(environmentOf(variables), profile)}));
  }
  Unavailable declined(const std::string& profile = {}) { return std::get<Unavailable>(resolve(profile)); }
  Result<Credentials> credentials(const std::string& profile = {}) { return provider(profile)->fetch(asking.context); }

  /// STS, the metadata service and a credentials URI in one.
  static TransportOutcome serve(const HttpRequest& request) {
    if (request.url.find("/api/token") != std::string::npos) return response(200, "session");
    if (request.url.find("/ecs-role") != std::string::npos) return response(200, temporaryJson("STS.ecs"));
    if (request.url.find("127.0.0.1") != std::string::npos) return response(200, temporaryJson("STS.uri"));
    if (request.body.find("oidc") != std::string::npos) return response(200, stsJson("STS.oidc"));
    if (request.body.find("STS.role") != std::string::npos) return response(200, stsJson("STS.chain"));
    return response(200, stsJson("STS.role"));
  }
};

TEST_F(CliProfile, ResolvesEveryMode) {
  struct Row {
    const char* profile;
    const char* accessKeyId;
    const char* source;
  };
  for (const auto& [profile, accessKeyId, source] : std::vector<Row>{
           {"key", "LTAI-key", "profile key in ~/.aliyun/config.json"},
           {"token", "STS.token", "profile token in ~/.aliyun/config.json"},
           {"role", "STS.role", "role acs:ram::1:role/r, assumed by profile role in ~/.aliyun/config.json"},
           {"chain", "STS.chain",
            "role acs:ram::2:role/c, assumed by role acs:ram::1:role/r, assumed by profile role in "
            "~/.aliyun/config.json (profile chain in ~/.aliyun/config.json)"},
           {"ecs", "STS.ecs", "RAM role ecs-role of this ECS instance (profile ecs in ~/.aliyun/config.json)"},
           {"oidc", "STS.oidc", "role acs:ram::1:role/o (profile oidc in ~/.aliyun/config.json)"},
           {"external", "LTAI-ext", "credentials command sh (profile external in ~/.aliyun/config.json)"},
           {"uri", "STS.uri", "credentials URI (profile uri in ~/.aliyun/config.json)"},
           {"bearer", "", "profile bearer in ~/.aliyun/config.json"},
       }) {
    const auto found = credentials(profile);
    ASSERT_TRUE(found) << profile << ": " << found.error().message;
    EXPECT_EQ(found->accessKeyId, accessKeyId) << profile;
    EXPECT_EQ(found->source, source) << profile;
  }
  EXPECT_EQ(credentials("key")->securityToken.reveal(), "");
  EXPECT_EQ(credentials("token")->securityToken.reveal(), "hidden-sts");
  EXPECT_EQ(credentials("bearer")->bearerToken.reveal(), "hidden-bearer");
  EXPECT_TRUE(asking.warnings.empty());
}

TEST_F(CliProfile, SendsTheRoleSettingsToSts) {
  ASSERT_TRUE(credentials("role"));
  const HttpRequest request = asking.servers->requests().at(0);
  EXPECT_EQ(request.url, "https://sts-vpc.cn-hangzhou.aliyuncs.com");
  for (const char* part :
       {"RoleSessionName=session", "DurationSeconds=900", "ExternalId=ext", "AccessKeyId=LTAI-base"}) {
    EXPECT_NE(request.body.find(part), std::string::npos) << part;
  }
}

TEST_F(CliProfile, ReportsWhatIsWrongWithoutASecret) {
  struct Row {
    const char* profile;
    std::string reason;
    bool configured = true;
  };
  for (const auto& [profile, reason, configured] : std::vector<Row>{
           {"sso", "profile sso in ~/.aliyun/config.json has mode CloudSSO, which is not supported"},
           {"oauth", "profile oauth in ~/.aliyun/config.json has mode OAuth, which is not supported"},
           {"strange", "profile strange in ~/.aliyun/config.json has the unknown mode Telepathy"},
           {"empty", "profile empty in ~/.aliyun/config.json has no access key", false},
           {"half", "profile half in ~/.aliyun/config.json has no access_key_secret"},
           {"untokened", "profile untokened in ~/.aliyun/config.json has no sts_token"},
           {"roleless", "profile roleless in ~/.aliyun/config.json has no ram_role_arn"},
           {"sourceless", "profile sourceless in ~/.aliyun/config.json has no source_profile"},
           {"loop", "profile pool in ~/.aliyun/config.json is its own source through source_profile"},
           {"fileless", "profile fileless in ~/.aliyun/config.json has no oidc_token_file"},
           {"astray",
            R"(profile astray in ~/.aliyun/config.json: sts_region "cn-hangzhou.example.com/" is not a region)"},
           {"oidc-astray", R"(profile oidc-astray in ~/.aliyun/config.json: sts_region "CN" is not a region)"},
           {"rsa", "profile rsa in ~/.aliyun/config.json has mode RsaKeyPair, which is not supported"},
           {"commandless", "profile commandless in ~/.aliyun/config.json has no process_command"},
           {"uriless", "profile uriless in ~/.aliyun/config.json has no credentials_uri"},
           {"bearerless", "profile bearerless in ~/.aliyun/config.json has no bearer_token"},
       }) {
    EXPECT_EQ(declined(profile).reason, reason);
    EXPECT_EQ(declined(profile).configured, configured) << profile;
  }
}

TEST_F(CliProfile, SuggestsACommandInsteadOfAModeThatIsNotSupported) {
  EXPECT_NE(declined("sso").hint.find("acs-sso login --profile sso"), std::string::npos);
  EXPECT_NE(declined("oauth").hint.find("aliyun configure --profile oauth-key --mode AK"), std::string::npos);
  EXPECT_NE(declined("rsa").hint.find("aliyun configure --profile rsa-key --mode AK"), std::string::npos);
  EXPECT_NE(declined("rolename").hint.find("rolename-role --mode ChainableRamRoleArn"), std::string::npos);
  EXPECT_NE(declined("nobody").hint.find("aliyun configure --profile nobody-key --mode AK"), std::string::npos);
  EXPECT_EQ(declined("strange").hint, "");
}

TEST_F(CliProfile, IsPickedByNameThenEnvironmentThenCurrent) {
  EXPECT_EQ(credentials()->accessKeyId, "LTAI-key");
  variables["ALIBABA_CLOUD_PROFILE"] = "token";
  EXPECT_EQ(credentials()->accessKeyId, "STS.token");
  EXPECT_EQ(credentials("key")->accessKeyId, "LTAI-key");
  writeConfig(R"({"profiles": [{"name": "default", "mode": "AK", "access_key_id": "d", "access_key_secret": "s"}]})");
  variables.erase("ALIBABA_CLOUD_PROFILE");
  EXPECT_EQ(credentials()->accessKeyId, "d");
}

TEST_F(CliProfile, ListsTheProfilesWhenOneIsMissing) {
  writeConfig(R"({"profiles": [{"name": "default"}, {"name": "dev"}]})");
  EXPECT_EQ(declined("prod").reason, "there is no profile prod in ~/.aliyun/config.json (existing: default, dev)");
  EXPECT_TRUE(declined("prod").configured);
}

TEST_F(CliProfile, ReadsTheFileThatTheEnvironmentNames) {
  const std::string elsewhere =
      home.write("elsewhere.json",
                 "\xEF\xBB\xBF"
                 R"({"current":"x","profiles":[{"name":"x","access_key_id":"i","access_key_secret":"s"}]})");
  variables["ALIBABA_CLOUD_CONFIG_FILE"] = elsewhere;
  EXPECT_EQ(credentials()->accessKeyId, "i");
  variables["ALIBABA_CLOUD_CONFIG_FILE"] = "/nowhere/config.json";
  EXPECT_EQ(declined().reason, "there is no /nowhere/config.json");
  EXPECT_TRUE(declined().configured);
}

TEST_F(CliProfile, IsSkippedIfDisabledUnlessNamed) {
  variables["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"] = "true";
  EXPECT_EQ(declined().reason, "disabled by ALIBABA_CLOUD_CLI_PROFILE_DISABLED");
  EXPECT_TRUE(credentials("key"));
}

TEST_F(CliProfile, DeclinesFilesItCannotUse) {
  for (const auto& [broken, where] : std::vector<std::pair<const char*, const char*>>{
           {"", "line 1 (byte 1)"},
           {"{", "line 1 (byte 2)"},
           {"<html>", "line 1 (byte 1)"},
           {"{\n  \"profiles\": [\n    {\"name\": \"a\" \"mode\"", "line 3 (byte 41)"},
       }) {
    writeConfig(broken);
    EXPECT_EQ(declined().reason, std::string("~/.aliyun/config.json: invalid JSON at ") + where);
    EXPECT_TRUE(declined().forNow) << broken;
  }
  for (const std::string& never : {std::string("/dev/null"), home.path()}) {
    variables["ALIBABA_CLOUD_CONFIG_FILE"] = never;
    EXPECT_EQ(declined().reason, never + ": is not a regular file");
    EXPECT_FALSE(declined().forNow) << never;
  }
  variables.erase("ALIBABA_CLOUD_CONFIG_FILE");
  variables["HOME"] = home.path() + "/empty-home";
  EXPECT_EQ(declined().reason, "there is no ~/.aliyun/config.json");
  EXPECT_FALSE(declined().configured);
}

// Cut at every byte, the file yields its credentials, or an error without any of its text.
TEST_F(CliProfile, IsNeverQuotedWhereverTheFileIsCut) {
  const std::string whole =
      R"({"current":"a","profiles":[{"name":"a","mode":"AK","access_key_id":"LTAIquote","access_key_secret":"quote-secret"}]} )";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    for (const std::string& cut : {whole.substr(0, length), whole.substr(0, length) + '\0' + whole.substr(length)}) {
      writeConfig(cut);
      const auto found = credentials();
      EXPECT_EQ(found.has_value(), cut == whole.substr(0, whole.size() - 1)) << cut;
      if (found) continue;
      EXPECT_EQ(toString(found.error()).find("quote"), std::string::npos) << found.error();
    }
  }
}

TEST_F(CliProfile, WarnsOfAFileThatOthersCanRead) {
  writeConfig(kConfig, 0644);
  ASSERT_TRUE(credentials());
  ASSERT_EQ(asking.warnings.size(), 1U);
  EXPECT_EQ(asking.warnings[0],
            "~/.aliyun/config.json holds credentials and can be read by other users of this machine: chmod 600 "
            "~/.aliyun/config.json");
}

TEST_F(CliProfile, ReadsTheFileAgainWhenTheServiceRejectsItsKey) {
  const auto its = provider("token");
  EXPECT_EQ(its->fetch(asking.rejecting("STS.token"))->accessKeyId, "STS.token") << "the file has not changed";
  writeConfig(
      R"({"profiles": [{"name": "token", "mode": "StsToken", "access_key_id": "STS.renewed", "access_key_secret": "s", "sts_token": "t"}]})");
  EXPECT_EQ(its->fetch(asking.context)->accessKeyId, "STS.token") << "nothing was rejected";
  asking.clock->advance(10s);  // a rejected key that came out the same is served that long
  EXPECT_EQ(its->fetch(asking.rejecting("STS.token"))->accessKeyId, "STS.renewed");
}

TEST_F(CliProfile, KeepsTheOldCredentialsWhileTheFileIsBroken) {
  const auto its = provider("token");
  EXPECT_TRUE(its->fetch(asking.context));
  writeConfig("{");
  EXPECT_EQ(its->fetch(asking.rejecting("STS.token"))->accessKeyId, "STS.token");
  ASSERT_EQ(asking.warnings.size(), 1U);
  EXPECT_EQ(asking.warnings[0], "kept the old credentials: ~/.aliyun/config.json: invalid JSON at line 1 (byte 2)");
}

TEST_F(CliProfile, ReadsTheFileAgainWhenStsRejectsItsKey) {
  Asking rejecting([](const HttpRequest& request) {
    if (request.body.find("LTAI-rotated") != std::string::npos) return response(200, stsJson("STS.role"));
    return response(404, R"({"RequestId":"R","Code":"InvalidAccessKeyId.NotFound","Message":"not found"})");
  });
  const auto its = provider("role");
  EXPECT_EQ(its->fetch(rejecting.context).error().code, "InvalidAccessKeyId.NotFound");
  writeConfig(R"({"profiles": [{"name": "role", "mode": "RamRoleArn", "access_key_id": "LTAI-rotated",
                                "access_key_secret": "s", "ram_role_arn": "r"}]})");
  rejecting.clock->advance(1s);  // the pause after a failure
  EXPECT_EQ(its->fetch(rejecting.context)->accessKeyId, "STS.role");
}

TEST_F(CliProfile, WithoutAModeIsWhatTheOfficialCommandLineTakesItFor) {
  struct Row {
    const char* fields;
    const char* accessKeyId;
  };
  const std::string oidc = R"("oidc_provider_arn":"p","oidc_token_file":")" + home.path() + R"(/oidc-token")";
  const std::string key = R"("access_key_id":"LTAI-1","access_key_secret":"s")";
  const std::string command =
      R"("process_command":"echo '{\"mode\":\"AK\",\"access_key_id\":\"LTAI-ext\",\"access_key_secret\":\"s\"}'")";
  for (const auto& [fields, accessKeyId] : std::vector<std::pair<std::string, std::string>>{
           {key, "LTAI-1"},
           {key + R"(,"sts_token":"t")", "LTAI-1"},
           {key + R"(,"ram_role_arn":"r")", "STS.role"},
           {key + R"(,"sts_token":"t","ram_role_arn":"r")", "LTAI-1"},
           {key + R"(,"ram_role_name":"ecs-role")", "LTAI-1"},
           {R"("ram_role_name":"ecs-role",)" + command, "STS.ecs"},
           {command + "," + oidc + R"(,"ram_role_arn":"r")", "LTAI-ext"},
           {oidc + R"(,"ram_role_arn":"r")", "STS.oidc"},
           {R"("access_key_id":"half","ram_role_name":"ecs-role")", "STS.ecs"},
       }) {
    writeConfig(R"({"profiles":[{"name":"default",)" + fields + "}]}");
    const auto found = credentials();
    ASSERT_TRUE(found) << fields << found.error();
    EXPECT_EQ(found->accessKeyId, accessKeyId) << fields;
    EXPECT_EQ(found->securityToken.empty(),
              accessKeyId.starts_with("LTAI") && fields.find("sts_token") == std::string::npos)
        << fields;
  }
}

TEST_F(CliProfile, WithoutAModeThatCanBeToldIsRefusedByName) {
  struct Row {
    const char* fields;
    const char* why;
  };
  for (const Row& row :
       {Row{R"("credentials_uri":"http://h")", "has no mode, and its credentials_uri tells none"},
        Row{R"("source_profile":"a","ram_role_arn":"r")",
            "has no mode, and its ram_role_arn, source_profile tells none"},
        Row{R"("access_key_id":"i")", "has no access_key_secret"},
        Row{R"("private_key":"k","key_pair_name":"n")", "has mode RsaKeyPair, which is not supported"}}) {
    writeConfig(std::string(R"({"profiles":[{"name":"default",)") + row.fields + "}]}");
    EXPECT_EQ(declined().reason, std::string("profile default in ~/.aliyun/config.json ") + row.why);
    EXPECT_TRUE(declined().configured);
  }
}

TEST_F(CliProfile, WithAModeNotesTheIdentityThatItDoesNotUse) {
  struct Row {
    const char* fields;
    std::vector<std::string> notes;
  };
  const std::string has = "profile default in ~/.aliyun/config.json has mode ";
  for (const auto& [fields, notes] : std::vector<Row>{
           {R"("mode":"AK","access_key_id":"i","access_key_secret":"s")", {}},
           {R"("mode":"AK","access_key_id":"i","access_key_secret":"s","ram_role_arn":"r","sts_token":"t")",
            {has + "AK, which does not use its sts_token, ram_role_arn"}},
           {R"("access_key_id":"i","access_key_secret":"s","sts_token":"t","ram_role_arn":"r")",
            {"profile default in ~/.aliyun/config.json has no mode and is taken for StsToken, which does not use its "
             "ram_role_arn"}},
           {R"("mode":"EcsRamRole","access_key_id":"i","ram_role_name":"n")",
            {has + "EcsRamRole, which does not use its access_key_id"}},
           {R"("mode":"ChainableRamRoleArn","source_profile":"base","ram_role_arn":"r")",
            {"profile base in ~/.aliyun/config.json has mode AK, which does not use its ram_role_name"}},
       }) {
    writeConfig(std::string(R"({"profiles":[{"name":"default",)") + fields +
                R"(},{"name":"base","mode":"AK","access_key_id":"i","access_key_secret":"s","ram_role_name":"n"}]})");
    const auto found = resolve();
    ASSERT_TRUE(std::holds_alternative<Resolved>(found)) << fields;
    EXPECT_EQ(std::get<Resolved>(found).notes, notes) << fields;
  }
  EXPECT_TRUE(asking.warnings.empty()) << "only an inspection says so";
  static_cast<void>(inspect({cliProfileSource(environmentOf(variables), {})}, asking.context));
  EXPECT_EQ(asking.warnings.size(), 1U);
}

TEST_F(CliProfile, ObeysTheSwitchesThatForbidCommandsServersAndTheMetadataService) {
  for (const char* value : {"1", "true", "TRUE"}) {
    variables["ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS"] = value;
    EXPECT_EQ(declined("external").reason,
              "profile external in ~/.aliyun/config.json has a process_command, which "
              "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids");
    EXPECT_EQ(declined("uri").reason,
              "profile uri in ~/.aliyun/config.json has mode CredentialsURI, which "
              "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids");
    variables["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = value;
    EXPECT_EQ(declined("ecs").reason,
              "profile ecs in ~/.aliyun/config.json needs the ECS metadata service, which "
              "ALIBABA_CLOUD_ECS_METADATA_DISABLED forbids");
    EXPECT_TRUE(declined("ecs").configured);
  }
  EXPECT_TRUE(credentials("key"));
  variables = {{"HOME", home.path()}, {"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", "0"}};
  EXPECT_TRUE(credentials("external"));
}

TEST_F(CliProfile, IsIgnoredIfTheCommandLineIgnoresIt) {
  variables["ALIBABA_CLOUD_IGNORE_PROFILE"] = "TRUE";
  EXPECT_EQ(declined().reason, "disabled by ALIBABA_CLOUD_IGNORE_PROFILE");
  EXPECT_TRUE(credentials("key"));
}

TEST_F(CliProfile, WarnsOfTwoProfilesOfOneName) {
  writeConfig(R"({"profiles":[{"name":"default","access_key_id":"first","access_key_secret":"s"},
                              {"name":"default","access_key_id":"second","access_key_secret":"s"}]})");
  EXPECT_EQ(credentials()->accessKeyId, "first") << "as the official command line takes it";
  EXPECT_EQ(asking.warnings,
            std::vector<std::string>{
                "there is more than one profile default in ~/.aliyun/config.json: the first one is used"});
}

TEST_F(CliProfile, ReadsKeysInAnyCase) {
  writeConfig(R"({"Current":"x","Profiles":[{"Name":"x","Mode":"ak","Access_Key_Id":"i","ACCESS_KEY_SECRET":"s"}]})");
  EXPECT_EQ(credentials()->accessKeyId, "i");
}

TEST_F(CliProfile, MustBeAnObjectWithAList) {
  writeConfig("[]");
  EXPECT_EQ(declined().reason, "~/.aliyun/config.json: is not a JSON object");
  writeConfig(R"({"profiles":{"name":"default"}})");
  EXPECT_EQ(declined().reason, R"(~/.aliyun/config.json: "profiles" is not a list)");
}

TEST_F(CliProfile, NamesTheEndpointOfSts) {
  struct Row {
    const char* fields;
    const char* variable;
    const char* url;
  };
  for (const Row& row :
       {Row{R"("sts_endpoint":"sts-vpc.cn-shanghai.aliyuncs.com","sts_region":"cn-beijing")", "sts.example",
            "https://sts-vpc.cn-shanghai.aliyuncs.com"},
        Row{R"("sts_endpoint":"https://sts.cn-shanghai.aliyuncs.com/")", "", "https://sts.cn-shanghai.aliyuncs.com"},
        Row{R"("sts_region":"cn-beijing")", "sts.example", "https://sts.example"},
        Row{R"("sts_region":"cn-beijing")", "", "https://sts.cn-beijing.aliyuncs.com"}}) {
    writeConfig(std::string(R"({"profiles":[{"name":"default","mode":"RamRoleArn","access_key_id":"i",)") +
                R"("access_key_secret":"s","ram_role_arn":"r",)" + row.fields + "}]}");
    variables["ALIBABA_CLOUD_STS_ENDPOINT"] = row.variable;
    ASSERT_TRUE(credentials());
    EXPECT_EQ(asking.servers->requests().back().url, row.url);
  }
  variables["ALIBABA_CLOUD_STS_ENDPOINT"] = "https://user:hidden@h";
  EXPECT_EQ(declined().reason,
            "profile default in ~/.aliyun/config.json: ALIBABA_CLOUD_STS_ENDPOINT is no host such as "
            "sts.cn-shanghai.aliyuncs.com");
}

}  // namespace
}  // namespace dataworks::detail
