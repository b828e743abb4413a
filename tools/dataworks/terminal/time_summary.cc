// SPDX-License-Identifier: Apache-2.0
#include "terminal/time_summary.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "terminal/bar.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "text/count.h"

namespace dataworks::terminal {
namespace {

using cli::in;
using std::chrono::milliseconds;

constexpr std::size_t kSlowest = 5;
constexpr std::array kPhases{&NodeDurations::waitUpstream, &NodeDurations::waitSchedule, &NodeDurations::waitResources,
                             &NodeDurations::running};

struct Sum {
  NodeDurations time{};
  std::size_t nodes = 0;
  bool ranOnly = false;
};

// As the report sums: waiting of nodes that never ran led to nothing.
Sum sumOf(const DagRun& run) {
  const bool over = run.finished() && run.activeCount() == 0;
  Sum sum;
  for (const NodeInsInfo& node : run.nodes) {
    const NodeDurations times = durationsOf(node, run.observedAt);
    if (over && !node.beginRunningTime.time) {
      sum.ranOnly = true;
      continue;
    }
    if (times.waited() + times.running == milliseconds(0)) continue;
    ++sum.nodes;
    for (const auto phase : kPhases) sum.time.*phase += times.*phase;
  }
  return sum;
}

// Whole percent, but never 0 for something and never 100 for less than all.
std::string percentText(milliseconds part, milliseconds whole) {
  const double percent = 100.0 * static_cast<double>(part.count()) / static_cast<double>(whole.count());
  if (percent < 1) return "<1%";
  if (part < whole && percent > 99) return ">99%";
  return std::to_string(std::lround(percent)) + "%";
}

std::string heading(const Sum& sum, Language language) {
  const std::string count = detail::countText(sum.nodes);
  if (sum.nodes == 1) return in(language, "time of the node:", "节点的耗时分布：");
  return sum.ranOnly
             ? in(language, "time of the " + count + " nodes that ran:", "已运行的 " + count + " 个节点的耗时分布：")
             : in(language, "time of the " + count + " nodes:", count + " 个节点的耗时分布：");
}

void addPhases(std::vector<std::string>& lines, const Sum& sum, const Style& style) {
  const std::vector<Line> legend = barLegend(style);
  const milliseconds whole = sum.time.waited() + sum.time.running;
  int widest = 0;
  for (std::size_t i = 0; i < kPhases.size(); ++i) {
    if ((sum.time.*kPhases.at(i)).count() > 0) widest = std::max(widest, legend[i].width());
  }
  for (std::size_t i = 0; i < kPhases.size(); ++i) {
    const milliseconds time = sum.time.*kPhases.at(i);
    if (time.count() == 0) continue;
    Line line("  ");
    line.add(legend[i])
        .padTo(2 + widest)
        .add(padLeft(durationText(time), 10))
        .add(padLeft(percentText(time, whole), 6));
    lines.push_back(line.toString(line.width(), style.colour));
  }
}

// The nodes with the longest phase, each with its duration.
void addSlowest(std::vector<std::string>& lines, const DagRun& run, milliseconds NodeDurations::*phase,
                const std::string& title, const Style& style) {
  std::vector<std::pair<milliseconds, const NodeInsInfo*>> nodes;
  for (const NodeInsInfo& node : run.nodes) {
    const milliseconds time = durationsOf(node, run.observedAt).*phase;
    if (time.count() > 0) nodes.emplace_back(time, &node);
  }
  std::ranges::stable_sort(nodes, std::ranges::greater{}, &std::pair<milliseconds, const NodeInsInfo*>::first);
  nodes.resize(std::min(nodes.size(), kSlowest));
  if (nodes.empty()) return;
  lines.push_back(title);
  int widest = 0;
  for (const auto& [time, node] : nodes) {
    widest = std::max(widest, displayWidth(printable(node->nodeName, charsetOfNames(style))));
  }
  for (const auto& [time, node] : nodes) {
    const std::string name = printable(node->nodeName, charsetOfNames(style));
    lines.push_back("  " + padRight(name, widest) + padLeft(durationText(time), 10));
  }
}

}  // namespace

std::vector<std::string> whereTimeWent(const DagRun& run, const Style& style) {
  const Sum sum = sumOf(run);
  std::vector<std::string> lines;
  if (sum.time.waited() + sum.time.running == milliseconds(0)) return lines;
  lines.push_back(heading(sum, style.language));
  addPhases(lines, sum, style);
  if (run.nodes.size() == 1) return lines;
  addSlowest(lines, run, &NodeDurations::running, in(style.language, "ran longest:", "运行时间最长："), style);
  addSlowest(lines, run, &NodeDurations::waitResources,
             in(style.language, "waited longest for resources:", "等待资源时间最长："), style);
  return lines;
}

}  // namespace dataworks::terminal
