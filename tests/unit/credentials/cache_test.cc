// SPDX-License-Identifier: Apache-2.0
#include "credentials/cache.h"

#include <atomic>
#include <deque>
#include <set>
#include <thread>

#include "credentials/exchange.h"
#include "credentials/providers.h"
#include "dataworks/client.h"
#include "dataworks/testing/scripted_transport.h"
#include "support/latch.h"
#include "text/time.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

RandomSource fixedRandom(double fraction = 0) {
  const auto bits = static_cast<std::uint64_t>(fraction * 18446744073709551616.0);
  return [bits] { return RandomBits{bits, bits}; };
}

Error unreachable() {
  Error error = credentialsError("metadata service: connection refused");
  error.kind = ErrorKind::kNetwork;
  return error;
}

/// A helper thread that runs when the test says so, on the test's own thread.
struct HelperByHand {
  std::deque<std::function<void(const std::stop_token&)>> started;
  bool refused = false;

  CredentialsCache::StartThread start() {
    return [this](std::function<void(const std::stop_token&)> run) {
      if (refused) throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
      started.push_back(std::move(run));
      return std::jthread();
    };
  }
  void run() {
    while (!started.empty()) {
      const auto next = std::move(started.front());
      started.pop_front();
      next({});
    }
  }
};

// --- the decision

TEST(DecideOnCredentials, DependsOnNothingButItsArguments) {
  const Now now{kStart, CacheState::Time(1h)};
  const auto state = [&](std::chrono::seconds left, bool fetching, bool pausing) {
    CacheState its;
    its.held = Credentials{.accessKeyId = "K1"};
    its.lease = leaseOf(now.wall + left, now.wall + left - 1h, 0);
    if (fetching) its.flight = {1, now.steady + 5s, {}};
    if (pausing) its.retryAt = now.steady + 1s;
    return its;
  };
  using enum CacheStep;
  const std::string any;
  const std::string rejecting = "K1";
  struct Row {
    std::chrono::seconds left;
    bool rejected;
    CacheStep idle;
    CacheStep fetching;
    CacheStep pausing;
  };
  for (const auto& [left, rejected, idle, fetching, pausing] : std::vector<Row>{
           {15min + 1s, false, kServe, kServe, kServe},
           {15min, false, kServeAndPrefetch, kServe, kServe},
           {180s, false, kFetch, kServe, kServe},
           {1s, false, kFetch, kServe, kServe},
           {0s, false, kFetch, kWait, kFail},
           {1h, true, kFetch, kWait, kFail},
       }) {
    const std::string& rejectedKey = rejected ? rejecting : any;
    EXPECT_EQ(decide(state(left, false, false), rejectedKey, now), idle) << left.count();
    EXPECT_EQ(decide(state(left, true, false), rejectedKey, now), fetching) << left.count();
    EXPECT_EQ(decide(state(left, false, true), rejectedKey, now), pausing) << left.count();
  }
  EXPECT_EQ(decide({}, any, now), kFetch);

  CacheState trusted = state(1h, false, false);
  trusted.trustedUntil = now.steady + 1ns;
  EXPECT_EQ(decide(trusted, rejecting, now), kServe);

  CacheState late;  // a fetch that outlasts its deadline, or that is stopped, is not waited for
  late.flight = {1, now.steady, {}};
  EXPECT_EQ(decide(late, any, now), kFetch);
  std::stop_source stop;
  late.flight = {1, now.steady + 1s, stop.get_token()};
  EXPECT_EQ(decide(late, any, now), kWait);
  stop.request_stop();
  EXPECT_EQ(decide(late, any, now), kFetch);
}

TEST(LeaseOf, KeepsItsOrderAtEveryLifetime) {
  const auto now = kStart;
  for (const auto lifetime : std::vector<std::chrono::seconds>{1s, 10s, 180s, 600s, 900s, 3600s, 21600s}) {
    for (const double jitter : {0.0, 0.5, 0.999}) {
      const Lease lease = leaseOf(now + lifetime, now, jitter);
      EXPECT_LT(now, lease.early) << lifetime.count();
      EXPECT_LT(lease.early, lease.renew) << lifetime.count();
      EXPECT_LT(lease.renew, lease.end) << lifetime.count();
      EXPECT_EQ(lease.end, now + lifetime);
    }
  }
}

