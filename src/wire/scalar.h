// SPDX-License-Identifier: Apache-2.0
// One value of a response, as JSON or XML gave it, before its required type is known.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dataworks::detail::wire {

struct Scalar {
  enum class Kind : unsigned char {
    kNone,      ///< `null`, or an empty text: the service gave no value.
    kFlag,      ///< A JSON `true` or `false`.
    kInteger,   ///< A whole JSON number that fits 64 bits.
    kUnsigned,  ///< A whole JSON number beyond that, up to 2^64 - 1.
    kReal,      ///< Any other JSON number; `text` is how it was written.
    kText,      ///< A JSON string, or anything in XML.
  };

  Kind kind = Kind::kNone;
  bool flag = false;
  std::int64_t integer = 0;
  std::uint64_t unsignedInteger = 0;
  std::string_view text{};  ///< Valid only during the event that brought it.

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

/// Sets `to` to the value as the response had it (a number by its digits).
void assignText(std::string& to, const Scalar& value);

/// Returns the value for a message: short, and without anything that could upset a terminal.
[[nodiscard]] std::string shown(const Scalar& value);

}  // namespace dataworks::detail::wire
