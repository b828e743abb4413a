// Watching runs to their end, with everything that the command line shows and saves on the way. `run` and `watch` share
// it.
#pragma once

#include <string>
#include <vector>

#include "dataworks/client.h"
#include "options.h"
#include "session.h"
#include "terminal/run_view.h"

namespace dataworks::cli {

struct WatchPlan {
  std::vector<terminal::WatchedRun> runs;
  const ConnectionOptions* connection = nullptr;
  const OutputOptions* output = nullptr;
  const WatchFlags* flags = nullptr;
  std::string firstEvent{};          ///< For stdout, before anything else is.
  std::vector<std::string> notes{};  ///< Lines to show after the first, such as the parameters as sent.
  bool looksAtOnce = false;          ///< They were not triggered just now.
};

/// Watches all of them on one client and responds the exit code: the worst of theirs.
[[nodiscard]] int watchRuns(const DataWorksClient& client, const WatchPlan& plan, Session& session,
                            const Deadline& deadline);

}  // namespace dataworks::cli
