// SPDX-License-Identifier: Apache-2.0
#include "session/columns.h"

#include <algorithm>

#include "terminal/text.h"

namespace dataworks::cli {

std::vector<std::string> alignColumns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<int> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], terminal::displayWidth(terminal::printable(row[i])));
    }
  }
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += terminal::padRight(terminal::printable(row[i]), widths[i] + 2);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace dataworks::cli
