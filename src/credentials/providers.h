// The sources of the default chain, and those of their providers that have more settings than the public ones.
#pragma once

#include <memory>
#include <string>

#include "credentials/source.h"
#include "dataworks/credentials.h"

namespace dataworks::detail {

struct EcsRole {
  std::string roleName{};     ///< Empty: the metadata service is asked.
  bool allowVersion1 = true;  ///< Fall back to plain GET if the metadata service gives no session tokens.
  std::string baseUrl = "http://100.100.100.200";
};

/// Takes the other settings from the environment.
[[nodiscard]] EcsRole ecsRoleFrom(const Environment& environment, std::string roleName);
[[nodiscard]] std::shared_ptr<CredentialsProvider> ecsRoleProvider(EcsRole role);
[[nodiscard]] std::shared_ptr<CredentialsProvider> uriProvider(std::string uri);

[[nodiscard]] Source environmentSource(Environment environment);
[[nodiscard]] Source oidcSource(Environment environment);
[[nodiscard]] Source cliProfileSource(Environment environment, std::string profile);
[[nodiscard]] Source iniProfileSource(Environment environment, std::string profile);
[[nodiscard]] Source ecsRoleSource(const Environment& environment);
[[nodiscard]] Source uriSource(Environment environment, std::string uri);

/// Returns the sources of the default chain, in its order.
[[nodiscard]] std::vector<Source> defaultSources(const Environment& environment);
/// See `defaultCredentials`, `profileCredentials` and `inspectDefaultCredentials`.
[[nodiscard]] std::shared_ptr<CredentialsProvider> defaultChain(const Environment& environment);
[[nodiscard]] std::shared_ptr<CredentialsProvider> profileChain(const Environment& environment,
                                                                const std::string& profile);
[[nodiscard]] CredentialsInspection inspect(const std::vector<Source>& sources, const CredentialsRequest& request);

/// See `defaultRegionId`.
[[nodiscard]] std::string profileRegion(const Environment& environment, const std::string& profile);

}  // namespace dataworks::detail
