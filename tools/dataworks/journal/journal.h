// SPDX-License-Identifier: Apache-2.0
// The journal's lines and what they prove. Pure; journal_file.h reads and writes them.
//
// Each trigger writes two lines: `sending` before its first byte leaves, `answered` after the response. A `sending`
// without its `answered` (the process or the machine died in between) means "outcome unknown". From this, `run --once`
// decides what may be triggered again, across processes and reboots. Parameter values are not stored, only a hash.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command_line/flow_trigger.h"
#include "dataworks/error.h"
#include "dataworks/manual_dag.h"

namespace dataworks::cli {

/// What makes two triggers the same for `run --once`.
struct RunKey {
  std::string endpoint;
  std::string regionId;  ///< Several regions may share an endpoint.
  std::string projectName;
  std::string flowName;
  std::string bizdate;  ///< `2026-11-22`
  std::string parametersHash;

  friend bool operator==(const RunKey&, const RunKey&) = default;
};

[[nodiscard]] RunKey runKey(const std::string& endpoint, const std::string& regionId, const FlowTrigger& trigger);

/// The byte of the lock file that stands for a key, the same in every process.
[[nodiscard]] std::int64_t lockPosition(const RunKey& key);

/// The outcome of a trigger, as far as the journal shows it.
enum class Outcome {
  kUnknown,     ///< Sent; no response, or none that shows whether it ran.
  kStarted,     ///< It runs or ran; even then the id may be missing.
  kNotStarted,  ///< Certainly not executed.
};

/// A trigger.
struct JournalEntry {
  std::string trigger;  ///< Random; the same in all lines of one trigger.
  std::chrono::system_clock::time_point time{};
  std::string user;
  std::string host;
  RunKey key;
  std::string nonce;
  std::string credentials;  ///< Their source, never the credentials.
  Outcome outcome = Outcome::kUnknown;
  std::string requestId;
  std::int64_t dagId = 0;
  std::string errorCode;
  FlowPart part{};  ///< What of the flow runs, and where.
};

/// The line before an attempt is sent. Of several attempts of one trigger, the last line counts.
[[nodiscard]] std::string sendingLine(const JournalEntry& entry);
/// The line after the response, or after it is clear that none will come.
[[nodiscard]] std::string answeredLine(const JournalEntry& entry);

/// The triggers in `text`, oldest first. An unreadable line (cut by a full disk) is skipped: with `--once`, its trigger
/// was never sent; without, a warning reported that the journal does not contain it.
[[nodiscard]] std::vector<JournalEntry> readJournal(std::string_view text);

/// What a stop, a re-run or a set-success did to one node.
struct ActionOnNode {
  std::int64_t instanceId = 0;
  std::string nodeName{};
  std::string outcome{};  ///< `restarted`, `unknown` …; empty as long as it is not known.
  /// Of a re-run: when the failure that it follows ended, by the service's clock.
  std::optional<std::chrono::system_clock::time_point> failedAt{};
  std::string nonce{};                                          ///< As read: of the last request for it.
  std::optional<std::chrono::system_clock::time_point> sent{};  ///< As read: when that was sent.
};

/// A stop, a re-run or a set-success. Its lines have events of their own, so that neither `watch`, `runs` and `--once`
/// nor an earlier version of this program takes one for a trigger.
struct ActionEntry {
  std::string kind;    ///< `stop`, `rerun`, `set-success`
  std::string action;  ///< Random; the same in all lines of one command.
  std::chrono::system_clock::time_point time{};
  std::string user;
  std::string host;
  std::string endpoint;
  std::string regionId;
  std::string projectName;
  std::string env;  ///< `prod`, `dev`
  std::int64_t dagId = 0;
  std::string nonce;        ///< Of a re-run: each request has its line.
  std::string credentials;  ///< Their source, never the credentials.
  std::vector<ActionOnNode> nodes;
  bool ended = false;  ///< The line after it was written.
};

/// The line before requests are sent: of a re-run one for each.
[[nodiscard]] std::string actingLine(const ActionEntry& entry);
/// The line after their responses, with what was done to which node.
[[nodiscard]] std::string actedLine(const ActionEntry& entry);

/// The actions in `text`, oldest first; the lines of one command make one entry.
[[nodiscard]] std::vector<ActionEntry> readActions(std::string_view text);

/// A restart whose outcome the journal does not know.
struct UnknownRestart {
  ActionOnNode node;
  ActionEntry entry;
};
/// The nodes of a run at `endpoint` whose newest re-run of the journal is of unknown outcome.
[[nodiscard]] std::vector<UnknownRestart> unknownRestarts(const std::vector<ActionEntry>& entries, const DagRef& run,
                                                          std::string_view endpoint);
/// `prod` or `dev`, as entries have it.
[[nodiscard]] std::string_view envWord(ProjectEnv env) noexcept;

/// The newest trigger with this key that started; else the newest of unknown outcome; else none: it may be triggered.
[[nodiscard]] std::optional<JournalEntry> alreadyTriggered(const std::vector<JournalEntry>& entries, const RunKey& key);

/// The newest trigger that started or may have started; only of that project and region unless they are empty. Its id
/// may be unknown.
[[nodiscard]] std::optional<JournalEntry> newestRun(const std::vector<JournalEntry>& entries,
                                                    std::string_view projectName, std::string_view regionId = {});

/// How the message of `withoutId` begins if the outcome is unknown; `user@host` follows.
inline constexpr std::string_view kSentBefore = "an earlier trigger of unknown outcome is in the journal, sent by ";

/// The error for a trigger without an id: it may have started, or it started and the service returned no id.
[[nodiscard]] Error withoutId(const JournalEntry& earlier);

[[nodiscard]] Outcome outcomeOf(Execution execution);
[[nodiscard]] std::string_view nameOf(Outcome outcome);

}  // namespace dataworks::cli
