#include "wire/utf8.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace dataworks::wire {

namespace {

// The length of the well-formed sequence of two or more bytes at `text`, or 0. The bounds on the second byte are those
// of the Unicode Standard, table 3-7.
std::size_t sequenceLength(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  }
  if (length == 0 || text.size() < length || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return length;
}

constexpr std::size_t kBlock = 32;

bool isAsciiBlock(const char* text) noexcept {
  std::array<std::uint64_t, kBlock / sizeof(std::uint64_t)> words;
  std::memcpy(words.data(), text, kBlock);
  return ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080U) == 0;
}

}  // namespace

bool isUtf8(std::string_view text) noexcept {
  while (!text.empty()) {
    if (text.size() >= kBlock && isAsciiBlock(text.data())) {  // mostly it is
      text.remove_prefix(kBlock);
      continue;
    }
    const bool isAscii = static_cast<unsigned char>(text.front()) < 0x80;
    const std::size_t length = isAscii ? 1 : sequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace dataworks::wire
