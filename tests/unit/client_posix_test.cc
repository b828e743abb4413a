// SPDX-License-Identifier: Apache-2.0
// A client in a forked child.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "dataworks/dataworks.h"
#include "support/call_fixture.h"

namespace dataworks::testing {
namespace {

const CreateManualDagRequest kNightly{
    .projectName = "sales", .flowName = "nightly", .bizdate = Bizdate(std::chrono::year(2026) / 11 / 22)};

struct ForkedClient : ::testing::Test {
  std::shared_ptr<ScriptedTransport> script = std::make_shared<ScriptedTransport>();

  [[nodiscard]] std::optional<DataWorksClient> client() const {
    auto made = DataWorksClient::create({.regionId = "cn-test",
                                         .credentials = staticCredentials("testid", "testsecret"),
                                         .transport = script,
                                         .clock = std::make_shared<ManualClock>()});
    EXPECT_TRUE(made) << made.error();
    return std::move(*made);
  }
};

// The thread sanitizer knows no threads that a forked child starts.
#if defined(__SANITIZE_THREAD__)
constexpr bool kThreadSanitizer = true;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
constexpr bool kThreadSanitizer = true;
#else
constexpr bool kThreadSanitizer = false;
#endif
#else
constexpr bool kThreadSanitizer = false;
#endif

TEST_F(ForkedClient, FailsClearly) {
  if (kThreadSanitizer) GTEST_SKIP() << "thread sanitizer";
  script->otherwise("CreateManualDag", accepted(42));
  auto its = client();
  EXPECT_TRUE(its->createManualDagAsync(kNightly).get());
  EXPECT_TRUE(its->createManualDag(kNightly));
  auto parents = its->createManualDagAsync(kNightly);
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);  // should it hang, the test fails
    const auto refused = [](const auto& result) {
      return !result && result.error().kind == ErrorKind::kInvalidArgument && !result.error().mayHaveExecuted() &&
             result.error().hint == "Create the client after fork() or daemon().";
    };
    const bool all = refused(its->createManualDag(kNightly)) && refused(its->createManualDagAsync(kNightly).get()) &&
                     refused(std::move(parents).get());
    its.reset();
    _exit(all && script->requests().size() <= 3 ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << status;
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_TRUE(its->createManualDagAsync(kNightly).get());
}

TEST_F(ForkedClient, IsLeftToTheParentIfItOnlyEnds) {
  script->otherwise("CreateManualDag", accepted(42));
  auto its = client();
  EXPECT_TRUE(its->createManualDagAsync(kNightly).get());
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    its.reset();
    _exit(0);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << status;
  EXPECT_TRUE(its->createManualDagAsync(kNightly).get());
}

}  // namespace
}  // namespace dataworks::testing
