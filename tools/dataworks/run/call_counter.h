// SPDX-License-Identifier: Apache-2.0
// Counts the calls of a command into the day's ledger, where `DATAWORKS_DAILY_CALLS` limits them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/error.h"
#include "dataworks/observer.h"
#include "journal/day_ledger.h"
#include "text/environment.h"

namespace dataworks::cli {

/// The value of `DATAWORKS_DAILY_CALLS`; 0 if it is not set. Throws `BadArgument` if it is no number.
[[nodiscard]] int dailyCallsLimit(const detail::Environment& environment);

/// Calls that a wait leaves for triggers, logs, stops and re-runs.
inline constexpr std::int64_t kCallsInReserve = 15;

/// `82 of 100 calls used today from this machine (other machines of the account are not counted)`
[[nodiscard]] std::string callsUsedText(std::int64_t used, int limit, Language language);

/// How a message about a used-up quota begins: `the day's calls are used up (Basic: 100)`. `limit` 0: not known.
[[nodiscard]] std::string usedUpText(int limit, Language language);
/// When calls are possible again: `after 00:00 +08:00 (assumed): `
[[nodiscard]] std::string tomorrowText(Language language);
/// True if the next day in Shanghai, with its calls, begins within a quarter of an hour.
[[nodiscard]] bool isTomorrowNear(std::chrono::system_clock::time_point now);

/// An observer of the client. Thread-safe.
class CallCounter : public Observer {
 public:
  using Now = std::function<std::chrono::system_clock::time_point()>;

  /// `path` empty: counts only what this command sends. `limit` 0: counts the calls, but not the day's.
  CallCounter(std::string path, std::string regionId, std::string endpoint, int limit, Language language,
              Now now = std::chrono::system_clock::now);

  void onAttemptStarting(const AttemptStarting& event) override;

  [[nodiscard]] int limit() const noexcept { return limit_; }
  /// What is left of the day's calls, as far as this machine knows; empty without a limit.
  [[nodiscard]] std::optional<std::int64_t> left();
  /// Why polls must end, if so: other commands need the calls that are left.
  [[nodiscard]] std::optional<Error> reserveReached();
  [[nodiscard]] std::int64_t used();  ///< Of the day's calls.
  [[nodiscard]] std::int64_t sent();  ///< By this command.

 private:
  [[nodiscard]] LedgerKey key() const;
  void count(std::int64_t more);

  const std::string path_;
  const std::string regionId_;
  const std::string endpoint_;
  const int limit_;
  const Language language_;
  const Now now_;

  std::mutex mutex_;
  std::string day_;           // of `used_`
  std::int64_t used_ = 0;     // as last read
  std::int64_t pending_ = 0;  // not in the ledger yet
  std::int64_t sent_ = 0;
  bool hasWarned_ = false;
  bool hasNoted_ = false;
};

}  // namespace dataworks::cli
