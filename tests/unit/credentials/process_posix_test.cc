// SPDX-License-Identifier: Apache-2.0
#include "credentials/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>

#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

using Words = std::vector<std::string>;

TEST(SplitCommand, SplitsAsAShellDoesAndExpandsNothing) {
  struct Row {
    const char* command;
    std::optional<Words> words;
  };
  for (const auto& [command, words] : std::vector<Row>{
           {"acs-sso login --profile prod", Words{"acs-sso", "login", "--profile", "prod"}},
           {"  a \t b\n", Words{"a", "b"}},
           {R"(a 'b c' "d e" f' 'g)", Words{"a", "b c", "d e", "f g"}},
           {R"(a "" '')", Words{"a", "", ""}},
           {R"(a\ b "c\"d\e" 'f\g')", Words{"a b", "c\"d\\e", "f\\g"}},
           {"a $HOME `b` ; c | d > e", Words{"a", "$HOME", "`b`", ";", "c", "|", "d", ">", "e"}},
           {"", std::nullopt},
           {"   ", std::nullopt},
           {"''", std::nullopt},
           {"a 'b", std::nullopt},
           {"a \"b", std::nullopt},
       }) {
    EXPECT_EQ(splitCommand(command), words) << command;
  }
}

struct Process : ::testing::Test {
  TemporaryDirectory directory;
  Asking asking;

  /// A provider that runs a shell script.
  std::shared_ptr<CredentialsProvider> running(const std::string& script) {
    return processCredentials("/bin/sh '" + directory.write("script", script) + "'");
  }
  Error errorOf(const std::string& script) { return running(script)->fetch(asking.context).error(); }
};

TEST_F(Process, ReturnsWhatTheCommandPrints) {
  const auto key = running(R"(echo '{"mode":"AK","access_key_id":"i","access_key_secret":"s","sts_token":"ignored"}')");
  auto credentials = key->fetch(asking.context);
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->accessKeyId, "i");
  EXPECT_EQ(credentials->accessKeySecret.reveal(), "s");
  EXPECT_EQ(credentials->securityToken.reveal(), "");
  EXPECT_EQ(credentials->expiration, std::nullopt);
  EXPECT_EQ(credentials->source, "credentials command /bin/sh");

  const auto token = running(
      R"(echo '{"mode":"StsToken","access_key_id":"i","access_key_secret":"s","sts_token":"t","expiration":"2026-11-23T01:00:00Z"}')");
  credentials = token->fetch(asking.context);
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->securityToken.reveal(), "t");
  EXPECT_EQ(credentials->expiration, kStart + 1h);
}

TEST_F(Process, RunsTheCommandOnceAndAgainAfterARejection) {
  const std::string counter = directory.path() + "/runs";
  const auto provider = running("echo >> " + counter + R"(; echo '{"mode":"AK","access_key_id":"i'$(wc -l < )" +
                                counter + R"()'","access_key_secret":"s"}')");
  EXPECT_EQ(provider->fetch(asking.context)->accessKeyId, "i1");
  EXPECT_EQ(provider->fetch(asking.context)->accessKeyId, "i1");
  EXPECT_EQ(provider->fetch(asking.rejecting("i1"))->accessKeyId, "i2");
}

