// SPDX-License-Identifier: Apache-2.0
// What the calls of a client learn and share.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "call/daily_calls.h"
#include "call/known_projects.h"
#include "call/poll_rate_limiter.h"
#include "call/retry.h"
#include "options/settings.h"

namespace dataworks::detail {

/// Thread-safe.
struct ClientState {
  explicit ClientState(Settings its, double pollsPerSecond, int callsPerDay = 0, int callsUsed = 0)
      : settings(std::move(its)), pollRate(pollsPerSecond), dailyCalls(callsPerDay, callsUsed) {}

  Settings settings;
  RetryQuota retryQuota{};
  PollRateLimiter pollRate;                                        ///< Of all waits together.
  DailyCalls dailyCalls;                                           ///< Of all calls.
  std::atomic<std::chrono::system_clock::duration> clockOffset{};  ///< The service's clock minus ours.
  std::atomic<std::uint64_t> calls = 0;
  KnownProjects projects{};

  /// The service's time, as far as it is known.
  [[nodiscard]] std::chrono::system_clock::time_point now() const {
    return settings.clock->wallNow() + clockOffset.load(std::memory_order_relaxed);
  }
};

// Tells the observer. What it throws is swallowed; without an observer, no event is made.

template <class Event, class MakeEvent>
void notify(const std::shared_ptr<Observer>& observer, void (Observer::*method)(const Event&),
            MakeEvent makeEvent) noexcept {
  if (!observer) [[likely]]
    return;
  try {
    ((*observer).*method)(makeEvent());
  } catch (...) {  // an observer only watches
  }
}

template <class Event, class MakeEvent>
void notify(const ClientState& client, void (Observer::*method)(const Event&), MakeEvent makeEvent) noexcept {
  notify(client.settings.observer, method, std::move(makeEvent));
}

/// Returns what passes the warnings of credentials providers on to the observer; null if there is none.
[[nodiscard]] inline std::function<void(const std::string&)> warnings(const ClientState& client) {
  if (!client.settings.observer) return nullptr;
  return [observer = client.settings.observer](const std::string& message) {  // a refresh may outlive the client
    notify(observer, &Observer::onWarning, [&] { return Warning{message}; });
  };
}

}  // namespace dataworks::detail
