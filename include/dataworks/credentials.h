// SPDX-License-Identifier: Apache-2.0
// Credentials: who is calling, and where the credentials come from.
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

/// A text that must not leak: it cannot be printed or compared by accident, and its memory is wiped when freed. It is a
/// plain value: give each thread its own. Copying allocates.
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
  Secret& operator=(Secret other) noexcept;  ///< Wipes the old text.
  ~Secret();

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }  ///< True if there is no text.
  /// Returns the text itself, valid as long as this object. Do not copy it into anything that is logged.
  [[nodiscard]] std::string_view reveal() const noexcept { return {text_, size_}; }

 private:
  char* text_ = nullptr;  // not a std::string: its short form would stay behind on the stack when moved
  std::size_t size_ = 0;
};

/// An access key, a temporary access key (with `securityToken`), or a bearer token alone.
struct Credentials {
  std::string accessKeyId{};  ///< The name of the key; not secret.
  Secret accessKeySecret{};   ///< Signs requests; never sent.
  Secret securityToken{};     ///< For temporary credentials (STS); otherwise empty.
  Secret bearerToken{};       ///< If set, the other three are not used.
  std::optional<std::chrono::system_clock::time_point> expiration{};  ///< Unset if they do not expire.
  bool renewable = true;  ///< False if the source cannot renew this temporary key.
  std::string source{};   ///< `"environment"`, `"profile prod in ~/.aliyun/config.json"`: for people.
};

/// What a fetch may use, and how long it may take.
struct FetchContext {
  /// When the call that waits for the credentials ends.
  std::chrono::steady_clock::time_point deadline = (std::chrono::steady_clock::time_point::max)();
  std::stop_token stop{};             ///< Requested when the caller is no longer interested, or the client ends.
  std::shared_ptr<Clock> clock{};     ///< The clock to use. Null: the machine's.
  std::string rejectedAccessKeyId{};  ///< A key that the service has just rejected: return another if there is one.
  std::function<void(const std::string&)> warn{};  ///< Reports what works but needs attention; may be empty.
  /// Sends a request as the client does (proxy, certificate authorities) and waits for the outcome on the calling
  /// thread, until the request's deadline or `stop`. For providers that ask a server.
  std::function<TransportOutcome(HttpRequest request, const std::stop_token& stop)> send{};
};

/// A source of credentials. `fetch` gets them where they are, however long that takes; keeping them is the client's
/// affair. The providers below keep what they fetched, and share it among all clients that use them.
class DATAWORKS_EXPORT CredentialsProvider {
 public:
  virtual ~CredentialsProvider();

  /// Returns credentials that are valid now, or why there are none. May block until `deadline`; return promptly once
  /// `stop` is requested, because the client's destructor waits for that. The client keeps the result until it nears
  /// its `expiration` or the service rejects it, and does not fetch again at once after an error. It calls this on the
  /// thread of a blocking call or on a helper thread, usually one at a time: another call starts a fetch of its own if
  /// one outlasts its deadline or stop.
  [[nodiscard]] virtual Result<Credentials> fetch(const FetchContext& context) = 0;
};

/// Credentials given in code.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> staticCredentials(std::string accessKeyId,
                                                                                      Secret accessKeySecret,
                                                                                      Secret securityToken = {});

/// Credentials of any kind given in code, such as a bearer token: `staticCredentials({.bearerToken = "…"})`.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> staticCredentials(Credentials credentials);

/// `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, `ALIBABA_CLOUD_SECURITY_TOKEN`, read on each call.
/// `defaultCredentials` reads them once, and again if the service rejects the key.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> environmentCredentials();

/// A profile of the Alibaba Cloud CLI, in `~/.aliyun/config.json` or `ALIBABA_CLOUD_CONFIG_FILE`. Without a name:
/// `ALIBABA_CLOUD_PROFILE`, then the CLI's current profile. A name that the CLI's file does not provide is looked up as
/// by `iniProfileCredentials`. Read on first use, and again if the service rejects its credentials and the file
/// has changed.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> profileCredentials(std::string profile = {});

