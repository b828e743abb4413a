// SPDX-License-Identifier: Apache-2.0
#include "report/format.h"

#include <array>
#include <charconv>
#include <string_view>

namespace dataworks::detail::report {

std::string secondsText(std::chrono::milliseconds duration) {
  const std::string milliseconds = std::to_string(duration.count() % 1000);
  return std::to_string(duration.count() / 1000) + '.' + std::string(3 - milliseconds.size(), '0') + milliseconds;
}

std::string shanghaiDay(WallTime time) { return shanghaiTime(time).substr(0, 10); }
std::string shanghaiClock(WallTime time) { return shanghaiTime(time).substr(11); }
std::string shanghaiTimestamp(WallTime time) { return shanghaiDay(time) + 'T' + shanghaiClock(time) + "+08:00"; }

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
