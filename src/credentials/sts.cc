// Roles assumed at the security token service.
#include "credentials/sts.h"

#include <functional>
#include <string>
#include <utility>

#include "credentials/exchange.h"
#include "credentials/file.h"
#include "credentials/providers.h"
#include "rpc/endpoint.h"
#include "rpc/error_envelope.h"
#include "rpc/percent_encoding.h"
#include "rpc/random.h"
#include "rpc/request.h"
#include "text/time.h"

namespace dataworks::detail {
namespace {

constexpr std::chrono::seconds kWithin{10};
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

/// STS quotes the string to sign, and with it the security token, when a signature does not match.
std::string withoutStringToSign(std::string message) {
  if (const auto at = message.find("string to sign"); at != std::string::npos) message.resize(at + 14);
  return message;
}

Error refusal(const ProviderResponse& response, std::string_view operation) {
  Error error = refusedBy("STS", response.status);
  error.operation = operation;
  if (auto envelope = readErrorEnvelope(response.body)) {
    error.code = std::move(envelope->code);
    error.message = withoutStringToSign(std::move(envelope->message));
    error.requestId = std::move(envelope->requestId);
  }
  if (error.code.starts_with("Throttling")) error.kind = ErrorKind::kThrottled;
  return error;
}

/// `formAt` makes the form that is sent, with its timestamp. If this machine's clock is wrong, STS's is used, once.
Result<Credentials> askSts(const FetchContext& context, const AssumeRoleOptions& role, std::string_view operation,
                           const std::function<std::string(const std::string& timestamp)>& formAt) {
  const auto ask = [&](std::chrono::system_clock::time_point now) {
    HttpRequest http = providerRequest("POST", role.stsEndpoint);
    http.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    http.body = formAt(isoTimestamp(now));
    return exchange(context, std::move(http), kWithin, "STS");
  };
  auto response = ask(wallNow(context));
  if (response && !response->ok() && response->date && refusal(*response, operation).code == kExpiredTimestamp) {
    response = ask(*response->date);
  }
  if (!response) return std::move(response).error();
  if (!response->ok()) return refusal(*response, operation);
  auto credentials = readTemporaryCredentials(parseJson(response->body).value["Credentials"], "STS");
  if (credentials) credentials->source = "role " + role.roleArn;
  return credentials;
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
  auto key = base(context);
  if (!key) return std::move(key).error();
  auto assumed = assumeRole(role, *key, context);
  if (assumed || assumed.error().code != kExpiredToken) return assumed;

  context.rejectedAccessKeyId = key->accessKeyId;
  auto renewed = base(context);
  if (!renewed || renewed->accessKeyId == key->accessKeyId) return assumed;
  return assumeRole(role, *renewed, context);
}

// ---- AssumeRoleWithOIDC

Result<Credentials> assumeRoleWithOidc(const AssumeRoleOptions& role, const std::string& providerArn,
                                       const std::string& tokenFile, const FetchContext& context) {
  // Read at each fetch: the platform replaces the token before it expires.
  auto token = readFile(tokenFile);
  if (!token) return credentialsError("OIDC token file: " + token.error().message);
  std::string_view oidcToken = token->text;
  oidcToken = oidcToken.substr(0, oidcToken.find_last_not_of(" \t\r\n") + 1);

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

Source oidcSource(Environment environment) {
  const auto resolve = [environment = std::move(environment)](const FetchContext&) -> Resolution {
    const std::string roleArn = environment.variable("ALIBABA_CLOUD_ROLE_ARN");
    const std::string providerArn = environment.variable("ALIBABA_CLOUD_OIDC_PROVIDER_ARN");
    const std::string tokenFile = environment.variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE");
    const char* missing = roleArn.empty()       ? "ALIBABA_CLOUD_ROLE_ARN"
                          : providerArn.empty() ? "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"
                          : tokenFile.empty()   ? "ALIBABA_CLOUD_OIDC_TOKEN_FILE"
                                                : nullptr;
    if (missing != nullptr) {
      return Unavailable{.reason = std::string(missing) + " is not set",
                         .configured = !providerArn.empty() || !tokenFile.empty()};
    }
    const std::string region = environment.variable("ALIBABA_CLOUD_STS_REGION");
    auto endpoint = stsEndpoint(region, environment.isTrue("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"));
    if (!endpoint) {
      return Unavailable{.reason = "ALIBABA_CLOUD_STS_REGION \"" + region + "\" is not a region", .configured = true};
    }
    AssumeRoleOptions role;
    role.roleArn = roleArn;
    if (auto name = environment.variable("ALIBABA_CLOUD_ROLE_SESSION_NAME"); !name.empty()) role.roleSessionName = name;
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
