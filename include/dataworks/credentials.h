// Who calls: credentials, and where they come from.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/clock.h"
#include "dataworks/export.h"
#include "dataworks/result.h"
#include "dataworks/transport.h"

namespace dataworks {

/// A text that must not leak: it cannot be printed or compared by accident, and its memory is wiped when freed. A plain
/// value: each thread has its own, and copying allocates.
class DATAWORKS_EXPORT Secret {
 public:
  Secret() noexcept = default;
  /// Copies the text.
  Secret(std::string_view text);  // NOLINT(google-explicit-constructor): so that `.accessKeySecret = "…"` reads well
  /// Copies the text.
  Secret(const char* text);  // NOLINT(google-explicit-constructor)
  /// Copies the text.
  Secret(const std::string& text);           // NOLINT(google-explicit-constructor)
  Secret(const Secret& other);               ///< Copies the text.
  Secret(Secret&& other) noexcept;           ///< Leaves `other` empty.
  Secret& operator=(Secret other) noexcept;  ///< Wipes what was there.
  ~Secret();

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }  ///< True if there is no text.
  /// The text itself. Valid as long as this object; do not copy it into anything that is logged.
  [[nodiscard]] std::string_view reveal() const noexcept { return {text_, size_}; }

 private:
  char* text_ = nullptr;  // not a std::string: its short form would stay behind on the stack when moved
  std::size_t size_ = 0;
};

/// An access key, a temporary access key (with `securityToken`), or a bearer token alone.
struct Credentials {
  std::string accessKeyId{};  ///< Not secret: it names the key.
  Secret accessKeySecret{};   ///< What requests are signed with; it is never sent.
  Secret securityToken{};     ///< Of temporary credentials (STS); else empty.
  Secret bearerToken{};       ///< If set, the other three are not used.
  std::optional<std::chrono::system_clock::time_point> expiration{};  ///< Empty: they do not expire.
  bool renewable =
      true;              ///< False of a temporary key whose source can give no other: in code, environment, `StsToken`.
  std::string source{};  ///< `"environment"`, `"profile prod in ~/.aliyun/config.json"`: for people.
};

/// What a provider may need to answer, and how long it may take.
struct CredentialsRequest {
  std::chrono::steady_clock::time_point deadline =
      (std::chrono::steady_clock::time_point::max)();  ///< When the call that waits for them ends.
  std::stop_token stop{};                              ///< Requested when the caller has lost interest.
  std::shared_ptr<Transport> transport{};  ///< For providers that ask a server. `send` on it answers inline.
  std::shared_ptr<Clock> clock{};          ///< What to tell the time by.
  std::string refusedAccessKeyId{};  ///< The key that the service just called expired: do not answer it from a cache.
  std::function<void(const std::string&)> warn{};  ///< Told what works but should be looked at; may be empty.
};

/// A source of credentials. Thread-safe: many calls may ask at once. `get` may block until the request's deadline.
class DATAWORKS_EXPORT CredentialsProvider {
 public:
  virtual ~CredentialsProvider();
  /// Answers credentials that are valid now, or why there are none. Return soon once `stop` is requested: the client's
  /// destructor waits for that.
  [[nodiscard]] virtual Result<Credentials> get(const CredentialsRequest& request) = 0;

  /// True if `get` can answer at once, without reading a file, asking a server or waiting. The background engine calls
  /// `get` on its own thread only then.
  [[nodiscard]] virtual bool ready(const CredentialsRequest& request);
};

/// Credentials given in code.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> staticCredentials(std::string accessKeyId,
                                                                                      Secret accessKeySecret,
                                                                                      Secret securityToken = {});

/// Credentials of any kind given in code, for instance a bearer token: `staticCredentials({.bearerToken = "…"})`.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> staticCredentials(Credentials credentials);

/// `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, `ALIBABA_CLOUD_SECURITY_TOKEN`, read at each call.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> environmentCredentials();

/// A profile of the Alibaba Cloud CLI, in `~/.aliyun/config.json` or `ALIBABA_CLOUD_CONFIG_FILE`. Without a name:
/// `ALIBABA_CLOUD_PROFILE`, then the CLI's current one. A name that the CLI's file does not have is looked up as
/// `iniProfileCredentials` does. The file is read at the first need, and again when what it gave is refused and it has
/// changed.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> profileCredentials(std::string profile = {});

