// SPDX-License-Identifier: Apache-2.0
#include "terminal/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>

#include "text/duration.h"
#include "text/utf8.h"

namespace dataworks::terminal {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// East Asian width W and F of Unicode's EastAsianWidth.txt, neighbouring ranges joined across unassigned characters: a
// character counted too wide costs a blank, one counted too narrow would wrap the line.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x3247},   {0x3250, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7AF},   {0xF900, 0xFAFF},   {0xFE10, 0xFE1F},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE7},   {0x16FE0, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A}, {0x1F1E6, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393},
    {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E},
    {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567},
    {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6FF},
    {0x1F7E0, 0x1F7EB}, {0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

// Marks that combine with the character before them, of the scripts that node names are likely to use. A missing one
// counts 1, which is on the safe side.
constexpr Range kCombining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x0670, 0x0670},
    {0x06D6, 0x06DC}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1ACE},
    {0x1DC0, 0x1DFF}, {0x20D0, 0x20F0}, {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE20, 0xFE2F},
};

// Occupies no column and shows nothing, but can reorder the line, or make one name appear as another.
constexpr Range kInvisible[] = {
    {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160},   {0x180B, 0x180F},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF},
};

bool isIn(std::span<const Range> ranges, char32_t character) {
  const auto range = std::ranges::lower_bound(ranges, character, {}, &Range::last);
  return range != ranges.end() && character >= range->first;
}

int widthOf(char32_t character) {
  if (character < 0x300) return 1;
  if (isIn(kCombining, character)) return 0;
  return isIn(kWide, character) ? 2 : 1;
}

bool isControl(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 || character == 0x2029;
}

struct Decoded {
  char32_t character = 0;
  std::size_t length = 0;  // 0: not valid UTF-8 here
};

Decoded decodeAt(std::string_view text, std::size_t at) {
  const auto first = detail::firstCharacter(text.substr(at));
  return first.isValid ? Decoded{first.codePoint, first.bytes} : Decoded{};
}

// Calls `visit(character, bytes)` until it returns false; an invalid byte is visited as a single `?`.
template <class Visit>
void forEachCharacter(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decodeAt(text, at);
    const bool goOn = decoded.length == 0 ? visit(U'?', std::string_view("?"))
                                          : visit(decoded.character, text.substr(at, decoded.length));
    if (!goOn) return;
    at += std::max<std::size_t>(decoded.length, 1);
  }
}

// The end of `text`, at most `columns` wide.
std::string_view tail(std::string_view text, int columns) {
  int excess = displayWidth(text) - columns;
  std::size_t at = 0;
  while (at < text.size() && excess > 0) {
    const Decoded decoded = decodeAt(text, at);
    excess -= widthOf(decoded.character);
    at += std::max<std::size_t>(decoded.length, 1);
    // A combining mark goes with its character.
    while (at < text.size() && widthOf(decodeAt(text, at).character) == 0) {
      at += std::max<std::size_t>(decodeAt(text, at).length, 1);
    }
  }
  return text.substr(at);
}

// Never the first in a line.
bool closes(char32_t character) {
  constexpr std::u32string_view kClosing = U"，。；：！？、）】」』》〉”’…";
  return kClosing.find(character) != std::u32string_view::npos;
}

// Never the last in a line.
bool opens(char32_t character) {
  constexpr std::u32string_view kOpening = U"（【「『《〈“‘";
  return kOpening.find(character) != std::u32string_view::npos;
}

// What stays together when a text is wrapped.
struct Word {
  std::string text{};
  bool blankBefore = false;
};

std::vector<Word> wordsIn(std::string_view text) {
  std::vector<Word> words;
  bool blank = false;
  char32_t previous = 0;
  forEachCharacter(text, [&](char32_t character, std::string_view bytes) {
    if (character == U' ') return blank = true;
    const bool wide = widthOf(character) == 2 || widthOf(previous) == 2;
    const bool breaks = blank || (wide && !closes(character) && !opens(previous));
    if (words.empty() || breaks) words.push_back({.blankBefore = blank});
    words.back().text += bytes;
    blank = false;
    previous = character;
    return true;
  });
  return words;
}

}  // namespace

int displayWidth(std::string_view text) {
  int width = 0;
  forEachCharacter(text, [&](char32_t character, std::string_view) {
    width += widthOf(character);
    return true;
  });
  return width;
}

std::string printable(std::string_view text, Charset charset) {
  std::string result;
  result.reserve(text.size());
  forEachCharacter(text, [&](char32_t character, std::string_view bytes) {
    if (isIn(kInvisible, character)) return true;
    const bool isShown = !isControl(character) && (charset == Charset::kUtf8 || character < 0x80);
    result += isShown ? bytes : "?";
    return true;
  });
  return result;
}

std::string cut(std::string_view text, int columns) {
  std::string result;
  forEachCharacter(text, [&](char32_t character, std::string_view bytes) {
    columns -= widthOf(character);
    if (columns < 0) return false;
    result += bytes;
    return true;
  });
  return result;
}

std::string shorten(std::string_view text, int columns) {
  if (displayWidth(text) <= columns) return std::string(text);
  if (columns < 6) return cut(text, columns);
  const int end = (columns - 2) / 2;
  std::string result = cut(text, columns - 2 - end) + "..";
  return result.append(tail(text, end));
}

std::vector<std::string> wrap(std::string_view text, int columns) {
  std::vector<std::string> lines;
  for (const Word& word : wordsIn(text)) {
    const int blank = word.blankBefore ? 1 : 0;
    if (lines.empty() || displayWidth(lines.back()) + blank + displayWidth(word.text) > columns) {
      lines.push_back(word.text);
    } else {
      lines.back().append(static_cast<std::size_t>(blank), ' ').append(word.text);
    }
  }
  return lines;
}

std::string padRight(std::string_view text, int columns) {
  std::string result(text);
  return result.append(static_cast<std::size_t>(std::max(0, columns - displayWidth(text))), ' ');
}

std::string padLeft(std::string_view text, int columns) {
  return std::string(static_cast<std::size_t>(std::max(0, columns - displayWidth(text))), ' ').append(text);
}

std::string durationText(std::chrono::milliseconds duration) { return detail::formatDuration(duration); }

}  // namespace dataworks::terminal
