// SPDX-License-Identifier: Apache-2.0
// `--late 1.5x` or `--late 45m`: whether a run takes longer than it may. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/dag_run.h"
#include "terminal/usual.h"

namespace dataworks::cli {

/// How long a run may take: a duration, or a multiple of what is usual.
struct LateLimit {
  std::optional<std::chrono::milliseconds> duration{};
  double factor = 0;  ///< If there is no duration.
};

/// Reads `1.5x` (1 to 1000) and `45m`; empty for anything else.
[[nodiscard]] std::optional<LateLimit> parseLateLimit(std::string_view text);

/// Empty for a multiple if it is not known what is usual.
[[nodiscard]] std::optional<std::chrono::milliseconds> limitOf(const LateLimit& limit,
                                                               const std::optional<terminal::UsualDuration>& usual);

/// Reports once that a run takes too long. It asks only after a poll: a run that ended between two polls is judged by
/// its own times, so that none is called late that was not.
class LateWatch {
 public:
  using Time = std::chrono::system_clock::time_point;

  /// `limit` empty: never late. `begin`: as far as it is known before the first list of nodes.
  LateWatch(std::optional<std::chrono::milliseconds> limit, std::optional<Time> begin) : limit_(limit), begin_(begin) {}

  /// For each update of the wait.
  void update(const DagRun& run);
  /// For each successful poll, after its update. Returns how long the run has taken if that is too long; only once.
  [[nodiscard]] std::optional<std::chrono::milliseconds> late(Time now);

 private:
  std::optional<std::chrono::milliseconds> limit_;
  std::optional<Time> begin_;
  std::optional<Time> end_;
  bool wasLate_ = false;
};

/// `late: sales/nightly, dag 332455685, has taken 46m02s, more than 45m (usually 38–42 min)`
[[nodiscard]] std::string lateText(const std::string& run, std::chrono::milliseconds elapsed,
                                   std::chrono::milliseconds limit, const std::optional<terminal::UsualDuration>& usual,
                                   Language language, terminal::Charset charset);

}  // namespace dataworks::cli
