#include "call/retry_hint.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace dataworks {

namespace {

using std::chrono::milliseconds;

// A whole, non-negative number and nothing else.
std::optional<std::int64_t> parseCount(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < 0) return std::nullopt;
  return count;
}

constexpr std::int64_t kMostSeconds = 7LL * 24 * 3600;  // beyond a week it is no advice

}  // namespace

std::optional<std::chrono::system_clock::time_point> parseHttpDate(std::string_view text) {
  // Of the three forms that HTTP knows, servers send this one: "Sun, 22 Nov 2026 19:00:04 GMT".
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text[3] != ',' || text.substr(25) != " GMT") return std::nullopt;
  const auto number = [text](std::size_t at, std::size_t size) {
    return parseCount(text.substr(at, size)).value_or(-1);
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

std::optional<milliseconds> retryHint(const HttpResponse& response) {
  if (const auto count = parseCount(response.header("x-acs-retry-after"))) {
    if (*count <= kMostSeconds * 1000) return milliseconds(*count);
  }
  const std::string_view text = response.header("Retry-After");
  if (const auto count = parseCount(text)) {
    if (*count <= kMostSeconds) return std::chrono::seconds(*count);
  }
  const auto until = parseHttpDate(text);
  const auto now = parseHttpDate(response.header("Date"));
  if (!until || !now || *until < *now) return std::nullopt;
  const auto pause = std::chrono::duration_cast<milliseconds>(*until - *now);
  if (pause > std::chrono::seconds(kMostSeconds)) return std::nullopt;
  return pause;
}

}  // namespace dataworks
