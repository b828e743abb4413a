// What the providers that ask a server have in common: one HTTP exchange on the calling thread, and how to read the
// temporary credentials in its answer.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "credentials/wipe.h"
#include "dataworks/credentials.h"

namespace dataworks {

/// A request of a provider: bounded in time and size, repeatable.
[[nodiscard]] HttpRequest providerRequest(std::string method, std::string url);

struct ProviderAnswer {
  int status = 0;
  WipedText body{};

  [[nodiscard]] bool ok() const noexcept { return status >= 200 && status < 300; }
};

/// Sends `http`, giving up after `within` or at the request's own deadline. `who` names the server in errors; its URL
/// never appears there.
[[nodiscard]] Result<ProviderAnswer> exchange(const CredentialsRequest& request, HttpRequest http,
                                              std::chrono::milliseconds within, std::string_view who);

/// The error of an answer that is not 2xx.
[[nodiscard]] Error refusedBy(std::string_view who, int status);

/// Reads `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and `Expiration` out of a JSON object.
[[nodiscard]] Result<Credentials> readTemporaryCredentials(std::string_view object, std::string_view who);

/// `2026-11-23T09:00:00Z`, whatever the time zone of this machine; a fraction of a second is cut off.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parseUtc(std::string_view text);

}  // namespace dataworks
