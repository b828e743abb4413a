// SPDX-License-Identifier: Apache-2.0
#include "wire/scalar.h"

#include <array>
#include <charconv>

namespace dataworks::detail::wire {

namespace {

template <class Integer>
void assignDigits(std::string& to, Integer value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  to.assign(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace

void assignText(std::string& to, const Scalar& value) {
  switch (value.kind) {
    case Scalar::Kind::kNone: to.clear(); break;
    case Scalar::Kind::kFlag: to = value.flag ? "true" : "false"; break;
    case Scalar::Kind::kInteger: assignDigits(to, value.integer); break;
    case Scalar::Kind::kUnsigned: assignDigits(to, value.unsignedInteger); break;
    case Scalar::Kind::kReal:
    case Scalar::Kind::kText: to.assign(value.text); break;
  }
}

std::string shown(const Scalar& value) {
  constexpr std::size_t kLongest = 40;
  std::string text;
  assignText(text, value);
  const bool isCut = text.size() > kLongest;
  if (isCut) text.resize(kLongest);
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return isCut ? text + "..." : text;
}

}  // namespace dataworks::detail::wire
