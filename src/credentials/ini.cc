// SPDX-License-Identifier: Apache-2.0
#include "credentials/ini.h"

#include <algorithm>
#include <optional>

#include "text/ascii.h"

namespace dataworks::detail {
namespace {

/// A comment begins at the start of a line or after a blank: a `#` inside a value belongs to it.
std::string_view withoutComment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool mark = line[i] == '#' || line[i] == ';';
    if (mark && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) return line.substr(0, i);
  }
  return line;
}

std::string_view takeLine(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trimmed(line);
}

bool isHeaderOf(std::string_view line, std::string_view section) {
  line = trimmed(withoutComment(line));
  return line.size() >= 2 && line.front() == '[' && line.back() == ']' &&
         trimmed(line.substr(1, line.size() - 2)) == section;
}

/// What follows the header of a section, up to the end of the file.
std::optional<std::string_view> afterHeader(std::string_view ini, std::string_view section) {
  while (!ini.empty()) {
    if (isHeaderOf(takeLine(ini), section)) return ini;
  }
  return std::nullopt;
}

/// The value that `line` ends with, after its delimiter: what is in quotes, or what is before a comment.
std::string_view valueIn(std::string_view line, std::size_t delimiter) {
  const std::string_view value = trimmed(line.substr(delimiter + 1));
  const bool quoted = value.starts_with('"') || value.starts_with('\'');
  const auto close = quoted ? value.find(value.front(), 1) : std::string_view::npos;
  if (close != std::string_view::npos && trimmed(withoutComment(value.substr(close + 1))).empty()) {
    return value.substr(1, close - 1);
  }
  return trimmed(withoutComment(line).substr(delimiter + 1));
}

}  // namespace

bool iniHasSection(std::string_view ini, std::string_view section) { return afterHeader(ini, section).has_value(); }

bool iniHasDuplicate(std::string_view ini, std::string_view section) {
  const auto rest = afterHeader(ini, section);
  return rest && iniHasSection(*rest, section);
}

std::string_view iniValue(std::string_view ini, std::string_view section, std::string_view key) {
  std::string_view rest = afterHeader(ini, section).value_or(std::string_view());
  while (!rest.empty()) {
    const std::string_view line = takeLine(rest);
    if (line.starts_with('[')) break;
    const auto delimiter = withoutComment(line).find_first_of("=:");
    if (delimiter != std::string_view::npos && equalInAnyCase(trimmed(line.substr(0, delimiter)), key)) {
      return valueIn(line, delimiter);
    }
  }
  return {};
}

}  // namespace dataworks::detail
