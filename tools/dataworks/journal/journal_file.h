// SPDX-License-Identifier: Apache-2.0
// The journal on disk: `${XDG_STATE_HOME:-~/.local/state}/dataworks/runs.jsonl`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.h"
#include "journal/run_events.h"
#include "journal/run_history.h"
#include "text/environment.h"

namespace dataworks::cli {

/// The path; empty if `DATAWORKS_JOURNAL=off` or if there is no home folder.
[[nodiscard]] std::string journalPath(const detail::Environment& environment);

/// Why there is no journal.
struct NoJournal {
  bool wanted = false;  ///< It was not switched off.
  std::string reason{};
};
[[nodiscard]] NoJournal whyNoJournal(const detail::Environment& environment);

/// Thread-safe. Nothing is opened before the first use.
class JournalFile {
 public:
  explicit JournalFile(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  /// Appends a line and waits until it is on the disk. Empty on success, else the reason. While another process has the
  /// journal locked, waits until `giveUp` returns true.
  [[nodiscard]] std::string append(std::string_view line, const std::function<bool()>& giveUp) const;

  /// All triggers of the journal; none if there is no journal. Empty optional: it exists, but cannot be read.
  [[nodiscard]] std::optional<std::vector<JournalEntry>> read() const;

  /// The same for stops, re-runs and set-successes.
  [[nodiscard]] std::optional<std::vector<ActionEntry>> readActions() const;

  /// True if a command of `--on` was run for this event.
  [[nodiscard]] std::optional<bool> wasNotified(const EventKey& key) const;

  /// The same as `read` for runs that were watched.
  [[nodiscard]] std::optional<std::vector<SeenRun>> readSeen(std::string_view containing = {}) const;

 private:
  /// All of it; none if there is no journal. Empty optional: it exists, but cannot be read.
  [[nodiscard]] std::optional<std::string> text() const;

  std::string path_;
};

/// Who writes to a journal: the names of the user and of the machine, and a random one for what is written.
[[nodiscard]] std::string userName();
[[nodiscard]] std::string hostName();
[[nodiscard]] std::string randomName();

/// What a trigger excludes until its response: with `--once` all triggers of the same key, else only those with
/// `--once`.
enum class Excludes { kAll, kOnce };

/// Held against other processes until it is destroyed or the process ends. One lock file serves all keys: each locks
/// its own byte.
class TriggerLock {
 public:
  /// Waits for the lock until `giveUp` returns true.
  TriggerLock(const JournalFile& journal, const RunKey& key, Excludes excludes, const std::function<bool()>& giveUp);
  ~TriggerLock();
  TriggerLock(const TriggerLock&) = delete;
  TriggerLock& operator=(const TriggerLock&) = delete;

  /// Empty if the lock is held, else the reason.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

 private:
  int file_ = -1;
  std::string failure_;
};

}  // namespace dataworks::cli
