// SPDX-License-Identifier: Apache-2.0
// The commands to type next, and the message for a trigger of unknown outcome. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "command_line/flow_trigger.h"
#include "command_line/options.h"
#include "dataworks/error.h"
#include "dataworks/manual_dag.h"

namespace dataworks::cli {

/// `dataworks watch 332455685 -p sales`, with the given connection options.
[[nodiscard]] std::string watchCommand(const std::vector<std::int64_t>& dagIds, const std::string& projectName,
                                       const ConnectionOptions& connection, ProjectEnv env);

/// `dataworks logs 332455685 -p sales`: the same for another verb and its run.
[[nodiscard]] std::string verbCommand(const std::string& verb, std::int64_t dagId, const std::string& projectName,
                                      const ConnectionOptions& connection, ProjectEnv env);

/// The message for a re-run of unknown outcome, exit code 6: what is known, what to do.
[[nodiscard]] std::vector<std::string> unknownRestart(const std::vector<std::string>& nodes, std::int64_t dagId,
                                                      const std::string& projectName,
                                                      const ConnectionOptions& connection, ProjectEnv env,
                                                      const Error& error, Language language);

/// The command that triggers the same flow again: `verb` is `run` or `create`.
[[nodiscard]] std::string triggerCommand(const std::string& verb, const FlowTrigger& request,
                                         const ConnectionOptions& connection);

/// `dataworks runs --remote nightly -p sales --since '2026-11-23 03:00'`
[[nodiscard]] std::string remoteRunsCommand(const FlowTrigger& request, std::chrono::system_clock::time_point sent,
                                            const ConnectionOptions& connection);

/// The message of exit code 6: what is known, where to check, what to do.
[[nodiscard]] std::vector<std::string> unknownOutcome(const std::string& verb, const FlowTrigger& request,
                                                      const ConnectionOptions& connection, const Error& error,
                                                      Language language);

}  // namespace dataworks::cli
