// SPDX-License-Identifier: Apache-2.0
// The log of a node, as the command line fetches, cuts, masks and files it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/client.h"

namespace dataworks::cli {

/// The log of one node, or why there is none.
struct NodeLogResult {
  NodeInsInfo node{};
  int attempt = 0;                     ///< 1 is the first; 0: the newest.
  std::int64_t instanceHistoryId = 0;  ///< Of a chosen attempt.
  bool asked = false;                  ///< False for a node that never ran: no call is made for it.
  GetInstanceLogResponse log{};
  std::optional<Error> error{};
};

/// Fetches a log, one call; with an `attempt` one more. A node that never ran has none, and costs no call. Throws
/// `BadArgument` if there are fewer attempts.
[[nodiscard]] NodeLogResult fetchLog(const DataWorksClient& client, const NodeInsInfo& node, ProjectEnv env,
                                     int attempt, const CallOptions& call);

/// The attempt with this number, the first being 1, in the order of their creation; empty if there are fewer. Pure.
[[nodiscard]] std::optional<std::int64_t> historyIdOf(std::vector<InstanceInfo> attempts, int attempt);

/// True if a node cannot have a log: it waits for its upstream nodes and has never run.
[[nodiscard]] bool neverRan(const NodeInsInfo& node);

/// Why a log without text has none: `never ran, no log`. Pure.
[[nodiscard]] std::string whyEmpty(const NodeInsInfo& node, std::chrono::system_clock::time_point now,
                                   Language language);

[[nodiscard]] std::size_t countLines(std::string_view text);
/// The last lines of `text`; all of it if `lines` is 0.
[[nodiscard]] std::string_view lastLines(std::string_view text, std::size_t lines);

/// What of a log is shown.
struct ShownLog {
  std::string text{};  ///< Ends with a line feed unless it is empty.
  std::size_t masked = 0;
};
/// The last lines, without control sequences and with recognizable secrets masked; `raw`: byte for byte. Pure.
[[nodiscard]] ShownLog showLog(std::string_view log, std::size_t tail, bool raw);

/// `NAME-ID[-attempt2].log`, safe as the name of a file. Pure.
[[nodiscard]] std::string logFileName(const NodeInsInfo& node, int attempt);

/// Makes the folder, readable only by its owner, unless it exists. Empty if files can be written there, else the
/// reason.
[[nodiscard]] std::string prepareLogFolder(const std::string& folder);
/// Writes a file that only its owner can read. Empty on success, else the reason.
[[nodiscard]] std::string writeLogFile(const std::string& path, std::string_view text);

/// `masked 2 values; best effort`; empty if none was. Pure.
[[nodiscard]] std::string maskedNote(std::size_t masked, Language language);

}  // namespace dataworks::cli
