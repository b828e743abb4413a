// What a stream can show, and for whom: decided once by the command line, obeyed by everything that draws.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dataworks/error.h"

namespace dataworks::terminal {

enum class Charset { kUtf8, kAscii };

/// What is behind the stream that progress goes to.
enum class Medium {
  kTerminal,      ///< Moves its cursor: the table is redrawn in place.
  kDumbTerminal,  ///< Does not: a line a change, and the table once, at the end.
  kLog,           ///< A file or a pipe: a line a change, never translated.
};

struct Style {
  Medium medium = Medium::kLog;
  Charset charset = Charset::kAscii;
  Language language = Language::kEnglish;  ///< Chinese only where the charset can show it.
  bool colour = false;                     ///< Only repeats what words and marks say.
};

/// `term` is `$TERM`; `characterLocale` is the first of `$LC_ALL`, `$LC_CTYPE`, `$LANG` that is not empty. A dumb
/// terminal gets ASCII, whatever the locale says. `colour` unset: where the terminal can show it.
[[nodiscard]] Style styleFor(bool isTerminal, std::string_view term, std::string_view characterLocale,
                             Language language, std::optional<bool> colour);

/// What the names of nodes and flows may be written in: into a log as they are, since a log is read anywhere.
[[nodiscard]] Charset charsetOfNames(const Style& style) noexcept;

}  // namespace dataworks::terminal