TEST_F(Process, ReportsWhatIsWrongWithoutItsOutput) {
  struct Row {
    const char* script;
    const char* error;
  };
  for (const auto& [script, error] : std::vector<Row>{
           {"echo hidden; exit 3", "credentials command /bin/sh exited with 3"},
           {"kill -9 $$", "credentials command /bin/sh was ended by signal 9"},
           {"echo hidden", "credentials command /bin/sh printed no JSON"},
           {"true", "credentials command /bin/sh printed no JSON"},
           {R"(echo '{"mode":"RamRoleArn"}')", "credentials command /bin/sh printed no mode AK or StsToken"},
           {R"(echo '{"mode":"AK"}')", "credentials command /bin/sh printed no access_key_id"},
           {R"(echo '{"mode":"AK","access_key_id":"i"}')", "credentials command /bin/sh printed no access_key_secret"},
           {R"(echo '{"mode":"StsToken","access_key_id":"i","access_key_secret":"s"}')",
            "credentials command /bin/sh printed no sts_token"},
           {"while :; do echo too much of it; done", "credentials command /bin/sh wrote too much"},
       }) {
    EXPECT_EQ(errorOf(script).message, error);
    EXPECT_EQ(errorOf(script).kind, ErrorKind::kCredentials);
  }
  EXPECT_EQ(processCredentials("/nowhere/command --secret hidden")->fetch(asking.context).error().message,
            "credentials command /nowhere/command cannot be run: No such file or directory");
  EXPECT_EQ(processCredentials("VAULT_TOKEN=hidden vault-helper")->fetch(asking.context).error().message,
            "credentials command VAULT_TOKEN=… (no shell runs it: variables cannot be set here) cannot be run: No such "
            "file or directory");
  EXPECT_EQ(processCredentials("'")->fetch(asking.context).error().message,
            "credentials command is empty, or a quote in it is not closed");
}

TEST_F(Process, GuessesNoExpiration) {
  for (const char* expiration : {R"("2026-11-25T13:00:00")", R"("2026-11-25 13:00:00")", R"("soon")", "1.5"}) {
    EXPECT_EQ(errorOf(std::string(R"(echo '{"mode":"AK","access_key_id":"i","access_key_secret":"s","expiration":)") +
                      expiration + "}'")
                  .message,
              "credentials command /bin/sh printed no valid expiration")
        << expiration;
  }
}

TEST_F(Process, PassesTheCommandNoInputAndNoBlockedSignals) {
  // `read` ends at once on /dev/null; a child of a thread that blocks SIGTERM still dies of it.
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const Error error = errorOf("read line; kill -TERM $$; exit 7");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(error.message, "credentials command /bin/sh was ended by signal 15");
}

/// Each reading is a second later.
struct FastClock final : Clock {
  std::atomic<int> readings{0};
  std::chrono::system_clock::time_point wallNow() override { return kStart; }
  std::chrono::steady_clock::time_point steadyNow() override {
    return std::chrono::steady_clock::time_point(1h) + std::chrono::seconds(++readings);
  }
  std::chrono::nanoseconds timeUntil(std::chrono::steady_clock::time_point) override { return 0ns; }
};

TEST_F(Process, IsKilledWithItsChildrenAtTheDeadline) {
  // The script and its child hold this pipe open for writing as long as they live.
  const std::string path = directory.path() + "/alive";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int alive = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(alive, 0);
  const auto clock = std::make_shared<FastClock>();
  asking.context.clock = clock;
  asking.context.deadline = clock->steadyNow() + 20s;
  const auto provider = running("exec 3> " + path + "; sleep 1000 & echo started >&3; wait");
  std::array<char, 100> word{};
  do {  // the fast clock may reach the deadline before the script has begun
    clock->readings = 0;
    ASSERT_EQ(provider->fetch(asking.context).error().kind, ErrorKind::kTimeout);
  } while (read(alive, word.data(), word.size()) <= 0);
  pollfd hangUp{alive, POLLIN, 0};
  EXPECT_EQ(poll(&hangUp, 1, 10'000), 1) << "a process is still alive";
  EXPECT_EQ(hangUp.revents, POLLHUP);
  close(alive);
}

TEST_F(Process, IsKilledWhenTheCallIsStopped) {
  struct StoppingClock final : Clock {
    std::stop_source stop;
    int readings = 0;
    std::chrono::system_clock::time_point wallNow() override { return kStart; }
    std::chrono::steady_clock::time_point steadyNow() override {
      if (++readings == 10) stop.request_stop();
      return std::chrono::steady_clock::time_point(1h);
    }
    std::chrono::nanoseconds timeUntil(std::chrono::steady_clock::time_point) override { return 0ns; }
  };
  const auto clock = std::make_shared<StoppingClock>();
  asking.context.clock = clock;
  asking.context.stop = clock->stop.get_token();
  EXPECT_EQ(errorOf("sleep 1000").kind, ErrorKind::kCancelled);
}

}  // namespace
}  // namespace dataworks::detail
