// Text on a grid of columns: how wide it is, how to shorten it, and what of it may reach a terminal at all. Pure, and
// independent of the locale and the C library's tables.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "terminal/style.h"

namespace dataworks::terminal {

/// Columns that UTF-8 text takes: wide East Asian characters and emoji 2, combining marks 0.
[[nodiscard]] int displayWidth(std::string_view text);

/// `text`, harmless: control characters (an escape sequence in the name of a node) and broken UTF-8 become `?`,
/// invisible and direction-changing characters go. With `kAscii`, so becomes everything that is not ASCII.
[[nodiscard]] std::string printable(std::string_view text, Charset charset = Charset::kUtf8);

/// At most `columns` wide, with `..` in the middle where something was left out: names of nodes differ at both ends.
[[nodiscard]] std::string shorten(std::string_view text, int columns);

/// The beginning of `text`, at most `columns` wide.
[[nodiscard]] std::string cut(std::string_view text, int columns);

/// Filled with blanks to `columns`.
[[nodiscard]] std::string padRight(std::string_view text, int columns);
[[nodiscard]] std::string padLeft(std::string_view text, int columns);

/// `0.4s`, `12s`, `1m05s`, `1h02m05s`; from ten hours on without seconds: `26h02m`. At most 8 wide below 10,000 hours.
[[nodiscard]] std::string durationText(std::chrono::milliseconds duration);

}  // namespace dataworks::terminal
