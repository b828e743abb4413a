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
  return trimmed(withoutComment(line));
}

/// What follows the header of a section, up to the end of the file.
std::optional<std::string_view> afterHeader(std::string_view ini, std::string_view section) {
  while (!ini.empty()) {
    const std::string_view line = takeLine(ini);
    const bool header = line.size() >= 2 && line.front() == '[' && line.back() == ']';
    if (header && trimmed(line.substr(1, line.size() - 2)) == section) return ini;
  }
  return std::nullopt;
}

}  // namespace

bool iniHasSection(std::string_view ini, std::string_view section) { return afterHeader(ini, section).has_value(); }

std::string_view iniValue(std::string_view ini, std::string_view section, std::string_view key) {
  std::string_view rest = afterHeader(ini, section).value_or(std::string_view());
  while (!rest.empty()) {
    const std::string_view line = takeLine(rest);
    if (line.starts_with('[')) break;
    const auto equals = line.find('=');
    if (equals != std::string_view::npos && trimmed(line.substr(0, equals)) == key) {
      return trimmed(line.substr(equals + 1));
    }
  }
  return {};
}

}  // namespace dataworks::detail
