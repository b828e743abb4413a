// SPDX-License-Identifier: Apache-2.0
// Makes the text of a log fit to be shown: without control sequences, and without the secrets that can be recognized.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dataworks::detail {

/// Returns `text` as valid UTF-8 without what a terminal obeys: control sequences, control characters other than tab
/// and line feed, changes of the reading direction. Line ends become `\n`.
[[nodiscard]] std::string withoutControls(std::string_view text);

struct MaskedLog {
  std::string text{};
  std::size_t masked = 0;  ///< Values that became `****`.
};

/// `withoutControls`, and masks what follows `secret`, `password`, `passwd`, `token` or `signature` and `=` or `:`, and
/// AccessKey ids (`LTAI…`). Best effort: a log can hold other secrets.
[[nodiscard]] MaskedLog maskLog(std::string_view log);

}  // namespace dataworks::detail
