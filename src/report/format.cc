#include "report/format.h"

#include <array>
#include <charconv>
#include <string_view>

namespace dataworks::detail::report {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::milliseconds;

void appendPadded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

std::string pair(std::int64_t large, std::string_view largeUnit, std::int64_t small, std::string_view smallUnit) {
  std::string out = std::to_string(large);
  out += largeUnit;
  appendPadded(out, small, 2);
  out += smallUnit;
  return out;
}

template <class Duration>
std::string dayText(std::chrono::sys_time<Duration> time) {
  const std::chrono::year_month_day date(floor<days>(time));
  std::string out;
  appendPadded(out, static_cast<int>(date.year()), 4);
  out += '-';
  appendPadded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  appendPadded(out, static_cast<unsigned>(date.day()), 2);
  return out;
}

template <class Duration>
std::string clockText(std::chrono::sys_time<Duration> time) {
  const std::chrono::hh_mm_ss clock(floor<std::chrono::seconds>(time - floor<days>(time)));
  std::string out;
  appendPadded(out, clock.hours().count(), 2);
  out += ':';
  appendPadded(out, clock.minutes().count(), 2);
  out += ':';
  appendPadded(out, clock.seconds().count(), 2);
  return out;
}

// Shanghai has had no daylight saving since 1991.
auto inShanghai(WallTime time) { return time + hours(8); }

}  // namespace

std::string durationText(milliseconds duration) {
  const std::int64_t ms = duration.count();
  if (ms > 0 && ms < 100) return "<0.1s";
  const std::int64_t tenths = ms / 100;
  if (tenths < 100 && ms % 1000 != 0) return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + 's';
  const std::int64_t seconds = ms / 1000;
  if (seconds < 60) return std::to_string(seconds) + 's';
  if (seconds < 3600) return pair(seconds / 60, "m", seconds % 60, "s");
  if (seconds < 86400) return pair(seconds / 3600, "h", seconds / 60 % 60, "m");
  return pair(seconds / 86400, "d", seconds / 3600 % 24, "h");
}

std::string secondsText(milliseconds duration) {
  std::string out = std::to_string(duration.count() / 1000) + '.';
  appendPadded(out, duration.count() % 1000, 3);
  return out;
}

std::string shanghaiDay(WallTime time) { return dayText(inShanghai(time)); }
std::string shanghaiClock(WallTime time) { return clockText(inShanghai(time)); }
std::string shanghaiDateTime(WallTime time) { return shanghaiDay(time) + ' ' + shanghaiClock(time) + " +08:00"; }
std::string shanghaiTimestamp(WallTime time) { return shanghaiDay(time) + 'T' + shanghaiClock(time) + "+08:00"; }

std::string utcText(WallTime time) {
  const auto rounded = floor<milliseconds>(time);
  std::string out = dayText(rounded) + 'T' + clockText(rounded) + '.';
  appendPadded(out, (rounded - floor<std::chrono::seconds>(rounded)).count(), 3);
  return out + 'Z';
}

std::string countText(std::size_t count) {
  std::string out = std::to_string(count);
  for (std::size_t i = out.size(); i > 3;) out.insert(i -= 3, 1, ',');
  return out;
}

void appendDecimal(std::string& out, double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, 3).ptr;
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  while (text.back() == '0') text.remove_suffix(1);
  if (text.back() == '.') text.remove_suffix(1);
  out += text;
}

void appendInteger(std::string& out, std::int64_t value) {
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

}  // namespace dataworks::detail::report
