// SPDX-License-Identifier: Apache-2.0
// Time as a parameter: a wall clock to stamp requests and a steady clock to wait by.
#pragma once

#include <chrono>
#include <memory>

#include "dataworks/export.h"

namespace dataworks {

/// Where the client gets the time. Leave the default in production; tests use `testing::ManualClock`. Thread-safe.
class DATAWORKS_EXPORT Clock {
 public:
  virtual ~Clock();

  /// Reads the wall clock, which stamps requests and dates responses. It may jump.
  [[nodiscard]] virtual std::chrono::system_clock::time_point wallNow() = 0;

  /// Reads the steady clock, which times deadlines, pauses and poll intervals. It never goes back.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steadyNow() = 0;

  /// Returns how long a thread that has nothing to do until `wakeAt` may sleep. A manual clock jumps to `wakeAt` and
  /// returns zero, so that a test of a two-hour wait takes no time.
  [[nodiscard]] virtual std::chrono::nanoseconds timeUntil(std::chrono::steady_clock::time_point wakeAt) = 0;
};

/// Returns the machine's clocks.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<Clock> systemClock();

}  // namespace dataworks
