// SPDX-License-Identifier: Apache-2.0
// What protocols do with ASCII, whatever the locale: letters that are the same in either case, and blanks that mean
// nothing. Below all other folders.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace dataworks::detail {

[[nodiscard]] constexpr char inLowerCase(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline std::string inLowerCase(std::string text) {
  for (char& c : text) c = inLowerCase(c);
  return text;
}

[[nodiscard]] inline bool equalInAnyCase(std::string_view a, std::string_view b) noexcept {
  const auto same = [](char x, char y) { return inLowerCase(x) == inLowerCase(y); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

/// Like `text.find(part, from)`.
[[nodiscard]] inline std::size_t findInAnyCase(std::string_view text, std::string_view part,
                                               std::size_t from) noexcept {
  const auto same = [](char x, char y) { return inLowerCase(x) == inLowerCase(y); };
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size()));
  const auto found = std::search(begin, text.end(), part.begin(), part.end(), same);
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

/// Returns `text` without the blanks, tabs and line ends around it.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) noexcept {
  const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace dataworks::detail
