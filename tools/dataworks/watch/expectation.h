// SPDX-License-Identifier: Apache-2.0
// What the journal knows of a flow before and after a run of it is watched.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "dataworks/client.h"
#include "journal/run_history.h"
#include "session/session.h"

namespace dataworks::cli {

[[nodiscard]] FlowPlace placeOf(const terminal::WatchedRun& run, const DataWorksClient& client);

/// The runs that the journal knows, see `readSeenRuns`; none if it cannot be read: what is usual is then not known.
[[nodiscard]] std::vector<SeenRun> seenRuns(const Session& session, std::string_view containing = {});

/// Fills in what is usual for the flow of each run.
void addUsual(std::vector<terminal::WatchedRun>& runs, const DataWorksClient& client, const Session& session);

/// When the run will end if it is like others; empty if that is not known.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> expectedEnd(const terminal::WatchedRun& run);

/// Notes how the run was last seen, unless the journal knows. `wasRerun`: by this command. A journal that cannot be
/// written is no warning: the trigger has warned of it, and nothing depends on it.
void keepSeen(const DagRun& run, const terminal::WatchedRun& watched, const DataWorksClient& client, bool wasRerun,
              const Session& session, const Deadline& deadline);

}  // namespace dataworks::cli
