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

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

CredentialsProvider::~CredentialsProvider() = default;

std::shared_ptr<CredentialsProvider> staticCredentials(Credentials credentials) {
  if (credentials.source.empty()) credentials.source = "code";
  if (!credentials.securityToken.empty() || credentials.expiration) credentials.renewable = false;
  // Cleaned once, and not with every call. The first call warns of what was left out.
  std::string warning;
  const FetchContext once{.warn = [&warning](const std::string& text) { warning = text; }};
  Result<Credentials> given = cleaned(std::move(credentials), once);
  if (given && warning.empty())
    return std::make_shared<BuiltInProvider>(std::make_shared<CredentialsCache>(*std::move(given)));
  const auto warned = std::make_shared<std::atomic<bool>>(false);
  return uncached([given = std::move(given), warning = std::move(warning), warned](const FetchContext& context) {
    if (!warning.empty() && context.warn && !warned->exchange(true)) context.warn(warning);
    return given;
  });
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
