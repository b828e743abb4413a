// SPDX-License-Identifier: Apache-2.0
// The profiles of the Alibaba Cloud CLI: `~/.aliyun/config.json`.

#include <algorithm>
#include <charconv>
#include <utility>

#include "credentials/cli_config.h"
#include "credentials/profile_file.h"
#include "credentials/providers.h"
#include "credentials/sts.h"
#include "text/ascii.h"

namespace dataworks::detail {
namespace {

constexpr const char* kExternalDisabled = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";

/// Makes what fetches from the profiles of a file.
class Profiles {
 public:
  Profiles(const CliConfig& config, const Environment& environment, const FetchContext& context)
      : config_(config), environment_(environment), context_(context) {}

  /// `above` are the profiles that lead here through their `source_profile`.
  [[nodiscard]] Resolution provider(const std::string& name, std::vector<std::string> above = {}) const;

 private:
  struct Profile;

  [[nodiscard]] Resolution byMode(const Profile& profile, std::vector<std::string> above) const;
  [[nodiscard]] Resolution accessKey(const Profile& profile, bool withToken) const;
  [[nodiscard]] Resolution assumedBy(const Profile& profile, Resolution base) const;
  [[nodiscard]] Resolution chained(const Profile& profile, std::vector<std::string> above) const;
  [[nodiscard]] Resolution oidc(const Profile& profile) const;
  [[nodiscard]] Resolution external(const Profile& profile) const;
  [[nodiscard]] Resolution uri(const Profile& profile) const;
  [[nodiscard]] static Resolution bearer(const Profile& profile);
  [[nodiscard]] std::variant<AssumeRoleOptions, Unavailable> role(const Profile& profile) const;

  const CliConfig& config_;
  const Environment& environment_;
  const FetchContext& context_;
};

struct Profiles::Profile {
  JsonValue json;
  std::string name;
  std::string label;  // "profile prod in ~/.aliyun/config.json"
  std::string mode;

  [[nodiscard]] std::string text(std::string_view key) const { return json.text(key); }
  [[nodiscard]] Secret secret(std::string_view key) const { return json.secret(key); }
  [[nodiscard]] bool is(std::string_view key) const { return json.text(key) == "true"; }

