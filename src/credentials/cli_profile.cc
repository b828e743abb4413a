// The profiles of the Alibaba Cloud CLI: `~/.aliyun/config.json`.

#include <algorithm>
#include <charconv>
#include <utility>

#include "credentials/json.h"
#include "credentials/profile_file.h"
#include "credentials/providers.h"
#include "credentials/sts.h"
#include "text/ascii.h"

namespace dataworks::detail {
namespace {

constexpr const char* kDisabled = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";

std::string configPath(const Environment& environment) {
  std::string path = environment.variable("ALIBABA_CLOUD_CONFIG_FILE");
  return path.empty() ? environment.home() + "/.aliyun/config.json" : path;
}

/// The configuration file.
class Config {
 public:
  Config(JsonValue json, std::string path, const Environment& environment)
      : json_(std::move(json)), path_(std::move(path)), environment_(environment) {}

  [[nodiscard]] std::string currentProfile() const {
    std::string name = json_.text("current");
    return name.empty() ? "default" : name;
  }

  [[nodiscard]] std::string label(const std::string& name) const { return "profile " + name + " in " + path_; }

  /// Returns no value if there is no profile of that name.
  [[nodiscard]] JsonValue profile(std::string_view name) const {
    for (const JsonValue& profile : json_["profiles"].elements()) {
      if (profile.text("name") == name) return profile;
    }
    return {};
  }

  /// ` (existing: default, prod)`
  [[nodiscard]] std::string profileNames() const {
    std::string names;
    for (const JsonValue& profile : json_["profiles"].elements()) {
      names += (names.empty() ? " (existing: " : ", ") + profile.text("name");
    }
    return names.empty() ? names : names + ")";
  }

  /// `above` are the profiles that lead here through their `source_profile`.
  [[nodiscard]] Resolution provider(const std::string& name, std::vector<std::string> above = {}) const;

 private:
  struct Profile;

  [[nodiscard]] Resolution accessKey(const Profile& profile, bool withToken) const;
  [[nodiscard]] Resolution assumedBy(const Profile& profile, Resolution base) const;
  [[nodiscard]] Resolution oidc(const Profile& profile) const;
  [[nodiscard]] std::variant<AssumeRoleOptions, Unavailable> role(const Profile& profile) const;

  JsonValue json_;
  std::string path_;  // shortened, for people
  const Environment& environment_;
};

struct Config::Profile {
  JsonValue json;
  std::string label;  // "profile prod in ~/.aliyun/config.json"

  [[nodiscard]] std::string text(std::string_view key) const { return json.text(key); }
  [[nodiscard]] Secret secret(std::string_view key) const { return json.secret(key); }
  [[nodiscard]] bool is(std::string_view key) const { return json.text(key) == "true"; }

