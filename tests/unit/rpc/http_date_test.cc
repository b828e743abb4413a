#include "rpc/http_date.h"

#include <gtest/gtest.h>

#include <string>

namespace dataworks::detail {
namespace {

using namespace std::chrono;

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
}  // namespace dataworks::detail
