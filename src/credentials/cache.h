// SPDX-License-Identifier: Apache-2.0
// The one cache of credentials, with the only lock. What to do for a caller is decided by `decide`, a pure function.
//
// Nothing is fetched before a caller needs it. In the early window before expiry, the first caller starts a fetch on
// the helper thread and everyone is served the current credentials. In the last minutes the first caller fetches
// itself, within a limit; the others are still served the current ones. Without usable ones, everyone waits for the one
// fetch, each until its own deadline or stop. A fetch that outlasts its own deadline or stop is left behind: the next
// waiter starts another. A failed fetch is not repeated at once, and costs nothing while the current credentials are
// valid.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "credentials/source.h"
#include "dataworks/credentials.h"
#include "rpc/random.h"

namespace dataworks::detail {

struct Fetched;

/// Fetches on the calling thread, within the limits of the context. Thread-safe, because it holds no changing state:
/// what it learns is in the fetcher that it returns.
using Fetcher = std::function<Fetched(const FetchContext& context)>;

struct Fetched {
  Result<Credentials> credentials;
  Fetcher next{};  ///< What fetches from now on; empty: the same.
};

// --- the decision

/// The stages in the life of fetched credentials, on the wall clock.
struct Lease {
  using Time = std::chrono::system_clock::time_point;
  Time early = Time::max();  ///< From here on, new ones are fetched on the helper thread while these are served.
  Time renew = Time::max();  ///< From here on, the next caller fetches itself.
  Time end = Time::max();    ///< From here on, these are no longer served.
};

/// `jitter`, in [0, 1), spreads the beginning of the early window, so that many machines do not fetch at once.
[[nodiscard]] Lease leaseOf(std::optional<std::chrono::system_clock::time_point> expiration,
                            std::chrono::system_clock::time_point now, double jitter);

/// Returns the pause after `failures` failed fetches in a row (1 or more). `advised` is the server's hint, a floor.
[[nodiscard]] std::chrono::milliseconds pauseAfter(int failures, std::optional<std::chrono::milliseconds> advised,
                                                   double jitter);

struct CacheState {
  using Time = std::chrono::steady_clock::time_point;
  struct Flight {
    std::uint64_t number = 0;
    Time deadline;
    std::stop_token stop;
  };

  std::optional<Credentials> held{};
  Lease lease{};
  Time trustedUntil = Time::min();  ///< A rejected key that was fetched again and came out the same is served so long.
  int failures = 0;
  Time retryAt = Time::min();
  Error lastError{};
  std::optional<Flight> flight{};  ///< The fetch under way.
};

struct Now {
  std::chrono::system_clock::time_point wall;
  std::chrono::steady_clock::time_point steady;
};

enum class CacheStep { kServe, kServeAndPrefetch, kFail, kWait, kFetch };

[[nodiscard]] bool isUsable(const CacheState& state, const std::string& rejectedAccessKeyId, const Now& now);
[[nodiscard]] CacheStep decide(const CacheState& state, const std::string& rejectedAccessKeyId, const Now& now);

// --- the cache

/// Thread-safe.
class CredentialsCache {
 public:
  using Done = std::function<void(Result<Credentials>&&)>;
  using StartThread = std::function<std::jthread(std::function<void(const std::stop_token&)>)>;
  /// kNothing: of what costs nothing to fetch, without a lock; its fetcher cleans (credentials/clean.h). kGiven:
  /// nothing is ever fetched.
  enum class Keep { kFetched, kNothing, kGiven };

  explicit CredentialsCache(Fetcher fetcher, Keep keep = Keep::kFetched, RandomSource random = systemRandom,
                            StartThread startThread = onThread);
  /// Of credentials that are clean and never change. Takes no lock.
  explicit CredentialsCache(Credentials given);
  /// Stops the helper thread and waits for it.
  ~CredentialsCache();
  CredentialsCache(const CredentialsCache&) = delete;
  CredentialsCache& operator=(const CredentialsCache&) = delete;

  /// Returns credentials if they are there and nothing is to be done for them, as in nearly every call: what a fetch
  /// wants to know would cost more to put together than this does.
  [[nodiscard]] std::optional<Credentials> served(const std::string& rejectedAccessKeyId, Clock& clock);

  /// Returns credentials, fetching or waiting on the calling thread until the context's deadline or stop.
  [[nodiscard]] Result<Credentials> get(const FetchContext& context);

  /// Returns what is known without waiting; empty if that takes a fetch.
  [[nodiscard]] std::optional<Result<Credentials>> tryGet(const FetchContext& context);

  /// Gets credentials on the helper thread. Calls `done` there or at once, and not after `forget(owner)` has returned.
  /// `done` must be quick and must not call this cache.
  void getLater(const void* owner, FetchContext context, Done done);
  void forget(const void* owner);

 private:
  using Lock = std::unique_lock<std::mutex>;
  struct Waiter {
    const void* owner;
    FetchContext context;
    Done done;
  };

  static std::jthread onThread(std::function<void(const std::stop_token&)> run);
  [[nodiscard]] std::optional<Result<Credentials>> known(CacheStep step, const FetchContext& context, const Now& now);
  Result<Credentials> obtain(Lock& lock, const FetchContext& context, std::chrono::nanoseconds patience);
  Result<Credentials> fetch(Lock& lock, const FetchContext& context, std::chrono::nanoseconds patience);
  void keep(const Credentials& fetched, const FetchContext& context);
  void noteFailure(const Error& error, const FetchContext& context);
  void prefetchLater(const FetchContext& context);
  void startHelper();
  void help(const std::stop_token& stop);
  void deliver();

  const Keep keep_;
  const RandomSource random_;
  const StartThread startThread_;
  const std::int64_t process_;

  std::mutex mutex_;  // over what follows; never held during a fetch
  std::condition_variable_any landed_;
  Fetcher fetcher_;
  CacheState state_;
  std::uint64_t flights_ = 0;
  std::list<Waiter> waiting_;  // for the helper thread
  std::optional<FetchContext> prefetch_;
  bool helping_ = false;
  std::jthread helper_;
};

// --- providers

/// Every built-in provider: a cache that all its clients share.
class BuiltInProvider final : public CredentialsProvider {
 public:
  explicit BuiltInProvider(std::shared_ptr<CredentialsCache> cache) : cache_(std::move(cache)) {}
  Result<Credentials> fetch(const FetchContext& context) override { return cache_->get(context); }
  [[nodiscard]] const std::shared_ptr<CredentialsCache>& cache() const noexcept { return cache_; }

 private:
  const std::shared_ptr<CredentialsCache> cache_;
};

/// Returns the cache of a built-in provider, or a new one around a user's.
[[nodiscard]] std::shared_ptr<CredentialsCache> cacheOf(std::shared_ptr<CredentialsProvider> provider);

[[nodiscard]] Fetcher always(Fetch fetch);
[[nodiscard]] std::shared_ptr<CredentialsProvider> cached(Fetcher fetcher);
[[nodiscard]] std::shared_ptr<CredentialsProvider> uncached(Fetch fetch);

}  // namespace dataworks::detail
