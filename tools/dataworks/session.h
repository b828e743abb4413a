// What a verb finds when it starts: the environment, the signals, and how much of `--timeout` is left.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "environment.h"
#include "signals.h"

namespace dataworks::cli {

struct Session {
  Environment environment;
  Signals& signals;
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point end = start + std::chrono::seconds(60);  ///< Set by the verb's `Deadline`.
  /// When a result has waited long enough for its reader. Only a `--timeout` that was given sets it: somebody may be
  /// reading in a pager.
  std::chrono::steady_clock::time_point resultEnd = std::chrono::steady_clock::time_point::max();
};

/// The bound on a whole command, counted from its start; the session learns of it.
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

  /// What a call or a wait may take, where 0 means no bound; never 0 by being late.
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
