// SPDX-License-Identifier: Apache-2.0
#include "terminal/rows.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "terminal/bar.h"
#include "terminal/parts.h"
#include "terminal/text.h"
#include "terminal/words.h"

namespace dataworks::terminal {
namespace {

using Time = std::chrono::system_clock::time_point;
using std::chrono::milliseconds;
using Nodes = std::vector<const NodeInsInfo*>;

// --- which nodes -----------------------------------------------------------------------------------------------------

// First nodes that run or ran; then those that wait, in the order in which they began to wait; then the rest.
auto startKey(const NodeInsInfo& node) {
  if (node.beginRunningTime.time) return std::tuple(0, *node.beginRunningTime.time);
  const auto& waiting = node.beginWaitResTime.time ? node.beginWaitResTime.time : node.beginWaitTimeTime.time;
  if (waiting && groupOf(node.status) != Group::kNotRun) return std::tuple(1, *waiting);
  return std::tuple(2, Time{});
}

// How long a node has been in its state, as far as its times show.
milliseconds inState(const NodeInsInfo& node, Time end) {
  const NodeDurations times = durationsOf(node, end);
  switch (groupOf(node.status)) {
    case Group::kQueued: return times.waitResources;
    case Group::kWaitingForTime: return times.waitSchedule;
    default: return times.running;
  }
}

struct Selection {
  Nodes shown;
  std::array<std::size_t, kGroups.size()> hidden{};
  std::array<std::size_t, kGroups.size()> shownOf{};
};

Selection select(const Nodes& nodes, Time end, std::size_t maxNodes) {
  Nodes active;
  Selection selection;
  for (const NodeInsInfo* node : nodes) {
    if (node->status == NodeStatus::kFailure) selection.shown.push_back(node);
    if (isActive(node->status)) active.push_back(node);
  }
  std::ranges::stable_sort(active, std::ranges::greater{},
                           [&](const NodeInsInfo* node) { return inState(*node, end); });
  selection.shown.insert(selection.shown.end(), active.begin(), active.end());
  if (selection.shown.size() > maxNodes) selection.shown.resize(maxNodes);
  for (const NodeInsInfo* node : nodes) ++selection.hidden[static_cast<std::size_t>(groupOf(node->status))];
  for (const NodeInsInfo* node : selection.shown) {
    const auto group = static_cast<std::size_t>(groupOf(node->status));
    ++selection.shownOf[group];
    --selection.hidden[group];
  }
  return selection;
}

// `... 10 more running, 4 more queued, 86 not run, 96 succeeded (longest: dwd_log_003, 18m02s)`
std::string foldText(const DagRun& run, const Selection& selection, const Style& style, int columns) {
  std::string text = "...";
  const std::string_view comma = style.language == Language::kChinese ? "，" : ", ";
  const auto add = [&](Group group) {  // whole or not
    const auto index = static_cast<std::size_t>(group);
    if (selection.hidden[index] == 0) return;
    std::string longer = text;
    longer += text.size() == 3 ? " " : comma;
    longer += countWord(group, selection.hidden[index], style.language, selection.shownOf[index] > 0);
    if (displayWidth(longer) <= columns) text = std::move(longer);
  };
  for (const Group group : kGroups) {
    if (group != Group::kSucceeded) add(group);
  }
  add(Group::kSucceeded);
  const NodeInsInfo* longest = nullptr;
  milliseconds longestRunning{-1};
  for (const NodeInsInfo& node : run.nodes) {
    if (node.status != NodeStatus::kSuccess) continue;
    const milliseconds running = durationsOf(node, run.observedAt).running;
    if (running > longestRunning) longest = &node, longestRunning = running;
  }
  if (longest == nullptr) return text;
  const std::string name = printable(longest->nodeName, style.charset);
  const std::string more = text + longestWord(name, durationText(longestRunning), style.language);
  return displayWidth(more) <= columns ? more : text;
}

// --- how wide --------------------------------------------------------------------------------------------------------

constexpr int kDuration = 8;       // room for 10,000 hours
constexpr int kSmallestName = 10;  // below this, columns are dropped
constexpr int kBarsFrom = 60;      // columns of the terminal

struct Layout {
  int status = 0;
  int name = 0;
  int bar = 0;     // 0: dropped, like those below
  int waited = 0;  // with the blanks before it
  int ran = 0;
};

/// Instances of excluded nodes, sorted.
using Excluded = std::vector<std::int64_t>;

std::string statusOf(const NodeInsInfo& node, const Excluded& excluded, Language language) {
  const bool isExcluded = node.status == NodeStatus::kSuccess && std::ranges::binary_search(excluded, node.instanceId);
  return isExcluded ? excludedWord(language) : statusWord(node.status, language);
}

Layout layoutFor(const Nodes& shown, const Excluded& excluded, const Style& style, int columns) {
  const Words& words = wordsOf(style.language);
  Layout layout{.status = displayWidth(statusWord(NodeStatus::kWaitResource, style.language)),
                .name = displayWidth(words.node),
                .waited = kDuration + 2,
                .ran = kDuration + 1};
  for (const NodeInsInfo* node : shown) {
    layout.status = std::max(layout.status, displayWidth(statusOf(*node, excluded, style.language)));
    layout.name = std::max(layout.name, displayWidth(printable(node->nodeName, style.charset)));
  }
  const int beforeName = 2 + layout.status + 1;
  const auto left = [&] { return columns - beforeName - layout.waited - layout.ran; };
  if (hasBars(columns)) {
    const int both = left() - 2;  // name and bar, less the blanks between
    layout.name = std::min(layout.name, std::max(kSmallestName, both / 2));
    layout.bar = std::max(both - layout.name, 0);
    return layout;
  }
  if (left() < std::min(layout.name, kSmallestName)) layout.waited = 0;
  if (left() < std::min(layout.name, kSmallestName)) layout.ran = 0;
  layout.name = std::clamp(layout.name, 0, std::max(left(), 0));
  return layout;
}

// --- lines -----------------------------------------------------------------------------------------------------------

Line headings(const Layout& layout, const std::optional<milliseconds>& total, const Style& style) {
  const Words& words = wordsOf(style.language);
  Line line("  ");
  line.add(padRight(words.status, layout.status + 1)).add(padRight(words.node, layout.name));
  if (layout.bar > 0) {
    const std::string end = total ? durationText(*total) : "";
    const bool hasRoom = displayWidth(end) + 2 <= layout.bar && total;
    line.add(hasRoom ? "  0" : "   ").add(padLeft(end, layout.bar - 1));
  }
  if (layout.waited > 0) line.add(padLeft(words.waited, layout.waited));
  if (layout.ran > 0) line.add(padLeft(words.ran, layout.ran));
  return line;
}

Line nodeLine(const NodeInsInfo& node, const Excluded& excluded, const Layout& layout, const Scale& scale,
              const Style& style) {
  const Group group = groupOf(node.status);
  Line line;
  line.add(markOf(group, style.charset), toneOf(group)).add(" ");
  line.add(padRight(statusOf(node, excluded, style.language), layout.status), toneOf(group)).add(" ");
  line.add(padRight(shorten(printable(node.nodeName, style.charset), layout.name), layout.name));
  if (layout.bar > 0) {
    const int end = line.width() + 2 + layout.bar;
    line.add("  ").add(nodeBar(node, scale, style.charset));
    line.add(std::string(static_cast<std::size_t>(std::max(0, end - line.width())), ' '));
  }
  const NodeDurations times = durationsOf(node, scale.end);
  const bool hasWaited = times.waited() >= milliseconds(100);
  const bool hasRun = node.beginRunningTime.time.has_value();
  if (layout.waited > 0) line.add(padLeft(hasWaited ? durationText(times.waited()) : "", layout.waited));
  if (layout.ran > 0) line.add(padLeft(hasRun ? durationText(times.running) : "", layout.ran));
  return line;
}

Line progressLine(const DagRun& run, const Style& style, int columns) {
  const std::size_t ended = run.count(NodeStatus::kSuccess) + run.count(NodeStatus::kFailure);
  const std::string text = endedOf(ended, run.nodes.size(), style.language);
  const int bar = std::max(columns - displayWidth(text) - 2, 0);
  return Line(progressBar(ended, run.nodes.size(), bar, style.charset) + "  " + text);
}

}  // namespace

bool hasBars(int columns) noexcept { return columns + 1 >= kBarsFrom; }

std::vector<const NodeInsInfo*> byStart(const DagRun& run) {
  Nodes nodes;
  nodes.reserve(run.nodes.size());
  for (const NodeInsInfo& node : run.nodes) nodes.push_back(&node);
  std::ranges::stable_sort(nodes, {}, [](const NodeInsInfo* node) { return startKey(*node); });
  return nodes;
}

std::vector<Line> nodeLines(const DagRun& run, Time now, const Style& style, int columns, int maxLines,
                            const std::vector<std::int64_t>& excluded) {
  const std::optional<milliseconds> total = elapsedAt(run, now);
  const Time end = total ? *run.beginTime + *total : now;
  Nodes nodes = byStart(run);
  std::vector<Line> lines;
  std::optional<std::string> fold;
  if (static_cast<int>(nodes.size()) + 1 > maxLines) {
    const Selection selection = select(nodes, end, static_cast<std::size_t>(std::max(0, maxLines - 3)));
    nodes = selection.shown;
    fold = foldText(run, selection, style, columns);
    lines.push_back(progressLine(run, style, columns));
  }
  const Layout layout = layoutFor(nodes, excluded, style, columns);
  const Scale scale{.begin = run.beginTime.value_or(end), .end = end, .columns = layout.bar};
  lines.push_back(headings(layout, total, style));
  for (const NodeInsInfo* node : nodes) lines.push_back(nodeLine(*node, excluded, layout, scale, style));
  if (fold) lines.emplace_back(*fold);
  return lines;
}

}  // namespace dataworks::terminal
