// SPDX-License-Identifier: Apache-2.0
#include "text/number.h"

#include <gtest/gtest.h>

namespace dataworks::detail {
namespace {

TEST(Numbers, AreDigitsAndNothingElse) {
  struct Row {
    const char* text;
    std::optional<std::int64_t> number;
    std::optional<std::int64_t> id;
    bool port;
  };
  const std::optional<std::int64_t> none;
  const Row rows[] = {
      {"0", 0, none, false},
      {"1", 1, 1, true},
      {"007", 7, 7, true},
      {"65535", 65535, 65535, true},
      {"65536", 65536, 65536, false},
      {"9223372036854775807", INT64_MAX, INT64_MAX, false},
      {"9223372036854775808", none, none, false},
      {"", none, none, false},
      {"-1", none, none, false},
      {"-0", none, none, false},
      {"+1", none, none, false},
      {" 1", none, none, false},
      {"1 ", none, none, false},
      {"1.0", none, none, false},
      {"0x1", none, none, false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(wholeNumber(row.text), row.number) << row.text;
    EXPECT_EQ(wholeId(row.text), row.id) << row.text;
    EXPECT_EQ(isPort(row.text), row.port) << row.text;
  }
}

}  // namespace
}  // namespace dataworks::detail
