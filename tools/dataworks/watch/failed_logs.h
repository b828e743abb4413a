// SPDX-License-Identifier: Apache-2.0
// The logs of the nodes that failed, after the end of a run: for `--log-tail` and `--with-logs`.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "dataworks/report.h"
#include "result/node_log.h"
#include "session/session.h"

namespace dataworks::cli {

/// Which logs are shown without being asked for. Logs of jobs hold links with live tokens, and the output of CI is
/// public more often than one thinks: so only on a terminal.
struct LogTail {
  std::size_t nodes = 0;  ///< At most; 0: none.
  std::size_t lines = 0;
};
/// `given`: `--log-tail`. Pure.
[[nodiscard]] LogTail logTailFor(std::optional<std::size_t> given, bool onTerminal, bool quiet);

/// The failed nodes of all runs, those that failed first at the front. They point into `runs`. Pure.
[[nodiscard]] std::vector<const NodeInsInfo*> failedNodesOf(const std::vector<const DagRun*>& runs);

/// Fetches the logs of the first `most` of `nodes`, within `limit` and until a signal. A failure is an entry too.
[[nodiscard]] std::vector<NodeLogResult> fetchLogs(const DataWorksClient& client,
                                                   const std::vector<const NodeInsInfo*>& nodes, std::size_t most,
                                                   ProjectEnv env, std::chrono::milliseconds limit,
                                                   const Session& session);

/// The logs of the first failed nodes of a run, for a report; says how many were left out. `known` were fetched before.
[[nodiscard]] std::vector<NodeLog> logsForReport(const DataWorksClient& client, const DagRun& run,
                                                 const std::vector<const NodeLogResult*>& known,
                                                 const Session& session);

}  // namespace dataworks::cli
