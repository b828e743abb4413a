// SPDX-License-Identifier: Apache-2.0
#include "watch/expectation.h"

#include <algorithm>

#include "journal/journal_file.h"

namespace dataworks::cli {

namespace {

/// True if the journal has a re-run or a set-success of this run: its duration is that of people, too.
bool wasMended(const std::vector<ActionEntry>& actions, const terminal::WatchedRun& run) {
  return std::any_of(actions.begin(), actions.end(), [&](const ActionEntry& action) {
    return action.kind != "stop" && action.dagId == run.dagId && action.projectName == run.projectName &&
           action.env == envWord(run.env);
  });
}

}  // namespace

FlowPlace placeOf(const terminal::WatchedRun& run, const DataWorksClient& client) {
  return {client.endpoint(), client.regionId(), run.projectName, run.flowName, run.env};
}

std::vector<SeenRun> seenRuns(const Session& session, std::string_view containing) {
  const std::string path = journalPath(session.environment);
  if (path.empty()) return {};
  return JournalFile(path).readSeen(containing).value_or(std::vector<SeenRun>{});
}

void addUsual(std::vector<terminal::WatchedRun>& runs, const DataWorksClient& client, const Session& session) {
  const bool ofOneFlow = std::all_of(
      runs.begin(), runs.end(), [&](const terminal::WatchedRun& run) { return run.flowName == runs.front().flowName; });
  const std::vector<SeenRun> seen = seenRuns(session, ofOneFlow ? markOfFlow(runs.front().flowName) : "");
  for (terminal::WatchedRun& run : runs) {
    if (run.isPart) continue;  // takes another time than the whole flow
    run.usual = usualDuration(lastSuccesses(seen, placeOf(run, client)));
  }
}

std::optional<std::chrono::system_clock::time_point> expectedEnd(const terminal::WatchedRun& run) {
  if (!run.usual || !run.triggeredAt) return std::nullopt;
  return *run.triggeredAt + run.usual->median;
}

void keepSeen(const DagRun& run, const terminal::WatchedRun& watched, const DataWorksClient& client, bool wasRerun,
              const Session& session, const Deadline& deadline) {
  const JournalFile journal(journalPath(session.environment));
  if (journal.path().empty() || run.state == DagRunState::kNotFoundYet) return;
  SeenRun seen = seenRun(run, placeOf(watched, client));
  seen.dagId = watched.dagId;
  seen.unusual = wasRerun || wasMended(journal.readActions().value_or(std::vector<ActionEntry>{}), watched);
  const std::vector<SeenRun> before = journal.readSeen(markOfRun(seen.dagId)).value_or(std::vector<SeenRun>{});
  const SeenRun* known = findSeen(before, seen.place.endpoint, seen.place.projectName, seen.dagId);
  if (known != nullptr && isKnownAs(seen, *known)) return;
  const auto patient = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  static_cast<void>(journal.append(seenLine(seen), [&] {
    const bool isOver = deadline.passed() || session.signals.stopToken().stop_requested();
    return isOver && std::chrono::steady_clock::now() >= patient;
  }));
}

}  // namespace dataworks::cli
