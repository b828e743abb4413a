// The journal's lines and what they prove. Pure; journal_file.h reads and writes them.
//
// A trigger leaves two lines: `sending` before a byte of it leaves, `answered` after. A `sending` without its
// `answered`, because the process or the machine died in between, means "outcome unknown", and so `run --once` can tell
// what may be triggered again, across processes and reboots. Parameter values are not kept, only a hash over them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

[[nodiscard]] RunKey runKey(const std::string& endpoint, const std::string& regionId,
                            const CreateManualDagRequest& request);

/// The byte of the lock file that stands for a key, the same in every process.
[[nodiscard]] std::int64_t lockPosition(const RunKey& key);

/// How a trigger ended, as far as the journal knows.
enum class Outcome {
  kUnknown,     ///< Sent; no response, or none that says whether it ran.
  kStarted,     ///< It runs or ran; the id may be missing all the same.
  kNotStarted,  ///< Surely not executed.
};

/// A trigger.
struct JournalEntry {
  std::string trigger;  ///< Joins the lines of one trigger: random.
  std::chrono::system_clock::time_point time{};
  std::string user;
  std::string host;
  RunKey key;
  std::string nonce;
  std::string credentials;  ///< Where they came from, not what they are.
  Outcome outcome = Outcome::kUnknown;
  std::string requestId;
  std::int64_t dagId = 0;
  std::string errorCode;
};

/// The line to write before a try is sent. The later line of a trigger that was tried again wins.
[[nodiscard]] std::string sendingLine(const JournalEntry& entry);
/// The line to write after the response, or after it is clear that none will come.
[[nodiscard]] std::string answeredLine(const JournalEntry& entry);

/// The triggers in `text`, oldest first. A line that cannot be read (one cut by a full disk) is skipped: with `--once`,
/// what it would have announced was never sent; without, a warning said that the journal does not hold it.
[[nodiscard]] std::vector<JournalEntry> readJournal(std::string_view text);

/// The newest trigger with this key that started; else one whose outcome is unknown; else none: it may be triggered.
[[nodiscard]] std::optional<JournalEntry> alreadyTriggered(const std::vector<JournalEntry>& entries, const RunKey& key);

/// The newest trigger that started or may have, of that project and in that region where they are not empty: without
/// an id where none is known.
[[nodiscard]] std::optional<JournalEntry> newestRun(const std::vector<JournalEntry>& entries,
                                                    std::string_view projectName, std::string_view regionId = {});

/// How the message of `withoutId` begins where the outcome is unknown; who sent it (`user@host`) follows.
inline constexpr std::string_view kSentBefore =
    "the journal holds an earlier trigger without a known outcome, sent by ";

/// What is known of a trigger that has no id: it may have started, or did and the service gave no id.
[[nodiscard]] Error withoutId(const JournalEntry& earlier);

[[nodiscard]] Outcome outcomeOf(Execution execution);

}  // namespace dataworks::cli
