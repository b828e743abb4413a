// SPDX-License-Identifier: Apache-2.0
// JSON as the command line writes it and reads its own back.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace dataworks::cli {

using Json = nlohmann::ordered_json;

// Texts come from the service or from the user and may be invalid UTF-8, which is replaced.
/// On one line, without its end.
[[nodiscard]] std::string jsonText(const Json& json);
/// On one line.
[[nodiscard]] std::string jsonLine(const Json& json);
/// Indented, on lines of its own.
[[nodiscard]] std::string jsonLines(const Json& json);

/// A member of an object; empty if it is missing or something else.
[[nodiscard]] std::string textOf(const Json& json, const char* name);
[[nodiscard]] std::optional<std::int64_t> numberOf(const Json& json, const char* name);

}  // namespace dataworks::cli
