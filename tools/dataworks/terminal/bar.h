// SPDX-License-Identifier: Apache-2.0
// Bars on a common time scale: the phases of a node, and the progress of a run. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/line.h"
#include "terminal/style.h"

namespace dataworks::terminal {

/// The time that the columns of all bars of a table represent.
struct Scale {
  std::chrono::system_clock::time_point begin{};
  std::chrono::system_clock::time_point end{};
  int columns = 0;
};

/// `⠄⠄⠄⠶⠶⣿⣿`: waited for upstream `⠄`, scheduled time `⠒`, resources `⠶`, ran `⣿`; in ASCII `.`, `:`, `-`, `=`. Blanks
/// until the node was created; ends at the column that the node has reached. Empty for a node without times. Each phase
/// has its tone; where a node failed, it is that of a failure.
[[nodiscard]] Line nodeBar(const NodeInsInfo& node, const Scale& scale, Charset charset);

/// What the glyphs of bars mean: `⠄ upstream`, `⠒ scheduled time`, `⠶ resources`, `⣿ running`.
[[nodiscard]] std::vector<Line> barLegend(const Style& style);

/// `⣿⣿⣿⣿⠄⠄⠄⠄`: `done` of `total`.
[[nodiscard]] std::string progressBar(std::size_t done, std::size_t total, int columns, Charset charset);

/// `⣿⣿⣿⣿`: a duration on the scale of the longest, which has 20 columns; at least one.
[[nodiscard]] std::string durationBar(std::chrono::milliseconds duration, std::chrono::milliseconds longest,
                                      Charset charset);

}  // namespace dataworks::terminal
