// SPDX-License-Identifier: Apache-2.0
// Text on a grid of columns: its width, how to shorten it, and what of it may reach a terminal. Pure, and independent
// of the locale and of the C library's tables.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/style.h"

namespace dataworks::terminal {

/// The columns that UTF-8 text occupies: wide East Asian characters and emoji 2, combining marks 0.
[[nodiscard]] int displayWidth(std::string_view text);

/// `text`, made harmless: control characters (an escape sequence in a node name) and invalid UTF-8 become `?`,
/// invisible and direction-changing characters are removed. With `kAscii`, everything that is not ASCII becomes `?`
/// too.
[[nodiscard]] std::string printable(std::string_view text, Charset charset = Charset::kUtf8);

/// At most `columns` wide, with `..` in the middle if something is left out: node names differ at both ends.
[[nodiscard]] std::string shorten(std::string_view text, int columns);

/// The beginning of `text`, at most `columns` wide.
[[nodiscard]] std::string cut(std::string_view text, int columns);

/// In lines of at most `columns`, broken at blanks and between Chinese characters, but not before or after punctuation
/// that belongs to its neighbour. A word that is longer than a line stays whole.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, int columns);

/// Filled with blanks to `columns`.
[[nodiscard]] std::string padRight(std::string_view text, int columns);
[[nodiscard]] std::string padLeft(std::string_view text, int columns);

/// As the report and the library write it: `400ms`, `8.5s`, `12s`, `1m05s`, `26h02m`.
[[nodiscard]] std::string durationText(std::chrono::milliseconds duration);

}  // namespace dataworks::terminal
