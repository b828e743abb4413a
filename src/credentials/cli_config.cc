// SPDX-License-Identifier: Apache-2.0
#include "credentials/cli_config.h"

#include <algorithm>
#include <array>
#include <utility>

#include "credentials/file.h"
#include "text/ascii.h"

namespace dataworks::detail {
namespace {

constexpr std::array kDisabling{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "ALIBABA_CLOUD_IGNORE_PROFILE"};

constexpr std::array kIdentityKeys{"access_key_id",     "sts_token",         "ram_role_arn",    "ram_role_name",
                                   "private_key",       "oidc_provider_arn", "oidc_token_file", "process_command",
                                   "bearer_token",      "credentials_uri",   "source_profile",  "cloud_sso_sign_in_url",
                                   "oauth_access_token"};

/// A mode, and which of these fields it uses.
struct Mode {
  std::string_view name;
  std::array<std::string_view, 3> uses;
};
constexpr std::array kModes{
    Mode{"AK", {"access_key_id"}},
    Mode{"StsToken", {"access_key_id", "sts_token"}},
    Mode{"RamRoleArn", {"access_key_id", "sts_token", "ram_role_arn"}},
    Mode{"EcsRamRole", {"ram_role_name"}},
    Mode{"OIDC", {"ram_role_arn", "oidc_provider_arn", "oidc_token_file"}},
    Mode{"ChainableRamRoleArn", {"ram_role_arn", "source_profile"}},
    Mode{"External", {"process_command"}},
    Mode{"CredentialsURI", {"credentials_uri"}},
    Mode{"BearerToken", {"bearer_token"}},
};

bool has(const JsonValue& profile, std::string_view field) {
  const Secret text = profile.secret(field);
  return !trimmed(text.reveal()).empty();
}

}  // namespace

CliConfigPath cliConfigPath(const Environment& environment) {
  std::string path = environment("ALIBABA_CLOUD_CONFIG_FILE");
  if (path.empty()) path = homeDirectory(environment) + "/.aliyun/config.json";
  std::string shown = shortened(path, homeDirectory(environment));
  return {std::move(path), std::move(shown)};
}

std::string cliProfilesDisabled(const Environment& environment) {
  const auto* const found =
      std::find_if(kDisabling.begin(), kDisabling.end(), [&](const char* name) { return isTrue(environment, name); });
  return found == kDisabling.end() ? std::string() : std::string("disabled by ") + *found;
}

CliConfig::CliConfig(std::string_view text, std::string shown) : shown_(std::move(shown)) {
  ParsedJson parsed = parseJson(withoutByteOrderMark(text));
  json_ = std::move(parsed.value);
  if (!parsed.problem.empty()) {
    problem_ = shown_ + ": " + parsed.problem;
  } else if (!json_.isObject()) {
    problem_ = shown_ + ": is not a JSON object";
  } else if (json_["profiles"].isThere() && !json_["profiles"].isArray()) {
    problem_ = shown_ + ": \"profiles\" is not a list";
  }
}

std::string CliConfig::chosen(const Environment& environment, const std::string& named) const {
  if (!named.empty()) return named;
  std::string name = environment("ALIBABA_CLOUD_PROFILE");
  if (name.empty()) name = json_.text("current");
  return name.empty() ? "default" : name;
}

JsonValue CliConfig::profile(std::string_view name) const {
  for (const JsonValue& profile : json_["profiles"].elements()) {
    if (profile.text("name") == name) return profile;
  }
  return {};
}

bool CliConfig::hasDuplicate(std::string_view name) const {
  const auto all = json_["profiles"].elements();
  return std::count_if(all.begin(), all.end(), [&](const JsonValue& one) { return one.text("name") == name; }) > 1;
}

std::string CliConfig::profileNames() const {
  std::string names;
  for (const JsonValue& profile : json_["profiles"].elements()) {
    names += (names.empty() ? " (existing: " : ", ") + profile.text("name");
  }
  return names.empty() ? names : names + ")";
}

std::string modeOf(const JsonValue& profile) {
  std::string mode = profile.text("mode");
  if (!mode.empty()) return mode;
  if (has(profile, "access_key_id") && has(profile, "access_key_secret")) {
    if (has(profile, "sts_token")) return "StsToken";
    return has(profile, "ram_role_arn") ? "RamRoleArn" : "AK";
  }
  if (has(profile, "private_key") && has(profile, "key_pair_name")) return "RsaKeyPair";
  if (has(profile, "ram_role_name")) return "EcsRamRole";
  if (has(profile, "process_command")) return "External";
  const bool oidc = has(profile, "oidc_provider_arn") && has(profile, "oidc_token_file");
  if (oidc && has(profile, "ram_role_arn")) return "OIDC";
  if (has(profile, "cloud_sso_sign_in_url")) return "CloudSSO";
  return {};
}

std::string identityFields(const JsonValue& profile, std::string_view unusedByMode) {
  const auto* const mode = std::find_if(kModes.begin(), kModes.end(),
                                        [&](const Mode& known) { return equalInAnyCase(known.name, unusedByMode); });
  std::string fields;
  for (const std::string_view field : kIdentityKeys) {
    const bool used =
        mode != kModes.end() && std::find(mode->uses.begin(), mode->uses.end(), field) != mode->uses.end();
    if (used || !has(profile, field)) continue;
    fields.append(fields.empty() ? "" : ", ").append(field);
  }
  return fields;
}

std::string insteadOfMode(std::string_view mode, const std::string& name) {
  const auto is = [mode](std::string_view known) { return equalInAnyCase(mode, known); };
  const std::string configure = "Run `aliyun configure --profile " + name;
  if (is("CloudSSO")) {
    return configure + "-external --mode External` with the process command `acs-sso login --profile " + name +
           "`, and use that profile.";
  }
  if (is("OAuth")) {
    return configure + "-key --mode AK` (or StsToken, RamRoleArn, External), and use that profile.";
  }
  if (is("RsaKeyPair")) return configure + "-key --mode AK` (or RamRoleArn), and use that profile.";
  if (is("RamRoleArnWithRoleName")) {
    return configure + "-ecs --mode EcsRamRole`, then `aliyun configure --profile " + name +
           "-role --mode ChainableRamRoleArn` with " + name + "-ecs as its source profile, and use that profile.";
  }
  if (is("Anonymous"))
    return configure + "-key --mode AK`, and use that profile: DataWorks accepts signed requests only.";
  return {};
}

}  // namespace dataworks::detail
