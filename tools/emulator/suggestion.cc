#include "suggestion.h"

#include <algorithm>
#include <numeric>

namespace dataworks::emulator {
namespace {

std::size_t editDistance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t change = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j + 1] + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string didYouMean(std::string_view wrong, const Names& candidates) {
  static constexpr std::size_t kLongestName = 100;
  std::string_view best;
  std::size_t bestDistance = 3;
  for (const std::string_view candidate : candidates) {
    if (wrong.size() > kLongestName || candidate.size() > kLongestName) continue;
    const std::size_t distance = editDistance(wrong, candidate);
    if (distance < bestDistance && distance < candidate.size()) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best.empty() ? std::string() : "; did you mean " + inQuotes(best) + "?";
}

}  // namespace dataworks::emulator
