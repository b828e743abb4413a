#include "wait/poll_interval.h"

#include <algorithm>

namespace dataworks::detail {

namespace {

std::chrono::milliseconds scaled(std::chrono::milliseconds time, double factor) {
  return std::chrono::milliseconds(
      static_cast<std::chrono::milliseconds::rep>(static_cast<double>(time.count()) * factor));
}

}  // namespace

std::chrono::milliseconds pollInterval(std::chrono::milliseconds age, const WaitOptions& options, double fraction) {
  const auto longest = std::max(options.minPollInterval, options.maxPollInterval);
  return scaled(std::clamp(age / 20, options.minPollInterval, longest), 1 - 0.1 * fraction);
}

std::chrono::milliseconds firstPause(const WaitOptions& options, double fraction) {
  return scaled(options.initialPollDelay, 1 + fraction);
}

}  // namespace dataworks::detail
