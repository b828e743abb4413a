#include "time_text.h"

#include <array>
#include <cstdio>

namespace dataworks::cli {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

struct Fields {
  int year, month, day, hour, minute, second, millisecond;
};

Fields fieldsOf(system_clock::time_point time) {
  const auto day = floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(floor<milliseconds>(time) - day);
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

}  // namespace

std::string machineTime(system_clock::time_point time) {
  const Fields f = fieldsOf(time);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", f.year, f.month, f.day, f.hour,
                f.minute, f.second, f.millisecond);
  return text.data();
}

std::string peopleTime(system_clock::time_point time) {
  const Fields f = fieldsOf(time + std::chrono::hours(8));
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d +08:00", f.year, f.month, f.day, f.hour,
                f.minute, f.second);
  return text.data();
}

std::optional<system_clock::time_point> readMachineTime(std::string_view text) {
  Fields f{};
  char zone = 0;
  if (std::sscanf(std::string(text).c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3d%c", &f.year, &f.month, &f.day, &f.hour,
                  &f.minute, &f.second, &f.millisecond, &zone) != 8 ||
      zone != 'Z') {
    return std::nullopt;
  }
  const std::chrono::year_month_day date(std::chrono::year(f.year), std::chrono::month(static_cast<unsigned>(f.month)),
                                         std::chrono::day(static_cast<unsigned>(f.day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(f.hour) + std::chrono::minutes(f.minute) + seconds(f.second) +
         milliseconds(f.millisecond);
}

}  // namespace dataworks::cli
