// The part of a terminal that is drawn over and over: the lines from where the cursor first stood.
//
// Uses only carriage return, cursor up, erase to the end of the line and of the display, which every terminal but a
// dumb one has. Nothing is hidden, saved or switched, so nothing needs restoring. A frame goes out in one write.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "terminal/table.h"

namespace dataworks::terminal {

/// The size of the terminal, asked anew each time; unset where the stream has none.
[[nodiscard]] std::optional<Size> sizeOf(int fileDescriptor);

/// The bytes that replace one frame by the next. Pure.
class Screen {
 public:
  /// `above` stays for good, over the frame; it may wrap. Empty if nothing would change.
  [[nodiscard]] std::string draw(const std::vector<std::string>& above, const std::vector<std::string>& frame,
                                 Size size);

 private:
  // How many lines the last frame takes now: a terminal that became narrower has wrapped the ones that were wider.
  [[nodiscard]] int linesTaken(Size size) const;

  std::vector<std::string> frame_;
  Size size_{};
};

}  // namespace dataworks::terminal
