// SPDX-License-Identifier: Apache-2.0
#include "http/proxy.h"

#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "text/proxy_setting.h"

namespace dataworks::detail {

namespace {

// libcurl prefers lower case, and for `http:` takes no other.
std::pair<std::string_view, std::string_view> variableFor(bool https) {
  constexpr std::array<const char*, 4> kForHttps{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  constexpr std::array<const char*, 4> kForHttp{"http_proxy", "", "all_proxy", "ALL_PROXY"};
  for (const char* name : https ? kForHttps : kForHttp) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return {name, value};
  }
  return {};
}

}  // namespace

std::string unusableProxy(const std::optional<std::string>& proxy, bool https) {
  const auto [name, value] =
      proxy ? std::pair<std::string_view, std::string_view>("proxy", *proxy) : variableFor(https);
  const std::string problem = proxyProblem(value);
  return problem.empty() ? problem : std::string(name) + " is unusable: " + problem;
}

}  // namespace dataworks::detail
