// SPDX-License-Identifier: Apache-2.0
// What is left of watched runs when watching has ended: the logs of failed nodes, the saved reports, and the result on
// stdout.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "result/node_log.h"
#include "session/session.h"
#include "terminal/summary.h"
#include "watch/failed_logs.h"
#include "watch/watched.h"
#include "watch/watching.h"

namespace dataworks::cli {

/// The logs of failed nodes, fetched once, for the terminal, for the result and for reports.
class EndLogs {
 public:
  EndLogs(const DataWorksClient& client, const WatchPlan& plan, const Session& session, std::vector<Watched>& ends);

  void fetchTails();
  /// The end of each log on stderr.
  void show(Language language) const;
  /// For `--with-logs`: of the first failed nodes of a run.
  [[nodiscard]] std::vector<NodeLog> forReport(const Watched& watched) const;

 private:
  struct Kept {
    NodeLogResult result;
    ShownLog shown;
  };

  [[nodiscard]] bool fewCallsLeft() const;
  void keep(NodeLogResult result);
  [[nodiscard]] std::vector<const NodeLogResult*> fetched() const;

  const DataWorksClient& client_;
  const WatchPlan& plan_;
  const Session& session_;
  std::vector<Watched>& ends_;
  const LogTail tail_;
  std::deque<Kept> kept_;  // entries point into it
};

/// `run.html` for one run; `run-332455685.html` for each of several.
[[nodiscard]] std::vector<std::string> filesOf(const std::vector<std::string>& files, std::int64_t dagId, bool several);

/// Writes the result to stdout. `namesLogs`: the summary says how to read the logs of failed nodes.
void writeEnds(const std::vector<Watched>& all, int exitCode, const WatchPlan& plan, const terminal::Style& style,
               bool namesLogs, terminal::Above above, OutputStream& out);

}  // namespace dataworks::cli
