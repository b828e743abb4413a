// SPDX-License-Identifier: Apache-2.0
// The events of a run that `--on` waits for: what they are, what a command learns of them, and how the journal
// remembers that it was run. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/table.h"

namespace dataworks::cli {

enum class RunEvent {
  kLate,       ///< It takes longer than `--late` allows.
  kFailed,     ///< It failed.
  kSucceeded,  ///< All of its nodes have succeeded.
  kUnknown,    ///< The command ended without knowing how the run ended, or whether it was started: 6, 7, 70 or 124.
};

[[nodiscard]] std::string_view nameOf(RunEvent event) noexcept;
[[nodiscard]] std::optional<RunEvent> parseRunEvent(std::string_view word) noexcept;
/// What a command that ended with this code says of its run; empty where nothing was started, or by a signal.
[[nodiscard]] std::optional<RunEvent> eventOf(int exitCode) noexcept;

/// `--on late ./tell-us`: the program, as given.
struct OnEvent {
  RunEvent event = RunEvent::kLate;
  std::string command{};
};

/// What happened.
struct RunNews {
  RunEvent event = RunEvent::kLate;
  std::chrono::system_clock::time_point time{};
  terminal::WatchedRun run{};
  std::string regionId{};
  const DagRun* last = nullptr;  ///< As last seen; null if nothing was.
  std::optional<std::chrono::milliseconds> elapsed{};
  std::optional<std::chrono::milliseconds> limit{};  ///< Of `kLate`.
  std::optional<int> exitCode{};                     ///< Of an end.
  std::string error{};
  std::string nextCommand{};  ///< To come back to the run, or to look for it.
};

/// One JSON object, on a line: what the command reads. Its `text` is one sentence, in English.
[[nodiscard]] std::string newsJson(const RunNews& news);

/// Which event of which run. The same run can fail twice if it is re-run in between: its end tells them apart.
struct EventKey {
  std::string endpoint;
  std::string projectName;
  ProjectEnv env = ProjectEnv::kProd;
  std::int64_t dagId = 0;
  RunEvent event = RunEvent::kLate;
  std::string occasion;  ///< When it ended, the nonce of a trigger without an id; empty for `kLate`.

  friend bool operator==(const EventKey&, const EventKey&) = default;
};

[[nodiscard]] EventKey keyOf(const RunNews& news, const std::string& endpoint, const std::string& nonce = {});
[[nodiscard]] std::string notifiedLine(const EventKey& key, std::chrono::system_clock::time_point time);
/// True if a line of `text` says that this event was told.
[[nodiscard]] bool wasNotified(std::string_view text, const EventKey& key);

}  // namespace dataworks::cli
