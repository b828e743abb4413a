#include "options/finalize_options.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "credentials/providers.h"
#include "dataworks/version.h"
#include "options/validate.h"
#include "rpc/endpoint.h"
#include "text/proxy_setting.h"

namespace dataworks::detail {

namespace {

Error invalid(std::string message, std::string hint = {}) {
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

std::string regionOf(const ClientOptions& options, const Environment& environment) {
  if (!options.regionId.empty()) return options.regionId;
  return options.credentials == nullptr ? profileRegion(environment, {})
                                        : environment.variable("ALIBABA_CLOUD_REGION_ID");
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
  if (std::string problem = validate(options); !problem.empty()) return invalidOptions(std::move(problem));
  if (!isHeaderText(options.http.userAgent)) return invalid("http.userAgent holds a control character");

  if (const std::string problem = proxyProblem(options.http.proxy.value_or("")); !problem.empty()) {
    return invalid("http.proxy is unusable: " + problem,
                   "Give a URL such as http://proxy.example:3128, or socks5h://….");
  }
  if (!options.http.caFile.empty() && access(options.http.caFile.c_str(), R_OK) != 0) {
    return invalid("http.caFile \"" + options.http.caFile + "\" cannot be read",
                   "Give a PEM file or a hashed directory of certificate authorities.");
  }

  Settings settings;
  settings.regionId = regionOf(options, environment);
  if (!settings.regionId.empty() && !isRegionId(settings.regionId)) {
    return invalid("regionId \"" + settings.regionId + "\" is no region",
                   "Regions look like cn-shanghai or ap-southeast-1.");
  }
  const std::string endpoint =
      options.endpoint.empty() ? environment.variable("ALIBABA_CLOUD_ENDPOINT") : options.endpoint;
  if (endpoint.empty()) {
    if (settings.regionId.empty()) {
      return invalid("no region", "Set regionId, for example \"cn-shanghai\", or ALIBABA_CLOUD_REGION_ID.");
    }
    settings.endpoint = regionalEndpoint(settings.regionId, options.network);
  } else {
    auto checked = checkedEndpoint(endpoint);
    if (!checked) return std::move(checked).error();
    settings.endpoint = std::move(*checked);
  }

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
