// A JSON text with `//` comments as a tree that keeps what a usual DOM loses: the order of names, and duplicates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dataworks::emulator {

struct JsonMember;

struct JsonTree {
  using Members = std::vector<JsonMember>;
  using Items = std::vector<JsonTree>;
  struct Null {};

  std::variant<Null, bool, std::int64_t, double, std::string, Members, Items> value;

  template <class T>
  [[nodiscard]] const T* as() const;
};

struct JsonMember {
  std::string name;
  JsonTree value;
};

template <class T>
const T* JsonTree::as() const {
  return std::get_if<T>(&value);
}

/// Where a text is not JSON, and what was expected there. Line and column count from 1, the column in bytes.
struct JsonError {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string message;
};

using JsonOutcome = std::variant<JsonTree, JsonError>;

[[nodiscard]] JsonOutcome parseJson(std::string_view text);

}  // namespace dataworks::emulator
