// SPDX-License-Identifier: Apache-2.0
// A source: a place where credentials may be configured.
//
// The default chain separates two questions. It asks each source in turn: *is anything configured here?* A source that
// declines says why. From then on it asks the first source that did not decline: *what are the credentials?* A network
// that fails for a moment must not change who the caller is.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "credentials/file.h"
#include "dataworks/credentials.h"
#include "text/environment.h"

namespace dataworks::detail {

/// Fetches credentials on the calling thread, within the limits of the context. Thread-safe.
using Fetch = std::function<Result<Credentials>(const FetchContext& context)>;

/// Why a source has no credentials.
struct Unavailable {
  std::string reason{};     ///< `"ALIBABA_CLOUD_ROLE_ARN is not set"`
  std::string hint{};       ///< What to do about it, if the reason does not make that clear.
  bool configured = false;  ///< The user meant it to be used, so skipping it deserves a warning.
  bool forNow = false;      ///< It exists and may work a moment later: no other source is used instead.
  ErrorKind kind = ErrorKind::kCredentials;  ///< Of the error, if it comes to one.
};

/// What a source offers.
struct Resolved {
  Fetch fetch{};
  std::optional<Credentials> first{};  ///< If finding out took a fetch: its result.
  // Of a source in a file, which is read again if the service rejects what it offered and the file has changed:
  std::string label{};  ///< `"profile prod in ~/.aliyun/config.json"`
  std::string path{};
  FileMark mark{};
  std::vector<std::string> notes{};  ///< What is set there, but not used.
};

using Resolution = std::variant<Resolved, Unavailable>;

struct Source {
  std::string name{};
  /// May read files and ask servers, within the limits of the context.
  std::function<Resolution(const FetchContext& context)> resolve{};
};

/// Makes an error about finding credentials. `message` must hold no secret.
[[nodiscard]] inline Error credentialsError(std::string message, std::string hint = {}) {
  return {.kind = ErrorKind::kCredentials,
          .phase = Phase::kCredentials,
          .message = std::move(message),
          .hint = std::move(hint)};
}

[[nodiscard]] inline std::chrono::steady_clock::time_point steadyNow(const FetchContext& context) {
  return context.clock != nullptr ? context.clock->steadyNow() : std::chrono::steady_clock::now();
}

[[nodiscard]] inline std::chrono::system_clock::time_point wallNow(const FetchContext& context) {
  return context.clock != nullptr ? context.clock->wallNow() : std::chrono::system_clock::now();
}

/// Returns the error of a caller that was stopped or whose deadline has passed; empty if it may go on.
[[nodiscard]] inline std::optional<Error> givenUp(const FetchContext& context) {
  const bool stopped = context.stop.stop_requested();
  if (!stopped && steadyNow(context) < context.deadline) return std::nullopt;
  Error error = credentialsError(stopped ? "stopped while waiting for credentials"
                                         : "the deadline passed while waiting for credentials");
  error.kind = stopped ? ErrorKind::kCancelled : ErrorKind::kTimeout;
  return error;
}

}  // namespace dataworks::detail
