// SPDX-License-Identifier: Apache-2.0
// Decimal numbers such as `0.25`.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

namespace dataworks::emulator {

/// Digits with at most one point, at least one digit; nothing else. (Not every standard library has `from_chars` for
/// `double`.)
[[nodiscard]] inline std::optional<double> parseDecimal(std::string_view text) {
  const auto isDigit = [](char character) { return character >= '0' && character <= '9'; };
  const auto points = std::ranges::count(text, '.');
  if (points > 1 || std::ranges::count_if(text, isDigit) + points != static_cast<std::ptrdiff_t>(text.size()) ||
      std::ranges::none_of(text, isDigit)) {
    return std::nullopt;
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  double number = 0;
  for (const char digit : text.substr(0, point)) number = number * 10 + (digit - '0');
  double fraction = 0;
  for (std::size_t index = text.size(); index-- > point + 1;) fraction = (fraction + (text[index] - '0')) / 10;
  return number + fraction;
}

}  // namespace dataworks::emulator
