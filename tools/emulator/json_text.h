// SPDX-License-Identifier: Apache-2.0
// A JSON text with `//` comments as an ordered tree, with what such a tree cannot keep: duplicate names, and the place
// of a syntax error.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dataworks::emulator {

using Json = nlohmann::ordered_json;

/// Where a text is not JSON, and what was expected there. Line and column count from 1, the column in bytes.
struct JsonError {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string message;
};

struct JsonText {
  Json tree;
  std::vector<std::vector<std::string>> duplicates;  // the path of each duplicate name; the tree has its last value
  std::optional<JsonError> error;                    // then the tree is incomplete
};

[[nodiscard]] JsonText parseJson(std::string_view text);

}  // namespace dataworks::emulator
