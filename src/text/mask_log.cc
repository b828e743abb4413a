// SPDX-License-Identifier: Apache-2.0
#include "text/mask_log.h"

#include <algorithm>
#include <array>

#include "text/ascii.h"
#include "text/utf8.h"

namespace dataworks::detail {

namespace {

constexpr char kEscape = '\x1b';
constexpr std::string_view kMask = "****";

// The bytes of the control sequence that `text` begins with (its first byte is ESC): `ESC [ … letter`, a string up to
// BEL or `ESC \`, or a short one.
std::size_t sequenceLength(std::string_view text) {
  if (text.size() < 2) return text.size();
  if (text[1] == '[') {
    const auto isFinal = [](char c) { return c >= '@' && c <= '~'; };
    const auto end = std::find_if(text.begin() + 2, text.end(), isFinal);
    return static_cast<std::size_t>(end - text.begin()) + (end == text.end() ? 0 : 1);
  }
  if (std::string_view("]PX^_").find(text[1]) == std::string_view::npos) return 2;
  const std::size_t end = text.find_first_of("\a\x1b\n", 2);
  if (end == std::string_view::npos) return text.size();
  if (text[end] == '\n') return end;
  return text[end] == '\a' ? end + 1 : std::min(end + 2, text.size());
}

bool isShown(char32_t c) {
  const bool isControl = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
  const bool turnsDirection = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return !isControl && !turnsDirection;
}

bool isWord(char c) { return (c >= '0' && c <= '9') || (inLowerCase(c) >= 'a' && inLowerCase(c) <= 'z'); }

// Where the value begins after the key that ends at `at`: after `=` or `:`, with or without blanks and quotes.
std::size_t valueAfter(std::string_view text, std::size_t at) {
  const auto skip = [&](std::string_view these) { at = std::min(text.find_first_not_of(these, at), text.size()); };
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) ++at;
  skip(" \t");
  if (equalInAnyCase(text.substr(at, 3), "%3D")) return at + 3;
  if (at == text.size() || (text[at] != '=' && text[at] != ':')) return std::string_view::npos;
  ++at;
  skip(" \t");
  return at;
}

std::size_t endOfValue(std::string_view text, std::size_t begin) {
  if (begin < text.size() && (text[begin] == '"' || text[begin] == '\'')) {
    const char quote[] = {text[begin], '\n', '\0'};
    return std::min(text.find_first_of(quote, begin + 1), text.size());
  }
  const std::size_t end = std::min(text.find_first_of(" \t\n&,;\"')}]<>", begin), text.size());
  return std::min(end, findInAnyCase(text, "%26", begin));
}

struct Range {
  std::size_t begin;
  std::size_t end;
};

// The secret whose key or beginning stands at `at`; empty if there is none.
Range secretAt(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 5> kKeys{"secret", "password", "passwd", "token", "signature"};
  for (const std::string_view key : kKeys) {
    if (!equalInAnyCase(text.substr(at, key.size()), key)) continue;
    std::size_t begin = valueAfter(text, at + key.size());
    if (begin == std::string_view::npos) return {at, at};
    const std::size_t end = endOfValue(text, begin);
    if (begin < end && (text[begin] == '"' || text[begin] == '\'')) ++begin;
    const bool isMasked = text.substr(begin, end - begin).find_first_not_of('*') == std::string_view::npos;
    return isMasked ? Range{at, at} : Range{begin, end};
  }
  constexpr std::string_view kIdStart = "LTAI";
  if (text.substr(at, kIdStart.size()) != kIdStart || (at > 0 && isWord(text[at - 1]))) return {at, at};
  const auto end = static_cast<std::size_t>(std::find_if_not(text.begin() + at, text.end(), isWord) - text.begin());
  return end - at >= 12 ? Range{at + kIdStart.size(), end} : Range{at, at};
}

}  // namespace

std::string withoutControls(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    if (text.front() == kEscape) {
      text.remove_prefix(sequenceLength(text));
      continue;
    }
    const Utf8Character character = firstCharacter(text);
    const std::size_t bytes = character.isValid ? character.bytes : 1;
    if (!character.isValid) {
      shown += kReplacementCharacter;
    } else if (character.codePoint == '\r') {
      if (!text.substr(1).starts_with('\n')) shown += '\n';
    } else if (isShown(character.codePoint)) {
      shown += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return shown;
}

MaskedLog maskLog(std::string_view log) {
  const std::string text = withoutControls(log);
  MaskedLog result;
  result.text.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Range secret = secretAt(text, at);
    if (secret.begin == secret.end) {
      ++at;
      continue;
    }
    result.text.append(text, copied, secret.begin - copied).append(kMask);
    ++result.masked;
    at = copied = secret.end;
  }
  result.text.append(text, copied);
  return result;
}

}  // namespace dataworks::detail
