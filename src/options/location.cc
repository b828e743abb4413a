// SPDX-License-Identifier: Apache-2.0
#include "options/location.h"

#include <utility>

#include "credentials/cli_config.h"
#include "credentials/file.h"
#include "rpc/endpoint.h"
#include "text/ascii.h"

namespace dataworks::detail {

namespace {

constexpr const char* kRegion = "ALIBABA_CLOUD_REGION_ID";
constexpr const char* kEndpoint = "ALIBABA_CLOUD_ENDPOINT";
constexpr const char* kEndpointType = "ALIBABA_CLOUD_ENDPOINT_TYPE";

/// The texts of a profile, and what to call it.
struct Profile {
  std::string regionId{};
  std::string endpoint{};
  std::string endpointType{};
  std::string label{};
  std::string problem{};  // of the file
};

Profile readProfile(const Environment& environment, const std::string& named) {
  if (named.empty() && !cliProfilesDisabled(environment).empty()) return {};
  const CliConfigPath file = cliConfigPath(environment);
  const auto content = readFile(file.path);
  if (!content) return {};
  const CliConfig config(content->text, file.shown);
  if (!config.problem().empty()) return {.problem = config.problem()};
  const std::string name = config.chosen(environment, named);
  const JsonValue profile = config.profile(name);
  return {.regionId = profile.text("region_id"),
          .endpoint = profile.text("endpoint"),
          .endpointType = profile.text("endpoint_type"),
          .label = config.label(name)};
}

// `endpoint` of a profile serves every product: it may be the host of another one. It is not quoted, because it may
// hold a password.
void takeEndpoint(const Profile& profile, ServiceLocation& location) {
  if (profile.endpoint.empty()) return;
  const auto url = checkedEndpoint(profile.endpoint);
  if (!url) {
    location.warnings.push_back(profile.label + ": its endpoint is unusable, so it is ignored");
  } else if (url->find("dataworks") == std::string::npos) {
    location.warnings.push_back(profile.label + ": its endpoint is not one of DataWorks, so it is ignored");
  } else {
    location.endpoint = profile.endpoint;
    location.endpointSource = profile.label;
  }
}

// False if the type says nothing.
bool takeNetwork(const std::string& type, std::string source, ServiceLocation& location) {
  if (type.empty()) return false;
  const bool vpc = equalInAnyCase(type, "vpc");
  if (!vpc && !equalInAnyCase(type, "public")) {
    location.warnings.push_back(source + " is neither vpc nor public, so it is ignored");
    return false;
  }
  location.network = vpc ? Network::kVpc : Network::kPublic;
  location.networkSource = std::move(source);
  return true;
}

}  // namespace

ServiceLocation locate(const Environment& environment, const std::optional<std::string>& profile) {
  ServiceLocation location;
  location.regionId = environment(kRegion);
  if (!location.regionId.empty()) location.regionSource = kRegion;
  location.endpoint = environment(kEndpoint);
  if (!location.endpoint.empty()) location.endpointSource = kEndpoint;
  const bool typed = takeNetwork(environment(kEndpointType), kEndpointType, location);
  if (!profile) return location;

  const Profile its = readProfile(environment, *profile);
  if (!its.problem.empty()) location.warnings.push_back(its.problem);
  if (!its.regionId.empty() && (!profile->empty() || location.regionId.empty())) {
    location.regionId = its.regionId;
    location.regionSource = its.label;
  }
  if (location.endpoint.empty()) takeEndpoint(its, location);
  if (!typed) takeNetwork(its.endpointType, "endpoint_type of " + its.label, location);
  return location;
}

}  // namespace dataworks::detail

namespace dataworks {

ServiceLocation defaultLocation(const std::string& profile) {
  return detail::locate(detail::processEnvironment(), profile);
}

std::string defaultRegionId(const std::string& profile) { return defaultLocation(profile).regionId; }

}  // namespace dataworks
