// SPDX-License-Identifier: Apache-2.0
// The part of a terminal that is redrawn: the lines from the first cursor position on.
//
// Uses only carriage return, cursor up, erase to end of line and erase to end of display, which every terminal except a
// dumb one supports. Nothing is hidden, saved or switched, so nothing needs restoring. A frame is one write.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "terminal/table.h"

namespace dataworks::terminal {

/// The current size of the terminal; unset if the stream is not a terminal.
[[nodiscard]] std::optional<Size> sizeOf(int fileDescriptor);

/// The bytes that replace one frame with the next. Pure.
class Screen {
 public:
  /// `above` stays, above the frame; it may wrap. Empty if nothing would change.
  [[nodiscard]] std::string draw(const std::vector<std::string>& above, const std::vector<std::string>& frame,
                                 Size size);

 private:
  // How many lines the last frame occupies now: a terminal that became narrower has wrapped the wider lines.
  [[nodiscard]] int linesTaken(Size size) const;

  std::vector<std::string> frame_;
  Size size_{};
};

}  // namespace dataworks::terminal
