// SPDX-License-Identifier: Apache-2.0
// Reads the nodes of a run once, in production or in development, and opens a run that a command acts on.
#pragma once

#include "command_line/options.h"
#include "dataworks/client.h"
#include "run/connection.h"
#include "run/run_address.h"
#include "session/session.h"

namespace dataworks::cli {

/// The nodes as they are now, one call. A run in development is not in the search: another operation lists it.
[[nodiscard]] Result<DagRun> readRun(const DataWorksClient& client, const DagRef& run, const CallOptions& call);

/// A run that a command acts on: where it was triggered, and its nodes as they are now.
struct OpenedRun {
  ConnectionOptions options;  ///< Those that lead there.
  Connection connection;
  DagRef ref;
  DagRun run;
};
/// Connects to where the run was triggered, and reads it: one call.
[[nodiscard]] Result<OpenedRun> openRun(const AddressedRun& addressed, ConnectionOptions options,
                                        const Deadline& deadline, const Session& session, Language language);

/// The options of one call of a command: the rest of its time, and its stop.
[[nodiscard]] CallOptions callOptions(const ConnectionOptions& connection, const Deadline& deadline,
                                      const Session& session);

/// Pauses; false if the command was stopped or its time is over before that.
[[nodiscard]] bool pauseFor(std::chrono::milliseconds pause, const Deadline& deadline, const Session& session);

}  // namespace dataworks::cli
