// SPDX-License-Identifier: Apache-2.0
// Parts of messages: quoted names, and the name that was probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/suggest.h"

namespace dataworks::emulator {

[[nodiscard]] inline std::string inQuotes(std::string_view text) { return '"' + std::string(text) + '"'; }

using Names = std::vector<std::string_view>;

/// `; did you mean "clean"?`, or nothing if no candidate is close.
[[nodiscard]] inline std::string didYouMean(std::string_view wrong, const Names& candidates) {
  const std::string_view best = detail::closestTo(wrong, candidates);
  return best.empty() ? std::string() : "; did you mean " + inQuotes(best) + "?";
}

}  // namespace dataworks::emulator
