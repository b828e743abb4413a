// SPDX-License-Identifier: Apache-2.0
#include "http/proxy.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace dataworks::detail {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(UnusableProxy, NamesTheSettingThatLibcurlTakes) {
  struct Variables {
    const std::vector<const char*> names{"https_proxy", "HTTPS_PROXY", "http_proxy",
                                         "HTTP_PROXY",  "all_proxy",   "ALL_PROXY"};
    Variables() { clear(); }
    ~Variables() { clear(); }
    void clear() const {
      for (const char* name : names) unsetenv(name);
    }
  };
  const Variables variables;
  const char* const bad = "ftp://proxy";
  EXPECT_THAT(unusableProxy({}, true), IsEmpty());
  setenv("ALL_PROXY", bad, 1);
  EXPECT_THAT(unusableProxy({}, true), HasSubstr("ALL_PROXY is unusable: its scheme"));
  EXPECT_THAT(unusableProxy({}, false), HasSubstr("ALL_PROXY"));
  setenv("all_proxy", bad, 1);
  EXPECT_THAT(unusableProxy({}, false), HasSubstr("all_proxy"));
  setenv("HTTPS_PROXY", bad, 1);
  EXPECT_THAT(unusableProxy({}, true), HasSubstr("HTTPS_PROXY"));
  setenv("https_proxy", "http://proxy:8080", 1);
  EXPECT_THAT(unusableProxy({}, true), IsEmpty());
  setenv("https_proxy", "", 1);  // as if it were not set
  EXPECT_THAT(unusableProxy({}, true), HasSubstr("HTTPS_PROXY"));
  setenv("HTTP_PROXY", "http://proxy", 1);  // not taken, as a CGI program may get it from a request
  EXPECT_THAT(unusableProxy({}, false), HasSubstr("all_proxy"));
  setenv("http_proxy", bad, 1);
  EXPECT_THAT(unusableProxy({}, false), HasSubstr("http_proxy"));
  EXPECT_THAT(unusableProxy("http://proxy:0", true), HasSubstr("proxy is unusable: its port"));
  EXPECT_THAT(unusableProxy("", true), IsEmpty());
}

}  // namespace
}  // namespace dataworks::detail
