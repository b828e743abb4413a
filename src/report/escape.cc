// SPDX-License-Identifier: Apache-2.0
#include "report/escape.h"

#include <cstddef>

#include "text/utf8.h"

namespace dataworks::detail::report {
namespace {

// Copies runs of harmless bytes at once; `special` returns what replaces a character, or nothing to keep it.
template <class Special>
void appendEscaped(std::string& out, std::string_view text, const Special& special) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Character character = firstCharacter(text.substr(i, 4));
    const std::string_view instead = character.isValid ? special(character.codePoint) : kReplacementCharacter;
    const std::size_t next = i + (character.isValid ? character.bytes : 1);
    if (!instead.empty()) {
      out.append(text, copied, i - copied).append(instead);
      copied = next;
    }
    i = next;
  }
  out.append(text, copied);
}

// Direction overrides and isolates: they can make one name look like another.
bool turnsDirection(char32_t point) noexcept {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

void appendMarkup(std::string& out, std::string_view text) {
  appendEscaped(out, text, [](char32_t point) -> std::string_view {
    switch (point) {
      case '&': return "&amp;";
      case '<': return "&lt;";
      case '>': return "&gt;";
      case '"': return "&quot;";
      case '\'': return "&#39;";
      case '\t': return "&#9;";
      case '\n': return "&#10;";
      case '\r': return "&#13;";
      default: break;
    }
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0) || (point & 0xFFFE) == 0xFFFE;
    return control || turnsDirection(point) ? kReplacementCharacter : std::string_view{};
  });
}

void appendJson(std::string& out, std::string_view text) {
  std::string buffer;
  out += '"';
  appendEscaped(out, text, [&buffer](char32_t point) -> std::string_view {
    switch (point) {
      case '"': return "\\\"";
      case '\\': return "\\\\";
      case '\n': return "\\n";
      case '\r': return "\\r";
      case '\t': return "\\t";
      default: break;
    }
    if (point >= 0x20 && point != '<' && point != 0x2028 && point != 0x2029) return {};
    constexpr std::string_view kHex = "0123456789abcdef";
    buffer = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) buffer += kHex[(point >> shift) & 0xF];
    return buffer;
  });
  out += '"';
}

}  // namespace dataworks::detail::report
