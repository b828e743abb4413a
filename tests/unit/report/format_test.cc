// SPDX-License-Identifier: Apache-2.0
#include "report/format.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/sample_runs.h"

namespace dataworks::detail::report {
namespace {

using std::chrono::milliseconds;

TEST(Format, WritesPartsOfShanghaiTime) {
  const WallTime time = testing::sampleBegin() + milliseconds(7);
  EXPECT_EQ(shanghaiDay(time), "2026-11-23");
  EXPECT_EQ(shanghaiClock(time), "03:00:04");
  EXPECT_EQ(shanghaiTimestamp(time), "2026-11-23T03:00:04+08:00");
}

TEST(Format, WritesNumbersShort) {
  EXPECT_EQ(countText(0), "0");
  EXPECT_EQ(countText(999), "999");
  EXPECT_EQ(countText(5000), "5,000");
  EXPECT_EQ(countText(1'234'567), "1,234,567");
  EXPECT_EQ(secondsText(milliseconds(12'045)), "12.045");
  const std::vector<std::pair<double, std::string>> decimals{
      {0, "0"}, {100, "100"}, {12.5, "12.5"}, {33.33333, "33.333"}, {0.0001, "0"}};
  for (const auto& [value, text] : decimals) {
    std::string out;
    appendDecimal(out, value);
    EXPECT_EQ(out, text);
  }
}

}  // namespace
}  // namespace dataworks::detail::report