  [[nodiscard]] Unavailable unusable(const std::string& why, std::string hint = {}) const {
    return {.reason = label + " " + why, .hint = std::move(hint), .configured = true};
  }
  [[nodiscard]] Unavailable without(const char* key) const { return unusable(std::string("has no ") + key); }
};

Resolution Profiles::provider(const std::string& name, std::vector<std::string> above) const {
  const JsonValue json = config_.profile(name);
  const Profile profile{json, name, config_.label(name), modeOf(json)};
  if (!json.isObject()) {
    return Unavailable{.reason = "there is no " + profile.label + config_.profileNames(),
                       .configured = name != "default"};
  }
  if (config_.hasDuplicate(name) && context_.warn) {
    context_.warn("there is more than one " + profile.label + ": the first one is used");
  }
  Resolution resolution = byMode(profile, std::move(above));
  const std::string unused = identityFields(json, profile.mode);
  if (auto* resolved = std::get_if<Resolved>(&resolution); resolved != nullptr && !unused.empty()) {
    const char* const says = json.text("mode").empty() ? " has no mode and is taken for " : " has mode ";
    resolved->notes.push_back(profile.label + says + profile.mode + ", which does not use its " + unused);
  }
  return resolution;
}

Resolution Profiles::byMode(const Profile& profile, std::vector<std::string> above) const {
  const auto is = [&profile](const char* known) { return equalInAnyCase(profile.mode, known); };
  if (is("AK")) return accessKey(profile, false);
  if (is("StsToken")) return accessKey(profile, true);
  if (is("RamRoleArn")) return assumedBy(profile, accessKey(profile, !profile.secret("sts_token").empty()));
  if (is("EcsRamRole")) return ecsRoleOf(profile.label, profile.text("ram_role_name"), environment_);
  if (is("OIDC")) return oidc(profile);
  if (is("ChainableRamRoleArn")) return chained(profile, std::move(above));
  if (is("External")) return external(profile);
  if (is("CredentialsURI")) return uri(profile);
  if (is("BearerToken")) return bearer(profile);
  if (profile.mode.empty()) {
    const std::string fields = identityFields(profile.json);
    if (fields.empty() || fields == "access_key_id") return accessKey(profile, false);  // which says what is missing
    return profile.unusable("has no mode, and its " + fields + " tells none",
                            "Run `aliyun configure --profile " + profile.name + " --mode MODE`.");
  }
  std::string hint = insteadOfMode(profile.mode, profile.name);
  if (hint.empty()) return profile.unusable("has the unknown mode " + profile.mode);
  return profile.unusable("has mode " + profile.mode + ", which is not supported", std::move(hint));
}

Resolution Profiles::accessKey(const Profile& profile, bool withToken) const {
  Credentials credentials;
  credentials.accessKeyId = profile.text("access_key_id");
  credentials.accessKeySecret = profile.secret("access_key_secret");
  if (withToken) credentials.securityToken = profile.secret("sts_token");
  credentials.renewable = !withToken;
  credentials.source = profile.label;
  if (credentials.accessKeyId.empty() && credentials.accessKeySecret.empty()) {
    return Unavailable{profile.label + " has no access key"};  // as `aliyun` creates it before it is configured
  }
  if (credentials.accessKeyId.empty()) return profile.without("access_key_id");
  if (credentials.accessKeySecret.empty()) return profile.without("access_key_secret");
  if (withToken && credentials.securityToken.empty()) return profile.without("sts_token");
  return Resolved{fetchFixed(std::move(credentials))};
}

Resolution Profiles::assumedBy(const Profile& profile, Resolution base) const {
  auto* const key = std::get_if<Resolved>(&base);
  if (key == nullptr) return base;
  auto role = this->role(profile);
  if (auto* declined = std::get_if<Unavailable>(&role)) return std::move(*declined);
  key->fetch = fetchAssumedRole(std::get<AssumeRoleOptions>(std::move(role)), std::move(key->fetch));
  return base;
}

Resolution Profiles::chained(const Profile& profile, std::vector<std::string> above) const {
  const std::string source = profile.text("source_profile");
  if (source.empty()) return profile.without("source_profile");
  above.push_back(profile.name);
  if (std::find(above.begin(), above.end(), source) != above.end()) {
    return profile.unusable("is its own source through source_profile");
  }
  return assumedBy(profile, provider(source, std::move(above)));
}

Resolution Profiles::oidc(const Profile& profile) const {
  auto role = this->role(profile);
  if (auto* declined = std::get_if<Unavailable>(&role)) return std::move(*declined);
  std::string providerArn = profile.text("oidc_provider_arn");
  std::string tokenFile = profile.text("oidc_token_file");
  if (providerArn.empty()) return profile.without("oidc_provider_arn");
  if (tokenFile.empty()) return profile.without("oidc_token_file");
  return Resolved{
      fetchOidcRole(std::get<AssumeRoleOptions>(std::move(role)), std::move(providerArn), std::move(tokenFile))};
}

Resolution Profiles::external(const Profile& profile) const {
  if (isTrue(environment_, kExternalDisabled)) {
    return profile.unusable(std::string("has a process_command, which ") + kExternalDisabled + " forbids");
  }
  std::string command = profile.text("process_command");
  if (command.empty()) return profile.without("process_command");
  return Resolved{fetchFromCommand(std::move(command))};
}

Resolution Profiles::uri(const Profile& profile) const {
  if (isTrue(environment_, kExternalDisabled)) {
    return profile.unusable(std::string("has mode CredentialsURI, which ") + kExternalDisabled + " forbids");
  }
  std::string uri = profile.text("credentials_uri");
  if (uri.empty()) uri = environment_("ALIBABA_CLOUD_CREDENTIALS_URI");
  if (uri.empty()) return profile.without("credentials_uri");
  return Resolved{fetchUri(std::move(uri))};
}

Resolution Profiles::bearer(const Profile& profile) {
  Credentials credentials;
  credentials.bearerToken = profile.secret("bearer_token");
  credentials.source = profile.label;
  if (credentials.bearerToken.empty()) return profile.without("bearer_token");
  return Resolved{fetchFixed(std::move(credentials))};
}

std::variant<AssumeRoleOptions, Unavailable> Profiles::role(const Profile& profile) const {
  AssumeRoleOptions options;
  options.roleArn = profile.text("ram_role_arn");
  if (options.roleArn.empty()) return profile.without("ram_role_arn");
  if (auto name = profile.text("ram_session_name"); !name.empty()) options.roleSessionName = std::move(name);
  const std::string seconds = profile.text("expired_seconds");
  int duration = 0;
  std::from_chars(seconds.data(), seconds.data() + seconds.size(), duration);
  if (duration > 0) options.duration = std::chrono::seconds(duration);
  options.policy = profile.text("policy");
  options.externalId = profile.text("external_id");
  auto endpoint = stsEndpointOf({.endpoint = profile.text("sts_endpoint"),
                                 .regionId = profile.text("sts_region"),
                                 .insideVpc = profile.is("enable_vpc")},
                                environment_);
  if (!endpoint) return Unavailable{.reason = profile.label + ": " + endpoint.error().message, .configured = true};
  options.stsEndpoint = *std::move(endpoint);
  return options;
}

Resolution resolveCliProfile(const Environment& environment, const std::string& named, const FetchContext& context) {
  if (std::string why = cliProfilesDisabled(environment); named.empty() && !why.empty()) {
    return Unavailable{std::move(why)};
  }
  const CliConfigPath file = cliConfigPath(environment);
  if (!isThere(file.path)) {
    return Unavailable{.reason = "there is no " + file.shown,
                       .configured = !environment("ALIBABA_CLOUD_CONFIG_FILE").empty()};
  }
  return resolveInFile(file.path, file.shown, context, [&](std::string_view text, std::string& label) -> Resolution {
    const CliConfig config(text, file.shown);
    if (!config.problem().empty()) return Unavailable{.reason = config.problem(), .configured = true, .forNow = true};
    const std::string name = config.chosen(environment, named);
    label = config.label(name);
    return Profiles(config, environment, context).provider(name);
  });
}

}  // namespace

Source cliProfileSource(Environment environment, std::string profile) {
  return {"CLI profile", [environment = std::move(environment), profile = std::move(profile)](
                             const FetchContext& context) { return resolveCliProfile(environment, profile, context); }};
}

}  // namespace dataworks::detail
