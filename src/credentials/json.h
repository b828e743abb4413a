// SPDX-License-Identifier: Apache-2.0
// JSON of files, commands and credentials servers, parsed by nlohmann/json. Of its errors only the position is used:
// their texts quote what was read, which may be a secret.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/credentials.h"

namespace dataworks::detail {

/// A value in a parsed document, which it keeps alive; or no value.
class JsonValue {
 public:
  JsonValue() = default;

  [[nodiscard]] bool isThere() const { return value_ != nullptr; }
  [[nodiscard]] bool isObject() const;
  [[nodiscard]] bool isArray() const;
  /// Returns a member of an object: of that name, else of that name in another case. Of two, the last counts.
  [[nodiscard]] JsonValue operator[](std::string_view name) const;
  /// Returns the elements of an array.
  [[nodiscard]] std::vector<JsonValue> elements() const;
  /// Returns the text of a string, or a number or boolean as JSON; empty for anything else.
  [[nodiscard]] std::string text() const;

  [[nodiscard]] std::string text(std::string_view name) const { return (*this)[name].text(); }
  [[nodiscard]] Secret secret(std::string_view name) const { return text(name); }

 private:
  friend struct ParsedJson parseJson(std::string_view text);
  explicit JsonValue(std::shared_ptr<const void> value) : value_(std::move(value)) {}

  std::shared_ptr<const void> value_;  // of nlohmann/json, whose header is large
};

struct ParsedJson {
  JsonValue value{};
  std::string problem{};  ///< `"invalid JSON at line 3 (byte 45)"`; empty if the text is one JSON value.
};

[[nodiscard]] ParsedJson parseJson(std::string_view text);

}  // namespace dataworks::detail
