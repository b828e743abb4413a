// SPDX-License-Identifier: Apache-2.0
// What fetches credentials, and the sources of the default chain.
#pragma once

#include <memory>
#include <string>

#include "credentials/cache.h"
#include "credentials/source.h"
#include "dataworks/credentials.h"

namespace dataworks::detail {

struct EcsRole {
  std::string roleName{};     ///< Empty: the metadata service is asked.
  bool allowVersion1 = true;  ///< Fall back to plain GET if the metadata service issues no session tokens.
  std::string baseUrl = "http://100.100.100.200";
};

/// Takes the other settings from the environment.
[[nodiscard]] EcsRole ecsRoleFrom(const Environment& environment, std::string roleName);

/// The ECS role of the profile `label`, unless the environment forbids it.
[[nodiscard]] Resolution ecsRoleOf(const std::string& label, std::string roleName, const Environment& environment);

[[nodiscard]] Fetch fetchFixed(Credentials credentials);
[[nodiscard]] Fetch fetchEcsRole(EcsRole role);
[[nodiscard]] Fetch fetchUri(std::string uri);
[[nodiscard]] Fetch fetchFromCommand(std::string command);
[[nodiscard]] Fetch fetchAssumedRole(AssumeRoleOptions role, Fetch base);
[[nodiscard]] Fetch fetchOidcRole(AssumeRoleOptions role, std::string oidcProviderArn, std::string oidcTokenFile);

[[nodiscard]] Source environmentSource(Environment environment);
[[nodiscard]] Source oidcSource(Environment environment);
[[nodiscard]] Source cliProfileSource(Environment environment, std::string profile);
[[nodiscard]] Source iniProfileSource(Environment environment, std::string profile);
[[nodiscard]] Source ecsRoleSource(const Environment& environment);
[[nodiscard]] Source uriSource(Environment environment, std::string uri);

/// Returns what fetches from the first of `sources` that does not decline, and stays with it. `hint`: what to do if
/// nothing is found and no source has a better one.
[[nodiscard]] Fetcher chainOf(std::vector<Source> sources, std::string hint = {});

/// Returns the sources of the default chain, in its order.
[[nodiscard]] std::vector<Source> defaultSources(const Environment& environment);
/// See `defaultCredentials`, `profileCredentials` and `inspectDefaultCredentials`.
[[nodiscard]] std::shared_ptr<CredentialsProvider> defaultChain(const Environment& environment);
[[nodiscard]] std::shared_ptr<CredentialsProvider> profileChain(const Environment& environment,
                                                                const std::string& profile);
/// `hint`: what to do if nothing is found and no source has a better one.
[[nodiscard]] CredentialsInspection inspect(const std::vector<Source>& sources, const FetchContext& context,
                                            const std::string& hint = {});

}  // namespace dataworks::detail
