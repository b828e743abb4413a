// SPDX-License-Identifier: Apache-2.0
// The profiles of Alibaba Cloud's SDKs: `~/.alibabacloud/credentials`, an ini file.

#include <array>
#include <utility>

#include "credentials/ini.h"
#include "credentials/profile_file.h"
#include "credentials/providers.h"
#include "credentials/sts.h"
#include "text/ascii.h"

namespace dataworks::detail {
namespace {

std::string iniPath(const Environment& environment) {
  std::string path = environment("ALIBABA_CLOUD_CREDENTIALS_FILE");
  if (!path.empty()) return path;
  path = homeDirectory(environment) + "/.alibabacloud/credentials";
  return markOf(path) == FileMark{} ? path + ".ini" : path;
}

/// A section, as slices of the file's text.
struct Section {
  std::string_view ini;
  std::string name;
  std::string label;  // "profile prod in ~/.alibabacloud/credentials"

  [[nodiscard]] std::string text(std::string_view key) const { return std::string(iniValue(ini, name, key)); }
  [[nodiscard]] Secret secret(std::string_view key) const { return iniValue(ini, name, key); }
  [[nodiscard]] Unavailable without(const char* key) const {
    return {.reason = label + " has no " + key, .configured = true};
  }
};

Resolution accessKey(const Section& section) {
  Credentials credentials;
  credentials.accessKeyId = section.text("access_key_id");
  credentials.accessKeySecret = section.secret("access_key_secret");
  credentials.source = section.label;
  if (credentials.accessKeyId.empty()) return section.without("access_key_id");
  if (credentials.accessKeySecret.empty()) return section.without("access_key_secret");
  return Resolved{fetchFixed(std::move(credentials))};
}

std::variant<AssumeRoleOptions, Unavailable> role(const Section& section, const Environment& environment) {
  AssumeRoleOptions options;
  options.roleArn = section.text("role_arn");
  if (auto name = section.text("role_session_name"); !name.empty()) options.roleSessionName = std::move(name);
  options.policy = section.text("policy");
  if (options.roleArn.empty()) return section.without("role_arn");
  auto endpoint = stsEndpointOf({.endpoint = section.text("sts_endpoint")}, environment);
  if (!endpoint) return Unavailable{.reason = section.label + ": " + endpoint.error().message, .configured = true};
  options.stsEndpoint = *std::move(endpoint);
  return options;
}

Resolution assumedRole(const Section& section, const Environment& environment) {
  auto options = role(section, environment);
  if (auto* declined = std::get_if<Unavailable>(&options)) return std::move(*declined);
  Resolution base = accessKey(section);
  if (std::holds_alternative<Unavailable>(base)) return base;
  return Resolved{fetchAssumedRole(std::get<AssumeRoleOptions>(std::move(options)), std::get<Resolved>(base).fetch)};
}

Resolution oidcRole(const Section& section, const Environment& environment) {
  auto options = role(section, environment);
  if (auto* declined = std::get_if<Unavailable>(&options)) return std::move(*declined);
  std::string providerArn = section.text("oidc_provider_arn");
  std::string tokenFile = section.text("oidc_token_file_path");
  if (providerArn.empty()) return section.without("oidc_provider_arn");
  if (tokenFile.empty()) return section.without("oidc_token_file_path");
  return Resolved{
      fetchOidcRole(std::get<AssumeRoleOptions>(std::move(options)), std::move(providerArn), std::move(tokenFile))};
}

/// The fields that name an identity, and the types that use them.
constexpr std::array<std::array<std::string_view, 3>, 5> kFieldsOfTypes{
    {{"access_key_id", "access_key", "ram_role_arn"},
     {"role_arn", "ram_role_arn", "oidc_role_arn"},
     {"role_name", "ecs_ram_role", ""},
     {"oidc_provider_arn", "oidc_role_arn", ""},
     {"security_token", "", ""}}};

std::string unusedFields(const Section& section, std::string_view type) {
  std::string unused;
  for (const auto& [field, one, other] : kFieldsOfTypes) {
    if (type == one || type == other || section.text(field).empty()) continue;
    unused.append(unused.empty() ? "" : ", ").append(field);
  }
  return unused;
}

Resolution byType(const Section& section, const std::string& type, const Environment& environment) {
  if (type == "access_key") return accessKey(section);
  if (type == "ram_role_arn") return assumedRole(section, environment);
  if (type == "oidc_role_arn") return oidcRole(section, environment);
  if (type == "ecs_ram_role") return ecsRoleOf(section.label, section.text("role_name"), environment);
  return Unavailable{.reason = section.label + " has type " + type + ", which is not supported", .configured = true};
}

Resolution provider(const Section& section, const Environment& environment, const FetchContext& context) {
  if (!iniHasSection(section.ini, section.name)) {
    return Unavailable{.reason = "there is no " + section.label, .configured = section.name != "default"};
  }
  if (iniHasDuplicate(section.ini, section.name) && context.warn) {
    context.warn("there is more than one " + section.label + ": the first one is used");
  }
  if (equalInAnyCase(section.text("enable"), "false")) return Unavailable{section.label + " is not enabled"};
  const std::string type = section.text("type");
  if (type.empty()) return section.without("type");
  Resolution resolution = byType(section, type, environment);
  const std::string unused = unusedFields(section, type);
  if (auto* resolved = std::get_if<Resolved>(&resolution); resolved != nullptr && !unused.empty()) {
    resolved->notes.push_back(section.label + " has type " + type + ", which does not use its " + unused);
  }
  return resolution;
}

Resolution resolveIniProfile(const Environment& environment, const std::string& named, const FetchContext& context) {
  const std::string path = iniPath(environment);
  const std::string shown = shortened(path, homeDirectory(environment));
  if (!isThere(path)) {
    const bool configured = !environment("ALIBABA_CLOUD_CREDENTIALS_FILE").empty();
    const char* why = "there is neither ~/.alibabacloud/credentials nor credentials.ini";
    return Unavailable{.reason = configured ? "there is no " + shown : why, .configured = configured};
  }
  return resolveInFile(path, shown, context, [&](std::string_view ini, std::string& label) {
    std::string name = named.empty() ? environment("ALIBABA_CLOUD_PROFILE") : named;
    if (name.empty()) name = "default";
    label = "profile " + name + " in " + shown;
    return provider({ini, name, label}, environment, context);
  });
}

}  // namespace

Source iniProfileSource(Environment environment, std::string profile) {
  return {"ini profile", [environment = std::move(environment), profile = std::move(profile)](
                             const FetchContext& context) { return resolveIniProfile(environment, profile, context); }};
}

}  // namespace dataworks::detail
