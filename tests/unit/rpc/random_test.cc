// SPDX-License-Identifier: Apache-2.0
#include "rpc/random.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>

namespace dataworks::detail {
namespace {

constexpr std::uint64_t kAllOnes = std::numeric_limits<std::uint64_t>::max();

TEST(Random, NonceShowsAllBitsInHexadecimal) {
  EXPECT_EQ(nonceFrom({0, 0}), "00000000000000000000000000000000");
  EXPECT_EQ(nonceFrom({0x0123456789abcdef, 0xfedcba9876543210}), "0123456789abcdeffedcba9876543210");
  EXPECT_EQ(nonceFrom({kAllOnes, 1}), "ffffffffffffffff0000000000000001");
}

TEST(Random, FractionSpansZeroToBelowOne) {
  EXPECT_EQ(fractionFrom({0, kAllOnes}), 0.0);
  EXPECT_EQ(fractionFrom({std::uint64_t{1} << 63U, 0}), 0.5);
  EXPECT_EQ(fractionFrom({std::uint64_t{1} << 62U, 0}), 0.25);
  EXPECT_LT(fractionFrom({kAllOnes, 0}), 1.0);
  EXPECT_GT(fractionFrom({kAllOnes, 0}), 0.999999);
}

TEST(Random, SystemDoesNotRepeatItself) {
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i) nonces.insert(nonceFrom(systemRandom()));
  EXPECT_EQ(nonces.size(), 1000u);
}

}  // namespace
}  // namespace dataworks::detail
