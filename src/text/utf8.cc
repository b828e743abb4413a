// SPDX-License-Identifier: Apache-2.0
#include "text/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace dataworks::detail {

namespace {

constexpr std::size_t kBlock = 32;

bool isAsciiBlock(const char* text) noexcept {
  std::array<std::uint64_t, kBlock / sizeof(std::uint64_t)> words;
  std::memcpy(words.data(), text, kBlock);
  return ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080U) == 0;
}

// How many bytes at the beginning are UTF-8.
std::size_t validPart(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= kBlock && isAsciiBlock(text.data() + at)) {  // the usual case
      at += kBlock;
      continue;
    }
    const Utf8Character character = firstCharacter(text.substr(at));
    if (!character.isValid) break;
    at += character.bytes;
  }
  return at;
}

}  // namespace

bool isUtf8(std::string_view text) noexcept { return validPart(text) == text.size(); }

std::string withValidUtf8(std::string_view text, std::size_t& count, std::size_t maxBytes) {
  std::string valid;
  valid.reserve(std::min(text.size(), maxBytes));
  while (true) {
    const std::size_t part = validPart(text);
    valid += firstBytes(text.substr(0, part), maxBytes - valid.size());
    text.remove_prefix(part);
    if (text.empty() || maxBytes - valid.size() < kReplacementCharacter.size()) return valid;
    valid += kReplacementCharacter;
    ++count;
    text.remove_prefix(std::max<std::size_t>(firstCharacter(text).bytes, 1));
  }
}

// The bounds on the second byte are those of the Unicode Standard, table 3-7.
Utf8Character firstCharacter(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {text.empty() ? 0U : 1U, !text.empty(), lead};
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
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
  if (length == 0) return {};
  if (byte(1) < low || byte(1) > high) return {.bytes = 1};
  char32_t codePoint = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return {.bytes = i};
    codePoint = codePoint << 6U | (byte(i) & 0x3FU);
  }
  return {length, true, codePoint};
}

char* writeUtf8(char* to, char32_t codePoint) noexcept {
  const auto put = [&to](char32_t byte) { *to++ = static_cast<char>(byte); };
  if (codePoint < 0x80) {
    put(codePoint);
  } else if (codePoint < 0x800) {
    put(0xC0U | codePoint >> 6U);
    put(0x80U | (codePoint & 0x3FU));
  } else if (codePoint < 0x10000) {
    put(0xE0U | codePoint >> 12U);
    put(0x80U | (codePoint >> 6U & 0x3FU));
    put(0x80U | (codePoint & 0x3FU));
  } else {
    put(0xF0U | codePoint >> 18U);
    put(0x80U | (codePoint >> 12U & 0x3FU));
    put(0x80U | (codePoint >> 6U & 0x3FU));
    put(0x80U | (codePoint & 0x3FU));
  }
  return to;
}

void appendUtf8(std::string& to, char32_t codePoint) {
  std::array<char, 4> bytes;
  to.append(bytes.data(), writeUtf8(bytes.data(), codePoint));
}

std::string_view firstBytes(std::string_view text, std::size_t maxBytes) noexcept {
  constexpr std::size_t kMostContinuations = 3;
  if (text.size() <= maxBytes) return text;
  std::size_t size = maxBytes;
  const auto isWithin = [&] { return (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80; };
  while (size > 0 && maxBytes - size < kMostContinuations && isWithin()) --size;
  return text.substr(0, size);
}

}  // namespace dataworks::detail
