// SPDX-License-Identifier: Apache-2.0
#include "text/time.h"

#include <algorithm>
#include <array>

#include "text/ascii.h"
#include "text/number.h"

namespace dataworks::detail {

namespace {

using namespace std::chrono;

// A day short of what nanoseconds hold, so that adding the offset of any time zone cannot overflow. The same on every
// platform, whatever its clock counts.
constexpr milliseconds kLatest = duration_cast<milliseconds>(nanoseconds::max()) - days(1);

// Each writes to where there is room, and returns the end of what it wrote.

char* writeTwoDigits(char* to, unsigned number) noexcept {
  *to++ = static_cast<char>('0' + number / 10);
  *to++ = static_cast<char>('0' + number % 10);
  return to;
}

// `-11-22`
char* writeMonthAndDay(char* to, year_month_day day) noexcept {
  *to++ = '-';
  to = writeTwoDigits(to, static_cast<unsigned>(day.month()));
  *to++ = '-';
  return writeTwoDigits(to, static_cast<unsigned>(day.day()));
}

// `2026-11-22`, of a year of four digits.
char* writeDay(char* to, year_month_day day) noexcept {
  const auto year = static_cast<unsigned>(static_cast<int>(day.year()));
  to = writeTwoDigits(to, year / 100);
  to = writeTwoDigits(to, year % 100);
  return writeMonthAndDay(to, day);
}

constexpr std::size_t kDayBytes = 10;

constexpr std::size_t kTimeBytes = 9;

// `2026-11-22`, `separator`, `19:00:04`. The clock has years of four digits only.
char* writeDateAndTime(char* to, WallTime time, char separator) noexcept {
  const auto day = floor<days>(time);
  const auto second = static_cast<unsigned>(floor<seconds>(time - day).count());
  to = writeDay(to, day);
  *to++ = separator;
  to = writeTwoDigits(to, second / 3600);
  *to++ = ':';
  to = writeTwoDigits(to, second / 60 % 60);
  *to++ = ':';
  return writeTwoDigits(to, second % 60);
}

std::string dateAndTime(WallTime time, char separator, std::string_view rest = {}) {
  std::array<char, kDayBytes + kTimeBytes> text{};
  writeDateAndTime(text.data(), time, separator);
  std::string all;
  all.reserve(text.size() + rest.size());
  all.append(text.data(), text.size()).append(rest);
  return all;
}

// `count` decimal digits at `text`, or -1.
int digits(const char* text, int count) noexcept {
  int number = 0;
  for (int i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

std::optional<sys_seconds> parseDateAndTime(std::string_view text, char separator) noexcept {
  if (text.size() != 19 || text[10] != separator || text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto day = parseDay(text.substr(0, 10));
  const int hour = digits(&text[11], 2);
  const int minute = digits(&text[14], 2);
  const int second = digits(&text[17], 2);
  if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  if (day->year() < year(1970)) return std::nullopt;
  return sys_days(*day) + hours(hour) + minutes(minute) + seconds(second);
}

std::optional<WallTime> inClock(std::optional<sys_seconds> time) noexcept {
  return time && time->time_since_epoch() <= kLatest ? std::optional<WallTime>(*time) : std::nullopt;
}

}  // namespace

std::string dayText(year_month_day day) {
  const int year = static_cast<int>(day.year());
  std::array<char, kDayBytes> text{};
  if (year >= 0 && year <= 9999) return {text.data(), writeDay(text.data(), day)};
  return std::to_string(year).append(text.data(), writeMonthAndDay(text.data(), day));
}

std::string isoTimestamp(WallTime time) {
  const IsoTimestamp text = isoTimestampChars(time);
  return {text.data(), text.size()};
}

IsoTimestamp isoTimestampChars(WallTime time) noexcept {
  IsoTimestamp text{};
  *writeDateAndTime(text.data(), time, 'T') = 'Z';
  return text;
}

std::string isoTimestampMs(WallTime time) {
  const auto subsecond = static_cast<unsigned>((floor<milliseconds>(time) - floor<seconds>(time)).count());
  std::array<char, 5> rest{'.', static_cast<char>('0' + subsecond / 100)};
  writeTwoDigits(&rest[2], subsecond % 100);
  rest[4] = 'Z';
  return dateAndTime(time, 'T', {rest.data(), rest.size()});
}

std::string shanghaiTime(WallTime time) { return dateAndTime(time + kShanghaiOffset, ' '); }
std::string peopleTime(WallTime time) { return dateAndTime(time + kShanghaiOffset, ' ', " +08:00"); }

std::int64_t epochMilliseconds(WallTime time) noexcept { return floor<milliseconds>(time.time_since_epoch()).count(); }

std::optional<year_month_day> parseDay(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int y = digits(&text[0], 4);
  const int m = digits(&text[5], 2);
  const int d = digits(&text[8], 2);
  if (y < 0 || m < 0 || d < 0) return std::nullopt;
  const year_month_day date(year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d)));
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<WallTime> parseUtc(std::string_view text) noexcept {
  const auto time = parseDateAndTime(text.substr(0, 19), 'T');
  if (!time || !text.ends_with('Z')) return std::nullopt;
  const std::string_view fraction = text.substr(19, text.size() - 20);  // `.123` or nothing
  const std::string_view figures = fraction.substr(std::min<std::size_t>(1, fraction.size()));
  const bool isFraction = fraction.starts_with('.') && !figures.empty() &&
                          figures.find_first_not_of("0123456789") == std::string_view::npos;
  if (!fraction.empty() && !isFraction) return std::nullopt;
  milliseconds subsecond(0);
  for (std::size_t i = 0, unit = 100; i < figures.size() && unit > 0; ++i, unit /= 10) {
    subsecond += milliseconds(unit * static_cast<std::size_t>(figures[i] - '0'));
  }
  return WallTime(std::min<milliseconds>(time->time_since_epoch() + subsecond, kLatest));
}

std::optional<WallTime> parseShanghai(std::string_view text) noexcept {
  const auto time = inClock(parseDateAndTime(text, ' '));
  return time ? std::optional(*time - kShanghaiOffset) : std::nullopt;
}

std::optional<WallTime> parseHttpDate(std::string_view text) noexcept {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text[3] != ',' || text[4] != ' ' || text[7] != ' ' || text[11] != ' ' ||
      text.substr(25) != " GMT") {
    return std::nullopt;
  }
  const std::size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const std::size_t number = month / 3 + 1;
  std::array<char, 19> form{};  // as ISO 8601 has it
  const auto put = [&form](std::size_t at, std::string_view part) { std::ranges::copy(part, form.begin() + at); };
  put(0, text.substr(12, 4));
  put(4, number < 10 ? "-0" : "-1");
  form[6] = static_cast<char>('0' + number % 10);
  form[7] = '-';
  put(8, text.substr(5, 2));
  put(10, text.substr(16, 9));
  return inClock(parseDateAndTime({form.data(), form.size()}, ' '));
}

std::optional<WallTime> timeOfEpochMilliseconds(std::int64_t count) noexcept {
  if (count <= 0 || milliseconds(count) > kLatest) return std::nullopt;
  return WallTime(milliseconds(count));
}

std::optional<WallTime> parseServiceTime(std::string_view text) noexcept {
  text = trimmed(text);
  if (const auto time = parseShanghai(text)) return time;
  const auto count = wholeNumber(text);
  return count ? timeOfEpochMilliseconds(*count) : std::nullopt;
}

}  // namespace dataworks::detail
