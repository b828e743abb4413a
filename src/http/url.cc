// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include <algorithm>
#include <array>

#include "text/ascii.h"

namespace dataworks::detail {

std::string_view hostOf(std::string_view url) noexcept {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  if (url.starts_with('[')) return url.substr(1, url.find(']') - 1);
  return url.substr(0, url.find(':'));
}

bool isLoopbackHost(std::string_view host) noexcept {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (equalInAnyCase(host, "localhost")) return true;
  std::array<char, INET6_ADDRSTRLEN> text{};                                                 // with a zero at its end
  if (host.size() >= text.size() || host.find(' ') != std::string_view::npos) return false;  // some systems stop there
  std::copy(host.begin(), host.end(), text.begin());
  in_addr ip4{};
  ip4.s_addr = inet_addr(text.data());  // reads `127.1` and `0x7f000001` too, as libcurl does
  if (isLoopback(ip4)) return true;
  in6_addr ip6{};
  return inet_pton(AF_INET6, text.data(), &ip6) == 1 && isLoopback(ip6);
}

bool isLoopback(const in_addr& address) noexcept { return ntohl(address.s_addr) >> 24U == 127; }

bool isLoopback(const in6_addr& address) noexcept {
  return IN6_IS_ADDR_LOOPBACK(&address) || (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127);
}

}  // namespace dataworks::detail
