// SPDX-License-Identifier: Apache-2.0
#include "text/suggest.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace dataworks::detail {
namespace {

TEST(Suggest, CountsInsertionsDeletionsAndReplacements) {
  const std::tuple<std::string, std::string, std::size_t> rows[] = {
      {"", "", 0},           {"", "abc", 3},       {"abc", "", 3},           {"clean", "clean", 0},
      {"clena", "clean", 2}, {"clan", "clean", 1}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2},
  };
  for (const auto& [from, to, distance] : rows) EXPECT_EQ(editDistance(from, to), distance) << from << ' ' << to;
}

TEST(Suggest, NamesTheClosestWordOnlyIfItIsClose) {
  const std::vector<std::string> verbs{"run", "watch", "search", "report", "rerun"};
  EXPECT_EQ(closestTo("wacth", verbs), "watch");
  EXPECT_EQ(closestTo("reprot", verbs), "report");
  EXPECT_EQ(closestTo("runn", verbs), "run");
  EXPECT_EQ(closestTo("explain", verbs), "");
  EXPECT_EQ(closestTo("", verbs), "");
  EXPECT_EQ(closestTo("x", std::vector<std::string>{"a"}), "") << "all of it would change";
  EXPECT_EQ(closestTo("ab", std::vector<std::string>{"ac", "ad"}), "ac") << "the first of equals";
  EXPECT_EQ(closestTo(std::string(101, 'a'), std::vector<std::string>{std::string(100, 'a')}), "");
  EXPECT_EQ(closestTo(std::string(99, 'a'), std::vector<std::string>{std::string(101, 'a')}), "");
  EXPECT_EQ(closestTo(std::string(99, 'a'), std::vector<std::string>{std::string(100, 'a')}), std::string(100, 'a'));
}

}  // namespace
}  // namespace dataworks::detail
