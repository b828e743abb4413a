// SPDX-License-Identifier: Apache-2.0
// "did you mean …?"
#pragma once

#include <cstddef>
#include <string_view>

namespace dataworks::detail {

/// Insertions, deletions and replacements of bytes from one word to the other.
[[nodiscard]] std::size_t editDistance(std::string_view from, std::string_view to);

/// Returns the candidate that `word` was probably meant to be; empty if none is close. `candidates` must outlive the
/// result. Words of more than 100 bytes are not compared.
template <class Candidates>
[[nodiscard]] std::string_view closestTo(std::string_view word, const Candidates& candidates) {
  constexpr std::size_t kLongest = 100;
  std::string_view best;
  std::size_t least = word.size() / 3 + 2;  // further away it is another word
  if (word.size() > kLongest) return best;
  for (const auto& entry : candidates) {
    const std::string_view candidate = entry;
    if (candidate.size() > kLongest) continue;
    const std::size_t distance = editDistance(word, candidate);
    if (distance < least && distance < candidate.size()) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace dataworks::detail
