// SPDX-License-Identifier: Apache-2.0
#include "terminal_emulator.h"

#include <algorithm>
#include <cstdlib>

#include "terminal/text.h"

namespace dataworks::terminal {

void TerminalEmulator::write(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (byte == '\033') {
      at = escape(bytes, at);
    } else if (byte == '\r') {
      column_ = 0, ++at;
    } else if (byte == '\n') {
      newRow(), ++at;
    } else if (byte < 0x20 || byte == 0x7F) {
      unknown_ += std::to_string(byte) + " ", ++at;
    } else {
      std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
      put(bytes.substr(at, length));
      at += length;
    }
  }
}

std::size_t TerminalEmulator::escape(std::string_view bytes, std::size_t at) {
  const std::size_t end = bytes.find_first_not_of("0123456789;[", at + 1);
  if (end == std::string_view::npos) {
    unknown_ += "half a sequence ";
    return bytes.size();
  }
  const std::string_view sequence = bytes.substr(at + 1, end - at);
  const std::size_t number = static_cast<std::size_t>(std::atoi(std::string(sequence.substr(1)).c_str()));
  auto& cells = rows_[row_].cells;
  if (sequence == "[K" || sequence == "[J") {
    cells.resize(std::min(cells.size(), column_));
    rows_[row_].continues = false;
    if (sequence == "[J") rows_.resize(row_ + 1);
  } else if (sequence.back() == 'A') {
    row_ -= std::min(number, row_ - std::min(row_, firstOnScreen()));
  } else if (sequence.back() != 'm') {
    unknown_ += std::string(sequence) + " ";
  }
  return end + 1;
}

void TerminalEmulator::put(std::string_view character) {
  const auto columns = static_cast<std::size_t>(displayWidth(character));
  if (columns == 0) {
    if (column_ > 0) rows_[row_].cells[column_ - 1] += character;
    return;
  }
  if (column_ + columns > static_cast<std::size_t>(width_)) {
    rows_[row_].continues = true;
    ++wraps_;
    newRow();
    column_ = 0;
  }
  auto& cells = rows_[row_].cells;
  cells.resize(std::max(cells.size(), column_ + columns), " ");
  cells[column_] = character;
  if (columns == 2) cells[column_ + 1].clear();
  column_ += columns;
}

void TerminalEmulator::newRow() {
  if (++row_ == rows_.size()) rows_.emplace_back();
}

void TerminalEmulator::resize(int width, int height) {
  std::vector<Row> wrapped;
  std::size_t cursor = 0;
  for (std::size_t index = 0; index < rows_.size();) {
    std::vector<std::string> line;
    const std::size_t first = index;
    do {
      line.insert(line.end(), rows_[index].cells.begin(), rows_[index].cells.end());
    } while (rows_[index++].continues && index < rows_.size());
    if (row_ >= first && row_ < index) cursor = wrapped.size();
    std::size_t at = 0;
    do {
      std::size_t end = std::min(line.size(), at + static_cast<std::size_t>(width));
      if (end < line.size() && line[end].empty()) --end;  // no wide character is split
      wrapped.push_back(
          {.cells = {line.begin() + static_cast<std::ptrdiff_t>(at), line.begin() + static_cast<std::ptrdiff_t>(end)},
           .continues = end < line.size()});
      at = end;
    } while (at < line.size());
  }
  rows_ = std::move(wrapped);
  row_ = cursor;
  width_ = width;
  height_ = height;
}

std::vector<std::string> TerminalEmulator::rows() const {
  std::vector<std::string> result;
  for (const Row& row : rows_) {
    std::string line;
    for (const std::string& cell : row.cells) line += cell;
    result.push_back(line.substr(0, line.find_last_not_of(' ') + 1));
  }
  while (!result.empty() && result.back().empty()) result.pop_back();
  return result;
}

std::string TerminalEmulator::text() const {
  std::string result;
  for (const std::string& row : rows()) result += row + "\n";
  return result;
}

}  // namespace dataworks::terminal
