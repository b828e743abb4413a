// SPDX-License-Identifier: Apache-2.0
#include "dataworks/clock.h"

#include "dataworks/transport.h"

namespace dataworks {

using namespace detail;

Clock::~Clock() = default;

std::shared_ptr<Clock> systemClock() {
  class SystemClock final : public Clock {
   public:
    std::chrono::system_clock::time_point wallNow() override { return std::chrono::system_clock::now(); }
    std::chrono::steady_clock::time_point steadyNow() override { return std::chrono::steady_clock::now(); }
    std::chrono::nanoseconds timeUntil(std::chrono::steady_clock::time_point wakeAt) override {
      if (wakeAt == std::chrono::steady_clock::time_point::max()) return std::chrono::nanoseconds::max();
      return wakeAt - steadyNow();
    }
  };
  return std::make_shared<SystemClock>();
}

}  // namespace dataworks
