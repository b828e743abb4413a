// A source: a place where credentials may be configured.
//
// The default chain separates two questions. *Is anything configured here?* is asked of each source in turn, and a
// source that declines says why. *What are the credentials?* is asked of the provider of the first that did not
// decline, from then on: a network that fails for a moment must not change who the caller is.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "credentials/environment.h"
#include "credentials/wipe.h"
#include "dataworks/credentials.h"

namespace dataworks {

/// Why a source has nothing to offer.
struct Declined {
  std::string reason{};     ///< `"ALIBABA_CLOUD_ROLE_ARN is not set"`
  std::string hint{};       ///< What to do about it, where that is not plain from the reason.
  bool configured = false;  ///< Somebody meant it to be used: passing over it deserves a warning.
  bool forNow = false;      ///< It is there, and may be of use a moment later: nobody is asked in its place.
};

using Located = std::variant<std::shared_ptr<CredentialsProvider>, Declined>;

struct Source {
  std::string name{};
  /// May read files and ask servers, within the bounds of the request.
  std::function<Located(const CredentialsRequest& request)> locate{};
};

/// The chain over `sources`: see above. `hint`: what to do where nothing is found, if no source knows better.
[[nodiscard]] std::shared_ptr<CredentialsProvider> chainOf(std::vector<Source> sources, std::string hint = {});

/// An error of finding credentials. `message` must hold no secret.
[[nodiscard]] inline Error credentialsError(std::string message, std::string hint = {}) {
  Error error;
  error.kind = ErrorKind::kCredentials;
  error.phase = Phase::kCredentials;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

}  // namespace dataworks
