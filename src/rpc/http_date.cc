#include "rpc/http_date.h"

#include <algorithm>
#include <array>

#include "text/ascii.h"

namespace dataworks::detail {

std::optional<std::chrono::system_clock::time_point> parseHttpDate(std::string_view text) {
  // Of the three forms that HTTP knows, servers send this one: "Sun, 22 Nov 2026 19:00:04 GMT".
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text[3] != ',' || text.substr(25) != " GMT") return std::nullopt;
  const auto number = [text](std::size_t at, std::size_t size) {
    return wholeNumber(text.substr(at, size)).value_or(-1);
  };
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  const auto day = number(5, 2);
  const auto year = number(12, 4);
  const auto hour = number(17, 2);
  const auto minute = number(20, 2);
  const auto second = number(23, 2);
  constexpr int kLastWholeYear = 2261;  // of a clock that counts nanoseconds
  if (month == kMonths.end() || day < 1 || year < 1970 || year > kLastWholeYear || hour < 0 || hour > 23 ||
      minute < 0 || minute > 59 || second < 0 || second > 60) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace dataworks::detail
