// SPDX-License-Identifier: Apache-2.0
// Which run a command is about, and where it was triggered: by its id, or the newest of the journal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command_line/arguments.h"
#include "command_line/options.h"
#include "dataworks/report.h"
#include "journal/journal.h"
#include "run/connection.h"
#include "session/session.h"
#include "terminal/table.h"

namespace dataworks::cli {

/// The triggers of the journal; none if there is no journal. If it is `needed`, that throws `BadArgument`.
[[nodiscard]] std::vector<JournalEntry> triggersOf(const Session& session, bool needed);

[[nodiscard]] terminal::WatchedRun fromJournal(const JournalEntry& entry);

/// The newest run of the journal. Throws `BadArgument` if there is none.
[[nodiscard]] JournalEntry newestOf(const std::vector<JournalEntry>& journal, const std::string& projectName,
                                    const std::string& regionId);

/// The newest entry of the journal with this id; only of that project and region unless they are empty. Pure.
[[nodiscard]] const JournalEntry* findRun(const std::vector<JournalEntry>& journal, std::int64_t dagId,
                                          std::string_view projectName, std::string_view regionId);

/// `given`, else the journal's where it knows the run, else production.
[[nodiscard]] ProjectEnv environmentOf(std::int64_t dagId, const std::string& projectName, const std::string& regionId,
                                       std::optional<ProjectEnv> given, const Session& session);

/// A run as a command addresses it.
struct AddressedRun {
  terminal::WatchedRun run;
  std::optional<JournalEntry> place;  ///< Where it was triggered, if the journal knows it.
};

/// What a report and JSON say of the run besides its nodes.
[[nodiscard]] ReportOptions aboutRun(const terminal::WatchedRun& run, const std::string& regionId);

/// What to throw where neither a flag nor the journal says which workspace the run of that id is in.
[[nodiscard]] BadArgument needsProject(const std::string& dagId);

/// The run of that id (empty: the newest of the journal); the project comes from the journal where it knows the run.
/// Throws `BadArgument`. A newest run without an id has `dagId` 0: see `withoutId`.
/// `env`: as given; unset: the journal's, else production.
[[nodiscard]] AddressedRun addressRun(const std::string& dagId, const std::string& projectName,
                                      const std::string& regionId, std::optional<ProjectEnv> env,
                                      const Session& session);

/// Connects to where a run was triggered: the same id elsewhere is another run. Region and endpoint that the
/// environment does not provide are added to `options`, so that commands to type later name them. A given endpoint is
/// always used: a service may have several.
[[nodiscard]] Result<Connection> connectTo(const JournalEntry& place, ConnectionOptions& options,
                                           const Session& session, Language language);
/// The same if the journal knows the run, else as `options` say.
[[nodiscard]] Result<Connection> connectTo(const AddressedRun& addressed, ConnectionOptions& options,
                                           const Session& session, Language language);

}  // namespace dataworks::cli
