// SPDX-License-Identifier: Apache-2.0
#include "options/finalize_options.h"

#include <algorithm>
#include <utility>

#include "credentials/file.h"
#include "credentials/providers.h"
#include "dataworks/version.h"
#include "options/location.h"
#include "options/validate.h"
#include "rpc/endpoint.h"
#include "rpc/regions.h"
#include "text/proxy_setting.h"
#include "types/make_error.h"

namespace dataworks::detail {

namespace {

// What the options leave open. A client with credentials of its own has nothing to do with the CLI's profile.
ServiceLocation completed(const ClientOptions& options, const Environment& environment) {
  const bool byProfile = options.credentials == nullptr && (options.regionId.empty() || options.endpoint.empty());
  ServiceLocation location = locate(environment, byProfile ? std::optional<std::string>("") : std::nullopt);
  if (!options.regionId.empty()) {
    location.regionId = options.regionId;
    location.regionSource = "regionId";
  }
  if (!options.endpoint.empty()) {
    location.endpoint = options.endpoint;
    location.endpointSource = "endpoint";
    location.warnings.clear();  // they are about what it replaces
  }
  if (options.network == Network::kVpc) {
    location.network = Network::kVpc;
    location.networkSource = "network";
  }
  return location;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all.append(all.empty() ? "" : "; ").append(text);
  return all;
}

Settings::DoubtfulRegion doubtAbout(const std::string& regionId) {
  if (isKnownRegion(regionId)) return {};
  Settings::DoubtfulRegion doubtful{.similar = std::string(regionLike(regionId))};
  doubtful.question = "Is " + regionId + " a region?";
  if (!doubtful.similar.empty()) doubtful.question += " Did you mean " + doubtful.similar + "?";
  return doubtful;
}

std::optional<Error> setEndpoint(const ServiceLocation& location, Settings& settings) {
  if (!location.endpoint.empty()) {
    auto checked = checkedEndpoint(location.endpoint, location.endpointSource);
    if (!checked) return std::move(checked).error();
    settings.endpoint = std::move(*checked);
    return std::nullopt;
  }
  const std::string& regionId = settings.regionId;
  if (regionId.empty()) {
    const std::string why = joined(location.warnings);
    return invalidArgument("no region" + (why.empty() ? "" : " (" + why + ")"),
                           "Set regionId, for example \"cn-shanghai\", or ALIBABA_CLOUD_REGION_ID.");
  }
  if (location.network == Network::kVpc && isServedCentrally(regionId)) {
    return invalidArgument(regionId + " has no VPC endpoint, which " + location.networkSource +
                               " asks for: only dataworks.aliyuncs.com serves this region",
                           "Use the public endpoint.");
  }
  settings.endpoint = regionalEndpoint(regionId, location.network);
  settings.doubtfulRegion = doubtAbout(regionId);
  return std::nullopt;
}

// What goes into a header must not be able to start another one.
bool isHeaderText(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c != '\x7f'; });
}

std::vector<HttpHeader> fixedHeaders(const ClientOptions& options) {
  std::string userAgent = "dataworks-cpp/" DATAWORKS_VERSION " (C++)";
  if (!options.http.userAgent.empty()) userAgent += ' ' + options.http.userAgent;
  return {{"Content-Type", "application/x-www-form-urlencoded"}, {"User-Agent", std::move(userAgent)}};
}

}  // namespace

Result<Settings> finalizeOptions(const ClientOptions& options, const Environment& environment) {
  if (std::string problem = validate(options); !problem.empty()) return invalidArgument(std::move(problem));
  if (!isHeaderText(options.http.userAgent)) return invalidArgument("http.userAgent holds a control character");

  if (const std::string problem = proxyProblem(options.http.proxy.value_or("")); !problem.empty()) {
    return invalidArgument("http.proxy is unusable: " + problem,
                           "Give a URL such as http://proxy.example:3128, or socks5h://….");
  }
  if (!options.http.caFile.empty() && !isReadable(options.http.caFile)) {
    return invalidArgument("http.caFile \"" + options.http.caFile + "\" cannot be read",
                           "Give a PEM file or a hashed directory of certificate authorities.");
  }

  Settings settings;
  ServiceLocation location = completed(options, environment);
  settings.regionId = location.regionId;
  if (!settings.regionId.empty() && !isRegionId(settings.regionId)) {
    return invalidArgument(location.regionSource + " \"" + settings.regionId + "\" is not a region",
                           "Regions look like cn-shanghai or ap-southeast-1.");
  }
  if (auto error = setEndpoint(location, settings)) return *std::move(error);
  settings.warnings = std::move(location.warnings);

  settings.format = options.format;
  settings.signature = options.signature;
  settings.timeout = options.timeout;
  settings.connectTimeout = options.http.connectTimeout;
  settings.attemptTimeout = options.attemptTimeout;
  settings.retry = options.retry;
  settings.maxResponseBytes = options.http.maxResponseBytes;
  settings.maxLogBytes = options.http.maxLogBytes;
  settings.allowPlainHttp = options.http.allowPlainHttp;
  settings.headers = fixedHeaders(options);
  settings.credentials = options.credentials ? options.credentials : defaultCredentials();
  settings.clock = options.clock ? options.clock : systemClock();
  settings.observer = options.observer;
  settings.random = systemRandom;
  return settings;
}

}  // namespace dataworks::detail
