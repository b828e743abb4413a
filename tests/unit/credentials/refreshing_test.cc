#include "credentials/refreshing.h"

#include <atomic>
#include <latch>
#include <set>
#include <thread>

#include "credentials/exchange.h"
#include "credentials/source.h"
#include "dataworks/client.h"
#include "dataworks/testing/scripted_transport.h"
#include "text/time.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

constexpr double kNoJitter = 0;

RandomSource fixedRandom(double fraction = kNoJitter) {
  const auto bits = static_cast<std::uint64_t>(fraction * 18446744073709551616.0);
  return [bits] { return RandomBits{bits, bits}; };
}

Error unreachable() {
  Error error = credentialsError("metadata service: connection refused");
  error.kind = ErrorKind::kNetwork;
  return error;
}

/// A source that gives keys K1, K2, … living `lifetime`, or the error in `failing`.
struct Rotating {
  std::shared_ptr<testing::ManualClock> clock;
  std::chrono::seconds lifetime = 1h;
  std::atomic<int> fetches{0};
  std::optional<Error> failing{};
  bool sameKey = false;

  AskSource source() {
    return [this](const CredentialsRequest&) -> Result<Credentials> {
      const int number = ++fetches;
      if (failing) return *failing;
      Credentials credentials;
      credentials.accessKeyId = sameKey ? "K1" : "K" + std::to_string(number);
      credentials.accessKeySecret = "secret";
      credentials.expiration = clock->wallNow() + lifetime;
      return credentials;
    };
  }
};

/// Where a test wants to know when: at once.
void onTheSpot(const AsideTask& task) { task({}); }

struct RefreshingCredentials : ::testing::Test {
  Asking asking;
  Rotating rotating{.clock = asking.clock};
  std::shared_ptr<CredentialsProvider> provider = refreshing(rotating.source(), fixedRandom(), onTheSpot);

  std::string key() { return provider->get(asking.request).value_or(Credentials{.accessKeyId = "none"}).accessKeyId; }
};

TEST_F(RefreshingCredentials, FetchesNothingBeforeSomebodyAsks) {
  EXPECT_EQ(rotating.fetches, 0);
  EXPECT_FALSE(provider->ready(asking.request));
}

TEST_F(RefreshingCredentials, ServesWhatItHasUntilTheEarlyWindow) {
  EXPECT_EQ(key(), "K1");
  EXPECT_TRUE(provider->ready(asking.request));
  asking.clock->advance(44min + 58s);
  EXPECT_TRUE(provider->ready(asking.request));
  EXPECT_EQ(key(), "K1");
  EXPECT_EQ(rotating.fetches, 1);
}

TEST_F(RefreshingCredentials, RefreshesOnTheSideInTheEarlyWindow) {
  EXPECT_EQ(key(), "K1");
  asking.clock->advance(45min);
  EXPECT_TRUE(provider->ready(asking.request)) << "nobody waits for it";
  EXPECT_EQ(key(), "K1");
  EXPECT_EQ(key(), "K2");
  EXPECT_EQ(rotating.fetches, 2);
}

TEST_F(RefreshingCredentials, FetchesItselfWhenUrgentIfThereIsNoThread) {
  auto alone = refreshing(rotating.source(), fixedRandom(), [](const AsideTask&) {
    throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
  });
  EXPECT_EQ(alone->get(asking.request)->accessKeyId, "K1");
  asking.clock->advance(45min);
  EXPECT_EQ(alone->get(asking.request)->accessKeyId, "K1");
  asking.clock->advance(13min);
  EXPECT_EQ(alone->get(asking.request)->accessKeyId, "K2");
}

TEST_F(RefreshingCredentials, KeepsWhatNeverExpires) {
  auto forever = refreshing([this](const CredentialsRequest&) -> Result<Credentials> {
    ++rotating.fetches;
    return Credentials{.accessKeyId = "AK", .accessKeySecret = "secret"};
  });
  for (int day = 0; day < 1000; ++day) {
    EXPECT_TRUE(forever->get(asking.request));
    asking.clock->advance(24h);
  }
  EXPECT_EQ(rotating.fetches, 1);
}

TEST_F(RefreshingCredentials, ServesTheOldOnesWhenARefreshFails) {
  EXPECT_EQ(key(), "K1");
  rotating.failing = unreachable();
  asking.clock->advance(58min);  // beyond the point where everybody waits for the fetch
  EXPECT_EQ(key(), "K1");
  ASSERT_EQ(asking.warnings.size(), 1U);
  EXPECT_EQ(asking.warnings[0],
            "the credentials could not be refreshed (metadata service: connection refused); the current ones are still "
            "valid");
}

