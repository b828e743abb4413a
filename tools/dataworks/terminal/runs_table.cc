// SPDX-License-Identifier: Apache-2.0
#include "terminal/runs_table.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

#include "terminal/line.h"
#include "terminal/parts.h"
#include "terminal/text.h"
#include "terminal/words.h"

namespace dataworks::terminal {
namespace {

std::string_view markOf(const RunRow& row, Charset charset) {
  if (row.last.state == DagRunState::kSucceeded) return markOf(Group::kSucceeded, charset);
  if (row.last.state == DagRunState::kFailed) return markOf(Group::kFailed, charset);
  if (row.isLost) return markOf(Group::kUnknown, charset);
  return markOf(row.last.state == DagRunState::kRunning ? Group::kRunning : Group::kQueued, charset);
}

constexpr int kSmallestState = 8;
constexpr int kSmallestFlowName = 10;

struct Cells {
  Line state{};
  std::string dag{};
  std::string name{};
  std::string elapsed{};
  std::vector<Line> nodes{};
};

Cells headings(Language language) {
  const Words& words = wordsOf(language);
  return {.state = Line(words.state),
          .dag = std::string(words.dagColumn),
          .name = std::string(words.run),
          .elapsed = std::string(words.elapsed),
          .nodes = {Line(words.nodes)}};
}

Cells cellsOf(const RunRow& row, const RunsContext& context) {
  Cells cells{.state = stateLine(row.last, row.isLost, context.style),
              .dag = std::to_string(row.run.dagId),
              .name = runName(row.run, context.style)};
  if (const auto elapsed = elapsedAt(row.last, row.isLost ? row.last.observedAt : context.now))
    cells.elapsed = durationText(*elapsed);
  cells.nodes = countItems(row.last, context.style);
  return cells;
}

// All rows; if they do not fit, unfinished runs first.
std::vector<const RunRow*> chooseRows(const std::vector<RunRow>& rows, std::size_t maxRows) {
  std::vector<const RunRow*> chosen;
  const auto isOver = [](const RunRow& row) { return row.isLost || row.last.finished(); };
  const bool fits = rows.size() <= maxRows;
  for (const RunRow& row : rows) {
    if (fits || !isOver(row)) chosen.push_back(&row);
  }
  for (const RunRow& row : rows) {
    if (!fits && isOver(row)) chosen.push_back(&row);
  }
  if (!fits) chosen.resize(maxRows == 0 ? 0 : maxRows - 1);  // the last line counts the others
  return chosen;
}

// As many of `items` as fit, none of them cut.
void addWhole(const std::vector<Line>& items, int columns, Line& line) {
  for (const Line& item : items) {
    if (line.width() + 2 + item.width() > columns) return;
    line.add("  ").add(item);
  }
}

struct RunsLayout {
  int state = 0;
  int dag = 0;  // 0: left out, as all below
  int name = 0;
  int elapsed = 0;
};

// If not everything fits, the name is shortened; then the time is dropped, then the name, then states are cut. An id is
// never cut: it would be another id.
RunsLayout layoutFor(const std::vector<Cells>& table, int columns) {
  RunsLayout layout;
  for (const Cells& cells : table) {
    layout.state = std::max(layout.state, cells.state.width());
    layout.dag = std::max(layout.dag, displayWidth(cells.dag));
    layout.name = std::max(layout.name, displayWidth(cells.name));
    layout.elapsed = std::max(layout.elapsed, displayWidth(cells.elapsed));
  }
  const int leftForState = columns - 2 - 2 - layout.dag;
  if (leftForState < kSmallestState) return {.state = columns - 2};
  layout.state = std::min(layout.state, leftForState);
  const int smallestName = std::min(layout.name, kSmallestFlowName);
  const auto leftForName = [&] {
    return leftForState - layout.state - 2 - (layout.elapsed > 0 ? 2 + layout.elapsed : 0);
  };
  if (leftForName() < smallestName) layout.elapsed = 0;
  layout.name = leftForName() < smallestName ? 0 : std::min(layout.name, leftForName());
  return layout;
}

std::vector<Line> rowLines(const std::vector<const RunRow*>& rows, const RunsContext& context, int columns) {
  std::vector<Cells> table{headings(context.style.language)};
  std::vector<std::string_view> marks{" "};
  for (const RunRow* row : rows) {
    table.push_back(cellsOf(*row, context));
    marks.push_back(markOf(*row, context.style.charset));
  }
  const RunsLayout layout = layoutFor(table, columns);
  std::vector<Line> lines;
  for (std::size_t index = 0; index < table.size(); ++index) {
    const Cells& cells = table[index];
    Line line(marks[index]);
    line.add(" ").add(cells.state.cutTo(layout.state));
    if (layout.dag > 0) line.padTo(2 + layout.state + 2).add(padRight(cells.dag, layout.dag));
    if (layout.name > 0) line.add("  ").add(padRight(shorten(cells.name, layout.name), layout.name));
    if (layout.elapsed > 0) line.add("  ").add(padLeft(cells.elapsed, layout.elapsed));
    if (layout.elapsed > 0) addWhole(cells.nodes, columns, line);
    lines.push_back(line);
  }
  return lines;
}

// When the next of the runs that are still watched is polled.
std::optional<Line> nextPollLine(const std::vector<RunRow>& rows, const RunsContext& context) {
  const PollState* next = nullptr;
  for (const RunRow& row : rows) {
    const bool isWatched = !row.isLost && !row.last.finished() && row.poll;
    if (isWatched && (next == nullptr || row.poll->nextAt < next->nextAt)) next = &*row.poll;
  }
  if (next == nullptr || context.isLast) return std::nullopt;
  PollState poll = *next;
  poll.problem = printable(poll.problem, context.style.charset);
  const auto left = std::chrono::ceil<std::chrono::seconds>(poll.nextAt - context.now);
  return Line(nextPollText(poll, left.count(), context.style.language));
}

}  // namespace

std::vector<std::string> renderRuns(const std::vector<RunRow>& rows, const RunsContext& context) {
  const int columns = std::max(context.size.width - 1, 1);
  const int maxLines = std::max(context.size.height - 1, 1);
  std::vector<Line> invitation;
  if (!context.isLast) {
    const std::string_view stopsWatching = wordsOf(context.style.language).stopsWatchingRuns;
    invitation = invitationLines(stopsWatching, context.resumeCommand, context.style, columns);
    invitation.insert(invitation.begin(), Line());
  }
  if (maxLines - static_cast<int>(invitation.size()) < 4) invitation.clear();
  std::optional<Line> poll = nextPollLine(rows, context);
  if (maxLines - static_cast<int>(invitation.size()) < 5) poll.reset();
  const int left = std::max(maxLines - static_cast<int>(invitation.size()) - (poll ? 2 : 1), 0);
  const std::vector<const RunRow*> shown = chooseRows(rows, static_cast<std::size_t>(left));
  std::vector<Line> lines = rowLines(shown, context, columns);
  if (shown.size() < rows.size()) lines.emplace_back(moreRuns(rows.size() - shown.size(), context.style.language));
  if (poll) lines.push_back(*poll);
  lines.insert(lines.end(), invitation.begin(), invitation.end());
  return toText(lines, columns, maxLines, context.style.colour);
}

}  // namespace dataworks::terminal
