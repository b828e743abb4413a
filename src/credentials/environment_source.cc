// SPDX-License-Identifier: Apache-2.0
// The environment as a source of credentials.
#include <atomic>
#include <memory>
#include <utility>

#include "credentials/clean.h"
#include "credentials/providers.h"

namespace dataworks::detail {
namespace {

constexpr const char* kId = "ALIBABA_CLOUD_ACCESS_KEY_ID";
constexpr const char* kSecret = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
constexpr const char* kToken = "ALIBABA_CLOUD_SECURITY_TOKEN";

/// What the variables hold, complete or not.
Credentials readFrom(const Environment& environment) {
  Credentials credentials;
  credentials.accessKeyId = environment(kId);
  credentials.accessKeySecret = environment(kSecret);
  credentials.securityToken = environment(kToken);
  credentials.renewable = credentials.securityToken.empty();
  credentials.source = "environment";
  return credentials;
}

std::optional<Unavailable> whyNot(const Credentials& found) {
  const bool hasId = !found.accessKeyId.empty();
  const bool hasSecret = !found.accessKeySecret.empty();
  if (hasId && hasSecret) return std::nullopt;
  if (!hasId && !hasSecret) return Unavailable{std::string(kId) + " is not set"};
  return Unavailable{
      .reason = std::string(hasId ? kSecret : kId) + " is not set, but " + (hasId ? kId : kSecret) + " is",
      .configured = true};
}

Fetch fetchEnvironment(Environment environment) {
  return [environment = std::move(environment)](const FetchContext&) -> Result<Credentials> {
    Credentials credentials = readFrom(environment);
    if (auto declined = whyNot(credentials)) return credentialsError("environment: " + declined->reason);
    return credentials;
  };
}

}  // namespace

Source environmentSource(Environment environment) {
  return {"environment", [environment = std::move(environment)](const FetchContext&) -> Resolution {
            if (auto declined = whyNot(readFrom(environment))) return *std::move(declined);
            return Resolved{fetchEnvironment(environment)};
          }};
}

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

std::shared_ptr<CredentialsProvider> environmentCredentials() {
  return uncached([fetch = fetchEnvironment(processEnvironment()),
                   warned = std::make_shared<std::atomic<bool>>(false)](const FetchContext& context) {
    Result<Credentials> found = fetch(context);
    if (!found) return found;
    if (auto problem = clean(*found, context, warned.get())) found = *std::move(problem);
    return found;
  });
}

}  // namespace dataworks
