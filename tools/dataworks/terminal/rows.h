// Which nodes of a run the table shows, in what order, and how wide its columns are. Pure.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/line.h"
#include "terminal/style.h"

namespace dataworks::terminal {

/// The nodes by start, those that have not started last, the others of equal start as the service lists them.
[[nodiscard]] std::vector<const NodeInsInfo*> byStart(const DagRun& run);

/// The column headings and a line for each node, or, where `maxLines` (headings included) are too few for all: a line
/// of progress, headings, all failed nodes, the active ones by how long they have been in their state, and one line
/// that counts the rest.
[[nodiscard]] std::vector<Line> nodeLines(const DagRun& run, std::chrono::system_clock::time_point now,
                                          const Style& style, int columns, int maxLines);

}  // namespace dataworks::terminal