TEST(LeaseOf, RefreshesThreeMinutesBeforeTheEndAndEarlierInTheBackground) {
  const auto now = kStart;
  const Lease lease = leaseOf(now + 1h, now, 0);
  EXPECT_EQ(lease.early, now + 45min);
  EXPECT_EQ(lease.renew, now + 57min);
  EXPECT_EQ(leaseOf(now + 1h, now, 0.5).early, now + 48min);
}

TEST(LeaseOf, TrustsCredentialsThatSeemExpiredOnArrival) {
  EXPECT_EQ(leaseOf(kStart - 5min, kStart, 0).end, kStart + 2min);
}

TEST(PauseAfterFailedFetches, DoublesUpToAMinuteAndIsNoShorterThanAdvised) {
  struct Row {
    int failures;
    std::optional<std::chrono::milliseconds> advised;
    double jitter;
    std::chrono::milliseconds pause;
  };
  for (const auto& [failures, advised, jitter, pause] : std::vector<Row>{
           {1, std::nullopt, 0, 500ms},
           {1, std::nullopt, 0.5, 750ms},
           {3, std::nullopt, 0, 2000ms},
           {7, std::nullopt, 0, 30'000ms},
           {1000, std::nullopt, 0.5, 45'000ms},
           {1, 0ms, 0, 500ms},
           {1, 7s, 0, 7000ms},
           {3, 1s, 0, 2000ms},
           {1, 24h, 0, 60'000ms},
       }) {
    EXPECT_EQ(pauseAfter(failures, advised, jitter), pause) << failures;
  }
}

// --- one caller at a time

/// A source of keys K1, K2, … that live `lifetime`, or of the error in `failing`.
struct Rotating {
  std::shared_ptr<testing::ManualClock> clock;
  std::chrono::seconds lifetime = 1h;
  std::atomic<int> fetches{0};
  std::optional<Error> failing{};
  bool sameKey = false;

  Fetch source() {
    return [this](const FetchContext&) -> Result<Credentials> {
      const int number = ++fetches;
      if (failing) return *failing;
      return Credentials{.accessKeyId = sameKey ? "K1" : "K" + std::to_string(number),
                         .accessKeySecret = "secret",
                         .expiration = clock->wallNow() + lifetime};
    };
  }
};

struct CachedCredentials : ::testing::Test {
  Asking asking;
  Rotating rotating{.clock = asking.clock};
  HelperByHand helper;
  CredentialsCache cache{always(rotating.source()), CredentialsCache::Keep::kFetched, fixedRandom(), helper.start()};

  std::string key(const FetchContext& context) {
    return cache.get(context).value_or(Credentials{.accessKeyId = "none"}).accessKeyId;
  }
  std::string key() { return key(asking.context); }
};

TEST_F(CachedCredentials, AreNotFetchedBeforeACallerNeedsThem) {
  EXPECT_EQ(rotating.fetches, 0);
  EXPECT_FALSE(cache.tryGet(asking.context));
  EXPECT_EQ(rotating.fetches, 0);
}

TEST_F(CachedCredentials, AreServedUntilTheEarlyWindow) {
  EXPECT_EQ(key(), "K1");
  asking.clock->advance(44min + 59s);
  EXPECT_EQ(key(), "K1");
  EXPECT_TRUE(cache.tryGet(asking.context));
  EXPECT_EQ(rotating.fetches, 1);
  EXPECT_TRUE(helper.started.empty());
}

// What needs a fetch, a prefetch or a decision about a rejected key takes the long way.
TEST_F(CachedCredentials, AreServedWithoutAContextOnlyWhileNothingIsToBeDone) {
  const auto served = [&](const std::string& rejected = {}) {
    return cache.served(rejected, *asking.clock).value_or(Credentials{.accessKeyId = "none"}).accessKeyId;
  };
  EXPECT_EQ(served(), "none");
  EXPECT_EQ(key(), "K1");
  EXPECT_EQ(served(), "K1");
  EXPECT_EQ(served("K1"), "none");
  EXPECT_EQ(served("another"), "K1");
  asking.clock->advance(45min);
  EXPECT_EQ(served(), "none");
  EXPECT_EQ(rotating.fetches, 1);
  EXPECT_TRUE(helper.started.empty());
}

TEST(StaticCredentials, AreServedAsTheyAreForGood) {
  Asking asking;
  const auto cache = cacheOf(staticCredentials("K1", "secret"));
  for (const char* rejected : {"", "K1"}) {
    const auto served = cache->served(rejected, *asking.clock);
    ASSERT_TRUE(served);
    EXPECT_EQ(served->accessKeyId, "K1");
    EXPECT_EQ(served->accessKeySecret.reveal(), "secret");
    EXPECT_EQ(served->source, "code");
    EXPECT_EQ(cache->get(asking.context)->accessKeyId, "K1");
    EXPECT_EQ((*cache->tryGet(asking.context))->accessKeyId, "K1");
    asking.clock->advance(24h * 1000);
  }
  // Of these there is something to say first.
  EXPECT_FALSE(cacheOf(staticCredentials("K1", "secret\n"))->served("", *asking.clock));
  EXPECT_FALSE(cacheOf(staticCredentials("K1", "'secret'"))->served("", *asking.clock));
}

TEST_F(CachedCredentials, AreRefreshedOnTheHelperThreadInTheEarlyWindow) {
  EXPECT_EQ(key(), "K1");
  asking.clock->advance(45min);
  for (int call = 0; call < 3; ++call) EXPECT_EQ(key(), "K1");
  EXPECT_EQ(helper.started.size(), 1U);
  EXPECT_EQ(rotating.fetches, 1);
  helper.run();
  EXPECT_EQ(key(), "K2");
  EXPECT_EQ(rotating.fetches, 2);
}

TEST_F(CachedCredentials, AreFetchedByTheCallerWhenUrgentIfThereIsNoThread) {
  helper.refused = true;
  EXPECT_EQ(key(), "K1");
  asking.clock->advance(45min);
  EXPECT_EQ(key(), "K1");
  asking.clock->advance(12min);
  EXPECT_EQ(key(), "K2");
}

TEST_F(CachedCredentials, AreKeptForeverIfTheyNeverExpire) {
  std::atomic<int> fetches{0};
  CredentialsCache forever(always([&](const FetchContext&) -> Result<Credentials> {
    ++fetches;
    return Credentials{.accessKeyId = "AK", .accessKeySecret = "secret"};
  }));
  for (int day = 0; day < 1000; ++day) {
    EXPECT_TRUE(forever.get(asking.context));
    asking.clock->advance(24h);
  }
  EXPECT_EQ(fetches, 1);
}

TEST_F(CachedCredentials, AreServedWhenARefreshFails) {
  EXPECT_EQ(key(), "K1");
  rotating.failing = unreachable();
  asking.clock->advance(58min);
  EXPECT_EQ(key(), "K1");
  EXPECT_EQ(asking.warnings,
            std::vector<std::string>{"the credentials could not be refreshed (metadata service: connection refused); "
                                     "the current ones are still valid"});
}

TEST_F(CachedCredentials, LeaveTheCallHalfItsTimeWhileTheyAreValid) {
  int fetches = 0;
  CredentialsCache hanging(always([&](const FetchContext& context) -> Result<Credentials> {
    if (++fetches == 1) return Credentials{.accessKeyId = "K1", .expiration = asking.clock->wallNow() + 1h};
    asking.clock->advance(context.deadline - asking.clock->steadyNow());
    return unreachable();
  }));
  EXPECT_TRUE(hanging.get(asking.context));
  asking.clock->advance(58min);
  for (const auto timeout : {4s, 60s}) {
    const auto begun = asking.clock->steadyNow();
    EXPECT_TRUE(hanging.get(asking.within(timeout)));
    EXPECT_EQ(asking.clock->steadyNow() - begun, std::min<std::chrono::nanoseconds>(timeout / 2, 5s));
    asking.clock->advance(2s);  // the pause after a failure
  }
}

TEST_F(CachedCredentials, AreNotServedOnceTheyHaveExpired) {
  EXPECT_EQ(key(), "K1");
  rotating.failing = unreachable();
  asking.clock->advance(1h);
  const auto credentials = cache.get(asking.context);
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().kind, ErrorKind::kNetwork);
  EXPECT_EQ(credentials.error().message, "metadata service: connection refused");
}

TEST_F(CachedCredentials, ThatAreMissingDoNotPromiseToComeBack) {
  rotating.failing = credentialsError("no credentials found");
  EXPECT_EQ(key(), "none");
  EXPECT_EQ(cache.get(asking.context).error().retryAfter, std::nullopt);
  EXPECT_EQ(cache.tryGet(asking.context)->error().retryAfter, std::nullopt);
}

TEST_F(CachedCredentials, ArePausedForLongerAfterEachFailure) {
  rotating.failing = unreachable();
  std::vector<int> fetchesAfterSecond;
  for (int second = 0; second <= 8; ++second) {
    EXPECT_EQ(key(), "none");
    fetchesAfterSecond.push_back(rotating.fetches);
    asking.clock->advance(1s);
  }
  // Pauses of 0.5, 1, 2, 4, 8 s: half of the full pause, as there is no jitter here.
  EXPECT_EQ(fetchesAfterSecond, (std::vector<int>{1, 2, 3, 3, 4, 4, 4, 4, 5}));
  EXPECT_EQ(cache.get(asking.context).error().retryAfter, 7000ms);
  EXPECT_EQ(cache.tryGet(asking.context)->error().retryAfter, 7000ms);
  rotating.failing.reset();
  asking.clock->advance(7s);
  EXPECT_EQ(key(), "K6");
}

TEST_F(CachedCredentials, DoNotHoldACallersOwnDeadlineOrStopAgainstTheSource) {
  for (const bool stopped : {false, true}) {
    int fetches = 0;
    std::stop_source stop;
    CredentialsCache slow(always([&](const FetchContext& context) -> Result<Credentials> {
      if (++fetches > 1) return Credentials{.accessKeyId = "AK", .accessKeySecret = "secret"};
      if (stopped) {
        stop.request_stop();
      } else {
        asking.clock->advance(context.deadline - asking.clock->steadyNow());
      }
      return credentialsError("gave up");
    }));
    FetchContext hurried = asking.within(1s);
    hurried.stop = stop.get_token();
    EXPECT_FALSE(slow.get(hurried));
    EXPECT_TRUE(slow.get(asking.context));
    EXPECT_EQ(fetches, 2);
  }
}

TEST_F(CachedCredentials, AreFetchedAgainWhenTheServiceRejectedTheKey) {
  EXPECT_EQ(key(), "K1");
  const auto rejecting = asking.rejecting("K1");
  EXPECT_FALSE(cache.tryGet(rejecting));
  EXPECT_EQ(key(rejecting), "K2");
  EXPECT_EQ(key(rejecting), "K2");
  EXPECT_EQ(rotating.fetches, 2);
}

TEST_F(CachedCredentials, AreFetchedNowAndThenForAKeyThatStaysRejected) {
  rotating.sameKey = true;
  EXPECT_EQ(key(), "K1");
  for (int call = 0; call < 64; ++call) EXPECT_EQ(key(asking.rejecting("K1")), "K1");
  EXPECT_EQ(rotating.fetches, 2);
  asking.clock->advance(10s);
  EXPECT_EQ(key(asking.rejecting("K1")), "K1");
  EXPECT_EQ(rotating.fetches, 3);
}

TEST_F(CachedCredentials, AreAnErrorIfAProviderThrows) {
  CredentialsCache throwing(always([](const FetchContext&) -> Result<Credentials> { throw 42; }));
  EXPECT_EQ(throwing.get(asking.context).error().message, "the credentials provider threw an exception");
}

TEST_F(CachedCredentials, AreFetchedWithWhatTheLastFetchLearnt) {
  CredentialsCache learning([](const FetchContext&) {
    return Fetched{unreachable(), always([](const FetchContext&) -> Result<Credentials> {
                     return Credentials{.accessKeyId = "learnt"};
                   })};
  });
  EXPECT_FALSE(learning.get(asking.context));
  asking.clock->advance(1s);
  EXPECT_EQ(learning.get(asking.context)->accessKeyId, "learnt");
}

// --- many threads

TEST_F(CachedCredentials, AreFetchedOnceForSixtyFourThreads) {
  constexpr int kThreads = 64;
  for (const auto age : {0h, 1h}) {  // the first need, and the moment of expiry
    rotating.fetches = 0;
    testing::Latch arrived(kThreads);
    std::atomic<bool> hold{age == 0h};
    CredentialsCache held(always([&, fetch = rotating.source()](const FetchContext& context) {
      if (hold) arrived.wait();
      return fetch(context);
    }));
    if (age > 0h) {
      EXPECT_TRUE(held.get(asking.context));
      asking.clock->advance(age);
      rotating.fetches = 0;
      hold = true;
    }
    std::vector<std::thread> threads;
    std::atomic<int> served{0};
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        arrived.count_down();
        const auto credentials = held.get(asking.context);
        if (credentials && credentials->accessKeyId == "K1") ++served;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(rotating.fetches, 1);
    EXPECT_EQ(served, kThreads);
  }
}

TEST_F(CachedCredentials, AreFetchedOnceForSixtyFourThreadsInTheEarlyWindow) {
  constexpr int kThreads = 64;
  CredentialsCache early(always(rotating.source()), CredentialsCache::Keep::kFetched, fixedRandom());
  for (int round = 1; round <= 100; ++round) {
    const auto current = early.get(asking.context);
    asking.clock->advance(45min);
    testing::Latch arrived(kThreads);
    std::vector<std::thread> threads;
    std::atomic<int> served{0};
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        arrived.arrive_and_wait();
        served += early.get(asking.context) ? 1 : 0;
      });
    }
    for (std::thread& thread : threads) thread.join();
    while (early.get(asking.context)->accessKeyId == current->accessKeyId) std::this_thread::yield();
    ASSERT_EQ(rotating.fetches, round + 1);
    ASSERT_EQ(served, kThreads);
  }
}

