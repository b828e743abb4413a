// SPDX-License-Identifier: Apache-2.0
#include "terminal/style.h"

#include <algorithm>

namespace dataworks::terminal {

Style styleFor(bool isTerminal, std::string_view term, std::string_view characterLocale, Language language,
               std::optional<bool> colour) {
  std::string locale(characterLocale);
  std::ranges::transform(locale, locale.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  const bool isUtf8 = locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  const bool isDumb = term.empty() || term == "dumb";
  Style style{.medium = !isTerminal ? Medium::kLog
                        : isDumb    ? Medium::kDumbTerminal
                                    : Medium::kTerminal,
              .charset = isUtf8 && !(isTerminal && isDumb) ? Charset::kUtf8 : Charset::kAscii,
              .colour = colour.value_or(isTerminal && !isDumb)};
  if (style.charset == Charset::kUtf8) style.language = language;
  return style;
}

Charset charsetOfNames(const Style& style) noexcept {
  return style.medium == Medium::kLog ? Charset::kUtf8 : style.charset;
}

}  // namespace dataworks::terminal
