// SPDX-License-Identifier: Apache-2.0
// After a trigger whose response was lost: the runs that may be it, for a person to decide. Pure.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "command_line/options.h"
#include "dataworks/actions.h"
#include "journal/journal.h"

namespace dataworks::cli {

/// The trigger that is looked for.
struct LostTrigger {
  FlowTrigger request{};
  std::chrono::system_clock::time_point sent{};
};

/// What was found: candidates, not proof.
[[nodiscard]] std::vector<std::string> candidateLines(const std::vector<DagCandidate>& candidates,
                                                      const LostTrigger& lost, const ConnectionOptions& connection,
                                                      Language language);
/// Nothing was found, in `looks` looks: that proves nothing. `again`: the command that triggers once more.
[[nodiscard]] std::vector<std::string> noCandidateLines(int looks, const LostTrigger& lost,
                                                        const ConnectionOptions& connection, const std::string& again,
                                                        Language language);
/// The list is not allowed.
[[nodiscard]] std::vector<std::string> mayNotListLines(const Error& error, const LostTrigger& lost, Language language);

/// `2005…6354`: enough to recognize a user.
[[nodiscard]] std::string shortUser(const std::string& user);

/// The trigger of unknown outcome in the journal that a run may be: of that flow and business date, sent at most ten
/// minutes before its creation; null if there is none.
[[nodiscard]] const JournalEntry* unknownTriggerOf(const DagCandidate& candidate,
                                                   const std::vector<JournalEntry>& journal);

}  // namespace dataworks::cli
