#include "credentials/refreshing.h"

#include <algorithm>
#include <mutex>
#include <sstream>
#include <utility>

#include "credentials/patient_lock.h"
#include "credentials/source.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr auto kRenewBefore = 180s;
constexpr auto kEarlyBefore = 15min;
constexpr auto kBornExpired = 2min;  // how long to believe in credentials that seem expired when they arrive
constexpr auto kRefreshWithin = 5s;
constexpr auto kReadyMargin = 1s;    // `get` follows `ready` within it
constexpr auto kRefusedAgain = 10s;  // a key that was fetched anew and came out the same is left alone for so long

enum class Next { kServe, kFail, kFetchAside, kFetch };

class Refreshing final : public CredentialsProvider {
 public:
  Refreshing(AskSource ask, RandomSource random, RunAside aside)
      : ask_(std::move(ask)), random_(std::move(random)), aside_(std::move(aside)) {}

  Result<Credentials> get(const CredentialsRequest& request) override {
    Look look = pollAt(request);
    if (look.next == Next::kFetchAside) fetchAside(request);
    if (look.next != Next::kFetch) return response(std::move(look));

    if (auto error = fetching_.lock(request)) return *std::move(error);
    const Unlock unlock(fetching_);
    look = pollAt(request);  // somebody else may have fetched while we waited
    if (look.next != Next::kFetch) return response(std::move(look));
    return fetchFor(request, std::move(look));
  }

  /// Not in the pause after a failure either: whoever wraps this may know what to do about an error, and block.
  bool ready(const CredentialsRequest& request) override {
    const Next next = pollAt(request, kReadyMargin).next;
    return next == Next::kServe || next == Next::kFetchAside;
  }

 private:
  struct Look {
    Next next = Next::kFetch;
    std::optional<Credentials> usable{};
    Error error{};
  };

  static Result<Credentials> response(Look look) {
    if (look.usable) return *std::move(look.usable);
    return std::move(look.error);
  }

  /// What is to be done for a request, judged as if it were `ahead` later.
  Look pollAt(const CredentialsRequest& request, std::chrono::seconds ahead = 0s) {
    const auto wall = wallNow(request) + ahead;
    const auto steady = steadyNow(request) + ahead;
    const std::lock_guard guard(mutex_);
    Look look;
    const bool refused = held_ && !request.rejectedAccessKeyId.empty() &&
                         request.rejectedAccessKeyId == held_->accessKeyId && steady >= trustedUntil_;
    if (held_ && !refused && wall < lease_.end) look.usable = held_;
    if (steady < retryAt_) {
      look.next = look.usable ? Next::kServe : Next::kFail;
      look.error = lastError_;
      look.error.retryAfter = std::chrono::ceil<std::chrono::milliseconds>(retryAt_ - steady);
    } else if (!look.usable || wall >= lease_.renew) {
      look.next = Next::kFetch;
    } else {
      look.next = wall >= lease_.early ? Next::kFetchAside : Next::kServe;
    }
    return look;
  }

  /// In nobody's time. What cannot be had this way now is fetched by an asker later, when it is urgent.
  void fetchAside(const CredentialsRequest& request) {
    if (!fetching_.tryLock()) return;
    try {
      if (pollAt(request).next != Next::kFetchAside) return fetching_.unlock();  // somebody else has just fetched
      aside_([this,
              own = CredentialsRequest{.transport = request.transport, .clock = request.clock, .warn = request.warn}](
                 const std::stop_token& stop) mutable {
        const Unlock unlock(fetching_);
        own.stop = stop;
        try {
          static_cast<void>(fetchFor(own, pollAt(own)));
        } catch (...) {
        }
      });
    } catch (...) {
      fetching_.unlock();
    }
  }

  Result<Credentials> fetchFor(const CredentialsRequest& request, Look look) {
    CredentialsRequest bounded = request;
    if (look.usable) bounded.deadline = std::min(request.deadline, deadlineOfRefresh(request));
    Result<Credentials> fetched = ask_(bounded);
    if (fetched) {
      keep(*fetched, request);
      return fetched;
    }
    // This caller's own deadline or stop says nothing about the source: the next asker may try at once.
    if (!givenUp(request)) {
      noteFailure(fetched.error(), request);
      if (look.usable && request.warn) request.warn(stillServing(fetched.error()));
    }
    look.error = std::move(fetched).error();
    return response(std::move(look));
  }

  /// A refresh that is not urgent must leave the call time to go on with what is still valid.
  static SteadyTime deadlineOfRefresh(const CredentialsRequest& request) {
    const auto now = steadyNow(request);
    return now + std::min<SteadyTime::duration>(kRefreshWithin, (request.deadline - now) / 2);
  }

  void keep(const Credentials& fetched, const CredentialsRequest& request) {
    const double jitter = fractionFrom(random_());
    const std::lock_guard guard(mutex_);
    const bool refusedAgain = request.rejectedAccessKeyId == fetched.accessKeyId;
    trustedUntil_ = refusedAgain ? steadyNow(request) + kRefusedAgain : SteadyTime::min();
    held_ = fetched;
    lease_ = leaseOf(fetched.expiration, wallNow(request), jitter);
    failures_ = 0;
    retryAt_ = SteadyTime::min();
  }

  void noteFailure(const Error& error, const CredentialsRequest& request) {
    const double jitter = fractionFrom(random_());
    const std::lock_guard guard(mutex_);
    lastError_ = error;
    retryAt_ = steadyNow(request) + pauseAfter(++failures_, jitter);
  }

  static std::string stillServing(const Error& error) {
    return "the credentials could not be refreshed (" + error.message + "); the current ones are still valid";
  }

  const AskSource ask_;
  const RandomSource random_;
  PatientLock fetching_;  // held by whoever fetches

  std::mutex mutex_;  // over what follows; never held while anything blocks
  std::optional<Credentials> held_;
  Lease lease_;
  SteadyTime trustedUntil_ = SteadyTime::min();
  SteadyTime retryAt_ = SteadyTime::min();
  int failures_ = 0;
  Error lastError_;

  RunAside aside_;  // last: its end waits for what works with all of the above
};

}  // namespace

std::shared_ptr<CredentialsProvider> refreshing(AskSource ask, RandomSource random, RunAside aside) {
  return std::make_shared<Refreshing>(std::move(ask), std::move(random), std::move(aside));
}

Lease leaseOf(std::optional<std::chrono::system_clock::time_point> expiration,
              std::chrono::system_clock::time_point now, double jitter) {
  if (!expiration) return {};
  using Duration = std::chrono::system_clock::duration;
  // Expired on arrival: rather this machine's clock is off than that the source gives away dead keys. The service will
  // say which.
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

std::chrono::milliseconds pauseAfter(int failures, double jitter) {
  const std::int64_t full = std::min<std::int64_t>(60'000, 1'000LL << std::min(failures - 1, 6));
  const std::int64_t half = full / 2;
  return std::chrono::milliseconds(half + static_cast<std::int64_t>(static_cast<double>(half) * jitter));
}

}  // namespace dataworks::detail
