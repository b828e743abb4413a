// SPDX-License-Identifier: Apache-2.0
// Credentials given in code, and the base of all providers.
#include <utility>

#include "credentials/providers.h"

namespace dataworks::detail {

Fetch fetchFixed(Credentials credentials) {
  return [credentials = std::move(credentials)](const FetchContext&) -> Result<Credentials> { return credentials; };
}

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

CredentialsProvider::~CredentialsProvider() = default;

std::shared_ptr<CredentialsProvider> staticCredentials(Credentials credentials) {
  if (credentials.source.empty()) credentials.source = "code";
  if (!credentials.securityToken.empty() || credentials.expiration) credentials.renewable = false;
  return uncached(fetchFixed(std::move(credentials)));
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