/// A section of `~/.alibabacloud/credentials`, `~/.alibabacloud/credentials.ini` or `ALIBABA_CLOUD_CREDENTIALS_FILE`.
/// Without a name: `ALIBABA_CLOUD_PROFILE`, then `default`. Read as often as a CLI profile.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> iniProfileCredentials(std::string profile = {});

/// The role of this ECS instance, from its metadata service, session tokens (version 2) first. Without a name: the one
/// that the instance has. `ALIBABA_CLOUD_IMDSV1_DISABLED=true` forbids version 1.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> ecsRoleCredentials(std::string roleName = {});

/// Temporary credentials from a server that answers `GET` with them. Without a URI: `ALIBABA_CLOUD_CREDENTIALS_URI`.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> uriCredentials(std::string uri = {});

/// What a command prints: `{"mode": "StsToken", "access_key_id": …, "access_key_secret": …, "sts_token": …,
/// "expiration": …}`, or mode `AK` without the last two. Split into words as a shell does, but no shell runs. Killed at
/// the call's deadline or stop. Printed without an expiration, they are kept until the service refuses them.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> processCredentials(std::string command);

/// A role to assume at the security token service (STS).
struct AssumeRoleOptions {
  std::string roleArn{};                          ///< `"acs:ram::1234567890123456:role/nightly"`
  std::string roleSessionName = "dataworks-cpp";  ///< Appears in audit logs.
  std::chrono::seconds duration{3600};            ///< How long the credentials are to live: 15 min to the role's limit.
  std::string policy{};                           ///< Restricts the role further; JSON. Empty: does not.
  std::string externalId{};                       ///< What the role's owner may ask for. Not for OIDC.
  std::string stsEndpoint =
      "https://sts.aliyuncs.com";  ///< Or the region's own: `"https://sts.cn-shanghai.aliyuncs.com"`.
};

/// A role, assumed with the credentials of `base`.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> assumeRoleCredentials(
    AssumeRoleOptions role, std::shared_ptr<CredentialsProvider> base);

/// A role, assumed with the OIDC token in a file, which is read anew each time (a Kubernetes service account's, RRSA).
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> oidcCredentials(AssumeRoleOptions role,
                                                                                    std::string oidcProviderArn,
                                                                                    std::string oidcTokenFile);

/// The same, configured by `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE`
/// and `ALIBABA_CLOUD_ROLE_SESSION_NAME`.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> oidcCredentials();

/// What is used where nothing else is given: the first of environment, OIDC, CLI profile, ini profile, ECS role and
/// credentials URI in which credentials are configured. Nothing is read or asked before the first `get`; the choice is
/// then kept. If none is, the error says of each source why not.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> defaultCredentials();

/// What became of a source of the default chain.
enum class CredentialsSourceState {
  kDeclined,  ///< Nothing usable is configured there.
  kUsed,      ///< The credentials come from here.
  kFailed,    ///< They should come from here, but it gave none.
  kNotAsked,  ///< An earlier source is used, or time ran out.
};

/// What a source of the default chain had to say.
struct CredentialsSourceReport {
  std::string source{};                                              ///< `"CLI profile"`
  CredentialsSourceState state = CredentialsSourceState::kNotAsked;  ///< Whether it is the one.
  std::string outcome{};  ///< For people: why it declined or failed, or what exactly is used.
};

/// What a look at the default chain found.
struct CredentialsInspection {
  std::vector<CredentialsSourceReport> sources{};  ///< All of them, in the chain's order.
  /// The source that is used, which has been asked already; or the error of a call.
  Result<std::shared_ptr<CredentialsProvider>> provider;
};

/// Asks the default chain's sources as a first call would, for finding out which is used and why the others are not.
[[nodiscard]] DATAWORKS_EXPORT CredentialsInspection inspectDefaultCredentials(const CredentialsRequest& request);

/// The region that goes with the credentials: `ALIBABA_CLOUD_REGION_ID`, then the region of the CLI's profile (reads
/// its file). Of a profile that is named, the profile's own comes first. Empty if there is none.
[[nodiscard]] DATAWORKS_EXPORT std::string defaultRegionId(const std::string& profile = {});

}  // namespace dataworks
