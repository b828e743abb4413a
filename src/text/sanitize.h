// SPDX-License-Identifier: Apache-2.0
// Makes text from others fit for a log: it can neither begin a new line nor control a terminal.
#pragma once

#include <algorithm>
#include <string>

namespace dataworks::detail {

[[nodiscard]] inline std::string sanitizeForLog(std::string text) {
  const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  std::replace_if(text.begin(), text.end(), isControl, ' ');
  return text;
}

}  // namespace dataworks::detail