TEST_F(RefreshingCredentials, LeaveTheCallHalfItsTimeWhileTheOldOnesAreValid) {
  auto hanging = refreshing([&](const CredentialsRequest& request) -> Result<Credentials> {
    if (++rotating.fetches == 1) {
      return Credentials{.accessKeyId = "K1", .expiration = asking.clock->wallNow() + 1h};
    }
    asking.clock->advance(request.deadline - asking.clock->steadyNow());
    return unreachable();
  });
  EXPECT_TRUE(hanging->get(asking.request));
  asking.clock->advance(58min);
  for (const auto timeout : {4s, 60s}) {
    const auto begun = asking.clock->steadyNow();
    asking.request.deadline = begun + timeout;
    const auto credentials = hanging->get(asking.request);
    ASSERT_TRUE(credentials);
    EXPECT_EQ(asking.clock->steadyNow() - begun, std::min<std::chrono::nanoseconds>(timeout / 2, 5s));
    asking.clock->advance(2s);  // the pause after a failure
  }
}

TEST_F(RefreshingCredentials, FailsOnceTheOldOnesHaveExpired) {
  EXPECT_EQ(key(), "K1");
  rotating.failing = unreachable();
  asking.clock->advance(1h);
  const auto credentials = provider->get(asking.request);
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().kind, ErrorKind::kNetwork);
  EXPECT_EQ(credentials.error().message, "metadata service: connection refused");
}

TEST_F(RefreshingCredentials, PausesLongerAfterEachFailure) {
  rotating.failing = unreachable();
  std::vector<int> fetchesAfterSecond;
  for (int second = 0; second <= 8; ++second) {
    EXPECT_EQ(key(), "none");
    fetchesAfterSecond.push_back(rotating.fetches);
    asking.clock->advance(1s);
  }
  // Pauses of 0.5, 1, 2, 4, 8 s: half of the full pause, as there is no jitter here.
  EXPECT_EQ(fetchesAfterSecond, (std::vector<int>{1, 2, 3, 3, 4, 4, 4, 4, 5}));
  const auto paused = provider->get(asking.request);
  EXPECT_EQ(paused.error().retryAfter, 7000ms);
}

TEST_F(RefreshingCredentials, AreNotReadyWhereTheyMayHaveToBeFetchedAfterAll) {
  rotating.failing = unreachable();
  for (int failure = 0; failure < 3; ++failure) {
    EXPECT_EQ(key(), "none");
    EXPECT_FALSE(provider->ready(asking.request)) << "there is nothing at hand";
    asking.clock->advance(2s);
  }

  rotating.failing.reset();
  EXPECT_EQ(key(), "K4");
  asking.clock->advance(57min);  // a refresh is urgent
  rotating.failing = unreachable();
  for (int failure = 0; failure < 3; ++failure) {
    asking.clock->advance(2s);
    EXPECT_EQ(key(), "K4");
  }
  EXPECT_TRUE(provider->ready(asking.request)) << "in a pause of 2 s";
  asking.clock->advance(1s);
  EXPECT_FALSE(provider->ready(asking.request)) << "which may end before `get`";
}

TEST_F(RefreshingCredentials, AreNotReadyWhereTrustInARefusedKeyMayEnd) {
  rotating.sameKey = true;
  EXPECT_EQ(key(), "K1");
  const auto rejecting = asking.rejecting("K1");
  EXPECT_EQ(provider->get(rejecting)->accessKeyId, "K1");
  asking.clock->advance(8s);
  EXPECT_TRUE(provider->ready(rejecting));
  asking.clock->advance(1s);
  EXPECT_FALSE(provider->ready(rejecting));
}

TEST_F(RefreshingCredentials, RecoversAfterAFailure) {
  rotating.failing = unreachable();
  EXPECT_EQ(key(), "none");
  rotating.failing.reset();
  asking.clock->advance(500ms);
  EXPECT_EQ(key(), "K2");
}

TEST_F(RefreshingCredentials, DoesNotHoldACallersOwnDeadlineAgainstTheSource) {
  CredentialsRequest hurried = asking.request;
  hurried.deadline = asking.clock->steadyNow() + 1s;
  auto slow = refreshing([&](const CredentialsRequest& request) -> Result<Credentials> {
    ++rotating.fetches;
    if (request.deadline == hurried.deadline) {
      asking.clock->advance(1s);
      return credentialsError("the deadline passed");
    }
    return Credentials{.accessKeyId = "AK", .accessKeySecret = "secret"};
  });
  EXPECT_FALSE(slow->get(hurried));
  EXPECT_TRUE(slow->get(asking.request));
  EXPECT_EQ(rotating.fetches, 2);
}

