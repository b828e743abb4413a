// One value of an answer, as JSON or XML gave it, before anybody knows what it must be.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dataworks::wire {

struct Scalar {
  enum class Kind : unsigned char {
    kNone,      ///< `null`, or an empty text: the service gave no value.
    kFlag,      ///< `true` or `false` of JSON.
    kInteger,   ///< A whole number of JSON that fits 64 bits.
    kUnsigned,  ///< A whole number of JSON beyond that, up to 2^64 - 1.
    kReal,      ///< Any other number of JSON; `text` is how it was written.
    kText,      ///< A text of JSON, or anything of XML.
  };

  Kind kind = Kind::kNone;
  bool flag = false;
  std::int64_t integer = 0;
  std::uint64_t unsignedInteger = 0;
  std::string_view text{};  ///< Valid only while the event that brought it lasts.

  static Scalar ofFlag(bool value) { return {.kind = Kind::kFlag, .flag = value}; }
  static Scalar ofInteger(std::int64_t value) { return {.kind = Kind::kInteger, .integer = value}; }
  static Scalar ofUnsigned(std::uint64_t value) {
    if (value <= INT64_MAX) return ofInteger(static_cast<std::int64_t>(value));
    return {.kind = Kind::kUnsigned, .unsignedInteger = value};
  }
  static Scalar ofReal(std::string_view written) { return {.kind = Kind::kReal, .text = written}; }
  static Scalar ofText(std::string_view value) {
    return {.kind = value.empty() ? Kind::kNone : Kind::kText, .text = value};
  }
};

/// Writes the value as the answer had it (a number by its digits) over `to`.
void assignText(std::string& to, const Scalar& value);

/// The value for a message: short, and without anything that could upset a terminal.
[[nodiscard]] std::string shown(const Scalar& value);

/// The text without the blanks, tabs and line ends around it.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace dataworks::wire
