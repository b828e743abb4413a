// SPDX-License-Identifier: Apache-2.0
// Reads what HTML forms and query strings contain: `a=1&b=%E6%9C%88+%E6%97%A5`.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dataworks::detail {

/// Replaces `+` by a blank and `%41` by its byte; an incomplete escape stays as it is.
[[nodiscard]] std::string decodeFormText(std::string_view text);

/// The decoded names and values, in order. A name without `=` has an empty value.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> readForm(std::string_view form);

}  // namespace dataworks::detail
