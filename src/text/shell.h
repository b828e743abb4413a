// SPDX-License-Identifier: Apache-2.0
// Words for a shell.
#pragma once

#include <string>
#include <string_view>

namespace dataworks::detail {

/// Returns `word` so that a POSIX shell reads it as one word, in single quotes if it must be.
[[nodiscard]] std::string shellQuoted(std::string_view word);

}  // namespace dataworks::detail
