// SPDX-License-Identifier: Apache-2.0
// Roles assumed at the security token service.
#include "credentials/sts.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "credentials/clean.h"
#include "credentials/exchange.h"
#include "credentials/file.h"
#include "credentials/providers.h"
#include "errors/codes.h"
#include "errors/retry_pause.h"
#include "rpc/endpoint.h"
#include "rpc/percent_encoding.h"
#include "rpc/random.h"
#include "rpc/request.h"
#include "text/ascii.h"
#include "text/time.h"

namespace dataworks::detail {
namespace {

constexpr std::chrono::seconds kStsWithin{10};
constexpr std::string_view kVersion = "2015-04-01";
constexpr std::string_view kExpiredToken = "InvalidSecurityToken.Expired";
constexpr std::string_view kExpiredTimestamp = "InvalidTimeStamp.Expired";

RpcParameters parametersOf(const AssumeRoleOptions& role) {
  RpcParameters parameters{{"DurationSeconds", std::to_string(role.duration.count())},
                           {"RoleArn", role.roleArn},
                           {"RoleSessionName", role.roleSessionName}};
  if (!role.policy.empty()) parameters.push_back({"Policy", role.policy});
  return parameters;
}

/// As a throttled call to DataWorks is. False if the caller does not wait so long.
bool pauseBefore(int attempts, const Error& throttled, const FetchContext& context) {
  const auto pause = pauseAfter(throttled, RetryOptions{}, attempts, fractionFrom(systemRandom()));
  if (steadyNow(context) + pause >= context.deadline) return false;
  const auto wakeAt = steadyNow(context) + pause;
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  const auto clock = context.clock ? context.clock : systemClock();
  while (!context.stop.stop_requested() && clock->steadyNow() < wakeAt) {
    const auto slice = std::min<std::chrono::nanoseconds>(clock->timeUntil(wakeAt), std::chrono::milliseconds(100));
    stopped.wait_for(lock, context.stop, slice, [] { return false; });
  }
  return !context.stop.stop_requested();
}

/// `formAt` makes the form that is sent, with its timestamp. If this machine's clock is wrong, STS's is used, once.
Result<Credentials> askSts(const FetchContext& context, const AssumeRoleOptions& role, std::string_view operation,
                           const std::function<std::string(const std::string& timestamp)>& formAt) {
  const CredentialsServer sts{
      "STS (" + std::string(operation) + " of " + role.roleArn + ")",
      "Check the role, and whether STS can be reached (ALIBABA_CLOUD_STS_ENDPOINT names another "
      "endpoint, HTTPS_PROXY a proxy).",
      "Allow it: in the role's trust policy, and sts:AssumeRole for the identity that assumes it."};
  const auto refusal = [&](const ProviderResponse& response) {
    Error error = refusedBy(sts, response);
    error.operation = operation;
    return error;
  };
  std::chrono::system_clock::duration offset{0};
  bool clockCorrected = false;
  for (int attempts = 1;; ++attempts) {
    HttpRequest http = providerRequest("POST", role.stsEndpoint);
    http.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    http.body = formAt(isoTimestamp(wallNow(context) + offset));
    const auto response = exchange(context, std::move(http), kStsWithin, sts);
    if (!response) return response.error();
    if (response->ok()) {
      auto credentials = readTemporaryCredentials(*response, sts, "Credentials");
      if (credentials) credentials->source = "role " + role.roleArn;
      return credentials;
    }
    Error error = refusal(*response);
    if (error.code == kExpiredTimestamp && response->date && !std::exchange(clockCorrected, true)) {
      offset = *response->date - wallNow(context);
      continue;
    }
    const bool passing = error.kind == ErrorKind::kThrottled && remedyFor(error.code) != Remedy::kDailyQuota;
    if (!passing || !pauseBefore(attempts, error, context)) return error;
  }
}

// ---- AssumeRole

Result<Credentials> assumeRole(const AssumeRoleOptions& role, const Credentials& base, const FetchContext& context) {
  RpcParameters parameters = parametersOf(role);
  if (!role.externalId.empty()) parameters.push_back({"ExternalId", role.externalId});
  auto assumed = askSts(context, role, "AssumeRole", [&](const std::string& timestamp) {
    const std::string nonce = nonceFrom(systemRandom());
    const CommonParameters common{.action = "AssumeRole",
                                  .version = kVersion,
                                  .format = "JSON",
                                  .regionId = {},
                                  .nonce = nonce,
                                  .timestamp = timestamp};
    Signer signer;
    return signedForm("POST", parameters, common, base, signer);
  });
  if (assumed) assumed->source += ", assumed by " + base.source;
  return assumed;
}

Result<Credentials> assumeRoleWith(const Fetch& base, const AssumeRoleOptions& role, FetchContext context) {
  context.rejectedAccessKeyId.clear();  // it is a key of the role, not of the base
  auto key = cleaned(base(context), context);
  if (!key) return std::move(key).error();
  auto assumed = assumeRole(role, *key, context);
  if (assumed || assumed.error().code != kExpiredToken) return assumed;

  context.rejectedAccessKeyId = key->accessKeyId;
  auto renewed = cleaned(base(context), context);
  if (!renewed || renewed->accessKeyId == key->accessKeyId) return assumed;
  return assumeRole(role, *renewed, context);
}

// ---- AssumeRoleWithOIDC

Result<Credentials> assumeRoleWithOidc(const AssumeRoleOptions& role, const std::string& providerArn,
                                       const std::string& tokenFile, const FetchContext& context) {
  // Read at each fetch: the platform replaces the token before it expires.
  auto token = readFile(tokenFile);
  if (!token) return credentialsError("OIDC token file: " + token.error().message);
  const std::string_view oidcToken = trimmed(withoutByteOrderMark(token->text));
  if (oidcToken.empty()) return credentialsError("OIDC token file: " + tokenFile + " is empty");
  if (const std::string_view foreign = foreignIn(oidcToken); !foreign.empty()) {
    return credentialsError("OIDC token file: " + tokenFile + " contains " + std::string(foreign));
  }

  RpcParameters parameters = parametersOf(role);
  parameters.push_back({"Action", "AssumeRoleWithOIDC"});
  parameters.push_back({"Version", std::string(kVersion)});
  parameters.push_back({"Format", "JSON"});
  parameters.push_back({"OIDCProviderArn", providerArn});
  return askSts(context, role, "AssumeRoleWithOIDC", [&](const std::string& timestamp) {
    std::string form = "Timestamp=";
    appendPercentEncoded(form, timestamp);
    form += "&SignatureNonce=" + nonceFrom(systemRandom());
    for (const RpcParameter& parameter : parameters) {
      form += '&' + parameter.name + '=';
      appendPercentEncoded(form, parameter.value);
    }
    form += "&OIDCToken=";
    appendPercentEncoded(form, oidcToken);
    return form;
  });
}

}  // namespace

Fetch fetchAssumedRole(AssumeRoleOptions role, Fetch base) {
  return [role = std::move(role), base = std::move(base)](const FetchContext& context) {
    return assumeRoleWith(base, role, context);
  };
}

Fetch fetchOidcRole(AssumeRoleOptions role, std::string oidcProviderArn, std::string oidcTokenFile) {
  return [role = std::move(role), providerArn = std::move(oidcProviderArn), tokenFile = std::move(oidcTokenFile)](
             const FetchContext& context) { return assumeRoleWithOidc(role, providerArn, tokenFile, context); };
}

std::optional<std::string> stsEndpoint(std::string_view regionId, bool insideVpc) {
  if (regionId.empty()) return "https://sts.aliyuncs.com";
  if (!isRegionId(regionId)) return std::nullopt;
  return std::string(insideVpc ? "https://sts-vpc." : "https://sts.") + std::string(regionId) + ".aliyuncs.com";
}

Result<std::string> stsEndpointOf(const StsLocation& location, const Environment& environment) {
  constexpr const char* kVariable = "ALIBABA_CLOUD_STS_ENDPOINT";
  const std::string given = location.endpoint.empty() ? environment(kVariable) : location.endpoint;
  if (!given.empty()) {
    auto url = checkedEndpoint(given);
    if (!url) {  // not quoted: it may hold a password
      return credentialsError(std::string(location.endpoint.empty() ? kVariable : "sts_endpoint") +
                              " is no host such as sts.cn-shanghai.aliyuncs.com");
    }
    url->pop_back();  // the slash
    return url;
  }
  if (auto endpoint = stsEndpoint(location.regionId, location.insideVpc)) return *std::move(endpoint);
  return credentialsError(std::string(location.regionName) + " \"" + location.regionId + "\" is not a region");
}

Source oidcSource(Environment environment) {
  const auto resolve = [environment = std::move(environment)](const FetchContext&) -> Resolution {
    const std::string roleArn = environment("ALIBABA_CLOUD_ROLE_ARN");
    const std::string providerArn = environment("ALIBABA_CLOUD_OIDC_PROVIDER_ARN");
    const std::string tokenFile = environment("ALIBABA_CLOUD_OIDC_TOKEN_FILE");
    const char* missing = roleArn.empty()       ? "ALIBABA_CLOUD_ROLE_ARN"
                          : providerArn.empty() ? "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"
                          : tokenFile.empty()   ? "ALIBABA_CLOUD_OIDC_TOKEN_FILE"
                                                : nullptr;
    if (missing != nullptr) {
      return Unavailable{.reason = std::string(missing) + " is not set",
                         .configured = !providerArn.empty() || !tokenFile.empty()};
    }
    auto endpoint = stsEndpointOf({.regionId = environment("ALIBABA_CLOUD_STS_REGION"),
                                   .regionName = "ALIBABA_CLOUD_STS_REGION",
                                   .insideVpc = isTrue(environment, "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED")},
                                  environment);
    if (!endpoint) return Unavailable{.reason = endpoint.error().message, .configured = true};
    AssumeRoleOptions role;
    role.roleArn = roleArn;
    if (auto name = environment("ALIBABA_CLOUD_ROLE_SESSION_NAME"); !name.empty()) role.roleSessionName = name;
    role.stsEndpoint = *std::move(endpoint);
    return Resolved{fetchOidcRole(std::move(role), providerArn, tokenFile)};
  };
  return {"OIDC", resolve};
}

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

std::shared_ptr<CredentialsProvider> assumeRoleCredentials(AssumeRoleOptions role,
                                                           std::shared_ptr<CredentialsProvider> base) {
  return cached(always(fetchAssumedRole(
      std::move(role), [base = std::move(base)](const FetchContext& context) { return base->fetch(context); })));
}

std::shared_ptr<CredentialsProvider> oidcCredentials(AssumeRoleOptions role, std::string oidcProviderArn,
                                                     std::string oidcTokenFile) {
  return cached(always(fetchOidcRole(std::move(role), std::move(oidcProviderArn), std::move(oidcTokenFile))));
}

}  // namespace dataworks
