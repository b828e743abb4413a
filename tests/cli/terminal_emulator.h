// SPDX-License-Identifier: Apache-2.0
// A terminal for tests: it understands what the client may send, and notes everything else as an error.
//
// Lines that are wider than the screen wrap, and are wrapped anew when the width changes, as common terminals do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dataworks::terminal {

class TerminalEmulator {
 public:
  TerminalEmulator(int width, int height) : width_(width), height_(height), rows_(1) {}

  void write(std::string_view bytes);
  void resize(int width, int height);

  /// All that is on the screen and above it, a string a row, without blanks at the ends.
  [[nodiscard]] std::vector<std::string> rows() const;
  /// The same as one string.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::size_t cursorRow() const noexcept { return row_; }
  [[nodiscard]] int wraps() const noexcept { return wraps_; }
  [[nodiscard]] const std::string& unknown() const noexcept { return unknown_; }

 private:
  struct Row {
    std::vector<std::string> cells{};  // an empty one: the second half of a wide character
    bool continues = false;            // wrapped into the next row
  };

  [[nodiscard]] std::size_t firstOnScreen() const {
    return rows_.size() > static_cast<std::size_t>(height_) ? rows_.size() - static_cast<std::size_t>(height_) : 0;
  }
  std::size_t escape(std::string_view bytes, std::size_t at);
  void put(std::string_view character);
  void newRow();

  int width_;
  int height_;
  std::vector<Row> rows_;  // those that scrolled away included
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  int wraps_ = 0;
  std::string unknown_;
};

}  // namespace dataworks::terminal
