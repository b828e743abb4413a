#include "wire/timestamp.h"

#include <gtest/gtest.h>

#include <string>

namespace dataworks::detail::wire {
namespace {

using namespace std::chrono;

constexpr Time kFirstOfJune{milliseconds(1559318400000)};

struct Row {
  std::string text;
  std::optional<Time> time;
};

TEST(Timestamp, ReadsBothFormsAndNothingElse) {
  const Row rows[] = {
      {"1559318400000", kFirstOfJune},
      {"2019-06-01 00:00:00", kFirstOfJune},
      {"\t2019-06-01 00:00:00\n", kFirstOfJune},
      {" 1559318400000 ", kFirstOfJune},
      {"1559318400001", kFirstOfJune + 1ms},
      {"2020-02-29 23:59:59", sys_days(2020y / 2 / 29) + 15h + 59min + 59s},
      {"1970-01-01 00:00:00", Time(-8h)},
      {"2019-02-29 00:00:00", std::nullopt},
      {"2019-13-01 00:00:00", std::nullopt},
      {"2019-06-00 00:00:00", std::nullopt},
      {"2019-06-01 24:00:00", std::nullopt},
      {"2019-06-01 23:60:00", std::nullopt},
      {"2019-06-01 23:59:60", std::nullopt},
      {"2019-06-01T00:00:00", std::nullopt},
      {"2019-06-01 00.00:00", std::nullopt},
      {"2019-06-01 00:00.00", std::nullopt},
      {"2019-06-01 -1:00:00", std::nullopt},
      {"2019-06-01 00:-1:00", std::nullopt},
      {"2019-06-01 00:00:-1", std::nullopt},
      {"2019-06-01 00:00:00.0", std::nullopt},
      {"2019-06-01", std::nullopt},
      {"2019/06/01 00:00:00", std::nullopt},
      {"yyyy-MM-dd HH:mm:ss", std::nullopt},
      {"1559318400000.0", std::nullopt},
      {"1.5593184e12", std::nullopt},
      {"+1559318400000", std::nullopt},
      {"0", std::nullopt},
      {"-1", std::nullopt},
      {"", std::nullopt},
      {"-", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(parseTime(row.text), row.time) << row.text;
}

TEST(Timestamp, StaysInsideTheClock) {
  const Row rows[] = {
      {"9223372036854775807", std::nullopt},  {"9223372036854775808", std::nullopt},
      {"99999999999999999999", std::nullopt}, {"9223372036854", std::nullopt},
      {"9999-12-31 23:59:59", std::nullopt},  {"0000-01-01 00:00:00", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(parseTime(row.text), row.time) << row.text;
  // The latest that is taken still has room for every zone's offset.
  const auto latest = parseTime("2262-04-10 00:00:00");
  ASSERT_TRUE(latest);
  EXPECT_GT(*latest + 14h, *latest);
  EXPECT_FALSE(parseTime("2262-04-12 00:00:00"));
}

TEST(Timestamp, ReadsADayAtTheStartOfAText) {
  EXPECT_EQ(parseDay("2026-11-22"), 2026y / 11 / 22);
  EXPECT_EQ(parseDay("2026-11-22 00:00:00"), 2026y / 11 / 22);
  for (const char* text : {"", "2026-11-2", "2026-02-30", "20261122xx", "2026-1-022", "2O26-11-22", "2026-11_22"}) {
    EXPECT_FALSE(parseDay(text)) << text;
  }
}

}  // namespace
}  // namespace dataworks::detail::wire
