// What the providers that ask a server share: one HTTP exchange on the calling thread, and reading the temporary
// credentials in its response.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "credentials/json.h"
#include "dataworks/credentials.h"

namespace dataworks::detail {

/// Makes a request for a provider: limited in time and size, repeatable.
[[nodiscard]] HttpRequest providerRequest(std::string method, std::string url);

struct ProviderResponse {
  int status = 0;
  std::string body{};
  std::optional<std::chrono::system_clock::time_point> date{};  ///< The server's time, if the response has a `Date`.

  [[nodiscard]] bool ok() const noexcept { return status >= 200 && status < 300; }
};

/// Sends `http`, and gives up after `within` or at the request's own deadline. `who` names the server in errors; its
/// URL never appears there.
[[nodiscard]] Result<ProviderResponse> exchange(const FetchContext& context, HttpRequest http,
                                                std::chrono::milliseconds within, std::string_view who);

/// Makes the error for a response that is not 2xx.
[[nodiscard]] Error refusedBy(std::string_view who, int status);

/// Reads `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and `Expiration`.
[[nodiscard]] Result<Credentials> readTemporaryCredentials(const JsonValue& object, std::string_view who);

}  // namespace dataworks::detail
