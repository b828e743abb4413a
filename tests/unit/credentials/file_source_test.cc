#include "credentials/file_source.h"

#include <future>
#include <latch>
#include <thread>

#include "credentials/refreshing.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

std::shared_ptr<CredentialsProvider> fetched(AskSource ask) { return refreshing(std::move(ask)); }

Result<Credentials> fails(const CredentialsRequest&) { return credentialsError("the command exited with 1"); }

/// A file whose n-th reading offers the n-th of `offers`, with what is to happen while it is read.
struct CredentialsFromAFile : ::testing::Test {
  TemporaryDirectory directory;
  Asking asking;
  std::vector<std::shared_ptr<CredentialsProvider>> offers;
  std::function<void()> duringReading = [] {};
  std::atomic<std::size_t> readings{0};
  std::shared_ptr<CredentialsProvider> provider;

  void open(std::vector<std::shared_ptr<CredentialsProvider>> all) {
    offers = std::move(all);
    directory.write("file", "0");
    const Source source = fileSource("file", [this](const CredentialsRequest&) {
      const std::size_t number = readings++;
      if (number > 0) duringReading();
      const std::string path = directory.path() + "/file";
      return FileReading{.located = offers.at(number), .path = path, .mark = markOf(path), .label = "file"};
    });
    provider = std::get<0>(source.resolve(asking.request));
  }
  void change() { directory.write("file", "changed"); }

  /// The key that another thread gets meanwhile; empty if it has to wait.
  std::string meanwhile() {
    auto key = std::make_shared<std::promise<std::string>>();
    auto response = key->get_future();
    std::thread([key, its = provider, request = asking.request] {
      key->set_value(its->ready(request) ? its->get(request)->accessKeyId : "not ready");
    }).detach();
    return response.wait_for(10s) == std::future_status::ready ? response.get() : "";
  }
};

TEST_F(CredentialsFromAFile, AreReadAgainInNobodysTime) {
  std::string whileRead;
  std::string whileAsked;
  open({staticCredentials("K1", "s"), fetched([&](const CredentialsRequest&) -> Result<Credentials> {
          whileAsked = meanwhile();
          return Credentials{.accessKeyId = "K2", .accessKeySecret = "s"};
        })});
  duringReading = [&] { whileRead = meanwhile(); };
  change();
  EXPECT_EQ(provider->get(asking.rejecting("K1"))->accessKeyId, "K2");
  EXPECT_EQ(whileRead, "K1");
  EXPECT_EQ(whileAsked, "K1");
  EXPECT_EQ(meanwhile(), "K2");
}

TEST_F(CredentialsFromAFile, AreNotReadyWhileAnErrorWouldHaveThemReadAgain) {
  open({fetched(fails), staticCredentials("K2", "s")});
  EXPECT_FALSE(provider->ready(asking.request));
  EXPECT_EQ(provider->get(asking.request).error().message, "the command exited with 1");
  change();
  EXPECT_FALSE(provider->ready(asking.request));
  EXPECT_EQ(provider->get(asking.request)->accessKeyId, "K2");
  EXPECT_TRUE(provider->ready(asking.request));
}

TEST_F(CredentialsFromAFile, AreReadAgainOnceForSixtyFourThreads) {
  constexpr int kThreads = 64;
  for (const bool refused : {true, false}) {
    readings = 0;
    open({refused ? staticCredentials("K1", "s") : fetched(fails), staticCredentials("K2", "s")});
    change();
    std::latch arrived(kThreads);
    std::atomic<int> served{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        arrived.arrive_and_wait();
        const auto credentials = provider->get(refused ? asking.rejecting("K1") : asking.request);
        if (credentials && credentials->accessKeyId == "K2") ++served;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(readings, 2U);
    EXPECT_EQ(served, kThreads);
  }
}

TEST_F(CredentialsFromAFile, AreLeftAloneByACallWhoseTimeIsOver) {
  open({staticCredentials("K1", "s"), staticCredentials("K2", "s")});
  std::promise<void> reading;
  std::promise<void> letGo;
  duringReading = [&] {
    reading.set_value();
    letGo.get_future().wait();
  };
  change();
  std::thread other([&] { EXPECT_TRUE(provider->get(asking.rejecting("K1"))); });
  reading.get_future().wait();
  CredentialsRequest late = asking.rejecting("K1");
  late.deadline = asking.clock->steadyNow();
  EXPECT_EQ(provider->get(late)->accessKeyId, "K1");
  letGo.set_value();
  other.join();
}

}  // namespace
}  // namespace dataworks::detail
