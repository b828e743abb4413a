#include "call/retry_hint.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace dataworks {
namespace {

using namespace std::chrono;

TEST(RetryHint, IsReadInEveryForm) {
  struct Row {
    std::vector<HttpHeader> headers;
    std::optional<milliseconds> hint;
  };
  const std::string date = "Sun, 22 Nov 2026 19:00:04 GMT";
  const Row rows[] = {
      {{}, std::nullopt},
      {{{"x-acs-retry-after", "1500"}}, 1500ms},
      {{{"X-Acs-Retry-After", "0"}}, 0ms},
      {{{"Retry-After", "3"}}, 3000ms},
      {{{"retry-after", "0"}}, 0ms},
      {{{"Retry-After", "3"}, {"x-acs-retry-after", "1500"}}, 1500ms},
      {{{"Retry-After", "Sun, 22 Nov 2026 19:00:09 GMT"}, {"Date", date}}, 5s},
      {{{"Retry-After", date}, {"Date", date}}, 0ms},
      {{{"Retry-After", "Sun, 22 Nov 2026 19:00:03 GMT"}, {"Date", date}}, std::nullopt},  // in the past
      {{{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}, {"Date", date}}, std::nullopt},
      {{{"Retry-After", date}}, std::nullopt},  // seen from when?
      // A week at most; beyond that it is no advice.
      {{{"x-acs-retry-after", "604800000"}}, 168h},
      {{{"x-acs-retry-after", "604800001"}}, std::nullopt},
      {{{"Retry-After", "604800"}}, 168h},
      {{{"Retry-After", "604801"}}, std::nullopt},
      {{{"Retry-After", "Sun, 29 Nov 2026 19:00:04 GMT"}, {"Date", date}}, 168h},
      {{{"Retry-After", "Sun, 29 Nov 2026 19:00:05 GMT"}, {"Date", date}}, std::nullopt},
      // An absurd one does not hide a good one.
      {{{"x-acs-retry-after", "soon"}, {"Retry-After", "2"}}, 2000ms},
      // Garbage.
      {{{"x-acs-retry-after", ""}}, std::nullopt},
      {{{"x-acs-retry-after", "-1"}}, std::nullopt},
      {{{"x-acs-retry-after", "+1"}}, std::nullopt},
      {{{"x-acs-retry-after", " 1"}}, std::nullopt},
      {{{"x-acs-retry-after", "1.5"}}, std::nullopt},
      {{{"x-acs-retry-after", "1ms"}}, std::nullopt},
      {{{"x-acs-retry-after", "99999999999999999999"}}, std::nullopt},
      {{{"Retry-After", "-3"}}, std::nullopt},
      {{{"Retry-After", "tomorrow"}, {"Date", date}}, std::nullopt},
  };
  for (const Row& row : rows) {
    std::string what;
    for (const auto& header : row.headers) what += header.name + ": " + header.value + "; ";
    EXPECT_EQ(retryHint({.status = 429, .headers = row.headers}), row.hint) << what;
  }
}

TEST(HttpDate, IsReadInTheFormThatServersSend) {
  struct Row {
    std::string text;
    system_clock::time_point time;
  };
  const Row rows[] = {
      {"Sun, 22 Nov 2026 19:00:04 GMT", sys_days(2026y / 11 / 22) + 19h + 4s},
      {"Thu, 01 Jan 1970 00:00:00 GMT", sys_days(1970y / 1 / 1)},
      {"Thu, 29 Feb 2024 23:59:59 GMT", sys_days(2024y / 2 / 29) + 23h + 59min + 59s},
      {"Sat, 31 Dec 2016 23:59:60 GMT", sys_days(2017y / 1 / 1)},  // a leap second
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
  for (const Row& row : rows) EXPECT_EQ(parseHttpDate(row.text), row.time) << row.text;
}

TEST(HttpDate, ThatIsNoneIsNotGuessed) {
  for (const char* text : {"",
                           "now",
                           "Sunday, 22-Nov-26 19:00:04 GMT",
                           "Sun Nov 22 19:00:04 2026",
                           "Sun, 22 Nov 2026 19:00:04 UTC",
                           "Sun, 22 Nov 2026 19:00:04 GMT ",
                           "Sun, 22 nov 2026 19:00:04 GMT",
                           "Sun, 00 Nov 2026 19:00:04 GMT",
                           "Sun, 31 Nov 2026 19:00:04 GMT",
                           "Sun, 22 Nov 1969 19:00:04 GMT",
                           "Sun, 22 Nov 2026 24:00:04 GMT",
                           "Sun, 22 Nov 2026 19:60:04 GMT",
                           "Sun, 22 Nov 2026 19:00:61 GMT",
                           "Sun, -2 Nov 2026 19:00:04 GMT",
                           "Sun, 22 Nov 2026 -9:00:04 GMT",
                           "Sun, 22 Nov 2026 19:-1:04 GMT",
                           "Sun, 22 Nov 2026 19:00:-4 GMT",
                           "Sun; 22 Nov 2026 19:00:04 GMT",
                           "Fri, 31 Dec 9999 23:59:59 GMT",
                           "Wed, 01 Jan 2262 00:00:00 GMT"}) {
    EXPECT_EQ(parseHttpDate(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace dataworks
