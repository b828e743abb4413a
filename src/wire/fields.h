// SPDX-License-Identifier: Apache-2.0
// The field setters: how a value of a response becomes a field of a struct. Both readers use the same set.
//
// What a program acts on (ids, codes, flags, a status) must be exactly right: a value of the wrong kind, or two values
// that differ, invalidate the response. What people read (names, messages) is taken as it comes: the first one if there
// are several, and nothing if it is not a plain value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dataworks/manual_dag.h"
#include "wire/scalar.h"

namespace dataworks::detail::wire {

/// How setting a field went.
enum class SetResult {
  kYes,
  kNothing,        ///< It was not a value.
  kUnfit,          ///< It does not fit the field.
  kContradiction,  ///< The field has another value already.
};

/// A field of a response: its name in letters, compared case-insensitively, and how to set it. `again`: it already has
/// a value.
struct Field {
  std::string_view name;
  SetResult (*take)(void* target, const Scalar& value, bool again);
  bool strict;            ///< Must be a plain value if present.
  bool required = false;  ///< A list entry without it is invalid.
};

SetResult setText(std::string& to, const Scalar& value, bool again);      ///< Anything, verbatim.
SetResult setCode(std::string& to, const Scalar& value, bool again);      ///< A text or a whole number, trimmed.
SetResult setId(std::int64_t& to, const Scalar& value, bool again);       ///< A whole number from 0 to 2^63 - 1.
SetResult setInteger(std::int64_t& to, const Scalar& value, bool again);  ///< A whole number that fits 64 bits.
/// A number, or the name of a status. An unknown number is kept, an unknown word goes to `word`.
SetResult setStatus(NodeStatus& to, std::string& word, const Scalar& value, bool again);
SetResult setFlag(bool& to, const Scalar& value, bool again);       ///< `true` or `false`, also as text.
SetResult setTime(Timestamp& to, const Scalar& value, bool again);  ///< Anything; parsed if it is a time.

/// Reads a whole number, if the value is one: no fraction, no exponent, no sign but `-`, nothing beyond 64 bits.
[[nodiscard]] bool readInteger(const Scalar& value, std::int64_t& to) noexcept;

// A row of a table of fields: `code<Response, &Response::errCode>("ErrCode")`.

template <class Struct, auto Member, auto Take>
SetResult takeMember(void* target, const Scalar& value, bool again) {
  return Take(static_cast<Struct*>(target)->*Member, value, again);
}
template <class Struct, auto Member>
constexpr Field text(std::string_view name) {
  return {name, &takeMember<Struct, Member, &setText>, false};
}
template <class Struct, auto Member>
constexpr Field code(std::string_view name) {
  return {name, &takeMember<Struct, Member, &setCode>, true};
}
template <class Struct, auto Member>
constexpr Field id(std::string_view name) {
  return {name, &takeMember<Struct, Member, &setId>, true};
}
template <class Struct, auto Member>
constexpr Field integer(std::string_view name) {
  return {name, &takeMember<Struct, Member, &setInteger>, true};
}
template <class Struct>
SetResult takeStatus(void* target, const Scalar& value, bool again) {
  auto& entry = *static_cast<Struct*>(target);
  return setStatus(entry.status, entry.statusText, value, again);
}
template <class Struct>
constexpr Field status(std::string_view name) {
  return {name, &takeStatus<Struct>, true, true};
}
template <class Struct, auto Member>
constexpr Field flag(std::string_view name) {
  return {name, &takeMember<Struct, Member, &setFlag>, true};
}
template <class Struct, auto Member>
constexpr Field time(std::string_view name) {
  return {name, &takeMember<Struct, Member, &setTime>, false};
}

/// For what is only shown: a value that does not fit is no value.
template <class Struct, auto Member, auto Take>
SetResult takeIfFit(void* target, const Scalar& value, bool again) {
  const SetResult set = Take(static_cast<Struct*>(target)->*Member, value, again);
  return set == SetResult::kYes ? set : SetResult::kNothing;
}
template <class Struct, auto Member>
constexpr Field shownInteger(std::string_view name) {
  return {name, &takeIfFit<Struct, Member, &setInteger>, false};
}
template <class Struct, auto Member>
constexpr Field shownFlag(std::string_view name) {
  return {name, &takeIfFit<Struct, Member, &setFlag>, false};
}

}  // namespace dataworks::detail::wire
