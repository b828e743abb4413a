// The journal on disk: `${XDG_STATE_HOME:-~/.local/state}/dataworks/runs.jsonl`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "environment.h"
#include "journal.h"

namespace dataworks::cli {

/// Where it is; empty if `DATAWORKS_JOURNAL=off` (or if there is no home).
[[nodiscard]] std::string journalPath(const Environment& environment);

/// Why it is nowhere.
struct NoJournal {
  bool wanted = false;  ///< It was not switched off.
  std::string reason{};
};
[[nodiscard]] NoJournal whyNoJournal(const Environment& environment);

/// Thread-safe. Nothing is opened before the first use.
class JournalFile {
 public:
  explicit JournalFile(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  /// Appends a line and waits until it is on the disk. Empty on success, else why not. While another process has the
  /// journal locked, tries until `giveUp` says true.
  [[nodiscard]] std::string append(std::string_view line, const std::function<bool()>& giveUp) const;

  /// All triggers of the journal; none if there is no journal. Empty optional: it is there and cannot be read.
  [[nodiscard]] std::optional<std::vector<JournalEntry>> read() const;

 private:
  std::string path_;
};

/// Whom a trigger keeps out until it is answered: `--once` all others of its key, any other trigger only `--once`.
enum class Excludes { kAll, kOnce };

/// Held in this and against other processes until it is destroyed or the process ends. One lock file serves all keys:
/// each locks its own byte of it.
class TriggerLock {
 public:
  /// Tries until it has the lock or `giveUp` says true.
  TriggerLock(const JournalFile& journal, const RunKey& key, Excludes excludes, const std::function<bool()>& giveUp);
  ~TriggerLock();
  TriggerLock(const TriggerLock&) = delete;
  TriggerLock& operator=(const TriggerLock&) = delete;

  /// Empty if it is held, else why not.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

 private:
  int file_ = -1;
  std::string failure_;
};

}  // namespace dataworks::cli
