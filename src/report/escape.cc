#include "report/escape.h"

#include <cstddef>
#include <cstdint>

namespace dataworks::detail::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  // in bytes; 0: the first byte starts no valid sequence
};

CodePoint decode(std::string_view text) noexcept {
  const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byteAt(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  std::uint32_t value = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byteAt(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (byteAt(i) & 0x3FU);
  }
  const bool tooLong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  return tooLong || surrogate || value > 0x10FFFF ? CodePoint{} : CodePoint{value, length};
}

// Copies runs of harmless bytes at once; `special` returns what replaces a character, or nothing to keep it.
template <class Special>
void appendEscaped(std::string& out, std::string_view text, const Special& special) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode(text.substr(i, 4));
    const std::string_view instead = point.length == 0 ? kReplacement : special(point.value);
    const std::size_t next = i + (point.length == 0 ? 1 : point.length);
    if (!instead.empty()) {
      out.append(text, copied, i - copied).append(instead);
      copied = next;
    }
    i = next;
  }
  out.append(text, copied);
}

// Direction overrides and isolates: they can make one name look like another.
bool turnsDirection(std::uint32_t point) noexcept {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

void appendMarkup(std::string& out, std::string_view text) {
  appendEscaped(out, text, [](std::uint32_t point) -> std::string_view {
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
    return control || turnsDirection(point) ? kReplacement : std::string_view{};
  });
}

void appendJson(std::string& out, std::string_view text) {
  std::string buffer;
  out += '"';
  appendEscaped(out, text, [&buffer](std::uint32_t point) -> std::string_view {
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
