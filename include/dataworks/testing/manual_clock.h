// SPDX-License-Identifier: Apache-2.0
// A clock that tests move. With it, a two-hour wait takes no time, and every run of a test sees the same times.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "dataworks/clock.h"

namespace dataworks::testing {

/// By default the clock jumps: whenever the client would sleep, it moves to the moment at which the client wants to
/// wake. Use that with a transport that completes inline, such as `ScriptedTransport`. With `kByHand`, only `advance`
/// moves it. Thread-safe.
class ManualClock final : public Clock {
 public:
  /// Whether the clock jumps or waits for `advance`.
  enum class Moves {
    kByItself = 0,  ///< Jumps to the client's wake-up time whenever it would sleep.
    kByHand = 1,    ///< Moves only by `advance`.
  };

  /// Starts at `wall`, by default 2026-11-23 00:05 in Shanghai.
  explicit ManualClock(std::chrono::system_clock::time_point wall = std::chrono::sys_days(std::chrono::year(2026) / 11 /
                                                                                          22) +
                                                                    std::chrono::hours(16) + std::chrono::minutes(5),
                       Moves moves = Moves::kByItself)
      : begin_(wall), moves_(moves) {}

  /// Moves both clocks.
  void advance(std::chrono::nanoseconds by) {
    const std::lock_guard lock(mutex_);
    passed_ += by;
  }

  /// Returns how far the clock has moved since it was created.
  [[nodiscard]] std::chrono::nanoseconds passed() const {
    const std::lock_guard lock(mutex_);
    return passed_;
  }

  /// Sets the wall clock only, as an operator or NTP would.
  void setWall(std::chrono::system_clock::time_point wall) {
    const std::lock_guard lock(mutex_);
    begin_ = wall - std::chrono::duration_cast<std::chrono::system_clock::duration>(passed_);
  }

  [[nodiscard]] std::chrono::system_clock::time_point wallNow() override {
    const std::lock_guard lock(mutex_);
    return begin_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(passed_);
  }

  [[nodiscard]] std::chrono::steady_clock::time_point steadyNow() override {
    const std::lock_guard lock(mutex_);
    return now();
  }

  [[nodiscard]] std::chrono::nanoseconds timeUntil(std::chrono::steady_clock::time_point wakeAt) override {
    if (wakeAt == (std::chrono::steady_clock::time_point::max)()) return (std::chrono::nanoseconds::max)();
    const std::lock_guard lock(mutex_);
    if (wakeAt <= now()) return std::chrono::nanoseconds(0);
    if (moves_ == Moves::kByHand) return std::chrono::milliseconds(1);  // then check whether it was moved
    passed_ = wakeAt.time_since_epoch() - kOrigin;
    return std::chrono::nanoseconds(0);
  }

 private:
  static constexpr std::chrono::nanoseconds kOrigin = std::chrono::hours(1);  // a steady clock counts from anywhere

  [[nodiscard]] std::chrono::steady_clock::time_point now() const {
    return std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(kOrigin + passed_));
  }

  mutable std::mutex mutex_;
  std::chrono::system_clock::time_point begin_;
  Moves moves_;
  std::chrono::nanoseconds passed_{0};
};

}  // namespace dataworks::testing
