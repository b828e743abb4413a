// SPDX-License-Identifier: Apache-2.0
#include "throttle.h"

namespace dataworks::emulator {

std::optional<Rejection> Throttle::next(WallTime now) {
  if (limits_.quota && ++calls_ > *limits_.quota) {
    return Rejection{429, "Throttling.Resource", "The calls of this day are used up."};
  }
  if (!limits_.perSecond) return std::nullopt;
  while (!lastSecond_.empty() && lastSecond_.front() <= now - std::chrono::seconds(1)) lastSecond_.pop_front();
  if (static_cast<std::int64_t>(lastSecond_.size()) >= *limits_.perSecond) {
    return Rejection{429, "Throttling.User", "Too many requests of this user in a second."};
  }
  lastSecond_.push_back(now);
  return std::nullopt;
}

}  // namespace dataworks::emulator
