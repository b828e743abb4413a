#include "terminal/bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

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

void repeat(std::string& text, std::string_view glyph, int times) {
  for (; times > 0; --times) text += glyph;
}

}  // namespace

std::string nodeBar(const NodeInsInfo& node, const Scale& scale, Charset charset) {
  const std::optional<Time> start = startOf(node);
  if (!start || scale.columns <= 0) return "";
  const NodeDurations times = durationsOf(node, scale.end);
  const Glyphs& glyphs = glyphsOf(charset);
  const std::array<std::pair<milliseconds, std::string_view>, 4> parts = {{{times.waitUpstream, glyphs.upstream},
                                                                           {times.waitSchedule, glyphs.time},
                                                                           {times.waitResources, glyphs.resources},
                                                                           {times.running, glyphs.running}}};
  const auto total = std::chrono::duration_cast<milliseconds>(scale.end - scale.begin);
  auto reached = std::chrono::duration_cast<milliseconds>(*start - scale.begin);
  int column = columnOf(reached, total, scale.columns);
  std::string bar(static_cast<std::size_t>(column), ' ');
  for (const auto& [duration, glyph] : parts) {
    reached += duration;
    int end = columnOf(reached, total, scale.columns);
    // A node that ran for one second of an hour is still shown as having run.
    if (glyph == glyphs.running && duration.count() > 0) end = std::max(end, std::min(column + 1, scale.columns));
    repeat(bar, glyph, end - column);
    column = std::max(column, end);
  }
  return bar;
}

std::string progressBar(std::size_t done, std::size_t total, int columns, Charset charset) {
  const Glyphs& glyphs = glyphsOf(charset);
  const int filled = total == 0 ? 0 : static_cast<int>(static_cast<std::size_t>(columns) * done / total);
  std::string bar;
  repeat(bar, glyphs.running, filled);
  repeat(bar, glyphs.upstream, columns - filled);
  return bar;
}

std::string durationBar(milliseconds duration, milliseconds longest, Charset charset) {
  constexpr int kColumns = 20;
  std::string bar;
  repeat(bar, glyphsOf(charset).running, std::max(columnOf(duration, longest, kColumns), 1));
  return bar;
}

}  // namespace dataworks::terminal
