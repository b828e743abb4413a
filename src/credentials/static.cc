// SPDX-License-Identifier: Apache-2.0
// Credentials given in code, and the base of all providers.
#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "credentials/clean.h"
#include "credentials/providers.h"

namespace dataworks::detail {

Fetch fetchFixed(Credentials credentials) {
  return [credentials = std::move(credentials)](const FetchContext&) -> Result<Credentials> { return credentials; };
}

namespace {

/// Cleaned once, and not with every call. The first call warns of what was left out.
Fetch fetchGiven(Credentials credentials) {
  const auto warning = std::make_shared<std::string>();
  const auto warned = std::make_shared<std::atomic<bool>>(false);
  const FetchContext once{.warn = [warning](const std::string& text) { *warning = text; }};
  return [given = cleaned(std::move(credentials), once), warning, warned](const FetchContext& context) {
    if (!warning->empty() && context.warn && !warned->exchange(true)) context.warn(*warning);
    return given;
  };
}

}  // namespace

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

CredentialsProvider::~CredentialsProvider() = default;

std::shared_ptr<CredentialsProvider> staticCredentials(Credentials credentials) {
  if (credentials.source.empty()) credentials.source = "code";
  if (!credentials.securityToken.empty() || credentials.expiration) credentials.renewable = false;
  return uncached(fetchGiven(std::move(credentials)));
}

std::shared_ptr<CredentialsProvider> staticCredentials(std::string accessKeyId, Secret accessKeySecret,
                                                       Secret securityToken) {
  Credentials credentials;
  credentials.accessKeyId = std::move(accessKeyId);
  credentials.accessKeySecret = std::move(accessKeySecret);
  credentials.securityToken = std::move(securityToken);
  return staticCredentials(std::move(credentials));
}

}  // namespace dataworks
