// SPDX-License-Identifier: Apache-2.0
// The role of an ECS instance, from the metadata service on its link-local address.
//
// Version 2 first: a session token by PUT, which a tricked proxy on the instance cannot fetch for an attacker. Plain
// GET only where the response shows that the service has no session tokens.
#include <algorithm>
#include <chrono>
#include <utility>

#include "credentials/exchange.h"
#include "credentials/providers.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;

CredentialsServer metadataService() {
  return {"ECS metadata service", "It responds only on an ECS instance, and only without a firewall in between."};
}
constexpr auto kConnectWithin = 1s;
constexpr auto kWithin = 2s;  // a second to connect and a second to respond
constexpr const char* kDisabled = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
constexpr const char* kVersion1Disabled = "ALIBABA_CLOUD_IMDSV1_DISABLED";

/// It becomes part of a URL.
bool isRoleName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

/// One round of requests to the metadata service.
class Metadata {
 public:
  Metadata(const EcsRole& role, const FetchContext& context) : role_(role), context_(context) {}

  Result<Credentials> credentials() {
    if (auto error = openSession()) return *std::move(error);
    const auto name = roleName();
    if (!name) return name.error();
    if (!isRoleName(*name)) return credentialsError("the RAM role of this ECS instance has no valid name");
    auto response = get("/latest/meta-data/ram/security-credentials/" + *name);
    if (!response) return std::move(response).error();

    auto credentials = readTemporaryCredentials(*response, serviceFor(" for the role " + *name));
    if (credentials) credentials->source = "RAM role " + *name + " of this ECS instance";
    return credentials;
  }

 private:
  std::optional<Error> openSession() {
    HttpRequest http = request("PUT", "/latest/api/token");
    http.headers.push_back({"X-aliyun-ecs-metadata-token-ttl-seconds", "21600"});
    auto response = exchange(context_, std::move(http), kWithin, metadataService());
    if (!response) return std::move(response).error();
    if (response->ok()) {
      token_ = std::move(response->body);
      token_.resize(std::min(token_.find_first_of("\r\n"), token_.size()));  // it becomes a header
      return std::nullopt;
    }
    const bool hasNoTokens = response->status >= 400 && response->status < 500 && response->status != 429;
    if (!hasNoTokens) return refusedBy(metadataService(), *response);
    if (role_.allowVersion1) return std::nullopt;
    return credentialsError(metadataService().name + " issues no session tokens, and " + kVersion1Disabled +
                            " forbids requests without one");
  }

  Result<std::string> roleName() {
    if (!role_.roleName.empty()) return role_.roleName;
    auto response = get("/latest/meta-data/ram/security-credentials/");
    if (!response) {
      if (response.error().httpStatus == 404) return credentialsError("this ECS instance has no RAM role");
      return std::move(response).error();
    }
    return response->body.substr(0, response->body.find_first_of("\r\n"));
  }

  Result<ProviderResponse> get(const std::string& path) {
    HttpRequest http = request("GET", path);
    if (!token_.empty()) http.headers.push_back({"X-aliyun-ecs-metadata-token", token_});
    auto response = exchange(context_, std::move(http), kWithin, metadataService());
    if (response && !response->ok()) return refusedBy(metadataService(), *response);
    return response;
  }

  static CredentialsServer serviceFor(const std::string& what) {
    CredentialsServer service = metadataService();
    service.name += what;
    return service;
  }

  [[nodiscard]] HttpRequest request(std::string method, const std::string& path) const {
    HttpRequest http = providerRequest(std::move(method), role_.baseUrl + path);
    http.connectTimeout = kConnectWithin;
    http.bypassProxy = true;
    http.allowPlainHttp = true;
    return http;
  }

  const EcsRole& role_;
  const FetchContext& context_;
  std::string token_;
};

}  // namespace

Fetch fetchEcsRole(EcsRole role) {
  return [role = std::move(role)](const FetchContext& context) { return Metadata(role, context).credentials(); };
}

EcsRole ecsRoleFrom(const Environment& environment, std::string roleName) {
  EcsRole role;
  role.roleName = std::move(roleName);
  role.allowVersion1 = !isTrue(environment, kVersion1Disabled);
  return role;
}

Resolution ecsRoleOf(const std::string& label, std::string roleName, const Environment& environment) {
  if (isTrue(environment, kDisabled)) {
    return Unavailable{.reason = label + " needs the ECS metadata service, which " + kDisabled + " forbids",
                       .configured = true};
  }
  return Resolved{fetchEcsRole(ecsRoleFrom(environment, std::move(roleName)))};
}

Source ecsRoleSource(const Environment& environment) {
  EcsRole role = ecsRoleFrom(environment, environment("ALIBABA_CLOUD_ECS_METADATA"));
  const bool named = !role.roleName.empty();
  const bool disabled = isTrue(environment, kDisabled);
  const Fetch fetch = fetchEcsRole(std::move(role));

  // Only a request for its credentials shows whether there is a role.
  return {"ECS role", [=](const FetchContext& context) -> Resolution {
            if (disabled) return Unavailable{std::string("disabled by ") + kDisabled};
            auto credentials = fetch(context);
            if (credentials) return Resolved{.fetch = fetch, .first = *std::move(credentials)};
            const Error& error = credentials.error();
            // That it responds at all shows that this is an ECS instance.
            const bool forNow = error.kind == ErrorKind::kThrottled || error.kind == ErrorKind::kService;
            return Unavailable{.reason = error.code.empty() ? error.message : error.message + " (" + error.code + ")",
                               .hint = forNow ? error.hint : std::string(),
                               .configured = named,
                               .forNow = forNow,
                               .kind = forNow ? error.kind : ErrorKind::kCredentials};
          }};
}

}  // namespace dataworks::detail
