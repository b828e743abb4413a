// SPDX-License-Identifier: Apache-2.0
// What the providers that ask a server share: one HTTP exchange on the calling thread, and reading the temporary
// credentials or the refusal in its response.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/credentials.h"

namespace dataworks::detail {

/// Reads when credentials expire: as `parseUtc`, also with an offset (`+08:00`, `+0800`) in place of the `Z`; or the
/// seconds or milliseconds of the epoch.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parseExpiration(std::string_view text);

/// Makes a request for a provider: limited in time and size, repeatable.
[[nodiscard]] HttpRequest providerRequest(std::string method, std::string url);

/// Who is asked, for errors; never its URL.
struct CredentialsServer {
  std::string name;           ///< `"STS (AssumeRole of acs:ram::1:role/nightly)"`
  std::string hint;           ///< What to do if it does not respond, or something else does.
  std::string ifForbidden{};  ///< What to do if it does not allow it; empty: the same.
};

struct ProviderResponse {
  int status = 0;
  std::string body{};
  std::optional<std::chrono::system_clock::time_point> date{};  ///< The server's time, if the response has a `Date`.
  std::optional<std::chrono::milliseconds> retryAfter{};        ///< When it asks to come back.

  [[nodiscard]] bool ok() const noexcept { return status >= 200 && status < 300; }
};

/// Sends `http`, and gives up after `within` or at the request's own deadline.
[[nodiscard]] Result<ProviderResponse> exchange(const FetchContext& context, HttpRequest http,
                                                std::chrono::milliseconds within, const CredentialsServer& server);

/// Makes the error for a response that refuses: with the server's own code and words if it has any. A server that
/// failed or throttles may succeed a moment later; otherwise it is a matter of credentials.
[[nodiscard]] Error refusedBy(const CredentialsServer& server, const ProviderResponse& response);

/// Reads `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and `Expiration` of a response, or of the object `inside`
/// it. A response whose `Code` is not `Success` is a refusal.
[[nodiscard]] Result<Credentials> readTemporaryCredentials(const ProviderResponse& response,
                                                           const CredentialsServer& server,
                                                           std::string_view inside = {});

}  // namespace dataworks::detail
