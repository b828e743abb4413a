#include "rpc/endpoint.h"

#include <algorithm>
#include <array>

namespace dataworks {

namespace {

// Source: the endpoint table of DataWorks 2018-06-01.
constexpr std::array<std::string_view, 9> kServedCentrally{"ap-south-1",   "ap-southeast-2",      "cn-qingdao",
                                                           "cn-huhehaote", "cn-hangzhou-finance", "cn-beijing-gov-1",
                                                           "cn-wuhan",     "cn-fujian",           "cn-zhangbei"};

Error badEndpoint(std::string_view url, std::string_view why) {
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  // A URL may hold a password before an `@`, and a signature in its query: neither is repeated.
  const auto shown = url.find('@') == std::string_view::npos ? url.substr(0, url.find_first_of("?#")) : "...@...";
  error.message = "endpoint \"" + std::string(shown) + "\": " + std::string(why);
  error.hint = "Give a whole URL such as https://dataworks.cn-shanghai.aliyuncs.com, or only the region.";
  return error;
}

}  // namespace

std::string regionalEndpoint(std::string_view regionId, Network network) {
  if (std::find(kServedCentrally.begin(), kServedCentrally.end(), regionId) != kServedCentrally.end()) {
    return "https://dataworks.aliyuncs.com/";
  }
  return std::string(network == Network::kVpc ? "https://dataworks-vpc." : "https://dataworks.") +
         std::string(regionId) + ".aliyuncs.com/";
}

Result<std::string> checkedEndpoint(std::string_view url) {
  std::string_view scheme = "https";
  std::string_view rest = url;
  if (const auto end = url.find("://"); end != std::string_view::npos) {
    scheme = url.substr(0, end);
    rest = url.substr(end + 3);
  }
  if (scheme != "https" && scheme != "http") return badEndpoint(url, "the scheme must be https or http");
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || rest.starts_with(':')) return badEndpoint(url, "there is no host");
  const bool clean = std::all_of(rest.begin(), rest.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '_' || c == ':' || c == '[' || c == ']';
  });
  if (!clean) return badEndpoint(url, "only scheme, host and port may stand there");
  return std::string(scheme) + "://" + std::string(rest) + '/';
}

}  // namespace dataworks
