// SPDX-License-Identifier: Apache-2.0
// Watching runs until they end, with everything that the command line shows and saves. Used by `run` and `watch`.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "command_line/options.h"
#include "dataworks/client.h"
#include "journal/journal.h"
#include "result/action_log.h"
#include "run/call_counter.h"
#include "session/session.h"
#include "terminal/run_view.h"

namespace dataworks::cli {

/// Writes an event of `-o jsonl`; ignored for other formats.
using Emit = std::function<void(std::string)>;

struct WatchPlan {
  std::vector<terminal::WatchedRun> runs;
  const ConnectionOptions* connection = nullptr;
  const OutputOptions* output = nullptr;
  const WatchFlags* flags = nullptr;
  std::string firstEvent{};          ///< The first output on stdout.
  std::vector<std::string> notes{};  ///< Lines after the first, such as the parameters as sent.
  bool pollsAtOnce = false;          ///< The runs were triggered earlier: no initial delay.
  /// How to wait for a run; null: `waitForManualDag`. A re-run restarts first.
  std::function<Pending<DagRun>(const DagRef&, const WaitOptions&, const Emit&)> start{};
  std::function<void()> whenOver{};  ///< Called once, when all waits have ended.
  bool isRerun = false;              ///< By `rerun`, also where nothing was left to restart.
  const ActionLog* rerun = nullptr;  ///< Of a re-run: what was done to which node.
  std::shared_ptr<CallCounter> calls{};
};

/// True if the journal has a re-run of this run within the last ten minutes: its nodes may still be listed with their
/// old failures.
[[nodiscard]] bool wasRerunLately(const std::vector<ActionEntry>& actions, const terminal::WatchedRun& run,
                                  std::chrono::system_clock::time_point now);

/// Throws `BadArgument` if `--poll-budget` does not suffice for so many runs, or has no `--timeout`.
void checkPollBudget(const WatchFlags& flags, std::size_t runs, const Deadline& deadline);

/// Watches all of them with one client and returns the worst exit code.
[[nodiscard]] int watchRuns(const DataWorksClient& client, const WatchPlan& plan, Session& session,
                            const Deadline& deadline);

}  // namespace dataworks::cli
