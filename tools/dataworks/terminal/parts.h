// SPDX-License-Identifier: Apache-2.0
// Pieces shared by the table of one run, the table of several runs and the summary. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/line.h"
#include "terminal/table.h"

namespace dataworks::terminal {

/// `sales/nightly`
[[nodiscard]] std::string runName(const WatchedRun& run, const Style& style);

/// The business date: the caller's, else that of the nodes; empty if neither has one.
[[nodiscard]] std::string bizdateOf(const DagRun& run, const WatchedRun& watched);

/// From the run's begin until its end or `now`. Never negative, even if the clocks differ.
[[nodiscard]] std::optional<std::chrono::milliseconds> elapsedAt(const DagRun& run,
                                                                 std::chrono::system_clock::time_point now);

/// `RUNNING, 1 FAILED`
[[nodiscard]] Line stateLine(const DagRun& run, bool isLost, const Style& style);
[[nodiscard]] Tone toneOf(DagRunState state) noexcept;

/// `2 of 4 succeeded`, `1 failed`, …: one item per group that has nodes; the first names the total.
[[nodiscard]] std::vector<Line> countItems(const DagRun& run, const Style& style);

/// `Ctrl-C stops watching, not the run. Back here: dataworks watch 332455685 -p sales`
[[nodiscard]] std::vector<Line> invitationLines(std::string_view stopsWatching, std::string_view resumeCommand,
                                                const Style& style, int columns);

/// The first `maxLines` of them, each cut to `columns`.
[[nodiscard]] std::vector<std::string> toText(const std::vector<Line>& lines, int columns, int maxLines, bool colour);

}  // namespace dataworks::terminal
