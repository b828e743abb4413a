// SPDX-License-Identifier: Apache-2.0
// Percent-encoding as the RPC signature requires: every byte except the unreserved ones becomes `%XX`.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace dataworks::detail {

inline constexpr auto kUnreserved = [] {
  std::array<bool, 256> table{};
  for (char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();
inline constexpr char kUpperHex[] = "0123456789ABCDEF";

/// Writes `text`, encoded, to `to`, where there is room for three times its size. Returns the end.
inline char* writePercentEncoded(char* to, std::string_view text) noexcept {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kUnreserved[byte]) {
      *to++ = c;
    } else {
      *to++ = '%';
      *to++ = kUpperHex[byte >> 4U];
      *to++ = kUpperHex[byte & 15U];
    }
  }
  return to;
}

/// Appends `text`, encoded, to `out`.
inline void appendPercentEncoded(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + 3 * text.size());
  out.resize(static_cast<std::size_t>(writePercentEncoded(out.data() + before, text) - out.data()));
}

}  // namespace dataworks::detail