/// A section of `~/.alibabacloud/credentials`, `~/.alibabacloud/credentials.ini` or `ALIBABA_CLOUD_CREDENTIALS_FILE`.
/// Without a name: `ALIBABA_CLOUD_PROFILE`, then `default`. Read and reread like a CLI profile.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> iniProfileCredentials(std::string profile = {});

/// The RAM role of this ECS instance, from its metadata service; session tokens (version 2) are tried first. Without a
/// name: the role the instance has. `ALIBABA_CLOUD_IMDSV1_DISABLED=true` forbids version 1.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> ecsRoleCredentials(std::string roleName = {});

/// Temporary credentials from a server that returns them on `GET`. Without a URI: `ALIBABA_CLOUD_CREDENTIALS_URI`.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> uriCredentials(std::string uri = {});

/// What a command prints: `{"mode": "StsToken", "access_key_id": …, "access_key_secret": …, "sts_token": …,
/// "expiration": …}`, or mode `AK` without the last two. The command is split into words as by a shell, but no shell
/// runs. It is killed at the call's deadline or stop. Without an expiration, the credentials are kept until the service
/// rejects them.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> processCredentials(std::string command);

/// A role to assume at the Security Token Service (STS).
struct AssumeRoleOptions {
  std::string roleArn{};                          ///< `"acs:ram::1234567890123456:role/nightly"`
  std::string roleSessionName = "dataworks-cpp";  ///< Appears in audit logs.
  std::chrono::seconds duration{3600};            ///< Lifetime of the credentials, from 15 min to the role's limit.
  std::string policy{};                           ///< JSON that restricts the role further. Empty: no restriction.
  std::string externalId{};                       ///< If the role's owner requires one. Not for OIDC.
  std::string stsEndpoint = "https://sts.aliyuncs.com";  ///< Or a region's: `"https://sts.cn-shanghai.aliyuncs.com"`.
};

/// A role, assumed with the credentials of `base`.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> assumeRoleCredentials(
    AssumeRoleOptions role, std::shared_ptr<CredentialsProvider> base);

/// A role, assumed with the OIDC token in a file, such as that of a Kubernetes service account (RRSA). The file is read
/// each time.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> oidcCredentials(AssumeRoleOptions role,
                                                                                    std::string oidcProviderArn,
                                                                                    std::string oidcTokenFile);

/// The same, configured by `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE`
/// and `ALIBABA_CLOUD_ROLE_SESSION_NAME`; `ALIBABA_CLOUD_STS_REGION` and `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED` choose
/// the STS endpoint.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> oidcCredentials();

/// The provider used if none is given: the first of environment, OIDC, CLI profile, ini profile, ECS role and
/// credentials URI that has credentials configured. Nothing is read or asked before the first `fetch`; the choice is
/// then kept. If no source has any, the error says why for each.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<CredentialsProvider> defaultCredentials();

/// The state of a source of the default chain.
enum class CredentialsSourceState {
  kDeclined,  ///< Nothing usable is configured there.
  kUsed,      ///< The credentials come from here.
  kFailed,    ///< This source was chosen, but returned no credentials.
  kNotAsked,  ///< An earlier source is used or cannot be used now, or time ran out.
};

/// What was found at a source of the default chain.
struct CredentialsSourceReport {
  std::string source{};                                              ///< `"CLI profile"`
  CredentialsSourceState state = CredentialsSourceState::kNotAsked;  ///< Whether it is used.
  std::string outcome{};  ///< For people: why it declined or failed, or what exactly is used.
};

/// What an inspection of the default chain found.
struct CredentialsInspection {
  std::vector<CredentialsSourceReport> sources{};  ///< All sources, in the chain's order.
  /// The provider of the source in use, already asked once; or the error that a call would get.
  Result<std::shared_ptr<CredentialsProvider>> provider;
};

/// Asks the sources of the default chain as a first call would: shows which one is used and why the others are not.
[[nodiscard]] DATAWORKS_EXPORT CredentialsInspection inspectDefaultCredentials(const FetchContext& context);

/// Returns the region that goes with the credentials: `ALIBABA_CLOUD_REGION_ID`, then the region of the CLI profile
/// (reads its file). For a named profile, the profile's region comes first. Empty if there is none.
[[nodiscard]] DATAWORKS_EXPORT std::string defaultRegionId(const std::string& profile = {});

}  // namespace dataworks
