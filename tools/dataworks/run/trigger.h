// SPDX-License-Identifier: Apache-2.0
// Triggering a flow from the command line: the library's call, with journal lines before and after it, and signals held
// back while the response is pending. Used by `run` and `create`.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "command_line/options.h"
#include "dataworks/client.h"
#include "journal/journal_file.h"
#include "run/connection.h"
#include "run/trigger_recorder.h"
#include "session/session.h"

namespace dataworks::cli {

/// The trigger that the options describe, validated, with warnings logged in `language`. Throws `BadArgument`.
struct PlannedTrigger {
  FlowTrigger request;
  std::function<std::string(Language)> bizdateShown;  ///< `2026-11-22 (yesterday in Shanghai, now 00:05 +08:00)`
};
/// `now`: see `timeForBizdate`.
[[nodiscard]] PlannedTrigger planTrigger(const FlowOptions& options, std::chrono::system_clock::time_point now,
                                         Language language);

/// `--dry-run` and `--emit`: shows the trigger instead of sending it; empty without these flags. `watch`: null for
/// `create`.
[[nodiscard]] std::optional<int> showInstead(const FlowOptions& options, const PlannedTrigger& plan,
                                             const ConnectionOptions& connection, const OutputOptions& output,
                                             const WatchFlags* watch);

struct Triggered {
  std::int64_t dagId = 0;
  /// The service's response; of a part of a flow only the fields that its operation has. Empty if `earlier`, but for
  /// the id of the request.
  CreateManualDagResponse response{};
  bool earlier = false;  ///< `--once` found it in the journal; nothing was sent.
  std::chrono::system_clock::time_point time = std::chrono::system_clock::now();  ///< When it was triggered.
};

/// Journals and triggers.
class Trigger {
 public:
  Trigger(Session& session, const ConnectionOptions& connection, Language language);
  ~Trigger();

  /// Connects; `kInvalidArgument` for bad options. Call it once, before `send`.
  [[nodiscard]] Result<const DataWorksClient*> connect();

  /// Counts the calls. Only after `connect`.
  [[nodiscard]] const std::shared_ptr<CallCounter>& calls() const { return connection_->calls; }

  /// Sends the trigger of `flow`, or with `--once` finds it in the journal.
  [[nodiscard]] Result<Triggered> send(const FlowTrigger& request, const FlowOptions& flow, const Deadline& deadline);

  /// The user has found the run of a trigger of unknown outcome: notes its id in the journal. Sends no trigger.
  [[nodiscard]] Result<Triggered> settle(const FlowTrigger& request, std::int64_t dagId, const Deadline& deadline);

 private:
  Result<Triggered> sendUnlessSent(const FlowTrigger& request, const RunKey& key, const FlowOptions& flow,
                                   const Deadline& deadline);
  Result<Triggered> sendNow(const FlowTrigger& request, const RunKey& key, bool once, const Deadline& deadline);

  Session& session_;
  const ConnectionOptions& options_;
  JournalFile journal_;
  std::shared_ptr<TriggerRecorder> recorder_;
  std::optional<Connection> connection_;
};

}  // namespace dataworks::cli
