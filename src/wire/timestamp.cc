#include "wire/timestamp.h"

#include <charconv>

#include "text/ascii.h"

namespace dataworks::detail::wire {

namespace {

using namespace std::chrono;

// `count` decimal digits at `text`, or -1.
int digits(const char* text, int count) noexcept {
  int number = 0;
  for (int i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

// A day short of what the clock holds (the year 2262), so that adding a zone's offset does not overflow it.
constexpr milliseconds kLatest = duration_cast<milliseconds>(Time::max().time_since_epoch()) - days(1);

bool fitsClock(milliseconds sinceEpoch) noexcept { return sinceEpoch <= kLatest && sinceEpoch >= -kLatest; }

}  // namespace

std::optional<Time> timeOfEpochMilliseconds(std::int64_t count) noexcept {
  if (count <= 0 || !fitsClock(milliseconds(count))) return std::nullopt;
  return Time(milliseconds(count));
}

std::optional<Time> parseTime(std::string_view text) noexcept {
  text = trimmed(text);
  constexpr std::string_view kForm = "yyyy-MM-dd HH:mm:ss";
  if (text.size() == kForm.size() && text[4] == '-') {
    const auto day = parseDay(text);
    const int hour = digits(&text[11], 2);
    const int minute = digits(&text[14], 2);
    const int second = digits(&text[17], 2);
    if (!day || text[10] != ' ' || text[13] != ':' || text[16] != ':') return std::nullopt;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
    const auto time = sys_days(*day) + hours(hour) + minutes(minute) + seconds(second) - kShanghaiOffset;
    return fitsClock(time.time_since_epoch()) ? std::optional<Time>(time) : std::nullopt;
  }
  std::int64_t count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return timeOfEpochMilliseconds(count);
}

std::optional<year_month_day> parseDay(std::string_view text) noexcept {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int yearNumber = digits(&text[0], 4);
  const int monthNumber = digits(&text[5], 2);
  const int dayNumber = digits(&text[8], 2);
  if (yearNumber < 0 || monthNumber < 0 || dayNumber < 0) return std::nullopt;
  const year_month_day day(year(yearNumber), month(static_cast<unsigned>(monthNumber)),
                           std::chrono::day(static_cast<unsigned>(dayNumber)));
  return day.ok() ? std::optional(day) : std::nullopt;
}

}  // namespace dataworks::detail::wire
