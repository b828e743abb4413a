// SPDX-License-Identifier: Apache-2.0
// Looks for the run of a trigger whose response was lost.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataworks/client.h"
#include "result/lost_run.h"
#include "session/session.h"

namespace dataworks::cli {

/// What a look found: lines for people, and the candidates for machines.
struct Looked {
  std::vector<std::string> lines{};
  std::optional<std::vector<DagCandidate>> candidates{};  ///< Empty: looked, none is listed. Unset: could not look.
};

/// Asks the service up to twice, and says what it lists. No lines if that could not be found out: the time is over, a
/// signal came, or the service was not reached. `justSent`: the run may not be listed yet, so it looks after 3 and 15
/// seconds; else once.
[[nodiscard]] Looked lookForLostRun(const DataWorksClient& client, const LostTrigger& lost, bool justSent,
                                    const ConnectionOptions& connection, const Deadline& deadline,
                                    const Session& session, Language language);

}  // namespace dataworks::cli