  [[nodiscard]] Unavailable without(const char* key) const {
    return {.reason = label + " has no " + key, .configured = true};
  }
};

/// A mode that needs a browser and a person.
Unavailable interactive(const std::string& label, const std::string& mode, const std::string& name) {
  Unavailable declined{.reason = label + " has mode " + mode + ", which is not supported", .configured = true};
  declined.hint = equalInAnyCase(mode, "CloudSSO")
                      ? "Run `aliyun configure --profile " + name +
                            "-external --mode External` with the process command `acs-sso login --profile " + name +
                            "`, and use that profile."
                      : "Run `aliyun configure --profile " + name +
                            "-key --mode AK` (or StsToken, RamRoleArn, External), and use that profile.";
  return declined;
}

Resolution Config::provider(const std::string& name, std::vector<std::string> above) const {
  const Profile profile{this->profile(name), label(name)};
  if (!profile.json.isObject()) {
    return Unavailable{.reason = "there is no " + profile.label + profileNames(), .configured = name != "default"};
  }
  const std::string mode = profile.text("mode");
  const auto is = [&mode](const char* known) { return equalInAnyCase(mode, known); };

  if (is("AK") || mode.empty()) return accessKey(profile, false);
  if (is("StsToken")) return accessKey(profile, true);
  if (is("RamRoleArn")) return assumedBy(profile, accessKey(profile, !profile.secret("sts_token").empty()));
  if (is("EcsRamRole")) return Resolved{fetchEcsRole(ecsRoleFrom(environment_, profile.text("ram_role_name")))};
  if (is("OIDC")) return oidc(profile);
  if (is("ChainableRamRoleArn")) {
    const std::string source = profile.text("source_profile");
    if (source.empty()) return profile.without("source_profile");
    above.push_back(name);
    if (std::find(above.begin(), above.end(), source) != above.end()) {
      return Unavailable{.reason = profile.label + " is its own source through source_profile", .configured = true};
    }
    return assumedBy(profile, provider(source, std::move(above)));
  }
  if (is("External")) {
    const std::string command = profile.text("process_command");
    if (command.empty()) return profile.without("process_command");
    return Resolved{fetchFromCommand(command)};
  }
  if (is("CredentialsURI")) {
    std::string uri = profile.text("credentials_uri");
    if (uri.empty()) uri = environment_.variable("ALIBABA_CLOUD_CREDENTIALS_URI");
    if (uri.empty()) return profile.without("credentials_uri");
    return Resolved{fetchUri(std::move(uri))};
  }
  if (is("BearerToken")) {
    Credentials credentials;
    credentials.bearerToken = profile.secret("bearer_token");
    credentials.source = profile.label;
    if (credentials.bearerToken.empty()) return profile.without("bearer_token");
    return Resolved{fetchFixed(std::move(credentials))};
  }
  if (is("CloudSSO") || is("OAuth")) return interactive(profile.label, mode, name);
  return Unavailable{.reason = profile.label + " has the unknown mode " + mode, .configured = true};
}

Resolution Config::accessKey(const Profile& profile, bool withToken) const {
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

Resolution Config::assumedBy(const Profile& profile, Resolution base) const {
  if (std::holds_alternative<Unavailable>(base)) return base;
  auto role = this->role(profile);
  if (auto* declined = std::get_if<Unavailable>(&role)) return std::move(*declined);
  return Resolved{fetchAssumedRole(std::get<AssumeRoleOptions>(std::move(role)), std::get<Resolved>(base).fetch)};
}

Resolution Config::oidc(const Profile& profile) const {
  auto role = this->role(profile);
  if (auto* declined = std::get_if<Unavailable>(&role)) return std::move(*declined);
  std::string providerArn = profile.text("oidc_provider_arn");
  std::string tokenFile = profile.text("oidc_token_file");
  if (providerArn.empty()) return profile.without("oidc_provider_arn");
  if (tokenFile.empty()) return profile.without("oidc_token_file");
  return Resolved{
      fetchOidcRole(std::get<AssumeRoleOptions>(std::move(role)), std::move(providerArn), std::move(tokenFile))};
}

std::variant<AssumeRoleOptions, Unavailable> Config::role(const Profile& profile) const {
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
  const std::string region = profile.text("sts_region");
  auto endpoint = stsEndpoint(region, profile.is("enable_vpc"));
  if (!endpoint) {
    return Unavailable{.reason = profile.label + " has sts_region \"" + region + "\", which is not a region",
                       .configured = true};
  }
  options.stsEndpoint = *std::move(endpoint);
  return options;
}

std::string chosenProfile(const Environment& environment, const std::string& named, const Config& config) {
  if (!named.empty()) return named;
  std::string name = environment.variable("ALIBABA_CLOUD_PROFILE");
  return name.empty() ? config.currentProfile() : name;
}

Resolution resolve(const Environment& environment, const std::string& named, const FetchContext& context) {
  if (named.empty() && environment.isTrue(kDisabled)) return Unavailable{std::string("disabled by ") + kDisabled};
  const std::string path = configPath(environment);
  const std::string shown = shortened(path, environment.home());
  if (!isThere(path)) {
    return Unavailable{.reason = "there is no " + shown,
                       .configured = !environment.variable("ALIBABA_CLOUD_CONFIG_FILE").empty()};
  }
  return resolveInFile(path, shown, context, [&](std::string_view text, std::string& label) -> Resolution {
    const ParsedJson json = parseJson(text);
    if (!json.problem.empty()) {
      return Unavailable{.reason = shown + ": " + json.problem, .configured = true, .forNow = true};
    }
    const Config config(json.value, shown, environment);
    const std::string name = chosenProfile(environment, named, config);
    label = config.label(name);
    return config.provider(name);
  });
}

}  // namespace

Source cliProfileSource(Environment environment, std::string profile) {
  return {"CLI profile", [environment = std::move(environment), profile = std::move(profile)](
                             const FetchContext& context) { return resolve(environment, profile, context); }};
}

std::string profileRegion(const Environment& environment, const std::string& profile) {
  std::string region = environment.variable("ALIBABA_CLOUD_REGION_ID");
  if (profile.empty() && (!region.empty() || environment.isTrue(kDisabled))) return region;
  const auto file = readFile(configPath(environment));
  if (!file) return region;
  const Config config(parseJson(withoutByteOrderMark(file->text)).value, {}, environment);
  std::string found = config.profile(chosenProfile(environment, profile, config)).text("region_id");
  return found.empty() ? region : found;
}

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

std::string defaultRegionId(const std::string& profile) { return profileRegion(processEnvironment(), profile); }
}  // namespace dataworks
