// SPDX-License-Identifier: Apache-2.0
// What is said on stderr when watching has ended: why, and how to go on.
#pragma once

#include <cstddef>
#include <vector>

#include "session/session.h"
#include "watch/watched.h"
#include "watch/watching.h"

namespace dataworks::cli {

/// Logs why a re-run was not executed, or may not have been.
void logNotRerun(const Watched& watched, const WatchPlan& plan, Language language);

/// Logs which nodes of a re-run the service rejected.
void logRejected(const ActionLog& rerun, int exitCode, Language language);

/// Logs why a wait ended before its run, and that the run goes on if it was seen.
void logLostTrack(const Watched& watched, const Deadline& deadline, const WatchPlan& plan, Language language);

/// After `--fail-fast`: the run continues, and can be watched until it ends.
void logOthersGoOn(const Watched& watched, std::size_t active, const ConnectionOptions& connection, Language language);

/// Off a terminal nothing of a log is shown unasked, only how to see it.
void logHowToReadLogs(const std::vector<Watched>& ends, const WatchPlan& plan);

}  // namespace dataworks::cli
