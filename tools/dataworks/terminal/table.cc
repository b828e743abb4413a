// SPDX-License-Identifier: Apache-2.0
#include "terminal/table.h"

#include <algorithm>

#include "terminal/bar.h"
#include "terminal/line.h"
#include "terminal/parts.h"
#include "terminal/rows.h"
#include "terminal/text.h"
#include "terminal/words.h"

namespace dataworks::terminal {
namespace {

constexpr int kWidest = 140;  // longer lines are hard to follow

// `left` and `right` at the two ends of one line, or below each other if they do not fit.
std::vector<Line> atBothEnds(const std::vector<Line>& left, int gap, const Line& right, int columns) {
  std::vector<Line> lines = flow(left, columns, gap);
  if (right.width() == 0) return lines;
  if (lines.empty() || lines.back().width() + 2 + right.width() > columns) {
    lines.push_back(right);
  } else {
    lines.back().padTo(columns - right.width()).add(right);
  }
  return lines;
}

std::vector<Line> titleLines(const DagRun& run, const TableContext& context, int columns) {
  const Words& words = wordsOf(context.style.language);
  std::vector<Line> left{Line(runName(context.run, context.style))};
  const std::string bizdate = bizdateOf(run, context.run);
  if (!bizdate.empty()) left.emplace_back(std::string(words.bizdate) + " " + bizdate);
  left.emplace_back(std::string(words.dag) + " " + std::to_string(context.run.dagId));
  Line right = stateLine(run, context.isLost, context.style);
  if (const auto elapsed = elapsedAt(run, context.now)) right.add("  ").add(durationText(*elapsed));
  return atBothEnds(left, 2, right, columns);
}

// `usually 38-42 min, ends about 03:41 +08:00`. A dash that no terminal takes for wide.
std::vector<Line> usualLines(const DagRun& run, const TableContext& context) {
  if (!context.run.usual || context.isLost || context.isLast || run.finished()) return {};
  return {Line(usualText(*context.run.usual, run.beginTime ? run.beginTime : context.run.triggeredAt, context.now,
                         context.style.language, Charset::kAscii))};
}

Line pollLine(const DagRun& run, const TableContext& context) {
  if (!context.poll || context.isLast || run.finished()) return {};
  const auto left = std::chrono::ceil<std::chrono::seconds>(context.poll->nextAt - context.now);
  PollState poll = *context.poll;
  poll.problem = printable(poll.problem, context.style.charset);
  return Line(pollText(poll, left.count(), context.style.language));
}

std::vector<Line> countLines(const DagRun& run, const TableContext& context, int columns) {
  return atBothEnds(countItems(run, context.style), 2, pollLine(run, context), columns);
}

}  // namespace

std::vector<std::string> render(const DagRun& run, const TableContext& context) {
  const int columns = std::clamp(context.size.width - 1, 1, kWidest);
  const int maxLines = std::max(context.size.height - 1, 1);
  std::vector<Line> title = titleLines(run, context, columns);
  const std::vector<Line> counts = countLines(run, context, columns);
  std::vector<Line> legend;
  if (!run.nodes.empty() && hasBars(columns)) legend = flow(barLegend(context.style), columns, 2);
  std::vector<Line> invitation;
  if (!run.finished() && !context.isLast) {
    const std::string_view stopsWatching = wordsOf(context.style.language).stopsWatchingRun;
    invitation = invitationLines(stopsWatching, context.resumeCommand, context.style, columns);
  }

  // A terminal too low for a few nodes loses the lines that can be spared.
  const auto left = [&] {
    return maxLines - static_cast<int>(title.size() + counts.size() + legend.size() + invitation.size());
  };
  const int fewLines = std::min(static_cast<int>(run.nodes.size()), 4) + 1;
  bool isAiry = true;
  if (left() - 2 < fewLines) legend.clear();
  if (left() - 2 < fewLines) invitation.clear();
  if (left() - 2 < fewLines) isAiry = false;
  const std::vector<Line> usual = usualLines(run, context);
  if (isAiry && left() - 3 >= fewLines) title.insert(title.end(), usual.begin(), usual.end());

  std::vector<Line> lines = title;
  const auto append = [&](const std::vector<Line>& more) { lines.insert(lines.end(), more.begin(), more.end()); };
  const bool isOver = context.isLost || context.isLast;
  if (isAiry && !(run.nodes.empty() && isOver)) lines.emplace_back();
  if (run.nodes.empty()) {
    if (!isOver) append({Line(wordsOf(context.style.language).notFoundYet)});
  } else {
    append(nodeLines(run, context.now, context.style, columns, left() - (isAiry ? 2 : 0), context.run.excluded));
  }
  if (isAiry && !(counts.empty() && invitation.empty())) lines.emplace_back();
  append(counts);
  append(legend);
  append(invitation);
  return toText(lines, columns, maxLines, context.style.colour);
}

}  // namespace dataworks::terminal
