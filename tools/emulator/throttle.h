// SPDX-License-Identifier: Apache-2.0
// The limits of an edition: calls altogether, and calls per second.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "api.h"

namespace dataworks::emulator {

struct Limits {
  std::optional<std::int64_t> quota = {};      // calls altogether, rejected ones included
  std::optional<std::int64_t> perSecond = {};  // calls in any second, throttled ones not counted
};

/// Not thread-safe.
class Throttle {
 public:
  explicit Throttle(Limits limits) : limits_(limits) {}

  /// Counts a call; a rejection if it exceeds a limit.
  [[nodiscard]] std::optional<Rejection> next(WallTime now);

 private:
  Limits limits_;
  std::int64_t calls_ = 0;
  std::deque<WallTime> lastSecond_;
};

}  // namespace dataworks::emulator
