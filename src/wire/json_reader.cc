// SPDX-License-Identifier: Apache-2.0
// JSON as RFC 8259 has it, and nothing beyond. No tree is built: values go straight into the structs, and texts stay
// where they are in the body. What an escape means is written over it, as it is never longer.
//
// Reading a response is a small part of a call, and runs with cold caches: the less code it takes, the faster it is.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "text/utf8.h"
#include "wire/readers.h"

namespace dataworks::detail::wire {

namespace {

// Each step reads one thing. It returns false if it cannot, and stops at the byte that is wrong, or if the builder
// refuses what was read.
class JsonReader {
 public:
  JsonReader(std::span<char> body, ResponseBuilder& builder, Body whole) noexcept
      : begin_(body.data()),
        at_(body.data()),
        end_(begin_ + body.size()),
        builder_(builder),
        isCut_(whole == Body::kCut) {}

  /// One value, and nothing behind it.
  bool read() { return value() && next() == '\0' && at_ == end_; }

  /// How many bytes were read.
  [[nodiscard]] std::size_t offset() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

 private:
  // The builder bounds the recursion: it lets no level be opened beyond `kMaxDepth`.
  bool value();
  bool object();
  bool list();
  bool text();
  bool escape();
  bool codePoint();
  std::optional<std::uint32_t> codeUnit() noexcept;
  bool number();
  bool word(std::string_view letters) noexcept;

  bool digits() noexcept;
  void plainCharacters() noexcept;
  [[nodiscard]] char peek() const noexcept { return at_ < end_ ? *at_ : '\0'; }
  char next() noexcept;  // behind blanks
  bool take(char c) noexcept;
  bool takeNext(char c) noexcept { return next() == c && take(c); }

