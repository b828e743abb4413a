// SPDX-License-Identifier: Apache-2.0
#include "credentials/clean.h"

#include "credentials/providers.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

struct Texts {
  std::string id = "LTAI-1";
  std::string secret = "s/1+=";
  std::string token = "t/1+=";
};

Credentials credentialsOf(const Texts& texts) {
  return {.accessKeyId = texts.id,
          .accessKeySecret = texts.secret,
          .securityToken = texts.token,
          .source = "profile prod in ~/.aliyun/config.json"};
}

TEST(CleanCredentials, LoseBlanksAndLineEndsAroundThemWithAWarning) {
  struct Row {
    Texts texts;
    std::vector<std::string> warnings;
  };
  const std::string left = "profile prod in ~/.aliyun/config.json: left out blanks or line ends around ";
  for (const auto& [texts, warnings] : std::vector<Row>{
           {{}, {}},
           {{.secret = "s/1+=\n"}, {left + "the access key secret"}},
           {{.id = "LTAI-1\r"}, {left + "the access key id"}},
           {{.token = "\r\nt/1+=\r\n"}, {left + "the security token"}},
           {{.id = " LTAI-1\t", .secret = "s/1+= "}, {left + "the access key id and the access key secret"}},
       }) {
    Asking asking;
    const auto clean = cleaned(credentialsOf(texts), asking.context);
    ASSERT_TRUE(clean) << clean.error();
    EXPECT_EQ(clean->accessKeyId, "LTAI-1");
    EXPECT_EQ(clean->accessKeySecret.reveal(), "s/1+=");
    EXPECT_EQ(clean->securityToken.reveal(), "t/1+=");
    EXPECT_EQ(asking.warnings, warnings);
  }
}

TEST(CleanCredentials, ContainNothingThatNoKeyContains) {
  struct Row {
    Texts texts;
    std::string message;
  };
  for (const auto& [texts, message] : std::vector<Row>{
           {{.secret = "\"hidden\""}, "the access key secret contains a quotation mark"},
           {{.secret = "'hidden'\n"}, "the access key secret contains a quotation mark"},
           {{.secret = "hid den"}, "the access key secret contains a blank"},
           {{.id = "LTAI\t1"}, "the access key id contains a blank"},
           {{.token = "hid\r\nden"}, "the security token contains a line end"},
           {{.token = std::string("hid\0den", 7)}, "the security token contains a control character"},
           {{.secret = "hid\x7f"
                       "den"},
            "the access key secret contains a control character"},
           {{.id = "\xEF\xBB\xBFLTAI"}, "the access key id contains a character that is not ASCII"},
           {{.secret = "\n"}, "the access key secret is only blanks or line ends"},
           {{.token = " "}, "the security token is only blanks or line ends"},
       }) {
    Asking asking;
    const auto clean = cleaned(credentialsOf(texts), asking.context);
    ASSERT_FALSE(clean) << message;
    EXPECT_EQ(clean.error().kind, ErrorKind::kCredentials);
    EXPECT_EQ(clean.error().message, "profile prod in ~/.aliyun/config.json: " + message);
    EXPECT_EQ(toString(clean.error()).find("hid"), std::string::npos);
  }
  EXPECT_FALSE(cleaned(Credentials{.bearerToken = "a b"}, FetchContext{}));
}

// Every source that can hold a key: from a file, from a command, from a server, from code.
TEST(CleanCredentials, ComeFromEverySource) {
  TemporaryDirectory home;
  home.write(".aliyun/config.json", R"({"current":"x","profiles":[
    {"name":"x","mode":"StsToken","access_key_id":"i","access_key_secret":"s\r\n","sts_token":"t\n"},
    {"name":"role","mode":"RamRoleArn","access_key_id":"i\n","access_key_secret":"s","ram_role_arn":"r"}]})");
  home.write(".alibabacloud/credentials",
             "[default]\ntype = access_key\naccess_key_id = i\naccess_key_secret = \"s \"\n");
  const auto environment = environmentOf(
      {{"HOME", home.path()}, {"ALIBABA_CLOUD_ACCESS_KEY_ID", "i\n"}, {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s"}});
  struct Row {
    const char* what;
    std::shared_ptr<CredentialsProvider> provider;
  };
  for (const auto& [what, provider] : std::vector<Row>{
           {"code", staticCredentials("i", "s\n")},
           {"code, bearer", staticCredentials({.bearerToken = "b\n"})},
           {"environment", cached(chainOf({environmentSource(environment)}))},
           {"CLI profile", cached(chainOf({cliProfileSource(environment, {})}))},
           {"base of a role", cached(chainOf({cliProfileSource(environment, "role")}))},
           {"ini profile", cached(chainOf({iniProfileSource(environment, {})}))},
           {"command", processCredentials(R"(printf '{"mode":"AK","access_key_id":"i","access_key_secret":"s\\n"}')")},
           {"URI", uriCredentials("http://127.0.0.1:1/")},
       }) {
    Asking asking([](const HttpRequest& request) {
      if (request.url.find("sts") != std::string::npos) {
        EXPECT_NE(request.body.find("AccessKeyId=i&"), std::string::npos) << request.body;
        return response(200, stsJson("STS.1"));
      }
      return response(200, R"({"AccessKeyId":"i","AccessKeySecret":"s","SecurityToken":"t\n"})");
    });
    const auto found = provider->fetch(asking.context);
    ASSERT_TRUE(found) << what << ": " << found.error();
    EXPECT_EQ(asking.warnings.size(), 1U) << what;
    for (const Secret* secret : {&found->accessKeySecret, &found->securityToken, &found->bearerToken}) {
      EXPECT_EQ(secret->reveal().find_first_of(" \r\n"), std::string_view::npos) << what;
    }
  }
}

TEST(CleanCredentials, AreMentionedOnceWhereNothingIsKept) {
  Asking asking;
  const auto provider = staticCredentials("i", "s\n");
  for (int call = 0; call < 3; ++call) EXPECT_EQ(provider->fetch(asking.context)->accessKeySecret.reveal(), "s");
  EXPECT_EQ(asking.warnings.size(), 1U);
}

TEST(CleanCredentials, AreReadAgainFromAFileThatWasMended) {
  TemporaryDirectory home;
  const auto write = [&](const std::string& secret) {
    home.write(".alibabacloud/credentials",
               "[default]\ntype = access_key\naccess_key_id = i\naccess_key_secret = " + secret + "\n");
  };
  write("s 1");
  Asking asking;
  const auto provider = cached(chainOf({iniProfileSource(environmentOf({{"HOME", home.path()}}), {})}));
  EXPECT_EQ(provider->fetch(asking.context).error().message,
            "profile default in ~/.alibabacloud/credentials: the access key secret contains a blank");
  write("s1");
  asking.clock->advance(1s);  // the pause after a failure
  EXPECT_TRUE(provider->fetch(asking.context));
}

}  // namespace
}  // namespace dataworks::detail
