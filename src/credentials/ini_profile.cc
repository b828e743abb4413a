// The profiles of Alibaba Cloud's SDKs: `~/.alibabacloud/credentials`, an ini file.

#include <utility>

#include "credentials/ini.h"
#include "credentials/profile_file.h"
#include "credentials/providers.h"
#include "credentials/sts.h"
#include "text/ascii.h"

namespace dataworks::detail {
namespace {

std::string filePath(const Environment& environment) {
  std::string path = environment.variable("ALIBABA_CLOUD_CREDENTIALS_FILE");
  if (!path.empty()) return path;
  path = environment.home() + "/.alibabacloud/credentials";
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

AssumeRoleOptions role(const Section& section) {
  AssumeRoleOptions options;
  options.roleArn = section.text("role_arn");
  if (auto name = section.text("role_session_name"); !name.empty()) options.roleSessionName = std::move(name);
  options.policy = section.text("policy");
  return options;
}

Resolution assumedRole(const Section& section) {
  AssumeRoleOptions options = role(section);
  if (options.roleArn.empty()) return section.without("role_arn");
  Resolution base = accessKey(section);
  if (std::holds_alternative<Unavailable>(base)) return base;
  return Resolved{fetchAssumedRole(std::move(options), std::get<Resolved>(base).fetch)};
}

Resolution oidcRole(const Section& section) {
  AssumeRoleOptions options = role(section);
  std::string providerArn = section.text("oidc_provider_arn");
  std::string tokenFile = section.text("oidc_token_file_path");
  if (options.roleArn.empty()) return section.without("role_arn");
  if (providerArn.empty()) return section.without("oidc_provider_arn");
  if (tokenFile.empty()) return section.without("oidc_token_file_path");
  return Resolved{fetchOidcRole(std::move(options), std::move(providerArn), std::move(tokenFile))};
}

Resolution provider(const Section& section, const Environment& environment) {
  if (!iniHasSection(section.ini, section.name)) {
    return Unavailable{.reason = "there is no " + section.label, .configured = section.name != "default"};
  }
  if (equalInAnyCase(section.text("enable"), "false")) return Unavailable{section.label + " is not enabled"};
  const std::string type = section.text("type");
  if (type.empty()) return section.without("type");
  if (type == "access_key") return accessKey(section);
  if (type == "ram_role_arn") return assumedRole(section);
  if (type == "oidc_role_arn") return oidcRole(section);
  if (type == "ecs_ram_role") return Resolved{fetchEcsRole(ecsRoleFrom(environment, section.text("role_name")))};
  return Unavailable{.reason = section.label + " has type " + type + ", which is not supported", .configured = true};
}

Resolution resolve(const Environment& environment, const std::string& named, const FetchContext& context) {
  const std::string path = filePath(environment);
  const std::string shown = shortened(path, environment.home());
  if (!isThere(path)) {
    const bool configured = !environment.variable("ALIBABA_CLOUD_CREDENTIALS_FILE").empty();
    const char* why = "there is neither ~/.alibabacloud/credentials nor credentials.ini";
    return Unavailable{.reason = configured ? "there is no " + shown : why, .configured = configured};
  }
  return resolveInFile(path, shown, context, [&](std::string_view ini, std::string& label) {
    std::string name = named.empty() ? environment.variable("ALIBABA_CLOUD_PROFILE") : named;
    if (name.empty()) name = "default";
    label = "profile " + name + " in " + shown;
    return provider({ini, name, label}, environment);
  });
}

}  // namespace

Source iniProfileSource(Environment environment, std::string profile) {
  return {"ini profile", [environment = std::move(environment), profile = std::move(profile)](
                             const FetchContext& context) { return resolve(environment, profile, context); }};
}

}  // namespace dataworks::detail
