// `2026-11-22 08:00:00`, in UTC+8.
#pragma once

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace dataworks::emulator {

[[nodiscard]] inline std::string shanghaiText(std::chrono::system_clock::time_point time) {
  const auto local = std::chrono::floor<std::chrono::seconds>(time + std::chrono::hours(8));
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(local - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

}  // namespace dataworks::emulator
