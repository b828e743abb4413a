// A `Secret` leaves nothing behind in memory that is freed, seen block by block.
#include "support/secret_watch.h"

#include <gtest/gtest.h>

#include <utility>

#include "dataworks/credentials.h"

namespace dataworks::detail {
namespace {

using testing::kHidden;
using testing::SecretWatch;
using testing::withHidden;

TEST(Wiping, IsWatchedForByATestThatCanFail) {
  {
    const SecretWatch watch;
    const std::string careless = withHidden("HIDDEN");
  }
  EXPECT_GT(SecretWatch::leaks, 0);
}

TEST(Wiping, CoversASecretInAllItsLives) {
  {
    const SecretWatch watch;
    Secret secret = kHidden;
    Secret copy = secret;
    Secret moved = std::move(copy);
    moved = Secret("another");
    Credentials credentials{.accessKeyId = "id", .accessKeySecret = secret, .securityToken = secret};
    const Credentials again = credentials;
    credentials = {};
  }
  EXPECT_EQ(SecretWatch::leaks, 0);
}

}  // namespace
}  // namespace dataworks::detail
