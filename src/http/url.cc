#include "http/url.h"

#include <algorithm>

namespace dataworks {

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
  if (host == "localhost" || host == "::1") return true;
  const bool numeric = std::all_of(host.begin(), host.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
  return numeric && host.starts_with("127.");
}

}  // namespace dataworks
