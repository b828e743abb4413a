#include "report/format.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/sample_runs.h"

namespace dataworks::detail::report {
namespace {

using std::chrono::milliseconds;

TEST(Format, WritesDurationsInTheirTwoLargestUnits) {
  const std::vector<std::pair<std::int64_t, std::string>> table{{0, "0s"},
                                                                {1, "<0.1s"},
                                                                {99, "<0.1s"},
                                                                {100, "0.1s"},
                                                                {1050, "1.0s"},
                                                                {300, "0.3s"},
                                                                {4000, "4s"},
                                                                {4460, "4.4s"},
                                                                {9940, "9.9s"},
                                                                {9960, "9.9s"},
                                                                {12'345, "12s"},
                                                                {59'499, "59s"},
                                                                {59'999, "59s"},
                                                                {65'000, "1m05s"},
                                                                {1'082'000, "18m02s"},
                                                                {3'600'000, "1h00m"},
                                                                {7'500'000, "2h05m"},
                                                                {86'400'000, "1d00h"},
                                                                {273'600'000, "3d04h"}};
  for (const auto& [count, text] : table) EXPECT_EQ(durationText(milliseconds(count)), text) << count;
}

TEST(Format, WritesShanghaiTimesAndUtc) {
  const WallTime time = testing::sampleBegin() + milliseconds(7);
  EXPECT_EQ(shanghaiDay(time), "2026-11-23");
  EXPECT_EQ(shanghaiClock(time), "03:00:04");
  EXPECT_EQ(shanghaiDateTime(time), "2026-11-23 03:00:04 +08:00");
  EXPECT_EQ(shanghaiTimestamp(time), "2026-11-23T03:00:04+08:00");
  EXPECT_EQ(utcText(time), "2026-11-22T19:00:04.007Z");
  EXPECT_EQ(utcText(WallTime(milliseconds(-1))), "1969-12-31T23:59:59.999Z");
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
