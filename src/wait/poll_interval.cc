#include "run/pace.h"

#include <algorithm>

namespace dataworks {

namespace {

std::chrono::milliseconds scaled(std::chrono::milliseconds time, double factor) {
  return std::chrono::milliseconds(
      static_cast<std::chrono::milliseconds::rep>(static_cast<double>(time.count()) * factor));
}

}  // namespace

std::chrono::milliseconds pollInterval(std::chrono::milliseconds age, const WaitOptions& options, double fraction) {
  const auto longest = std::max(options.shortestInterval, options.longestInterval);
  return scaled(std::clamp(age / 20, options.shortestInterval, longest), 1 - 0.1 * fraction);
}

std::chrono::milliseconds firstPause(const WaitOptions& options, double fraction) {
  return scaled(options.firstLook, 1 + fraction);
}

}  // namespace dataworks
