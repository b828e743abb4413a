// SPDX-License-Identifier: Apache-2.0
#include "terminal/line.h"

#include <algorithm>
#include <cstddef>

#include "terminal/text.h"

namespace dataworks::terminal {
namespace {

std::string_view escapeFor(Tone tone) {
  switch (tone) {
    case Tone::kPlain: return "";
    case Tone::kGood: return "\033[32m";
    case Tone::kBad: return "\033[1;31m";
    case Tone::kBusy: return "\033[36m";
    case Tone::kWaiting: return "\033[33m";
    case Tone::kFaint: return "\033[2m";
    case Tone::kUpstream: return "\033[90m";
    case Tone::kSchedule: return "\033[96m";
    case Tone::kResources: return "\033[33m";
    case Tone::kRan: return "\033[94m";
  }
  return "";
}

}  // namespace

Line& Line::add(std::string_view text, Tone tone) {
  if (text.empty()) return *this;
  pieces_.push_back({std::string(text), tone});
  width_ += displayWidth(text);
  return *this;
}

Line& Line::add(const Line& line) {
  pieces_.insert(pieces_.end(), line.pieces_.begin(), line.pieces_.end());
  width_ += line.width_;
  return *this;
}

Line& Line::padTo(int column) {
  const int blanks = std::max(column - width_, width_ == 0 ? 0 : 1);
  return add(std::string(static_cast<std::size_t>(blanks), ' '));
}

Line Line::cutTo(int columns) const {
  Line line;
  for (const Piece& piece : pieces_) {
    const std::string text = cut(piece.text, columns - line.width_);
    line.add(text, piece.tone);
    if (text.size() < piece.text.size()) break;
  }
  return line;
}

std::string Line::toString(int columns, bool colour) const {
  std::string result;
  std::size_t textEnd = 0;  // after the last non-blank character and the end of its colour
  const Line shown = cutTo(columns);
  for (const auto& [text, tone] : shown.pieces_) {
    const std::size_t visible = text.find_last_not_of(' ') + 1;
    const bool isColoured = colour && tone != Tone::kPlain && visible > 0;
    if (isColoured) result += escapeFor(tone);
    result.append(text, 0, visible);
    if (isColoured) result += "\033[0m";
    if (visible > 0) textEnd = result.size();
    result.append(text, visible);
  }
  result.resize(textEnd);
  return result;
}

void flowOn(std::vector<Line>& lines, const Line& item, int columns, int gap) {
  if (lines.empty() || lines.back().width() + gap + item.width() > columns) {
    lines.push_back(item);
  } else {
    lines.back().add(std::string(static_cast<std::size_t>(gap), ' ')).add(item);
  }
}

std::vector<Line> flow(const std::vector<Line>& items, int columns, int gap) {
  std::vector<Line> lines;
  for (const Line& item : items) flowOn(lines, item, columns, gap);
  return lines;
}

}  // namespace dataworks::terminal
