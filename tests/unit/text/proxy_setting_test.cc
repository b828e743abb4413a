// SPDX-License-Identifier: Apache-2.0
#include "text/proxy_setting.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace dataworks::detail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ProxyProblem, IsNoneOfAUsableSetting) {
  for (const char* setting :
       {"", "proxy", "proxy:8080", "127.0.0.1:3128", "http://proxy.corp:8080", "https://proxy:443/", "HTTP://proxy",
        "socks5h://proxy:1080", "socks4a://p", "http://user@proxy:8080", "http://user:p%40ss@proxy:8080",
        "user:password@proxy:8080", "http://[::1]:8080", "[::1]", "http://user:it's!$&()*+,;=@proxy:1"}) {
    EXPECT_EQ(proxyProblem(setting), "") << setting;
  }
}

TEST(ProxyProblem, SaysWhatToMendAndNotThePassword) {
  const std::string escape = "its user name or password contains @ / ? or #: write %40 %2F %3F %23";
  const std::string port = "its port must be a number from 1 to 65535";
  const std::string scheme = "its scheme must be http, https, socks4, socks4a, socks5 or socks5h";
  struct Row {
    std::string setting;
    std::string problem;
  };
  for (const auto& [setting, problem] : std::vector<Row>{
           {"http://u:hunter2@x@proxy:8080", escape},
           {"http://u:hunter2/x@proxy:8080", escape},
           {"http://u:hunter2?x@proxy:8080", escape},
           {"http://u:hunter2#x@proxy:8080", escape},
           {"u:12#hunter2@proxy:8080", escape},
           {"http://u:hunter2 x@proxy:8080", "it contains a blank: write %20"},
           {" http://proxy:8080", "it has a blank at one end: remove it"},
           {"http://proxy:8080 ", "it has a blank at one end: remove it"},
           {"http://proxy:8080\n", "it ends with a line break: remove it"},
           {"http://proxy:8080\r", "it ends with a line break: remove it"},
           {"http://pro\txy:8080", "it contains a control character: remove it"},
           {"\"http://proxy:8080\"", "it is in quotes: remove them"},
           {"'http://proxy:8080'", "it is in quotes: remove them"},
           {"http://proxy:99999", port},
           {"http://proxy:0", port},
           {"http://proxy:", port},
           {"http://user:hunter2", port},
           {"http://[::1]8080", port},
           {"ftp://proxy:21", scheme},
           {"htp://proxy", scheme},
           {"http://", "its host is missing"},
           {"http://:8080", "its host is missing"},
           {"http://u:hunter2@:8080", "its host is missing"},
           {"http://[::1:8080", "its host is missing"},
       }) {
    EXPECT_EQ(proxyProblem(setting), problem) << setting;
    EXPECT_THAT(proxyProblem(setting), Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace dataworks::detail