/// A fetch on another thread, for a caller with `context`, that does not end before the test lets it.
struct FetchUnderWay {
  testing::Latch begun{1};
  testing::Latch letGo{1};
  std::atomic<int> fetches{0};
  CredentialsCache cache{always([this](const FetchContext&) -> Result<Credentials> {
    if (++fetches == 1) {
      begun.count_down();
      letGo.wait();
    }
    return Credentials{.accessKeyId = "K" + std::to_string(fetches), .accessKeySecret = "secret"};
  })};
  std::thread fetching;

  explicit FetchUnderWay(const FetchContext& context)
      : fetching([this, context] { static_cast<void>(cache.get(context)); }) {
    begun.wait();
  }
  ~FetchUnderWay() { end(); }
  void end() {
    if (!fetching.joinable()) return;
    letGo.count_down();
    fetching.join();
  }
};

TEST_F(CachedCredentials, LetAWaitingCallEndAtItsOwnStopOrDeadline) {
  FetchUnderWay underWay(asking.context);
  std::stop_source stop;
  stop.request_stop();
  FetchContext stopped = asking.context;
  stopped.stop = stop.get_token();
  EXPECT_EQ(underWay.cache.get(stopped).error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(underWay.cache.get(asking.within(0s)).error().kind, ErrorKind::kTimeout);
  EXPECT_FALSE(underWay.cache.tryGet(asking.context));
}

TEST_F(CachedCredentials, DoNotWaitForAFetchThatIgnoresItsDeadlineOrStop) {
  for (const bool stopped : {false, true}) {
    std::stop_source stop;
    FetchContext deaf = asking.within(1s);
    deaf.stop = stop.get_token();
    FetchUnderWay underWay(deaf);
    if (stopped) {
      stop.request_stop();
    } else {
      asking.clock->advance(1s);
    }
    EXPECT_EQ(underWay.cache.get(asking.context)->accessKeyId, "K2") << "the next waiter takes over";
  }
}

// --- callers that must not wait

struct CredentialsLater : CachedCredentials {
  std::string told;

  void later(const std::string& name, const FetchContext& context) {
    cache.getLater(this, context, [this, name](const Result<Credentials>& credentials) {
      told += name + (credentials ? " has " + credentials->accessKeyId + ';' : " has none;");
    });
  }
};

TEST_F(CredentialsLater, AreFetchedOnceForAllOnOneThread) {
  later("A", asking.within(10s));
  later("B", asking.within(10s));
  EXPECT_EQ(told, "");
  EXPECT_EQ(helper.started.size(), 1U);
  helper.run();
  EXPECT_EQ(told, "A has K1;B has K1;");
  EXPECT_EQ(rotating.fetches, 1);
}

TEST_F(CredentialsLater, AreFetchedWithinTheDeadlineOfTheFirst) {
  std::vector<std::chrono::nanoseconds> within;
  CredentialsCache noting(always([&](const FetchContext& context) -> Result<Credentials> {
                            within.push_back(context.deadline - asking.clock->steadyNow());
                            return unreachable();
                          }),
                          CredentialsCache::Keep::kFetched, fixedRandom(), helper.start());
  for (const FetchContext& context : {asking.within(2s), asking.context}) {
    noting.getLater(this, context, [](const auto&) {});
    helper.run();
    asking.clock->advance(1s);
  }
  EXPECT_EQ(within, (std::vector<std::chrono::nanoseconds>{2s, 60s}));
}

TEST_F(CredentialsLater, AreFetchedAgainForThoseWithMoreTime) {
  std::deque<std::chrono::nanoseconds> take{2s, 0s};
  CredentialsCache slow(always([&](const FetchContext&) -> Result<Credentials> {
                          asking.clock->advance(take.front());
                          take.pop_front();
                          if (take.empty()) return Credentials{.accessKeyId = "K1"};
                          return credentialsError("the deadline passed");
                        }),
                        CredentialsCache::Keep::kFetched, fixedRandom(), helper.start());
  for (const auto& [name, time] : {std::pair{"A", 2s}, {"B", 10s}, {"C", 2s}}) {
    slow.getLater(this, asking.within(time), [this, who = std::string(name)](const Result<Credentials>& credentials) {
      told += who + (credentials ? " has " + credentials->accessKeyId + ';' : " has none;");
    });
  }
  helper.run();
  EXPECT_EQ(told, "A has none;C has none;B has K1;");
}

TEST_F(CredentialsLater, AreFetchedAgainForACallWhoseKeyWasRejected) {
  later("A", asking.context);
  later("B", asking.rejecting("K1"));
  later("C", asking.context);
  helper.run();
  EXPECT_EQ(told, "A has K1;C has K1;B has K2;");
}

TEST_F(CredentialsLater, AreTheRejectedKeyIfThereIsNoOther) {
  rotating.sameKey = true;
  later("A", asking.rejecting("K0"));
  later("B", asking.rejecting("K1"));
  helper.run();
  EXPECT_EQ(told, "A has K1;B has K1;");
  EXPECT_EQ(rotating.fetches, 2);
}

TEST_F(CredentialsLater, FailForAllIfTheSourceFails) {
  rotating.failing = unreachable();
  later("A", asking.within(2s));
  later("B", asking.within(10s));
  helper.run();
  EXPECT_EQ(told, "A has none;B has none;");
  EXPECT_EQ(rotating.fetches, 1);
}

TEST_F(CredentialsLater, FailIfThereIsNoThread) {
  helper.refused = true;
  later("A", asking.context);
  EXPECT_EQ(told, "A has none;");
}

TEST_F(CredentialsLater, AreNotDeliveredToWhomIsForgotten) {
  later("A", asking.context);
  cache.forget(this);
  helper.run();
  EXPECT_EQ(told, "");
}

TEST_F(CredentialsLater, ArriveAfterAFetchOfABlockingCall) {
  FetchUnderWay underWay(asking.context);
  testing::Latch arrived(1);
  std::string key;
  underWay.cache.getLater(this, asking.context, [&](const Result<Credentials>& credentials) {
    key = credentials->accessKeyId;
    arrived.count_down();
  });
  underWay.end();
  arrived.wait();
  EXPECT_EQ(key, "K1");
  EXPECT_EQ(underWay.fetches, 1);
}

TEST_F(CredentialsLater, AreStoppedWhenTheCacheEnds) {
  testing::Latch begun(1);
  bool stopped = false;
  {
    CredentialsCache ending(always([&](const FetchContext& context) -> Result<Credentials> {
      begun.count_down();
      while (!context.stop.stop_requested()) std::this_thread::yield();
      stopped = true;
      return credentialsError("stopped");
    }));
    ending.getLater(this, asking.context, [](const auto&) {});
    begun.wait();
  }
  EXPECT_TRUE(stopped);
}

// --- clients

TEST(CredentialsOfClients, AreFetchedOnceForTenClientsWithOneRoleProfile) {
  const TemporaryDirectory home;
  home.write(".aliyun/config.json",
             R"({"profiles":[{"name":"role","mode":"RamRoleArn","access_key_id":"i","access_key_secret":"s",
                 "ram_role_arn":"acs:ram::1:role/r"}]})");
  const auto provider = profileChain(environmentOf({{"HOME", home.path()}}), "role");
  const auto script = std::make_shared<testing::ScriptedTransport>();
  script->otherwise("AssumeRole", [](const testing::SentRequest&) { return response(200, stsJson("STS.role")); })
      .otherwise("CreateManualDag", testing::accepted(1));
  for (int i = 0; i < 10; ++i) {
    const auto client = DataWorksClient::create({.regionId = "cn-shanghai",
                                                 .credentials = provider,
                                                 .transport = script,
                                                 .clock = std::make_shared<testing::ManualClock>(kStart)});
    const CreateManualDagRequest nightly{
        .projectName = "p", .flowName = "f", .bizdate = Bizdate(std::chrono::year(2026) / 11 / 22)};
    const auto created = i % 2 == 0 ? client->createManualDag(nightly) : client->createManualDagAsync(nightly).get();
    EXPECT_TRUE(created) << created.error();
  }
  const auto sent = script->requests();
  EXPECT_EQ(std::count_if(sent.begin(), sent.end(),
                          [](const auto& request) { return request.parameters.at("Action") == "AssumeRole"; }),
            1);
}

