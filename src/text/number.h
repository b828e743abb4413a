// SPDX-License-Identifier: Apache-2.0
// Numbers in a text: digits and nothing else.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace dataworks::detail {

/// Returns `text` as a whole number from 0 on; empty if it is anything else.
[[nodiscard]] inline std::optional<std::int64_t> wholeNumber(std::string_view text) noexcept {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.starts_with('-')) {
    return std::nullopt;
  }
  return number;
}

/// The id of a run, an instance or a node: greater than 0.
[[nodiscard]] inline std::optional<std::int64_t> wholeId(std::string_view text) noexcept {
  const auto id = wholeNumber(text);
  return id > 0 ? id : std::nullopt;
}

[[nodiscard]] inline bool isPort(std::string_view text) noexcept {
  const auto port = wholeNumber(text);
  return port >= 1 && port <= 65535;
}

}  // namespace dataworks::detail
