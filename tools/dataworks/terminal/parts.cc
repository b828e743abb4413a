// SPDX-License-Identifier: Apache-2.0
#include "terminal/parts.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "terminal/text.h"
#include "terminal/words.h"
#include "text/time.h"

namespace dataworks::terminal {

std::string runName(const WatchedRun& run, const Style& style) {
  const std::string both = run.flowName.empty() ? run.projectName : run.projectName + "/" + run.flowName;
  return printable(both, charsetOfNames(style));
}

std::string bizdateOf(const DagRun& run, const WatchedRun& watched) {
  if (watched.bizdate.isSet()) return watched.bizdate.day();
  if (run.nodes.empty() || !run.nodes.front().bizdate.time) return "";
  return detail::peopleTime(*run.nodes.front().bizdate.time).substr(0, 10);
}

std::optional<std::chrono::milliseconds> elapsedAt(const DagRun& run, std::chrono::system_clock::time_point now) {
  if (!run.beginTime) return std::nullopt;
  const auto end = run.finished() ? run.finishTime.value_or(run.observedAt) : now;
  return std::max(std::chrono::milliseconds(0),
                  std::chrono::duration_cast<std::chrono::milliseconds>(end - *run.beginTime));
}

Line stateLine(const DagRun& run, bool isLost, const Style& style) {
  const std::size_t failed = run.finished() ? 0 : run.count(NodeStatus::kFailure);
  Line line;
  if (isLost && !run.finished()) {
    line.add(wordsOf(style.language).lost, Tone::kBad);
  } else {
    line.add(stateWord(run.state, style.language), toneOf(run.state));
  }
  return line.add(failedWhileRunning(failed, style.language), Tone::kBad);
}

Tone toneOf(DagRunState state) noexcept {
  switch (state) {
    case DagRunState::kNotFoundYet: return Tone::kWaiting;
    case DagRunState::kRunning: return Tone::kBusy;
    case DagRunState::kSucceeded: return Tone::kGood;
    case DagRunState::kFailed: return Tone::kBad;
  }
  return Tone::kPlain;
}

std::vector<Line> countItems(const DagRun& run, const Style& style) {
  std::array<std::size_t, kGroups.size()> counts{};
  for (const auto& [status, count] : run.counts) counts[static_cast<std::size_t>(groupOf(status))] += count;
  std::vector<Line> items;
  for (const Group group : kGroups) {
    const std::size_t count = counts[static_cast<std::size_t>(group)];
    if (count == 0) continue;
    items.emplace_back(items.empty() ? countOfTotal(group, count, run.nodes.size(), style.language)
                                     : countWord(group, count, style.language));
  }
  return items;
}

std::vector<Line> invitationLines(std::string_view stopsWatching, std::string_view resumeCommand, const Style& style,
                                  int columns) {
  std::vector<Line> lines{Line(stopsWatching)};
  if (resumeCommand.empty()) return lines;
  const std::string command = printable(resumeCommand, style.charset);
  const std::string_view blank = style.language == Language::kChinese ? "" : " ";  // full-width punctuation needs none
  int gap = static_cast<int>(blank.size());
  const Line opening(wordsOf(style.language).comeBack);
  const Line comeBack = Line(opening).add(blank).add(command);
  const bool fits = comeBack.width() <= columns;
  flowOn(lines, fits ? comeBack : opening, columns, gap);
  for (std::size_t begin = fits ? command.size() : 0; begin < command.size();) {
    const std::size_t end = std::min(command.find(' ', begin), command.size());
    flowOn(lines, Line(std::string_view(command).substr(begin, end - begin)), columns, std::exchange(gap, 1));
    begin = end + 1;
  }
  return lines;
}

std::vector<std::string> toText(const std::vector<Line>& lines, int columns, int maxLines, bool colour) {
  std::vector<std::string> text;
  for (const Line& line : lines) {
    if (static_cast<int>(text.size()) == maxLines) break;
    text.push_back(line.toString(columns, colour));
  }
  return text;
}

}  // namespace dataworks::terminal
