// Bars on a common scale of time: where the life of a node went, and how much of a run is done. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "dataworks/dag_run.h"
#include "terminal/style.h"

namespace dataworks::terminal {

/// The time that the columns of all bars of a table stand for.
struct Scale {
  std::chrono::system_clock::time_point begin{};
  std::chrono::system_clock::time_point end{};
  int columns = 0;
};

/// `⠄⠄⠄⠶⠶⣿⣿`: waited for upstream `⠄`, its time `⠒`, resources `⠶`, ran `⣿`; in ASCII `.`, `:`, `-`, `=`. Blanks before
/// the node was created; exactly as many columns as the node has reached. Empty for a node without times.
[[nodiscard]] std::string nodeBar(const NodeInsInfo& node, const Scale& scale, Charset charset);

/// `⣿⣿⣿⣿⠄⠄⠄⠄`: so many of so many.
[[nodiscard]] std::string progressBar(std::size_t done, std::size_t total, int columns, Charset charset);

}  // namespace dataworks::terminal
