// A source: a place where credentials may be configured.
//
// The default chain separates two questions. It asks each source in turn: *is anything configured here?* A source that
// declines says why. From then on it asks the provider of the first source that did not decline: *what are the
// credentials?* A network that fails for a moment must not change who the caller is.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "credentials/environment.h"
#include "dataworks/credentials.h"
#include "memory/wipe.h"

namespace dataworks::detail {

/// Why a source has no credentials.
struct Unavailable {
  std::string reason{};     ///< `"ALIBABA_CLOUD_ROLE_ARN is not set"`
  std::string hint{};       ///< What to do about it, if the reason does not make that clear.
  bool configured = false;  ///< The user meant it to be used, so skipping it deserves a warning.
  bool forNow = false;      ///< It exists and may work a moment later: no other source is used instead.
};

using Resolution = std::variant<std::shared_ptr<CredentialsProvider>, Unavailable>;

struct Source {
  std::string name{};
  /// May read files and ask servers, within the limits of the request.
  std::function<Resolution(const CredentialsRequest& request)> resolve{};
};

/// Returns the chain over `sources`; see above. `hint`: what to do if nothing is found and no source has a better one.
[[nodiscard]] std::shared_ptr<CredentialsProvider> chainOf(std::vector<Source> sources, std::string hint = {});

/// Makes an error about finding credentials. `message` must hold no secret.
[[nodiscard]] inline Error credentialsError(std::string message, std::string hint = {}) {
  Error error;
  error.kind = ErrorKind::kCredentials;
  error.phase = Phase::kCredentials;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

}  // namespace dataworks::detail
