// SPDX-License-Identifier: Apache-2.0
#include "text/proxy_setting.h"

#include <algorithm>
#include <array>

#include "text/ascii.h"
#include "text/number.h"

namespace dataworks::detail {

namespace {

bool isScheme(std::string_view text) {
  constexpr std::array<std::string_view, 6> kSchemes{"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  return std::any_of(kSchemes.begin(), kSchemes.end(), [text](auto each) { return equalInAnyCase(each, text); });
}

}  // namespace

std::string proxyProblem(std::string_view setting) {
  const auto contains = [](std::string_view text, std::string_view any) {
    return text.find_first_of(any) != std::string_view::npos;
  };
  if (setting.empty()) return {};
  if (setting.ends_with('\n') || setting.ends_with('\r')) return "it ends with a line break: remove it";
  if (std::any_of(setting.begin(), setting.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; })) {
    return "it contains a control character: remove it";
  }
  if (contains(setting.substr(0, 1), "\"'") || contains(setting.substr(setting.size() - 1), "\"'")) {
    return "it is in quotes: remove them";
  }
  if (setting.front() == ' ' || setting.back() == ' ') return "it has a blank at one end: remove it";
  if (contains(setting, " ")) return "it contains a blank: write %20";

  if (const auto end = setting.find("://"); end != std::string_view::npos) {
    if (!isScheme(setting.substr(0, end))) return "its scheme must be http, https, socks4, socks4a, socks5 or socks5h";
    setting.remove_prefix(end + 3);
  }
  if (const auto at = setting.rfind('@'); at != std::string_view::npos) {
    if (contains(setting.substr(0, at), "@/?#")) {
      return "its user name or password contains @ / ? or #: write %40 %2F %3F %23";
    }
    setting.remove_prefix(at + 1);
  }
  setting = setting.substr(0, setting.find_first_of("/?#"));
  const auto hostEnd = setting.starts_with('[') ? setting.find(']') : std::min(setting.find(':'), setting.size());
  if (hostEnd == std::string_view::npos || hostEnd == 0) return "its host is missing";
  const std::string_view rest = setting.substr(setting.starts_with('[') ? hostEnd + 1 : hostEnd);
  if (!rest.empty() && (rest.front() != ':' || !isPort(rest.substr(1)))) {
    return "its port must be a number from 1 to 65535";
  }
  return {};
}

}  // namespace dataworks::detail
