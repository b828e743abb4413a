// SPDX-License-Identifier: Apache-2.0
#include "rpc/regions.h"

#include <gtest/gtest.h>

#include <vector>

namespace dataworks::detail {
namespace {

TEST(Regions, AreKnownOrLikeAKnownOne) {
  struct Row {
    std::string_view region;
    bool known;
    std::string_view like;
  };
  for (const auto& [region, known, like] : std::vector<Row>{
           {"cn-shanghai", true, "cn-shanghai"},
           {"ap-south-1", true, "ap-south-1"},
           {"cn-shangai", false, "cn-shanghai"},
           {"cn-sanghia", false, ""},
           {"cn-beijng", false, "cn-beijing"},
           {"hangzhou", false, ""},
           {"xx-new-9", false, ""},
           {"", false, ""},
       }) {
    EXPECT_EQ(isKnownRegion(region), known) << region;
    EXPECT_EQ(regionLike(region), like) << region;
  }
  EXPECT_TRUE(isServedCentrally("cn-qingdao"));
  EXPECT_FALSE(isServedCentrally("cn-shanghai"));
}

}  // namespace
}  // namespace dataworks::detail
