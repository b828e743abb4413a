// Credentials for calls that must not wait for them: fetched on a helper thread, responded on the event loop's.
#include "credentials/desk.h"

#include <atomic>
#include <deque>
#include <semaphore>

#include "support.h"

namespace dataworks::testing_credentials {

using namespace detail;
namespace {

/// Each `get` waits for a turn, and notes until when it may take.
class ByTurns final : public CredentialsProvider {
 public:
  Result<Credentials> get(const CredentialsRequest& request) override {
    deadline = request.deadline;
    asked.release();
    turns.acquire();
    if (responses) return Credentials{.accessKeyId = key.load(), .accessKeySecret = "secret"};
    Error error;
    error.kind = ErrorKind::kTimeout;
    return error;
  }

  std::atomic<std::chrono::steady_clock::time_point> deadline;
  std::atomic<bool> responses = true;
  std::atomic<const char*> key = "K1";
  std::counting_semaphore<> asked{0};
  std::counting_semaphore<> turns{0};
};

struct CredentialsDeskTest : ::testing::Test {
  std::shared_ptr<ByTurns> provider = std::make_shared<ByTurns>();
  std::shared_ptr<testing::ManualClock> clock = std::make_shared<testing::ManualClock>();
  std::counting_semaphore<> posted{0};
  std::mutex mutex;
  std::deque<std::function<void()>> mailbox;
  std::string told;
  CredentialsDesk desk{provider, [this](std::function<void()> task) {
                         const std::lock_guard lock(mutex);
                         mailbox.push_back(std::move(task));
                         posted.release();
                       }};

  void fetch(std::string name, std::chrono::milliseconds within, std::string refused = {}) {
    desk.fetch({.deadline = clock->steadyNow() + within, .clock = clock, .rejectedAccessKeyId = std::move(refused)},
               [this, name = std::move(name)](const Result<Credentials>& credentials) {
                 told += name + (credentials ? " has " + credentials->accessKeyId + ';' : " has none;");
               });
  }
  /// Lets the provider response, and delivers that as the event loop would.
  void runOnce() {
    provider->turns.release();
    posted.acquire();
    std::function<void()> task;
    {
      const std::lock_guard lock(mutex);
      task = std::move(mailbox.front());
      mailbox.pop_front();
    }
    task();
  }
};

TEST_F(CredentialsDeskTest, AsksOnceForAllWhoCame) {
  fetch("A", 10s);
  fetch("B", 10s);
  EXPECT_EQ(told, "");
  runOnce();
  EXPECT_EQ(told, "A has K1;B has K1;");
  EXPECT_TRUE(provider->asked.try_acquire());
  EXPECT_FALSE(provider->asked.try_acquire());
}

TEST_F(CredentialsDeskTest, AsksWithTheDeadlineOfWhoCameFirst) {
  fetch("A", 2s);
  provider->asked.acquire();
  EXPECT_EQ(provider->deadline.load(), clock->steadyNow() + 2s);
  runOnce();
}

TEST_F(CredentialsDeskTest, AsksAgainForThoseWhoHaveMoreTime) {
  provider->responses = false;
  fetch("A", 2s);
  fetch("B", 10s);
  fetch("C", 2s);
  provider->asked.acquire();
  clock->advance(2s);
  runOnce();
  EXPECT_EQ(told, "A has none;C has none;");
  provider->asked.acquire();
  provider->responses = true;
  runOnce();
  EXPECT_EQ(told, "A has none;C has none;B has K1;");
}

TEST_F(CredentialsDeskTest, AsksAgainForWhomTheKeyWasRefused) {
  fetch("A", 10s);
  fetch("B", 10s, "K1");
  fetch("C", 10s);
  runOnce();
  EXPECT_EQ(told, "A has K1;C has K1;");
  provider->key = "K2";
  runOnce();
  EXPECT_EQ(told, "A has K1;C has K1;B has K2;");
}

TEST_F(CredentialsDeskTest, TellsOfTheRefusedKeyWhereThereIsNoOther) {
  fetch("A", 10s, "K0");
  fetch("B", 10s, "K1");
  runOnce();
  EXPECT_EQ(told, "A has K1;");
  runOnce();
  EXPECT_EQ(told, "A has K1;B has K1;");
  EXPECT_TRUE(provider->asked.try_acquire());
  EXPECT_TRUE(provider->asked.try_acquire());
  EXPECT_FALSE(provider->asked.try_acquire());
}

TEST_F(CredentialsDeskTest, TellsEverybodyOfAFailureThatIsNotForWantOfTime) {
  provider->responses = false;
  fetch("A", 2s);
  fetch("B", 10s);
  runOnce();
  EXPECT_EQ(told, "A has none;B has none;");
}

}  // namespace
}  // namespace dataworks::testing_credentials
