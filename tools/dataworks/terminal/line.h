// SPDX-License-Identifier: Apache-2.0
// A line of the terminal under construction: pieces of text, each with a tone that becomes a colour if colours are on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dataworks::terminal {

enum class Tone {
  kPlain,
  kGood,
  kBad,
  kBusy,
  kWaiting,
  kFaint,
  // The phases of a node, as near to the report's colours as sixteen colours come.
  kUpstream,
  kSchedule,
  kResources,
  kRan
};

class Line {
 public:
  Line() = default;
  Line(std::string_view text) { add(text); }  // NOLINT(google-explicit-constructor): a text is a line

  Line& add(std::string_view text, Tone tone = Tone::kPlain);
  Line& add(const Line& line);
  /// Blanks up to column `column`, at least one if there is anything before it.
  Line& padTo(int column);
  [[nodiscard]] int width() const noexcept { return width_; }

  /// Its beginning, at most `columns` wide.
  [[nodiscard]] Line cutTo(int columns) const;

  /// Cut to `columns`, without blanks at the end.
  [[nodiscard]] std::string toString(int columns, bool colour) const;

 private:
  struct Piece {
    std::string text;
    Tone tone;
  };
  std::vector<Piece> pieces_;
  int width_ = 0;
};

/// Adds `item` to the last line after `gap` blanks, or as a new line if it does not fit.
void flowOn(std::vector<Line>& lines, const Line& item, int columns, int gap);

/// `items` in as few lines as possible, with `gap` blanks between them.
[[nodiscard]] std::vector<Line> flow(const std::vector<Line>& items, int columns, int gap);

}  // namespace dataworks::terminal
