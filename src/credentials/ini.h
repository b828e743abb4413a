// SPDX-License-Identifier: Apache-2.0
// Reads ini files in place: values are slices of the text.
#pragma once

#include <string_view>

namespace dataworks::detail {

[[nodiscard]] bool iniHasSection(std::string_view ini, std::string_view section);

/// True if there is more than one section of that name. The first one counts.
[[nodiscard]] bool iniHasDuplicate(std::string_view ini, std::string_view section);

/// Returns the value of a key, in any case, from a line `key = value` or `key: value`: trimmed, without a trailing
/// comment and without the quotes around it; empty if there is none. The first key of that name counts.
[[nodiscard]] std::string_view iniValue(std::string_view ini, std::string_view section, std::string_view key);

}  // namespace dataworks::detail
