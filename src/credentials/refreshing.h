// The refreshing cache under every source whose credentials must be fetched.
//
// Nothing is fetched before somebody asks. The first to ask in the early window before expiry starts a fetch on the
// side, and everybody is served what is still valid. Once that is too old, all wait for the one fetch, each until its
// own deadline. A failed fetch costs nothing while the old credentials are valid, and is not repeated at once.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "credentials/aside.h"
#include "dataworks/credentials.h"
#include "rpc/random.h"

namespace dataworks::detail {

/// Asks the source itself, on the calling thread, within the limits of the request.
using AskSource = std::function<Result<Credentials>(const CredentialsRequest& request)>;

[[nodiscard]] std::shared_ptr<CredentialsProvider> refreshing(AskSource ask, RandomSource random = systemRandom,
                                                              RunAside aside = onThread());

/// The stages in the life of fetched credentials, on the wall clock.
struct Lease {
  using Time = std::chrono::system_clock::time_point;
  Time early = Time::max();  ///< From here on, new ones are fetched on the side while these are served.
  Time renew = Time::max();  ///< From here on, everybody waits for that fetch.
  Time end = Time::max();    ///< From here on, these are no longer served.
};

/// `jitter`, in [0, 1), spreads the beginning of the early window, so that many machines do not ask at once.
[[nodiscard]] Lease leaseOf(std::optional<std::chrono::system_clock::time_point> expiration,
                            std::chrono::system_clock::time_point now, double jitter);

/// Returns the pause after `failures` failed fetches in a row (1 or more).
[[nodiscard]] std::chrono::milliseconds pauseAfter(int failures, double jitter);

}  // namespace dataworks::detail
