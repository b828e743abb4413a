// SPDX-License-Identifier: Apache-2.0
#include "rpc/endpoint.h"

#include <gtest/gtest.h>

#include <string>

namespace dataworks::detail {
namespace {

TEST(Endpoint, FollowsFromTheRegion) {
  struct Row {
    std::string region;
    std::string ofPublic;
    std::string ofVpc;
  };
  const std::string central = "https://dataworks.aliyuncs.com/";
  const Row rows[] = {
      {"cn-shanghai", "https://dataworks.cn-shanghai.aliyuncs.com/", "https://dataworks-vpc.cn-shanghai.aliyuncs.com/"},
      {"cn-hangzhou", "https://dataworks.cn-hangzhou.aliyuncs.com/", "https://dataworks-vpc.cn-hangzhou.aliyuncs.com/"},
      {"xx-new-9", "https://dataworks.xx-new-9.aliyuncs.com/", "https://dataworks-vpc.xx-new-9.aliyuncs.com/"},
      {"ap-south-1", central, central},
      {"ap-southeast-2", central, central},
      {"cn-qingdao", central, central},
      {"cn-huhehaote", central, central},
      {"cn-hangzhou-finance", central, central},
      {"cn-beijing-gov-1", central, central},
      {"cn-wuhan", central, central},
      {"cn-fujian", central, central},
      {"cn-zhangbei", central, central},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(regionalEndpoint(row.region, Network::kPublic), row.ofPublic);
    EXPECT_EQ(regionalEndpoint(row.region, Network::kVpc), row.ofVpc);
  }
}

TEST(RegionId, LetsNothingElseIntoAHostName) {
  for (const char* region : {"cn-shanghai", "ap-southeast-1", "xx9"}) EXPECT_TRUE(isRegionId(region)) << region;
  for (const char* other : {"", "CN-SHANGHAI", "cn_shanghai", "cn.shanghai", "cn/", "cn:1", "a@b", "cn\r\n", "cn%2f"}) {
    EXPECT_FALSE(isRegionId(other)) << other;
  }
}

TEST(Endpoint, GivenIsCompleted) {
  struct Row {
    std::string given;
    std::string completed;
  };
  const Row rows[] = {
      {"https://gateway.example.com", "https://gateway.example.com/"},
      {"https://gateway.example.com/", "https://gateway.example.com/"},
      {"http://127.0.0.1:8080", "http://127.0.0.1:8080/"},
      {"gateway.example.com", "https://gateway.example.com/"},
      {"gateway_1.Example.com:443", "https://gateway_1.example.com/"},
      {"http://h:80", "http://h/"},
      {"http://h:443", "http://h:443/"},
      {"https://[FE80::1]:443", "https://[fe80::1]/"},
      {"https://h:4443", "https://h:4443/"},
      {"http://[::1]:9/", "http://[::1]:9/"},
      {"https://[::1]", "https://[::1]/"},
      {"HTTPS://h:1", "https://h:1/"},
      {"https://h:65535", "https://h:65535/"},
  };
  for (const Row& row : rows) {
    const auto checked = checkedEndpoint(row.given);
    ASSERT_TRUE(checked) << checked.error();
    EXPECT_EQ(*checked, row.completed);
  }
}

TEST(Endpoint, GivenWrongIsRefusedWithoutEchoingSecrets) {
  struct Row {
    std::string given;
    std::string message;
  };
  const Row rows[] = {
      {"ftp://h", R"(endpoint "ftp://h": the scheme must be https or http)"},
      {"https://", R"(endpoint "https://": the host is missing)"},
      {"https:///", R"(endpoint "https:///": the host is missing)"},
      {"", R"(endpoint "": the host is missing)"},
      {"https://:8080", R"(endpoint "https://:8080": the host is missing)"},
      {"https://h/path", R"(endpoint "https://h/path": only scheme, host and port may stand there)"},
      {"https://h//", R"(endpoint "https://h//": only scheme, host and port may stand there)"},
      {"https://h ost", R"(endpoint "https://h ost": only scheme, host and port may stand there)"},
      {"https://h\r\n", "endpoint \"https://h\r\n\": only scheme, host and port may stand there"},
      {"https://h?Signature=s3cret", R"(endpoint "https://h": only scheme, host and port may stand there)"},
      {"https://h#s3cret", R"(endpoint "https://h": only scheme, host and port may stand there)"},
      {"https://h:", R"(endpoint "https://h:": host and port must look like example.com:8443 or [::1]:8443)"},
      {"https://h:0", R"(endpoint "https://h:0": host and port must look like example.com:8443 or [::1]:8443)"},
      {"https://h:65536", R"(endpoint "https://h:65536": host and port must look like example.com:8443 or [::1]:8443)"},
      {"https://h:8x", R"(endpoint "https://h:8x": host and port must look like example.com:8443 or [::1]:8443)"},
      {"https://[::1", R"(endpoint "https://[::1": host and port must look like example.com:8443 or [::1]:8443)"},
      {"https://[::1]8", R"(endpoint "https://[::1]8": host and port must look like example.com:8443 or [::1]:8443)"},
      {"https://::1", R"(endpoint "https://::1": the host is missing)"},
      {"https://fe80::1", R"(endpoint "https://fe80::1": host and port must look like example.com:8443 or [::1]:8443)"},
      {"https://h]:1", R"(endpoint "https://h]:1": host and port must look like example.com:8443 or [::1]:8443)"},
      {"https://user:s3cret@h", R"(endpoint "...@...": only scheme, host and port may stand there)"},
      {"https://user:s3cret%40h", R"(endpoint "...@...": only scheme, host and port may stand there)"},
      {"cn-shanghai", R"(endpoint "cn-shanghai": this is a region, not an endpoint)"},
      {"https://AP-South-1/", R"(endpoint "https://AP-South-1/": this is a region, not an endpoint)"},
      {"ftp://s3cret@h", R"(endpoint "...@...": the scheme must be https or http)"},
  };
  for (const Row& row : rows) {
    const auto checked = checkedEndpoint(row.given);
    ASSERT_FALSE(checked) << row.given;
    EXPECT_EQ(checked.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(checked.error().execution, Execution::kNotExecuted);
    EXPECT_EQ(checked.error().message, row.message);
    EXPECT_EQ(checked.error().hint,
              "Give a whole URL such as https://dataworks.cn-shanghai.aliyuncs.com, or only the region.");
    EXPECT_EQ(toString(checked.error()).find("s3cret"), std::string::npos);
  }
}

}  // namespace
}  // namespace dataworks::detail
