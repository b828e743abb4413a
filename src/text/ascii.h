// What protocols do with ASCII, whatever the locale: letters that are the same in either case, blanks that mean
// nothing. Below all other folders.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace dataworks {

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

[[nodiscard]] inline bool containsInAnyCase(std::string_view text, std::string_view part) noexcept {
  const auto same = [](char x, char y) { return inLowerCase(x) == inLowerCase(y); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

/// Returns `text` without the blanks, tabs and line ends around it.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) noexcept {
  const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace dataworks