TEST_F(RefreshingCredentials, FetchesAnewWhenTheServiceRefusedTheKey) {
  EXPECT_EQ(key(), "K1");
  const auto rejecting = asking.rejecting("K1");
  EXPECT_FALSE(provider->ready(rejecting));
  EXPECT_EQ(provider->get(rejecting)->accessKeyId, "K2");
  EXPECT_EQ(provider->get(rejecting)->accessKeyId, "K2");  // K1 is refused, and it is not K1 any more
  EXPECT_EQ(rotating.fetches, 2);
}

TEST_F(RefreshingCredentials, AsksOnlyNowAndThenForAKeyThatStaysRefused) {
  rotating.sameKey = true;
  EXPECT_EQ(key(), "K1");
  for (int call = 0; call < 64; ++call) EXPECT_EQ(provider->get(asking.rejecting("K1"))->accessKeyId, "K1");
  EXPECT_EQ(rotating.fetches, 2);
  asking.clock->advance(10s);
  EXPECT_EQ(provider->get(asking.rejecting("K1"))->accessKeyId, "K1");
  EXPECT_EQ(rotating.fetches, 3);
}

TEST_F(RefreshingCredentials, FetchesOnceForSixtyFourThreadsAtTheExpiry) {
  constexpr int kThreads = 64;
  for (const auto age : {0h, 1h}) {  // the first need, and the moment of expiry
    rotating.fetches = 0;
    std::latch arrived(kThreads);
    std::atomic<bool> hold{true};
    auto held = refreshing([&, ask = rotating.source()](const CredentialsRequest& request) {
      if (hold) arrived.wait();
      return ask(request);
    });
    if (age > 0h) {
      hold = false;
      EXPECT_TRUE(held->get(asking.request));
      asking.clock->advance(age);
      rotating.fetches = 0;
      hold = true;
    }
    std::vector<std::thread> threads;
    std::atomic<int> served{0};
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        arrived.count_down();
        const auto credentials = held->get(asking.request);
        if (credentials && credentials->accessKeyId == "K1") ++served;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(rotating.fetches, 1);
    EXPECT_EQ(served, kThreads);
  }
}

TEST_F(RefreshingCredentials, FetchesOnceForSixtyFourThreadsInTheEarlyWindow) {
  constexpr int kThreads = 64;
  constexpr int kRounds = 100;  // in a few of them a thread looks before another's fetch has ended, and acts after it
  for (int round = 0; round < kRounds; ++round) {
    auto early = refreshing(rotating.source(), fixedRandom(), onTheSpot);
    EXPECT_TRUE(early->get(asking.request));
    asking.clock->advance(45min);
    rotating.fetches = 0;
    std::latch arrived(kThreads);
    std::vector<std::thread> threads;
    std::atomic<int> served{0};
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        arrived.arrive_and_wait();
        served += early->get(asking.request) ? 1 : 0;
      });
    }
    for (std::thread& thread : threads) thread.join();
    ASSERT_EQ(rotating.fetches, 1) << "in round " << round;
    ASSERT_EQ(served, kThreads);
  }
}

/// A provider whose fetch, once it has been asked on another thread, stays under way until it is let go.
struct FetchUnderWay {
  std::latch begun{1};
  std::latch letGo{1};
  std::shared_ptr<CredentialsProvider> provider;
  std::thread fetching;

  FetchUnderWay(Asking& asking, AskSource ask, std::chrono::nanoseconds firstLives) {
    auto calls = std::make_shared<std::atomic<int>>(0);
    const bool first = firstLives > 0ns;
    provider = refreshing(
        [this, calls, first, ask = std::move(ask)](const CredentialsRequest& request) {
          if (++*calls == (first ? 2 : 1)) {
            begun.count_down();
            letGo.wait();
          }
          return ask(request);
        },
        fixedRandom());
    if (first) {
      EXPECT_TRUE(provider->get(asking.request));
    }
    asking.clock->advance(firstLives);
    fetching = std::thread([this, &asking] { EXPECT_TRUE(provider->get(asking.request)); });
    begun.wait();
  }
  ~FetchUnderWay() {
    letGo.count_down();
    fetching.join();
  }
};

TEST_F(RefreshingCredentials, ServesTheOldOnesToOthersDuringAnEarlyRefresh) {
  const FetchUnderWay underWay(asking, rotating.source(), 50min);
  EXPECT_TRUE(underWay.provider->ready(asking.request));
  EXPECT_EQ(underWay.provider->get(asking.request)->accessKeyId, "K1");
}