  const char* const begin_;
  char* at_;
  const char* const end_;
  ResponseBuilder& builder_;
  const bool isCut_;
  std::string_view text_{};  // the last one read
  char* to_ = nullptr;       // where the next part of it belongs
};

bool JsonReader::value() {
  switch (next()) {
    case '{': return object();
    case '[': return list();
    case '"': return text() && builder_.value(Scalar::ofText(text_));
    case 't': return word("true") && builder_.value(Scalar::ofFlag(true));
    case 'f': return word("false") && builder_.value(Scalar::ofFlag(false));
    case 'n': return word("null") && builder_.value({});
    default: return number();
  }
}

bool JsonReader::object() {
  ++at_;
  if (!builder_.beginObject()) return false;
  if (takeNext('}')) return builder_.endObject();
  do {
    if (next() != '"' || !text() || !builder_.name(text_) || !takeNext(':') || !value()) return false;
  } while (takeNext(','));
  return take('}') && builder_.endObject();
}

bool JsonReader::list() {
  ++at_;
  if (!builder_.beginList()) return false;
  if (takeNext(']')) return builder_.endList();
  do {
    if (!value()) return false;
  } while (takeNext(','));
  return take(']') && builder_.endList();
}

bool JsonReader::text() {
  char* const begin = ++at_;
  char* run = begin;  // what is to be moved
  to_ = begin;
  const auto moveRun = [&] {
    const auto bytes = static_cast<std::size_t>(at_ - run);
    if (to_ != run) std::memmove(to_, run, bytes);
    to_ += bytes;
  };
  const auto isCutOff = [&] {
    text_ = {begin, to_};
    return isCut_ && at_ == end_;
  };
  for (plainCharacters(); peek() != '"'; plainCharacters()) {
    if (peek() == '\\') {
      moveRun();
      ++at_;
      if (!escape()) return isCutOff();
      run = at_;
    } else if (static_cast<unsigned char>(peek()) < 0x80) {  // a control character, or the end
      moveRun();
      return isCutOff();
    } else {
      const Utf8Character character = firstCharacter({at_, end_});
      at_ += character.bytes;
      if (!character.isValid) return false;
    }
  }
  moveRun();
  text_ = {begin, to_};
  ++at_;
  return true;
}

bool JsonReader::escape() {
  constexpr std::string_view kWritten = "\"\\/bfnrt";
  constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  if (take('u')) return codePoint();
  const std::size_t index = kWritten.find(peek());
  if (index == std::string_view::npos) return false;
  *to_++ = kMeant[index];
  ++at_;
  return true;
}

// `\u` counts as UTF-16 does: a character beyond U+FFFF is a pair of units that are nothing by themselves.
bool JsonReader::codePoint() {
  constexpr auto isHalf = [](std::uint32_t unit, std::uint32_t first) { return (unit & ~0x3FFU) == first; };
  const auto unit = codeUnit();
  if (!unit) return false;
  std::uint32_t code = *unit;
  char* const behind = at_;
  if (isHalf(*unit, 0xD800)) {
    const auto low = take('\\') && take('u') ? codeUnit() : std::nullopt;
    if (!low && (at_ == end_ || !builder_.replacesInvalidUtf8())) return false;
    if (low && isHalf(*low, 0xDC00)) code = 0x10000U + ((*unit & 0x3FFU) << 10U | (*low & 0x3FFU));
  }
  if (!isHalf(code, 0xD800) && !isHalf(code, 0xDC00)) return to_ = writeUtf8(to_, code), true;
  if (!builder_.replacesInvalidUtf8()) return --at_, false;
  at_ = behind;  // what follows is not the other half
  to_ = std::copy(kReplacementCharacter.begin(), kReplacementCharacter.end(), to_);
  builder_.countInvalidUtf8();
  return true;
}

std::optional<std::uint32_t> JsonReader::codeUnit() noexcept {
  constexpr std::ptrdiff_t kDigits = 4;
  const char* const begin = at_;
  std::uint32_t unit = 0;
  at_ += std::from_chars(begin, begin + std::min(kDigits, end_ - begin), unit, 16).ptr - begin;
  if (at_ - begin < kDigits) return std::nullopt;
  return unit;
}

bool JsonReader::number() {
  const char* const begin = at_;
  const bool isNegative = take('-');
  const char* const whole = at_;
  if (!take('0') && !digits()) return false;
  const char* const wholeEnd = at_;
  if (take('.') && !digits()) return false;
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (!digits()) return false;
  }
  if (isCut_ && at_ == end_) return false;  // there may have been more of it
  std::uint64_t magnitude = 0;
  if (at_ == wholeEnd && std::from_chars(whole, wholeEnd, magnitude).ec == std::errc{}) {
    constexpr std::uint64_t kMinimum = std::uint64_t{1} << 63U;
    if (!isNegative) return builder_.value(Scalar::ofUnsigned(magnitude));
    if (magnitude <= kMinimum) return builder_.value(Scalar::ofInteger(static_cast<std::int64_t>(0 - magnitude)));
  }
  return builder_.value(Scalar::ofReal({begin, at_}));
}

bool JsonReader::word(std::string_view letters) noexcept {
  for (const char letter : letters) {
    if (!take(letter)) return false;
  }
  return true;
}

// The loops count in a variable of their own: `at_` would be stored for each byte, as a `char` may lie in it.

bool JsonReader::digits() noexcept {
  char* at = at_;
  while (at < end_ && *at >= '0' && *at <= '9') ++at;
  const bool areThere = at > at_;
  at_ = at;
  return areThere;
}

// What stands for itself in a text: ASCII but quotes, backslashes and control characters.
void JsonReader::plainCharacters() noexcept {
  constexpr auto eightOf = [](std::uint64_t byte) { return byte * 0x0101010101010101U; };
  char* at = at_;
  // In `special`, the highest bit of the lowest byte that is none is set; of those above it, a borrow may set more.
  for (std::uint64_t bytes = 0; end_ - at >= 8; at += 8) {
    std::memcpy(&bytes, at, 8);
    const std::uint64_t special =
        bytes | (bytes - eightOf(' ')) | ((bytes ^ eightOf('"')) - eightOf(1)) | ((bytes ^ eightOf('\\')) - eightOf(1));
    if ((special & eightOf(0x80)) != 0) break;
  }
  while (at < end_ && *at >= ' ' && static_cast<unsigned char>(*at) < 0x80 && *at != '"' && *at != '\\') ++at;
  at_ = at;
}

char JsonReader::next() noexcept {
  char* at = at_;
  while (at < end_ && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
  at_ = at;
  return peek();
}

bool JsonReader::take(char c) noexcept {
  if (at_ == end_ || *at_ != c) return false;
  ++at_;
  return true;
}

// How many entries the list may have: the objects in the body but the response itself, and no more than its length
// makes plausible. One too many, where the list is in another object, costs less than one too few. An object begins
// with `{"` or `{` and a blank; `${` of a scheduling expression goes on with a letter.
std::size_t estimateEntries(std::string_view body) noexcept {
  constexpr std::size_t kShortestEntry = 64;
  std::size_t count = 0;
  const char* const end = body.data() + body.size();
  for (const char* at = body.data(); at < end; ++at) {
    at = static_cast<const char*>(std::memchr(at, '{', static_cast<std::size_t>(end - at)));
    if (at == nullptr) break;
    const char next = at + 1 < end ? at[1] : '\0';
    if (next == '"' || next == ' ' || next == '\n' || next == '\r' || next == '\t') ++count;
  }
  return std::min(count - std::min<std::size_t>(count, 1), body.size() / kShortestEntry);
}

}  // namespace

std::string readJson(std::span<char> body, ResponseBuilder& builder, Body whole) {
  if (builder.hasList()) builder.expectEntries(estimateEntries({body.data(), body.size()}));
  JsonReader reader(body, builder, whole);
  if (reader.read() && builder.finish()) return {};
  if (!builder.problem().empty()) return builder.problem();
  const bool isCut = reader.offset() == body.size();
  if (isCut && whole == Body::kCut) return {};
  if (isCut) return "the response is cut off after " + std::to_string(body.size()) + " bytes";
  return "invalid JSON at byte " + std::to_string(reader.offset() + 1);
}

}  // namespace dataworks::detail::wire
