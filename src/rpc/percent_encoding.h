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
inline constexpr char kHex[] = "0123456789ABCDEF";

/// Appends `text`, encoded, to `out`.
inline void appendPercentEncoded(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + 3 * text.size());  // the most it can become; for secrets, reserve as much
  char* end = out.data() + before;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (detail::kUnreserved[byte]) {
      *end++ = c;
    } else {
      *end++ = '%';
      *end++ = detail::kHex[byte >> 4U];
      *end++ = detail::kHex[byte & 15U];
    }
  }
  out.resize(static_cast<std::size_t>(end - out.data()));
}

}  // namespace dataworks::detail
