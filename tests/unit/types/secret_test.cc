// SPDX-License-Identifier: Apache-2.0
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include "dataworks/credentials.h"
#include "support/secret_watch.h"

namespace dataworks::detail {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
template <class T>
concept Comparable = requires(const T& a, const T& b) {
  a == b;
};

TEST(SecretText, CannotBePrintedComparedOrTurnedIntoAString) {
  EXPECT_FALSE(Printable<Secret>);
  EXPECT_FALSE(Comparable<Secret>);
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string_view>));
}

TEST(SecretText, IsCopiedMovedAndAssigned) {
  Secret secret = "s3cret";
  Secret copy = secret;
  EXPECT_EQ(copy.reveal(), "s3cret");
  Secret moved = std::move(secret);
  EXPECT_EQ(moved.reveal(), "s3cret");
  EXPECT_TRUE(secret.empty());  // NOLINT(bugprone-use-after-move): what it is after is the point
  copy = Secret("other");
  EXPECT_EQ(copy.reveal(), "other");
  const Secret& itself = copy;
  copy = itself;
  EXPECT_EQ(copy.reveal(), "other");
}

TEST(SecretText, MayBeEmptyOrHoldAnyByte) {
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret("").empty());
  EXPECT_TRUE(Secret(static_cast<const char*>(nullptr)).empty());
  const std::string bytes("a\0b\xFF", 4);
  EXPECT_EQ(Secret(bytes).reveal(), bytes);
}

TEST(SecretText, IsWipedBeforeItsMemoryIsFreed) {
  using testing::SecretWatch;
  {
    const SecretWatch watch;
    const std::string careless = testing::withHidden("HIDDEN");
  }
  EXPECT_GT(SecretWatch::leaks, 0) << "the watch itself can fail";
  {
    const SecretWatch watch;
    Secret secret = testing::kHidden;
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
