// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include <gtest/gtest.h>

#include <string_view>

namespace dataworks::detail {
namespace {

TEST(HostOf, FindsTheHostOfAUrl) {
  struct Row {
    std::string_view url;
    std::string_view host;
  };
  const Row rows[] = {
      {"https://dataworks.cn-shanghai.aliyuncs.com/", "dataworks.cn-shanghai.aliyuncs.com"},
      {"http://127.0.0.1:8080/", "127.0.0.1"},
      {"http://127.0.0.1", "127.0.0.1"},
      {"http://[::1]:80/x", "::1"},
      {"http://[::1", "::1"},
      {"http://h?x=http://other", "h"},
      {"http://h#f", "h"},
      {"http://user:pass@h:1/p@q", "h"},
      {"http://localhost@evil.example", "evil.example"},
      {"http://", ""},
      {"h/without/scheme", ""},
      {"", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(hostOf(row.url), row.host) << row.url;
}

TEST(LoopbackHost, IsKnownByName) {
  for (const std::string_view host : {"localhost", "LocalHost", "localhost.", "127.0.0.1", "127.1.2.3", "127.1",
                                      "0x7f000001", "2130706433", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(isLoopbackHost(host)) << host;
  }
  for (const std::string_view host :
       {"", "128.0.0.1", "12.0.0.1", "127", "127.0.0.1.example.com", "127.evil.com", "localhost.example.com",
        "::", "::2", "1.127.0.1", "xlocalhost", "::ffff:128.0.0.1", "127.0.0.1.1", "127.0.0.1 evil", "0x7e000001",
        "1234567890123456789012345678901234567890123456789"}) {
    EXPECT_FALSE(isLoopbackHost(host)) << host;
  }
}

}  // namespace
}  // namespace dataworks::detail
