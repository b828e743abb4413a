// Percent-encoding as the RPC signature wants it. Table-driven, because every byte of a request goes through here
// twice.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace dataworks {

namespace detail {
inline constexpr auto kUnreserved = [] {
  std::array<bool, 256> table{};
  for (char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();
}  // namespace detail

/// Appends `text` to `out`, every byte but the unreserved ones as `%XX`.
inline void appendPercentEncoded(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const std::size_t before = out.size();
  out.resize(before + 3 * text.size());  // the longest it can get; cut back below
  char* to = out.data() + before;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (detail::kUnreserved[byte]) {
      *to++ = c;
    } else {
      *to++ = '%';
      *to++ = kHex[byte >> 4U];
      *to++ = kHex[byte & 15U];
    }
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

}  // namespace dataworks
