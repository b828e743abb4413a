// SPDX-License-Identifier: Apache-2.0
// UTF-8: checks, decodes and encodes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dataworks::detail {

/// True if all of `text` is well-formed UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF.
[[nodiscard]] bool isUtf8(std::string_view text) noexcept;

struct Utf8Character {
  std::size_t bytes = 0;  ///< 1 to 4; if not valid, the offset of the first wrong byte or of the end of the text.
  bool isValid = false;
  char32_t codePoint = 0;  ///< If valid.
};
/// Decodes the first character of `text`.
[[nodiscard]] Utf8Character firstCharacter(std::string_view text) noexcept;

/// Writes a character, and returns its end: at most 4 bytes on.
char* writeUtf8(char* to, char32_t codePoint) noexcept;
void appendUtf8(std::string& to, char32_t codePoint);

/// Returns the start of `text` that has at most `maxBytes` and does not end within a character.
[[nodiscard]] std::string_view firstBytes(std::string_view text, std::size_t maxBytes) noexcept;

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";  // U+FFFD

/// Returns `text` with U+FFFD in the place of what is not UTF-8, and adds the number of places to `count`. What would
/// get longer than `maxBytes` is cut.
[[nodiscard]] std::string withValidUtf8(std::string_view text, std::size_t& count,
                                        std::size_t maxBytes = std::string::npos);

}  // namespace dataworks::detail
