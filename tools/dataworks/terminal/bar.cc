// SPDX-License-Identifier: Apache-2.0
#include "terminal/bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "terminal/words.h"

namespace dataworks::terminal {
namespace {

using Time = std::chrono::system_clock::time_point;
using std::chrono::milliseconds;

struct Glyphs {
  std::string_view upstream, time, resources, running;
};

const Glyphs& glyphsOf(Charset charset) {
  static constexpr Glyphs kBraille{"⠄", "⠒", "⠶", "⣿"};
  static constexpr Glyphs kAscii{".", ":", "-", "="};
  return charset == Charset::kUtf8 ? kBraille : kAscii;
}

// The earliest known time: where the first part of `durationsOf` begins.
std::optional<Time> startOf(const NodeInsInfo& node) {
  std::optional<Time> start;
  for (const Timestamp* stamp :
       {&node.createTime, &node.beginWaitTimeTime, &node.beginWaitResTime, &node.beginRunningTime}) {
    if (stamp->time && (!start || *stamp->time < *start)) start = stamp->time;
  }
  return start;
}

int columnOf(milliseconds sinceBegin, milliseconds total, int columns) {
  if (total.count() <= 0) return 0;
  const double share = static_cast<double>(sinceBegin.count()) / static_cast<double>(total.count());
  return std::clamp(static_cast<int>(std::lround(share * columns)), 0, columns);
}

std::string repeated(std::string_view glyph, int times) {
  std::string text;
  for (; times > 0; --times) text += glyph;
  return text;
}

struct Part {
  milliseconds duration;
  std::string_view glyph;
  Tone tone;
};

std::array<Part, 4> partsOf(const NodeInsInfo& node, const NodeDurations& times, const Glyphs& glyphs) {
  std::array<Part, 4> parts = {{{times.waitUpstream, glyphs.upstream, Tone::kUpstream},
                                {times.waitSchedule, glyphs.time, Tone::kSchedule},
                                {times.waitResources, glyphs.resources, Tone::kResources},
                                {times.running, glyphs.running, Tone::kRan}}};
  if (node.status == NodeStatus::kFailure) {
    const auto last =
        std::find_if(parts.rbegin(), parts.rend(), [](const Part& part) { return part.duration.count() > 0; });
    if (last != parts.rend()) last->tone = Tone::kBad;
  }
  return parts;
}

}  // namespace

Line nodeBar(const NodeInsInfo& node, const Scale& scale, Charset charset) {
  const std::optional<Time> start = startOf(node);
  if (!start || scale.columns <= 0) return {};
  const NodeDurations times = durationsOf(node, scale.end);
  const Glyphs& glyphs = glyphsOf(charset);
  const auto total = std::chrono::duration_cast<milliseconds>(scale.end - scale.begin);
  auto reached = std::chrono::duration_cast<milliseconds>(*start - scale.begin);
  int column = columnOf(reached, total, scale.columns);
  Line bar(std::string(static_cast<std::size_t>(column), ' '));
  for (const auto& [duration, glyph, tone] : partsOf(node, times, glyphs)) {
    reached += duration;
    int end = columnOf(reached, total, scale.columns);
    // A node that ran for one second of an hour is still shown as having run.
    if (glyph == glyphs.running && duration.count() > 0) end = std::max(end, std::min(column + 1, scale.columns));
    bar.add(repeated(glyph, end - column), tone);
    column = std::max(column, end);
  }
  return bar;
}

std::vector<Line> barLegend(const Style& style) {
  const Glyphs& glyphs = glyphsOf(style.charset);
  const Words& words = wordsOf(style.language);
  const auto item = [](std::string_view glyph, Tone tone, std::string_view word) {
    Line line;
    line.add(glyph, tone).add(" ").add(word);
    return line;
  };
  return {item(glyphs.upstream, Tone::kUpstream, words.phaseUpstream),
          item(glyphs.time, Tone::kSchedule, words.phaseSchedule),
          item(glyphs.resources, Tone::kResources, words.phaseResources),
          item(glyphs.running, Tone::kRan, words.phaseRunning)};
}

std::string progressBar(std::size_t done, std::size_t total, int columns, Charset charset) {
  const Glyphs& glyphs = glyphsOf(charset);
  const int filled = total == 0 ? 0 : static_cast<int>(static_cast<std::size_t>(columns) * done / total);
  return repeated(glyphs.running, filled) + repeated(glyphs.upstream, columns - filled);
}

std::string durationBar(milliseconds duration, milliseconds longest, Charset charset) {
  constexpr int kColumns = 20;
  return repeated(glyphsOf(charset).running, std::max(columnOf(duration, longest, kColumns), 1));
}

}  // namespace dataworks::terminal