TEST_F(RefreshingCredentials, LetsAWaitingCallStop) {
  const FetchUnderWay underWay(asking, rotating.source(), 0min);
  std::stop_source stop;
  stop.request_stop();
  CredentialsRequest stopped = asking.request;
  stopped.stop = stop.get_token();
  EXPECT_FALSE(underWay.provider->ready(asking.request));
  EXPECT_EQ(underWay.provider->get(stopped).error().kind, ErrorKind::kCancelled);
}

TEST_F(RefreshingCredentials, LetsAWaitingCallRunIntoItsOwnDeadline) {
  const FetchUnderWay underWay(asking, rotating.source(), 0min);
  CredentialsRequest hurried = asking.request;
  hurried.deadline = asking.clock->steadyNow();
  EXPECT_EQ(underWay.provider->get(hurried).error().kind, ErrorKind::kTimeout);
}

// A service that refuses tokens that have expired, and the server that gives them away, which cannot be reached for a
// minute out of every ten.
TEST_F(RefreshingCredentials, CarryAWaitOfSixHoursThroughFiveRotations) {
  int unreached = 0;
  for (const double jitter : {0.0, 0.5, 0.999}) {
    const auto clock = std::make_shared<testing::ManualClock>(kStart);
    std::map<std::string, std::chrono::system_clock::time_point> tokens;
    std::set<std::string> accepted;
    int refused = 0;
    const auto script = std::make_shared<testing::ScriptedTransport>();
    script->always("", [&](const testing::SentRequest&) -> TransportOutcome {
      if (!tokens.empty() && clock->passed() % 10min < 1min) return ++unreached, noResponse();
      const std::string id = "STS." + std::to_string(tokens.size() + 1);
      const auto expiration = clock->wallNow() + 75min;
      tokens["token-of-" + id] = expiration;
      return testing_credentials::response(200, temporaryJson(id, isoTimestamp(expiration)));
    });
    script->always("SearchManualDagNodeInstance", [&](const testing::SentRequest& sent) -> TransportOutcome {
      const std::string& token = sent.parameters.at("SecurityToken");
      if (clock->wallNow() >= tokens.at(token))
        return ++refused, testing::refused("InvalidSecurityToken.Expired")(sent);
      accepted.insert(token);
      return testing::nodes({{"a", clock->passed() < 6h ? NodeStatus::kRunning : NodeStatus::kSuccess}})(sent);
    });
    const auto ask = [](const CredentialsRequest& request) -> Result<Credentials> {
      const auto response = exchange(request, providerRequest("GET", "http://127.0.0.1:1/"), 10s, "here");
      if (!response) return response.error();
      return readTemporaryCredentials(response->body.text, "here");
    };
    const auto client = DataWorksClient::create({.regionId = "cn-shanghai",
                                                 .credentials = refreshing(ask, fixedRandom(jitter), onTheSpot),
                                                 .transport = script,
                                                 .clock = clock});
    const auto run = client->waitForManualDag({.projectName = "p", .dagId = 42});
    ASSERT_TRUE(run) << run.error();
    EXPECT_EQ(run->state, DagRunState::kSucceeded);
    EXPECT_GE(clock->passed(), 6h);
    EXPECT_EQ(accepted.size(), 6U) << "five rotations";
    EXPECT_EQ(refused, 0);
  }
  EXPECT_GT(unreached, 0) << "there was trouble, and nobody noticed";
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

TEST(LeaseOf, RefreshesThreeMinutesBeforeTheEndAndEarlierForOne) {
  const auto now = kStart;
  const Lease lease = leaseOf(now + 1h, now, kNoJitter);
  EXPECT_EQ(lease.early, now + 45min);
  EXPECT_EQ(lease.renew, now + 57min);
  EXPECT_EQ(leaseOf(now + 1h, now, 0.5).early, now + 48min);
}

TEST(LeaseOf, GivesCredentialsThatSeemExpiredTheBenefitOfTheDoubt) {
  const auto now = kStart;
  EXPECT_EQ(leaseOf(now - 5min, now, kNoJitter).end, now + 2min);
}

TEST(PauseAfter, DoublesUpToAMinute) {
  EXPECT_EQ(pauseAfter(1, 0), 500ms);
  EXPECT_EQ(pauseAfter(1, 0.5), 750ms);
  EXPECT_EQ(pauseAfter(3, 0), 2000ms);
  EXPECT_EQ(pauseAfter(7, 0), 30'000ms);
  EXPECT_EQ(pauseAfter(1000, 0.5), 45'000ms);
}

}  // namespace
}  // namespace dataworks::detail
