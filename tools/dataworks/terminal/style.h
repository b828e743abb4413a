// SPDX-License-Identifier: Apache-2.0
// What a stream can show, and in which language: decided once by the command line, used by everything that draws.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dataworks/error.h"

namespace dataworks::terminal {

enum class Charset { kUtf8, kAscii };

/// Where progress is shown.
enum class Medium {
  kTerminal,      ///< Can move its cursor: the table is redrawn in place.
  kDumbTerminal,  ///< Cannot: one line per change, and the table once, at the end.
  kLog,           ///< A file or a pipe: one line per change, never translated.
};

struct Style {
  Medium medium = Medium::kLog;
  Charset charset = Charset::kAscii;
  Language language = Language::kEnglish;  ///< Chinese only if the charset can show it.
  bool colour = false;                     ///< Only repeats what words and marks show.
};

/// `term` is `$TERM`; `characterLocale` is the first of `$LC_ALL`, `$LC_CTYPE`, `$LANG` that is not empty. A dumb
/// terminal gets ASCII in every locale. `colour` unset: if the terminal can show it.
[[nodiscard]] Style styleFor(bool isTerminal, std::string_view term, std::string_view characterLocale,
                             Language language, std::optional<bool> colour);

/// The charset for names of nodes and flows: a log keeps them as they are, since it may be read on another machine.
[[nodiscard]] Charset charsetOfNames(const Style& style) noexcept;

}  // namespace dataworks::terminal
