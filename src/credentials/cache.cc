// SPDX-License-Identifier: Apache-2.0
#include "credentials/cache.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "credentials/clean.h"
#include "event_loop/fork.h"
#include "types/make_error.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto kRenewBefore = 180s;
constexpr auto kEarlyBefore = 15min;
constexpr auto kBornExpired = 2min;   // how long to trust credentials that seem expired when they arrive
constexpr auto kRefreshWithin = 5s;   // while the current ones are valid
constexpr auto kRejectedAgain = 10s;  // a rejected key that came out the same is not fetched again for so long
constexpr auto kLongestPause = 60'000ms;
constexpr std::chrono::nanoseconds kHelperPatience = 60s;  // longer than any provider needs
constexpr auto kForever = std::chrono::nanoseconds::max();
constexpr std::chrono::nanoseconds kSlice = 10ms;  // how often a waiter checks the clock and whether the fetch goes on

Now nowOf(const FetchContext& context) { return {wallNow(context), steadyNow(context)}; }

bool isRejected(const Credentials& credentials, const std::string& rejectedAccessKeyId) {
  return !rejectedAccessKeyId.empty() && credentials.accessKeyId == rejectedAccessKeyId;
}

Fetched call(const Fetcher& fetcher, const FetchContext& context) {
  try {
    Fetched fetched = fetcher(context);
    fetched.credentials = cleaned(std::move(fetched.credentials), context);
    return fetched;
  } catch (...) {  // of a user's provider
    return {credentialsError("the credentials provider threw an exception")};
  }
}

}  // namespace

// --- the decision

bool isUsable(const CacheState& state, const std::string& rejectedAccessKeyId, const Now& now) {
  if (!state.held || now.wall >= state.lease.end) return false;
  return !isRejected(*state.held, rejectedAccessKeyId) || now.steady < state.trustedUntil;
}

CacheStep decide(const CacheState& state, const std::string& rejectedAccessKeyId, const Now& now) {
  const bool usable = isUsable(state, rejectedAccessKeyId, now);
  if (now.steady < state.retryAt) return usable ? CacheStep::kServe : CacheStep::kFail;
  const bool fetching = state.flight && !state.flight->stop.stop_requested() && now.steady < state.flight->deadline;
  if (!usable) return fetching ? CacheStep::kWait : CacheStep::kFetch;
  if (fetching || now.wall < state.lease.early) return CacheStep::kServe;
  return now.wall < state.lease.renew ? CacheStep::kServeAndPrefetch : CacheStep::kFetch;
}

Lease leaseOf(std::optional<std::chrono::system_clock::time_point> expiration,
              std::chrono::system_clock::time_point now, double jitter) {
  if (!expiration) return {};
  using Duration = std::chrono::system_clock::duration;
  // Expired on arrival: it is likelier that this machine's clock is off than that the source issues expired keys. The
  // service's response will show which.
  const Duration left = *expiration > now ? *expiration - now : Duration(kBornExpired);
  const Duration early = std::min<Duration>(kEarlyBefore, left / 2);
  const Duration renew = std::min<Duration>(kRenewBefore, early / 2);
  Lease lease;
  lease.end = now + left;
  lease.renew = lease.end - renew;
  lease.early = lease.end - early +
                Duration(static_cast<Duration::rep>(static_cast<double>((early - renew).count()) * jitter / 2));
  return lease;
}

