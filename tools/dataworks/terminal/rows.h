// SPDX-License-Identifier: Apache-2.0
// The rows of the table: which nodes of a run it shows, their order, and the widths of its columns. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/line.h"
#include "terminal/style.h"

namespace dataworks::terminal {

/// The nodes by start time, those that have not started last; nodes with the same start keep the service's order.
[[nodiscard]] std::vector<const NodeInsInfo*> byStart(const DagRun& run);

/// The column headings and one line per node. If `maxLines` (headings included) are too few: a progress line, headings,
/// all failed nodes, the active ones by time in their state (longest first), and one line that counts the rest.
/// `excluded`: instances of excluded nodes, sorted.
[[nodiscard]] std::vector<Line> nodeLines(const DagRun& run, std::chrono::system_clock::time_point now,
                                          const Style& style, int columns, int maxLines,
                                          const std::vector<std::int64_t>& excluded = {});

/// Whether lines of that many columns have room for bars.
[[nodiscard]] bool hasBars(int columns) noexcept;

}  // namespace dataworks::terminal
