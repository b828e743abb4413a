// SPDX-License-Identifier: Apache-2.0
#include "terminal/screen.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <cstddef>

#include "terminal/text.h"

namespace dataworks::terminal {
namespace {

// Without colours, which occupy no column.
std::string withoutEscapes(std::string_view line) {
  std::string text;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\033') {
      at = std::min(line.find('m', at), line.size());
    } else {
      text += line[at];
    }
  }
  return text;
}

}  // namespace

std::optional<Size> sizeOf(int fileDescriptor) {
  winsize size{};
  if (::ioctl(fileDescriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return std::nullopt;
  return Size{.width = size.ws_col, .height = size.ws_row};
}

std::string Screen::draw(const std::vector<std::string>& above, const std::vector<std::string>& frame, Size size) {
  const bool isSameSize = size.width == size_.width && size.height == size_.height;
  if (above.empty() && isSameSize && frame == frame_) return "";
  std::string bytes = "\r";
  const int up = linesTaken(size);
  if (up > 0) bytes += "\033[" + std::to_string(up) + "A";
  if (!above.empty()) bytes += "\033[J";
  for (const std::string& line : above) bytes += line + "\r\n";  // may fill the last column, where erasing would delete
  for (const std::string& line : frame) bytes += line + "\033[K\r\n";
  frame_ = frame;
  size_ = size;
  return bytes + "\033[J";
}

int Screen::linesTaken(Size size) const {
  int lines = 0;
  for (const std::string& line : frame_) {
    const int width = displayWidth(withoutEscapes(line));
    lines += std::max(1, (width + size.width - 1) / size.width);
  }
  return lines;
}

}  // namespace dataworks::terminal
