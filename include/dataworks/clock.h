// Time as a parameter: one clock to stamp requests with, one to wait by.
#pragma once

#include <chrono>
#include <memory>

#include "dataworks/export.h"

namespace dataworks {

/// Where the client takes its time from. Leave it alone in production; tests give a `testing::ManualClock`.
/// Thread-safe.
class DATAWORKS_EXPORT Clock {
 public:
  virtual ~Clock();

  /// The wall clock: stamps requests, dates the answers. It may jump.
  [[nodiscard]] virtual std::chrono::system_clock::time_point wallNow() = 0;

  /// The steady clock: deadlines, pauses, poll intervals. It never goes back.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steadyNow() = 0;

  /// How long a thread that has nothing to do until `wakeAt` may really sleep. A manual clock moves itself to `wakeAt`
  /// here and answers zero, and so a test of a two-hour wait takes no time.
  [[nodiscard]] virtual std::chrono::nanoseconds sleepFor(std::chrono::steady_clock::time_point wakeAt) = 0;
};

/// The machine's clocks.
[[nodiscard]] DATAWORKS_EXPORT std::shared_ptr<Clock> systemClock();

}  // namespace dataworks
