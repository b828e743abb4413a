// SPDX-License-Identifier: Apache-2.0
#include "rpc/endpoint.h"

#include <algorithm>

#include "rpc/regions.h"
#include "text/ascii.h"
#include "text/number.h"
#include "types/make_error.h"

namespace dataworks::detail {

namespace {

Error badEndpoint(std::string_view url, std::string_view name, std::string_view why) {
  // A URL may hold a password before an `@` (or before what stands for one), and a signature in its query: neither is
  // repeated.
  const bool mayHoldPassword = url.find_first_of("@%") != std::string_view::npos;
  const auto shown = mayHoldPassword ? "...@..." : url.substr(0, url.find_first_of("?#"));
  return invalidArgument(std::string(name) + " \"" + std::string(shown) + "\": " + std::string(why),
                         "Give a whole URL such as https://dataworks.cn-shanghai.aliyuncs.com, or only the region.");
}

// `host`, `host:port`, `[address]` or `[address]:port`, of characters that may stand there.
bool isHostAndPort(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const auto hostEnd = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (hostEnd == std::string_view::npos) return false;
  const std::string_view host = text.substr(0, hostEnd);
  if (host.find_first_of(bracketed ? "]" : "[]") != std::string_view::npos || host.empty()) return false;
  const std::string_view rest = text.substr(bracketed ? hostEnd + 1 : hostEnd);
  return rest.empty() || (rest.front() == ':' && isPort(rest.substr(1)));
}

}  // namespace

bool isRegionId(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::string regionalEndpoint(std::string_view regionId, Network network) {
  if (isServedCentrally(regionId)) return "https://dataworks.aliyuncs.com/";
  return std::string(network == Network::kVpc ? "https://dataworks-vpc." : "https://dataworks.") +
         std::string(regionId) + ".aliyuncs.com/";
}

Result<std::string> checkedEndpoint(std::string_view url, std::string_view name) {
  const auto bad = [&](std::string_view why) { return badEndpoint(url, name, why); };
  std::string scheme = "https";
  std::string_view rest = url;
  if (const auto end = url.find("://"); end != std::string_view::npos) {
    scheme = inLowerCase(std::string(url.substr(0, end)));
    rest = url.substr(end + 3);
  }
  if (scheme != "https" && scheme != "http") return bad("the scheme must be https or http");
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || rest.starts_with(':')) return bad("the host is missing");
  const bool clean = std::all_of(rest.begin(), rest.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '_' || c == ':' || c == '[' || c == ']';
  });
  if (!clean) return bad("only scheme, host and port may stand there");
  if (!isHostAndPort(rest)) return bad("host and port must look like example.com:8443 or [::1]:8443");
  if (isKnownRegion(inLowerCase(std::string(rest)))) return bad("this is a region, not an endpoint");
  // In its usual form, so that two that mean the same compare equal.
  const std::string_view usualPort = scheme == "https" ? ":443" : ":80";
  if (rest.ends_with(usualPort)) rest.remove_suffix(usualPort.size());
  return scheme + "://" + inLowerCase(std::string(rest)) + '/';
}

}  // namespace dataworks::detail
