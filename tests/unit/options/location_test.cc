// SPDX-License-Identifier: Apache-2.0
#include "options/location.h"

#include "options/finalize_options.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

struct Location : ::testing::Test {
  TemporaryDirectory home;
  std::map<std::string, std::string> variables{{"HOME", home.path()}};

  /// The fields of the profile `default`, which is the current one.
  void profile(const std::string& fields) const {
    home.write(".aliyun/config.json", R"({"profiles":[{"name":"default",)" + fields +
                                          R"(},{"name":"other","region_id":"cn-beijing"},{"name":"bare"}]})");
  }
  ServiceLocation located(const std::string& named = {}) { return locate(environmentOf(variables), named); }
  Result<Settings> settings(ClientOptions options = {}) { return finalizeOptions(options, environmentOf(variables)); }
};

TEST_F(Location, FindsTheRegion) {
  const auto region = [this](const std::string& named = {}) { return located(named).regionId; };
  profile(R"("region_id":"cn-shanghai")");
  EXPECT_EQ(region(), "cn-shanghai");
  EXPECT_EQ(located().regionSource, "profile default in ~/.aliyun/config.json");
  EXPECT_EQ(region("other"), "cn-beijing");
  EXPECT_EQ(region("bare"), "") << "has none";
  EXPECT_EQ(region("missing"), "");
  variables["ALIBABA_CLOUD_REGION_ID"] = "cn-hangzhou";
  EXPECT_EQ(region(), "cn-hangzhou");
  EXPECT_EQ(located().regionSource, "ALIBABA_CLOUD_REGION_ID");
  EXPECT_EQ(region("other"), "cn-beijing") << "a named profile comes with its region";
  EXPECT_EQ(region("bare"), "cn-hangzhou");
  variables.erase("ALIBABA_CLOUD_REGION_ID");
  for (const char* disabling : {"ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "ALIBABA_CLOUD_IGNORE_PROFILE"}) {
    variables[disabling] = "TRUE";
    EXPECT_EQ(region(), "") << disabling;
    EXPECT_EQ(region("other"), "cn-beijing");
    variables.erase(disabling);
  }
}

TEST_F(Location, FindsTheEndpointInItsOrder) {
  struct Row {
    std::string fields;  // of the profile
    std::map<std::string, std::string> variables;
    ClientOptions options;
    std::string endpoint;
    std::vector<std::string> warnings{};
  };
  const std::string inProfile = R"("region_id":"cn-shanghai","endpoint_type":"VPC","endpoint":"dataworks.example")";
  const std::string vpc = R"("region_id":"cn-shanghai","endpoint_type":"vpc")";
  const std::string label = "profile default in ~/.aliyun/config.json: its endpoint";
  for (const Row& row : std::vector<Row>{
           {inProfile,
            {{"ALIBABA_CLOUD_ENDPOINT", "https://from.environment"}},
            {.endpoint = "https://given"},
            "https://given/"},
           {inProfile, {{"ALIBABA_CLOUD_ENDPOINT", "https://from.environment"}}, {}, "https://from.environment/"},
           {inProfile, {}, {}, "https://dataworks.example/"},
           {vpc, {}, {}, "https://dataworks-vpc.cn-shanghai.aliyuncs.com/"},
           {vpc, {}, {.regionId = "cn-beijing"}, "https://dataworks-vpc.cn-beijing.aliyuncs.com/"},
           {vpc, {{"ALIBABA_CLOUD_ENDPOINT_TYPE", "public"}}, {}, "https://dataworks.cn-shanghai.aliyuncs.com/"},
           {R"("region_id":"cn-shanghai")",
            {{"ALIBABA_CLOUD_ENDPOINT_TYPE", "vpc"}},
            {},
            "https://dataworks-vpc.cn-shanghai.aliyuncs.com/"},
           {R"("region_id":"cn-shanghai")", {}, {}, "https://dataworks.cn-shanghai.aliyuncs.com/"},
           {R"("region_id":"cn-shanghai","endpoint":"oss-cn-shanghai.aliyuncs.com")",
            {},
            {},
            "https://dataworks.cn-shanghai.aliyuncs.com/",
            {label + " is not one of DataWorks, so it is ignored"}},
           {R"("region_id":"cn-shanghai","endpoint":"https://u:hidden@dataworks.example")",
            {},
            {},
            "https://dataworks.cn-shanghai.aliyuncs.com/",
            {label + " is unusable, so it is ignored"}},
           {R"("region_id":"cn-shanghai","endpoint_type":"vcp")",
            {},
            {},
            "https://dataworks.cn-shanghai.aliyuncs.com/",
            {"endpoint_type of profile default in ~/.aliyun/config.json is neither vpc nor public, so it is ignored"}},
           {vpc,
            {},
            {.regionId = "cn-shanghai", .credentials = staticCredentials("i", "s")},
            "https://dataworks.cn-shanghai.aliyuncs.com/"},
       }) {
    profile(row.fields);
    variables = row.variables;
    variables["HOME"] = home.path();
    const auto its = settings(row.options);
    ASSERT_TRUE(its) << its.error();
    EXPECT_EQ(its->endpoint, row.endpoint) << row.fields;
    EXPECT_EQ(its->warnings, row.warnings) << row.fields;
  }
}

TEST_F(Location, NamesWhoAsksForWhatIsNotThere) {
  struct Row {
    std::string fields;  // of the profile
    std::map<std::string, std::string> variables;
    ClientOptions options;
    std::string message;
  };
  const std::string only = ": only dataworks.aliyuncs.com serves this region";
  const std::string label = "profile default in ~/.aliyun/config.json";
  for (const Row& row : std::vector<Row>{
           {R"("endpoint_type":"vpc")",
            {},
            {.regionId = "ap-south-1"},
            "ap-south-1 has no VPC endpoint, which endpoint_type of " + label + " asks for" + only},
           {R"("region_id":"cn-qingdao")",
            {{"ALIBABA_CLOUD_ENDPOINT_TYPE", "vpc"}},
            {},
            "cn-qingdao has no VPC endpoint, which ALIBABA_CLOUD_ENDPOINT_TYPE asks for" + only},
           {R"("a":"b")",
            {},
            {.regionId = "cn-wuhan", .network = Network::kVpc},
            "cn-wuhan has no VPC endpoint, which network asks for" + only},
           {R"("region_id":"Shanghai")", {}, {}, label + " \"Shanghai\" is not a region"},
           {R"("a":"b")",
            {{"ALIBABA_CLOUD_REGION_ID", "cn-shanghai\n"}},
            {},
            "ALIBABA_CLOUD_REGION_ID \"cn-shanghai\n\" is not a region"},
           {R"("region_id":"cn-shanghai")",
            {{"ALIBABA_CLOUD_ENDPOINT", "https://h/path"}},
            {},
            R"(ALIBABA_CLOUD_ENDPOINT "https://h/path": only scheme, host and port may stand there)"},
           {R"("name")", {}, {}, "no region (~/.aliyun/config.json: invalid JSON at line 1 (byte 38))"},
       }) {
    profile(row.fields);
    variables = row.variables;
    variables["HOME"] = home.path();
    const auto its = settings(row.options);
    ASSERT_FALSE(its) << row.message;
    EXPECT_EQ(its.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(its.error().message, row.message);
  }
}

TEST_F(Location, DoubtsARegionThatIsNotKnown) {
  struct Row {
    ClientOptions options;
    std::string question;
    std::string similar;
  };
  for (const Row& row : std::vector<Row>{
           {{.regionId = "cn-shanghai"}, "", ""},
           {{.regionId = "cn-shangai"}, "Is cn-shangai a region? Did you mean cn-shanghai?", "cn-shanghai"},
           {{.regionId = "cn-new-region-9"}, "Is cn-new-region-9 a region?", ""},
           {{.regionId = "cn-shangai", .endpoint = "https://h"}, "", ""},
       }) {
    const auto its = settings(row.options);
    ASSERT_TRUE(its) << its.error();
    EXPECT_EQ(its->doubtfulRegion.question, row.question);
    EXPECT_EQ(its->doubtfulRegion.similar, row.similar);
  }
}

}  // namespace
}  // namespace dataworks::detail
