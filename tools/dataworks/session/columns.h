// SPDX-License-Identifier: Apache-2.0
// Plain tables for stdout. Pure.
#pragma once

#include <string>
#include <vector>

namespace dataworks::cli {

/// Rows of cells as lines; each column is as wide as its widest cell. Cells are made harmless for a terminal.
[[nodiscard]] std::vector<std::string> alignColumns(const std::vector<std::vector<std::string>>& rows);

}  // namespace dataworks::cli
