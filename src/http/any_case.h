// Case-insensitive comparison, for header names and some of their values.
#pragma once

#include <cstddef>
#include <string_view>

namespace dataworks {

[[nodiscard]] inline bool equalInAnyCase(std::string_view a, std::string_view b) noexcept {
  constexpr auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace dataworks
