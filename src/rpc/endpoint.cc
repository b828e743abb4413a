#include "rpc/endpoint.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "text/ascii.h"

namespace dataworks::detail {

namespace {

// Source: the endpoint table of DataWorks 2018-06-01.
constexpr std::array<std::string_view, 9> kServedCentrally{"ap-south-1",   "ap-southeast-2",      "cn-qingdao",
                                                           "cn-huhehaote", "cn-hangzhou-finance", "cn-beijing-gov-1",
                                                           "cn-wuhan",     "cn-fujian",           "cn-zhangbei"};

Error badEndpoint(std::string_view url, std::string_view why) {
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  // A URL may hold a password before an `@` (or before what stands for one), and a signature in its query: neither is
  // repeated.
  const bool mayHoldPassword = url.find_first_of("@%") != std::string_view::npos;
  const auto shown = mayHoldPassword ? "...@..." : url.substr(0, url.find_first_of("?#"));
  error.message = "endpoint \"" + std::string(shown) + "\": " + std::string(why);
  error.hint = "Give a whole URL such as https://dataworks.cn-shanghai.aliyuncs.com, or only the region.";
  return error;
}

// `host`, `host:port`, `[address]` or `[address]:port`, of characters that may stand there.
bool isHostAndPort(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const auto hostEnd = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (hostEnd == std::string_view::npos) return false;
  const std::string_view host = text.substr(0, hostEnd);
  if (host.find_first_of(bracketed ? "]" : "[]") != std::string_view::npos || host.empty()) return false;
  const std::string_view rest = text.substr(bracketed ? hostEnd + 1 : hostEnd);
  if (rest.empty()) return true;
  unsigned port = 0;
  const auto [end, problem] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), port);
  return rest.front() == ':' && problem == std::errc() && end == rest.data() + rest.size() && port >= 1 &&
         port <= 65535;
}

}  // namespace

bool isRegionId(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::string regionalEndpoint(std::string_view regionId, Network network) {
  if (std::find(kServedCentrally.begin(), kServedCentrally.end(), regionId) != kServedCentrally.end()) {
    return "https://dataworks.aliyuncs.com/";
  }
  return std::string(network == Network::kVpc ? "https://dataworks-vpc." : "https://dataworks.") +
         std::string(regionId) + ".aliyuncs.com/";
}

Result<std::string> checkedEndpoint(std::string_view url) {
  std::string scheme = "https";
  std::string_view rest = url;
  if (const auto end = url.find("://"); end != std::string_view::npos) {
    scheme = inLowerCase(std::string(url.substr(0, end)));
    rest = url.substr(end + 3);
  }
  if (scheme != "https" && scheme != "http") return badEndpoint(url, "the scheme must be https or http");
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || rest.starts_with(':')) return badEndpoint(url, "the host is missing");
  const bool clean = std::all_of(rest.begin(), rest.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '_' || c == ':' || c == '[' || c == ']';
  });
  if (!clean) return badEndpoint(url, "only scheme, host and port may stand there");
  if (!isHostAndPort(rest)) return badEndpoint(url, "host and port must look like example.com:8443 or [::1]:8443");
  // In its usual form, so that two that mean the same compare equal.
  const std::string_view usualPort = scheme == "https" ? ":443" : ":80";
  if (rest.ends_with(usualPort)) rest.remove_suffix(usualPort.size());
  return scheme + "://" + inLowerCase(std::string(rest)) + '/';
}

}  // namespace dataworks::detail
