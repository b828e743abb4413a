// UTF-8: checks whether a text is UTF-8, and finds and encodes characters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dataworks::detail::wire {

/// True if all of `text` is well-formed UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF.
[[nodiscard]] bool isUtf8(std::string_view text) noexcept;

/// The start of a text that does not start with ASCII: a character, or as much of one as is well-formed.
struct Multibyte {
  std::size_t bytes;  ///< 2 to 4 for a character, else the offset of the first wrong byte or of the end of the text.
  bool isCharacter;
};
[[nodiscard]] Multibyte leadingMultibyte(std::string_view text) noexcept;

void appendUtf8(std::string& to, std::uint32_t codePoint);

}  // namespace dataworks::detail::wire
