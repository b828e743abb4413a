// SPDX-License-Identifier: Apache-2.0
#include "rpc/canonicalized_query.h"

#include <gtest/gtest.h>

#include <string>

namespace dataworks::detail {
namespace {

TEST(CanonicalizedQuery, IsInByteOrderOfTheNames) {
  struct Row {
    const char* first;
    const char* second;
  };
  const Row rows[] = {{"A", "B"}, {"B", "a"}, {"", "A"}, {"Name", "Name2"}, {"z", "\xe5"}, {"ab", "b"}};
  for (const Row& row : rows) {
    QueryWriter writer;
    writer.add(row.first, "1");
    writer.add(row.second, "2");
    const std::string inOrder(writer.write("POST").query);
    writer.add(row.second, "2");
    writer.add(row.first, "1");
    EXPECT_EQ(writer.write("POST").query, inOrder);
    EXPECT_LT(inOrder.find("=1"), inOrder.find("=2")) << inOrder;
  }
}

TEST(CanonicalizedQuery, HoldsWhatWasAddedSinceTheLastOne) {
  QueryWriter writer;
  writer.add("Long", "aaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(writer.write("POST").query, "Long=aaaaaaaaaaaaaaaaaaaa");
  writer.add("B", "/");
  const CanonicalizedQuery second = writer.write("GET");
  EXPECT_EQ(second.query, "B=%2F");
  EXPECT_EQ(second.stringToSign, "GET&%2F&B%3D%252F");
}

TEST(CanonicalizedQuery, HoldsNothingThatWasAddedBeforeItBegan) {
  QueryWriter writer;
  writer.add("Stale", "1");
  writer.begin();
  writer.add("A", "2");
  EXPECT_EQ(writer.write("POST").query, "A=2");
}

}  // namespace
}  // namespace dataworks::detail