std::chrono::milliseconds pauseAfter(int failures, std::optional<std::chrono::milliseconds> advised, double jitter) {
  const std::int64_t full = std::min<std::int64_t>(kLongestPause.count(), 1'000LL << std::min(failures - 1, 6));
  const std::int64_t half = full / 2;
  const std::chrono::milliseconds pause(half + static_cast<std::int64_t>(static_cast<double>(half) * jitter));
  return std::max(pause, std::min<std::chrono::milliseconds>(advised.value_or(0ms), kLongestPause));
}

// --- the cache

CredentialsCache::CredentialsCache(Fetcher fetcher, Keep keep, RandomSource random, StartThread startThread)
    : keep_(keep),
      random_(std::move(random)),
      startThread_(std::move(startThread)),
      process_(forkNumber()),
      fetcher_(std::move(fetcher)) {}

CredentialsCache::CredentialsCache(Credentials given) : CredentialsCache(Fetcher(), Keep::kGiven) {
  state_.held = std::move(given);
}

CredentialsCache::~CredentialsCache() {
  if (process_ != forkNumber() && helper_.joinable()) helper_.detach();  // a forked child has no such thread
}

std::optional<Credentials> CredentialsCache::served(const std::string& rejectedAccessKeyId, Clock& clock) {
  if (keep_ == Keep::kGiven) return state_.held;
  if (keep_ == Keep::kNothing) return std::nullopt;
  const Lock lock(mutex_);
  const CacheStep step = decide(state_, rejectedAccessKeyId, {clock.wallNow(), clock.steadyNow()});
  return step == CacheStep::kServe ? state_.held : std::nullopt;
}

Result<Credentials> CredentialsCache::get(const FetchContext& context) {
  if (keep_ == Keep::kGiven) return *state_.held;
  if (keep_ == Keep::kNothing) return fetcher_(context).credentials;
  Lock lock(mutex_);
  return obtain(lock, context, kForever);
}

std::optional<Result<Credentials>> CredentialsCache::tryGet(const FetchContext& context) {
  if (keep_ == Keep::kGiven) return *state_.held;
  if (keep_ == Keep::kNothing) return fetcher_(context).credentials;
  const Lock lock(mutex_);
  const Now now = nowOf(context);
  return known(decide(state_, context.rejectedAccessKeyId, now), context, now);
}

void CredentialsCache::getLater(const void* owner, FetchContext context, Done done) {
  const Lock lock(mutex_);
  waiting_.push_back({owner, std::move(context), std::move(done)});
  try {
    startHelper();
  } catch (const std::system_error&) {
    const Done failed = std::move(waiting_.back().done);
    waiting_.pop_back();
    Error error = internalError(Phase::kCredentials);
    error.message = "the system allows this process no thread to fetch credentials on";
    failed(std::move(error));
  }
}

void CredentialsCache::forget(const void* owner) {
  const Lock lock(mutex_);
  waiting_.remove_if([owner](const Waiter& waiter) { return waiter.owner == owner; });
}

/// What needs no fetch.
std::optional<Result<Credentials>> CredentialsCache::known(CacheStep step, const FetchContext& context,
                                                           const Now& now) {
  switch (step) {
    case CacheStep::kServe: return *state_.held;
    case CacheStep::kServeAndPrefetch: prefetchLater(context); return *state_.held;
    case CacheStep::kWait:
    case CacheStep::kFetch: return std::nullopt;
    case CacheStep::kFail: break;
  }
  Error error = state_.lastError;
  // Credentials that are not there, or not good, will not be there later, unless their source says so.
  if (error.kind != ErrorKind::kCredentials || error.retryAfter) {
    error.retryAfter = std::chrono::ceil<std::chrono::milliseconds>(state_.retryAt - now.steady);
  }
  return error;
}

Result<Credentials> CredentialsCache::obtain(Lock& lock, const FetchContext& context,
                                             std::chrono::nanoseconds patience) {
  for (;;) {
    const Now now = nowOf(context);
    const CacheStep step = decide(state_, context.rejectedAccessKeyId, now);
    if (auto result = known(step, context, now)) return *std::move(result);
    if (auto over = givenUp(context)) return *std::move(over);
    if (step == CacheStep::kFetch) return fetch(lock, context, patience);
    const auto hasLanded = [this, number = state_.flight->number] {
      return !state_.flight || state_.flight->number != number;
    };
    landed_.wait_for(lock, context.stop, std::min<std::chrono::nanoseconds>(context.deadline - now.steady, kSlice),
                     hasLanded);
  }
}

Result<Credentials> CredentialsCache::fetch(Lock& lock, const FetchContext& context,
                                            std::chrono::nanoseconds patience) {
  const Now begun = nowOf(context);
  const bool spare = isUsable(state_, context.rejectedAccessKeyId, begun);
  FetchContext bounded = context;
  if (spare) patience = std::min<std::chrono::nanoseconds>(kRefreshWithin, (context.deadline - begun.steady) / 2);
  if (context.deadline - begun.steady > patience) bounded.deadline = begun.steady + patience;
  const Fetcher fetcher = fetcher_;
  const std::uint64_t number = ++flights_;
  state_.flight = {number, bounded.deadline, bounded.stop};

  lock.unlock();
  Fetched fetched = call(fetcher, bounded);
  lock.lock();

  if (state_.flight && state_.flight->number == number) state_.flight.reset();
  if (fetched.next) fetcher_ = std::move(fetched.next);
  std::string warning;
  if (fetched.credentials) {
    keep(*fetched.credentials, context);
  } else if (!givenUp(context)) {  // the caller's own deadline or stop says nothing about the source
    noteFailure(fetched.credentials.error(), context);
    if (spare) {
      warning = "the credentials could not be refreshed (" + fetched.credentials.error().message +
                "); the current ones are still valid";
    }
  }
  if (!fetched.credentials && isUsable(state_, context.rejectedAccessKeyId, nowOf(context)))
    fetched.credentials = *state_.held;
  landed_.notify_all();
  if (!warning.empty() && context.warn) {
    lock.unlock();
    context.warn(warning);
    lock.lock();
  }
  return std::move(fetched.credentials);
}

void CredentialsCache::keep(const Credentials& fetched, const FetchContext& context) {
  const Now now = nowOf(context);
  state_.trustedUntil =
      isRejected(fetched, context.rejectedAccessKeyId) ? now.steady + kRejectedAgain : CacheState::Time::min();
  state_.held = fetched;
  state_.lease = leaseOf(fetched.expiration, now.wall, fractionFrom(random_()));
  state_.failures = 0;
  state_.retryAt = CacheState::Time::min();
}

void CredentialsCache::noteFailure(const Error& error, const FetchContext& context) {
  state_.lastError = error;
  state_.retryAt = steadyNow(context) + pauseAfter(++state_.failures, error.retryAfter, fractionFrom(random_()));
}

// --- the helper thread: a waiter on behalf of calls that must not wait

std::jthread CredentialsCache::onThread(std::function<void(const std::stop_token&)> run) {
  return std::jthread([run = std::move(run)](const std::stop_token& stop) { run(stop); });
}

void CredentialsCache::prefetchLater(const FetchContext& context) {
  if (prefetch_) return;
  prefetch_ = FetchContext{.clock = context.clock, .warn = context.warn, .send = context.send};
  try {
    startHelper();
  } catch (const std::system_error&) {  // no thread: a caller fetches once it is urgent
    prefetch_.reset();
  }
}

void CredentialsCache::startHelper() {
  if (helping_) return;
  helper_ = startThread_([this](const std::stop_token& stop) { help(stop); });  // the one before has ended
  helping_ = true;
}

void CredentialsCache::help(const std::stop_token& stop) {
  Lock lock(mutex_);
  try {
    while (!stop.stop_requested()) {
      deliver();
      const bool forWaiter = !waiting_.empty();
      if (!forWaiter && !prefetch_) break;
      FetchContext context = forWaiter ? waiting_.front().context : *prefetch_;
      context.stop = stop;
      if (forWaiter) {
        static_cast<void>(obtain(lock, context, kHelperPatience));
        continue;
      }
      const bool stillWanted =
          decide(state_, context.rejectedAccessKeyId, nowOf(context)) == CacheStep::kServeAndPrefetch;
      if (stillWanted) static_cast<void>(fetch(lock, context, kHelperPatience));
      prefetch_.reset();
    }
  } catch (...) {  // out of memory
    if (!lock.owns_lock()) lock.lock();
    prefetch_.reset();
    for (const Waiter& waiter : std::exchange(waiting_, {})) waiter.done(internalError(Phase::kCredentials));
  }
  helping_ = false;
}

/// Responds to every waiter whose result is known or whose time is over.
void CredentialsCache::deliver() {
  for (auto next = waiting_.begin(); next != waiting_.end();) {
    const auto waiter = next++;
    const Now now = nowOf(waiter->context);
    auto result = known(decide(state_, waiter->context.rejectedAccessKeyId, now), waiter->context, now);
    if (!result) {
      if (auto over = givenUp(waiter->context)) result = *std::move(over);
    }
    if (!result) continue;
    waiter->done(*std::move(result));
    waiting_.erase(waiter);
  }
}

// --- providers

std::shared_ptr<CredentialsCache> cacheOf(std::shared_ptr<CredentialsProvider> provider) {
  if (const auto* builtIn = dynamic_cast<const BuiltInProvider*>(provider.get())) return builtIn->cache();
  return std::make_shared<CredentialsCache>(
      always([provider = std::move(provider)](const FetchContext& context) { return provider->fetch(context); }));
}

Fetcher always(Fetch fetch) {
  return [fetch = std::move(fetch)](const FetchContext& context) { return Fetched{fetch(context)}; };
}

std::shared_ptr<CredentialsProvider> cached(Fetcher fetcher) {
  return std::make_shared<BuiltInProvider>(std::make_shared<CredentialsCache>(std::move(fetcher)));
}

std::shared_ptr<CredentialsProvider> uncached(Fetch fetch) {
  return std::make_shared<BuiltInProvider>(
      std::make_shared<CredentialsCache>(always(std::move(fetch)), CredentialsCache::Keep::kNothing));
}

}  // namespace dataworks::detail
