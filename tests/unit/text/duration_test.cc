// SPDX-License-Identifier: Apache-2.0
#include "text/duration.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

TEST(Duration, IsWrittenInItsTwoLargestUnits) {
  const std::pair<std::int64_t, std::string> rows[] = {
      {0, "0s"},
      {1, "1ms"},
      {300, "300ms"},
      {999, "999ms"},
      {1000, "1s"},
      {1050, "1s"},
      {4000, "4s"},
      {4460, "4.4s"},
      {9960, "9.9s"},
      {12'345, "12s"},
      {59'999, "59s"},
      {60'000, "1m"},
      {65'000, "1m05s"},
      {300'000, "5m"},
      {1'082'999, "18m02s"},
      {3'600'000, "1h"},
      {3'659'999, "1h"},
      {3'725'000, "1h02m"},
      {7'800'000, "2h10m"},
      {86'400'000, "24h"},
      {93'720'000, "26h02m"},
      {-1, "0s"},
      {-65'000, "0s"},
  };
  for (const auto& [count, text] : rows) EXPECT_EQ(formatDuration(milliseconds(count)), text) << count;
}

TEST(Duration, IsReadAsPeopleWriteIt) {
  const std::pair<std::string, milliseconds> rows[] = {
      {"0", 0ms},
      {"0s", 0ms},
      {"500ms", 500ms},
      {"10s", 10s},
      {"5m", 5min},
      {"2h", 2h},
      {"1h30m", 90min},
      {"1m05s", 65s},
      {"1h2m3s4ms", 1h + 2min + 3s + 4ms},
      {"1.5s", 1500ms},
      {"4.4s", 4400ms},
      {"0.25h", 15min},
      {"1.0005s", 1s},
      {"1h0.5m", 60min + 30s},
      {"0099s", 99s},
      {"87600h", 87'600h},
  };
  for (const auto& [text, duration] : rows) EXPECT_EQ(parseDuration(text), duration) << text;
}

TEST(Duration, IsNotGuessed) {
  for (const char* text : {"",
                           " ",
                           "1",
                           "00",
                           "-1s",
                           "+1s",
                           "s",
                           "1 s",
                           "1s ",
                           " 1s",
                           "1d",
                           "1min",
                           "1hs",
                           "1s1s",
                           "1s1m",
                           "1ms1s",
                           ".5s",
                           "1.s",
                           "1..5s",
                           "1.5.2s",
                           "1e3s",
                           "0x1s",
                           "1S",
                           "87601h",
                           "87600h1ms",
                           "9223372036854775808ms",
                           "99999999999999999999999999s"}) {
    EXPECT_FALSE(parseDuration(text)) << text;
  }
}

TEST(Duration, IsReadBackUpToWhatIsNotWritten) {
  for (std::int64_t count = 1; count < 100'000'000; count = count * 7 / 5 + 1) {
    const milliseconds duration(count);
    const auto read = parseDuration(formatDuration(duration));
    ASSERT_TRUE(read) << count;
    const milliseconds unit = count < 1000 ? 1ms : duration < 10s ? 100ms : duration < 1h ? 1s : 1min;
    EXPECT_EQ(*read, duration / unit * unit) << count;
  }
}

}  // namespace
}  // namespace dataworks::detail
