// SPDX-License-Identifier: Apache-2.0
#include "text/time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "support/environment_variable.h"

namespace dataworks::detail {
namespace {

using namespace std::chrono;

constexpr WallTime kFirstOfJune{milliseconds(1559318400000)};

struct TimeRow {
  std::string text;
  std::optional<WallTime> time;
};

TEST(ServiceTime, IsReadInBothFormsOnly) {
  const TimeRow rows[] = {
      {"1559318400000", kFirstOfJune},
      {"2019-06-01 00:00:00", kFirstOfJune},
      {"\t2019-06-01 00:00:00\n", kFirstOfJune},
      {" 1559318400000 ", kFirstOfJune},
      {"1559318400001", kFirstOfJune + 1ms},
      {"2020-02-29 23:59:59", sys_days(2020y / 2 / 29) + 15h + 59min + 59s},
      {"1970-01-01 00:00:00", WallTime(-8h)},
      {"2019-02-29 00:00:00", std::nullopt},
      {"2019-13-01 00:00:00", std::nullopt},
      {"2019-06-00 00:00:00", std::nullopt},
      {"2019-06-01 24:00:00", std::nullopt},
      {"2019-06-01 23:60:00", std::nullopt},
      {"2019-06-01 23:59:61", std::nullopt},
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
  for (const TimeRow& row : rows) EXPECT_EQ(parseServiceTime(row.text), row.time) << row.text;
}

TEST(ServiceTime, StaysInsideTheClock) {
  const TimeRow rows[] = {
      {"9223372036854775807", std::nullopt},  {"9223372036854775808", std::nullopt},
      {"99999999999999999999", std::nullopt}, {"9223372036854", std::nullopt},
      {"9999-12-31 23:59:59", std::nullopt},  {"0000-01-01 00:00:00", std::nullopt},
      {"2262-04-12 00:00:00", std::nullopt},
  };
  for (const TimeRow& row : rows) EXPECT_EQ(parseServiceTime(row.text), row.time) << row.text;
  const auto latest = parseServiceTime("2262-04-10 00:00:00");
  ASSERT_TRUE(latest);
  EXPECT_GT(*latest + 14h, *latest) << "room for the offset of every time zone";
}

TEST(Day, IsReadAloneAndOnlyIfItExists) {
  EXPECT_EQ(parseDay("2026-11-22"), 2026y / 11 / 22);
  EXPECT_EQ(parseDay("0000-01-01"), 0y / 1 / 1);
  for (const char* text : {"", "2026-11-2", "2026-02-30", "20261122xx", "2026-1-022", "2O26-11-22", "2026-11_22",
                           "2026-11-22 00:00:00", "2026-11-222"}) {
    EXPECT_FALSE(parseDay(text)) << text;
  }
}

TEST(UtcTime, IsReadAsUtcInEveryZone) {
  const TimeRow rows[] = {
      {"2026-11-23T00:00:00Z", sys_days(2026y / 11 / 23)},
      {"2026-11-23T09:08:07Z", sys_days(2026y / 11 / 23) + 9h + 8min + 7s},
      {"2026-03-08T02:30:00Z", sys_days(2026y / 3 / 8) + 2h + 30min},  // an hour that New York skips
      {"2026-11-23T09:08:07.1Z", sys_days(2026y / 11 / 23) + 9h + 8min + 7s + 100ms},
      {"2026-11-23T09:08:07.123Z", sys_days(2026y / 11 / 23) + 9h + 8min + 7s + 123ms},
      {"2026-11-23T09:08:07.123987Z", sys_days(2026y / 11 / 23) + 9h + 8min + 7s + 123ms},
      {"2028-02-29T23:59:59Z", sys_days(2028y / 3 / 1) - 1s},
      {"2016-12-31T23:59:60Z", sys_days(2017y / 1 / 1)},  // a leap second
  };
  const char* before = std::getenv("TZ");
  const std::string zoneBefore = before != nullptr ? before : "";
  for (const char* zone : {"UTC0", "CST-8", "EST5EDT,M3.2.0,M11.1.0"}) {
    testing::setVariable("TZ", zone);
    tzset();
    for (const TimeRow& row : rows) EXPECT_EQ(parseUtc(row.text), row.time) << zone << ' ' << row.text;
  }
  before != nullptr ? testing::setVariable("TZ", zoneBefore.c_str()) : testing::unsetVariable("TZ");
  tzset();
}

TEST(UtcTime, BeyondTheClockIsItsLatest) {
  const auto never = parseUtc("9999-12-31T23:59:59.999Z");
  ASSERT_TRUE(never);
  EXPECT_GT(*never, sys_days(2262y / 1 / 1));
  EXPECT_GT(*never + 14h, *never);
  EXPECT_EQ(parseUtc("2500-01-01T00:00:00Z"), never);
}

TEST(UtcTime, IsNotGuessed) {
  for (const char* text : {"",
                           "Z",
                           "2026-11-23",
                           "2026-11-23T00:00:00",
                           "2026-11-23 00:00:00Z",
                           "2026-11-23T00:00:00+08:00",
                           "2026-13-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-11-23T24:00:00Z",
                           "2026-11-23T00:60:00Z",
                           "2026-11-23T00:00:61Z",
                           "2026-11-23T00:00:00ZZ",
                           "2026-11-23T00:00:00.5",
                           "2026-11-23T00:00:00.Z",
                           "2026-11-23T00:00:00.1x3Z",
                           "2026-11-23T00:00:00,5Z",
                           "2026-11-23T00:00:005Z",
                           "20a6-11-23T00:00:00Z",
                           "2026-1 -23T00:00:00Z",
                           "1969-12-31T00:00:00Z",
                           "2026-11-23T-1:00:00Z"}) {
    EXPECT_EQ(parseUtc(text), std::nullopt) << text;
  }
}

TEST(HttpDate, IsReadInTheFormThatServersSend) {
  const TimeRow rows[] = {
      {"Sun, 22 Nov 2026 19:00:04 GMT", sys_days(2026y / 11 / 22) + 19h + 4s},
      {"Thu, 01 Jan 1970 00:00:00 GMT", sys_days(1970y / 1 / 1)},
      {"Thu, 29 Feb 2024 23:59:59 GMT", sys_days(2024y / 2 / 29) + 23h + 59min + 59s},
      {"Sat, 31 Dec 2016 23:59:60 GMT", sys_days(2017y / 1 / 1)},
      {"Tue, 31 Dec 2261 23:59:59 GMT", sys_days(2261y / 12 / 31) + 23h + 59min + 59s},
      {"Wed, 05 Mar 2025 06:07:08 GMT", sys_days(2025y / 3 / 5) + 6h + 7min + 8s},
      {"Wed, 05 Apr 2025 06:07:08 GMT", sys_days(2025y / 4 / 5) + 6h + 7min + 8s},
      {"Wed, 05 May 2025 06:07:08 GMT", sys_days(2025y / 5 / 5) + 6h + 7min + 8s},
      {"Wed, 05 Jun 2025 06:07:08 GMT", sys_days(2025y / 6 / 5) + 6h + 7min + 8s},
      {"Wed, 05 Jul 2025 06:07:08 GMT", sys_days(2025y / 7 / 5) + 6h + 7min + 8s},
      {"Wed, 05 Aug 2025 06:07:08 GMT", sys_days(2025y / 8 / 5) + 6h + 7min + 8s},
      {"Wed, 05 Sep 2025 06:07:08 GMT", sys_days(2025y / 9 / 5) + 6h + 7min + 8s},
      {"Wed, 05 Oct 2025 06:07:08 GMT", sys_days(2025y / 10 / 5) + 6h + 7min + 8s},
  };
  for (const TimeRow& row : rows) EXPECT_EQ(parseHttpDate(row.text), row.time) << row.text;
}

TEST(HttpDate, IsNotGuessed) {
  for (const char* text : {"",
                           "now",
                           "Sunday, 22-Nov-26 19:00:04 GMT",
                           "Sun Nov 22 19:00:04 2026",
                           "Sun, 22 Nov 2026 19:00:04 UTC",
                           "Sun, 22 Nov 2026 19:00:04 GMT ",
                           "Sun, 22 nov 2026 19:00:04 GMT",
                           "Sun, 22 anF 2026 19:00:04 GMT",
                           "Sun, 22 Nox 2026 19:00:04 GMT",
                           "Sun, 00 Nov 2026 19:00:04 GMT",
                           "Sun, 31 Nov 2026 19:00:04 GMT",
                           "Sun, 22 Nov 1969 19:00:04 GMT",
                           "Sun, 22 Nov 2026 24:00:04 GMT",
                           "Sun, 22 Nov 2026 19:60:04 GMT",
                           "Sun, 22 Nov 2026 19:00:61 GMT",
                           "Sun, 22 Nov 2026 19.00.04 GMT",
                           "Sun, -2 Nov 2026 19:00:04 GMT",
                           "Sun, 22 Nov 2026 -9:00:04 GMT",
                           "Sun, 22 Nov 2026 19:-1:04 GMT",
                           "Sun, 22 Nov 2026 19:00:-4 GMT",
                           "Sun; 22 Nov 2026 19:00:04 GMT",
                           "Sun, 22-Nov 2026 19:00:04 GMT",
                           "Fri, 31 Dec 9999 23:59:59 GMT"}) {
    EXPECT_EQ(parseHttpDate(text), std::nullopt) << text;
  }
}

TEST(TimeText, HasEachForm) {
  struct Line {
    WallTime time;
    std::string iso, isoMs, people;
    std::int64_t epoch;
  };
  const Line lines[] = {
      {sys_days(2026y / 11 / 22) + 19h + 4s + 7ms, "2026-11-22T19:00:04Z", "2026-11-22T19:00:04.007Z",
       "2026-11-23 03:00:04 +08:00", 1'795'374'004'007},
      {sys_days(2026y / 1 / 2) + 3h + 4min + 5s + 999ms, "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.999Z",
       "2026-01-02 11:04:05 +08:00", 1'767'323'045'999},
      {sys_days(2024y / 2 / 29) + 23h + 59min + 59s, "2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000Z",
       "2024-03-01 07:59:59 +08:00", 1'709'251'199'000},
      {WallTime() - 1ms, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z", "1970-01-01 07:59:59 +08:00", -1},
      {sys_days(2200y / 12 / 31), "2200-12-31T00:00:00Z", "2200-12-31T00:00:00.000Z", "2200-12-31 08:00:00 +08:00",
       7'289'568'000'000},
  };
  for (const Line& line : lines) {
    EXPECT_EQ(isoTimestamp(line.time), line.iso);
    EXPECT_EQ(isoTimestampMs(line.time), line.isoMs);
    EXPECT_EQ(peopleTime(line.time), line.people);
    EXPECT_EQ(shanghaiTime(line.time), line.people.substr(0, 19));
    EXPECT_EQ(epochMilliseconds(line.time), line.epoch);
  }
}

TEST(TimeText, IsReadBack) {
  for (const WallTime time : {WallTime(1ms), kFirstOfJune + 123ms, WallTime(sys_days(2262y / 4 / 10) + 1h)}) {
    EXPECT_EQ(parseUtc(isoTimestampMs(time)), time);
    EXPECT_EQ(parseUtc(isoTimestamp(time)), floor<seconds>(time));
    EXPECT_EQ(parseShanghai(shanghaiTime(time)), floor<seconds>(time));
    EXPECT_EQ(parseServiceTime(std::to_string(epochMilliseconds(time))), time);
  }
  EXPECT_EQ(dayText(2026y / 1 / 2), "2026-01-02");
  EXPECT_EQ(dayText(31y / 1 / 2), "0031-01-02");
  EXPECT_EQ(dayText(12345y / 10 / 20), "12345-10-20");
  EXPECT_EQ(dayText(year(-7) / 10 / 20), "-7-10-20");
}

}  // namespace
}  // namespace dataworks::detail
