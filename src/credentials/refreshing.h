// The refreshing cache under every source whose credentials must be fetched.
//
// Nothing is fetched before somebody asks. Who asks first in the early window before the expiry has the fetch started
// beside himself, and everybody is served what is still valid. Once that is too old, all wait for the one fetch, each
// until its own deadline. A fetch that fails costs nothing while the old credentials are valid, and is not
// repeated at once.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "credentials/aside.h"
#include "dataworks/credentials.h"
#include "rpc/random.h"

namespace dataworks {

/// Asks the source itself, on the calling thread, within the bounds of the request.
using AskSource = std::function<Result<Credentials>(const CredentialsRequest& request)>;

[[nodiscard]] std::shared_ptr<CredentialsProvider> refreshing(AskSource ask, RandomSource random = systemRandom,
                                                              RunAside aside = onThread());

/// The ages of fetched credentials, on the wall clock.
struct Lease {
  using Time = std::chrono::system_clock::time_point;
  Time early = Time::max();  ///< From here on, it is fetched anew on the side, and askers are served.
  Time renew = Time::max();  ///< From here on, everybody waits for that fetch.
  Time end = Time::max();    ///< From here on, they are not served any more.
};

/// `jitter` is in [0, 1): it spreads the early window's beginning, so that many machines do not ask at once.
[[nodiscard]] Lease leaseOf(std::optional<std::chrono::system_clock::time_point> expiration,
                            std::chrono::system_clock::time_point now, double jitter);

/// The pause after so many failed fetches in a row (1 or more).
[[nodiscard]] std::chrono::milliseconds pauseAfter(int failures, double jitter);

}  // namespace dataworks
