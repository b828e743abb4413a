// SPDX-License-Identifier: Apache-2.0
// What a verb gets: the environment, the signals, and the rest of `--timeout`.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "session/signals.h"
#include "text/environment.h"

namespace dataworks::cli {

struct Session {
  detail::Environment environment;
  Signals& signals;
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point end = start + std::chrono::seconds(60);  ///< Set by the verb's `Deadline`.
  /// How long a result waits for its reader. Only an explicit `--timeout` sets it: the reader may be a pager.
  std::chrono::steady_clock::time_point resultEnd = std::chrono::steady_clock::time_point::max();
  /// The command changed something: its exit code stands, even if its result could not be written.
  bool acted = false;
};

/// The time limit of a whole command, counted from its start; sets the session's ends.
class Deadline {
 public:
  Deadline(Session& session, std::optional<std::chrono::milliseconds> given, std::chrono::milliseconds otherwise)
      : start_(session.start), limit_(given.value_or(otherwise)) {
    session.end = end();
    if (given) session.resultEnd = end();
  }

  /// 0: there is none.
  [[nodiscard]] std::chrono::milliseconds limit() const noexcept { return limit_; }

  [[nodiscard]] std::chrono::steady_clock::time_point end() const {
    return limit_.count() == 0 ? std::chrono::steady_clock::time_point::max() : start_ + limit_;
  }

  [[nodiscard]] bool passed() const { return limit_.count() != 0 && left() <= std::chrono::milliseconds(1); }

  /// The time left for a call or a wait; 0 means no limit, so a passed deadline is 1 ms.
  [[nodiscard]] std::chrono::milliseconds timeout() const {
    return limit_.count() == 0 ? limit_ : std::max(left(), std::chrono::milliseconds(1));
  }

  /// For one call: the smaller of this and `--call-timeout`, where 0 means none for either.
  [[nodiscard]] std::chrono::milliseconds callTimeout(std::chrono::milliseconds ofOneCall) const {
    if (ofOneCall.count() == 0 || limit_.count() == 0) return std::max(ofOneCall, timeout());
    return std::min(ofOneCall, timeout());
  }

 private:
  [[nodiscard]] std::chrono::milliseconds left() const {
    return std::chrono::ceil<std::chrono::milliseconds>(start_ + limit_ - std::chrono::steady_clock::now());
  }

  std::chrono::steady_clock::time_point start_;
  std::chrono::milliseconds limit_;
};

}  // namespace dataworks::cli