// A service that rejects tokens that have expired, and the server that issues them, which cannot be reached at the
// first attempt of each rotation.
TEST(CredentialsOfClients, LastForAWaitOfSixHoursWithFiveRotations) {
  for (const double jitter : {0.0, 0.5, 0.999}) {
    const auto clock = std::make_shared<testing::ManualClock>(kStart);
    HelperByHand helper;
    std::map<std::string, std::chrono::system_clock::time_point> tokens;
    std::set<std::string> accepted;
    int rejected = 0;
    int attempts = 0;
    int unreached = 0;
    const auto script = std::make_shared<testing::ScriptedTransport>();
    script->otherwise("", [&](const testing::SentRequest&) -> TransportOutcome {
      if (!tokens.empty() && ++attempts % 2 == 1) return ++unreached, noResponse();
      const std::string id = "STS." + std::to_string(tokens.size() + 1);
      const auto expiration = clock->wallNow() + 75min;
      tokens["token-of-" + id] = expiration;
      return testing_credentials::response(200, temporaryJson(id, isoTimestamp(expiration)));
    });
    script->otherwise("SearchManualDagNodeInstance", [&](const testing::SentRequest& sent) -> TransportOutcome {
      helper.run();  // a prefetch that this poll started
      const std::string& token = sent.parameters.at("SecurityToken");
      if (clock->wallNow() >= tokens.at(token)) {
        return ++rejected, testing::rejected("InvalidSecurityToken.Expired")(sent);
      }
      accepted.insert(token);
      return testing::nodes({{"a", clock->passed() < 6h ? NodeStatus::kRunning : NodeStatus::kSuccess}})(sent);
    });
    const auto cache = std::make_shared<CredentialsCache>(
        always(fetchUri("http://127.0.0.1:1/")), CredentialsCache::Keep::kFetched, fixedRandom(jitter), helper.start());
    const auto client = DataWorksClient::create({.regionId = "cn-shanghai",
                                                 .credentials = std::make_shared<BuiltInProvider>(cache),
                                                 .transport = script,
                                                 .clock = clock});
    const auto run = client->waitForManualDag({.projectName = "p", .dagId = 42});
    ASSERT_TRUE(run) << run.error();
    EXPECT_EQ(run->state, DagRunState::kSucceeded);
    EXPECT_GE(clock->passed(), 6h);
    EXPECT_EQ(accepted.size(), 6U) << "five rotations";
    EXPECT_EQ(rejected, 0);
    EXPECT_EQ(unreached, 5) << "once a rotation";
  }
}

}  // namespace
}  // namespace dataworks::detail
