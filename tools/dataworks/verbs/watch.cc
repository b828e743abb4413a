// SPDX-License-Identifier: Apache-2.0
// `dataworks watch [ID…]`: watches runs that were started before.
#include <algorithm>

#include "command_line/arguments.h"
#include "command_line/options.h"
#include "result/saving.h"
#include "run/connection.h"
#include "run/failure.h"
#include "run/run_address.h"
#include "session/exit_code.h"
#include "terminal/language.h"
#include "verbs/verbs.h"
#include "watch/expectation.h"
#include "watch/late_alarm.h"
#include "watch/watching.h"

namespace dataworks::cli {

namespace {

struct WatchOptions {
  std::vector<std::string> dagIds;
  std::string projectName;
  std::optional<ProjectEnv> env;
  ConnectionOptions connection;
  OutputOptions output;
  WatchFlags watch;
};

/// The runs with these ids, and where they were triggered if the journal shows one place for all.
struct Given {
  std::vector<terminal::WatchedRun> runs;
  std::optional<JournalEntry> place;
};

/// The workspace of the runs with these ids, by the journal. Throws `BadArgument` where it does not know one of them,
/// or where they are not of one workspace.
std::string projectOf(const std::vector<std::string>& words, const std::string& regionId,
                      const std::vector<JournalEntry>& journal) {
  std::string projectName;
  for (const std::string& word : words) {
    const JournalEntry* known = findRun(journal, readDagId(word), {}, regionId);
    if (known == nullptr) throw needsProject(word);
    if (!projectName.empty() && known->key.projectName != projectName) {
      throw BadArgument("these runs are of several workspaces (" + projectName + ", " + known->key.projectName +
                            "): watch those of one",
                        "这些运行属于不同的工作空间（" + projectName + "、" + known->key.projectName +
                            "）：请只跟踪同一工作空间的运行");
    }
    projectName = known->key.projectName;
  }
  return projectName;
}

Given given(const std::vector<std::string>& words, const std::string& givenProject, const std::string& regionId,
            const std::vector<JournalEntry>& journal) {
  const std::string projectName = givenProject.empty() ? projectOf(words, regionId, journal) : givenProject;
  std::vector<terminal::WatchedRun> runs;
  std::vector<const JournalEntry*> places;
  for (const std::string& word : words) {
    const std::int64_t dagId = readDagId(word);
    const auto same = [&](const auto& run) { return run.dagId == dagId; };
    if (std::any_of(runs.begin(), runs.end(), same)) continue;
    const JournalEntry* known = findRun(journal, dagId, projectName, regionId);
    runs.push_back(known != nullptr ? fromJournal(*known) : terminal::WatchedRun{projectName, {}, {}, dagId});
    places.push_back(known);
  }
  const bool isOnePlace = std::all_of(places.begin(), places.end(), [&](const JournalEntry* place) {
    return place != nullptr && place->key.regionId == places.front()->key.regionId &&
           place->key.endpoint == places.front()->key.endpoint;
  });
  return {std::move(runs), isOnePlace ? std::optional(*places.front()) : std::nullopt};
}

/// Uses the journal's region of the given runs, if that leads to where they were triggered.
void useRegionOf(const JournalEntry& place, ConnectionOptions& options, const Session& session) {
  if (!options.regionId.empty() || place.key.regionId.empty()) return;
  if (toClientOptions(options).regionId == place.key.regionId) return;
  ConnectionOptions regional = options;
  regional.regionId = place.key.regionId;
  const auto connection = connect(regional, session);
  if (connection && connection->client.endpoint() == place.key.endpoint) options = regional;
}

int watch(const WatchOptions& options, Session& session) {
  checkSavePaths(options.watch.save);
  checkEvents(options.watch);
  ConnectionOptions connectionOptions = options.connection;
  const auto journal = triggersOf(session, options.dagIds.empty());
  std::optional<JournalEntry> newest;
  if (options.dagIds.empty()) newest = newestOf(journal, options.projectName, options.connection.regionId);
  // Watching an older run instead would show the wrong result.
  if (newest && newest->dagId == 0) {
    return endWithError(withoutId(*newest), Activity::kTriggering, options.output, session);
  }

  const Deadline deadline(session, options.connection.timeout, std::chrono::hours(24));
  Given watched = newest ? Given{{fromJournal(*newest)}, newest}
                         : given(options.dagIds, options.projectName, options.connection.regionId, journal);
  // Where the journal says which workspace it was, it says where to go, too.
  const std::optional<JournalEntry> place = newest || options.projectName.empty() ? watched.place : std::nullopt;
  if (!place && watched.place) useRegionOf(*watched.place, connectionOptions, session);
  for (terminal::WatchedRun& run : watched.runs) run.env = options.env.value_or(run.env);
  checkPollBudget(options.watch, watched.runs.size(), deadline);
  WatchPlan plan{.runs = std::move(watched.runs),
                 .connection = &connectionOptions,
                 .output = &options.output,
                 .flags = &options.watch,
                 .pollsAtOnce = true};
  const auto connection =
      place ? connectTo(*place, connectionOptions, session, languageOnStderr(options.output, session.environment))
            : connect(connectionOptions, session);
  if (!connection) return endWithError(connection.error(), Activity::kReading, options.output, session);
  plan.calls = connection->calls;
  addUsual(plan.runs, connection->client, session);
  return watchRuns(connection->client, plan, session, deadline);
}

}  // namespace

Verb watchVerb() {
  auto options = std::make_shared<WatchOptions>();
  return {"watch",
          {"Watch runs that were started before, until they end", "跟踪已启动的运行，直到结束"},
          together({{Option("ID,--dag-id,--DagId", &options->dagIds,
                            {"Ids of the runs (default: the newest run in the journal)",
                             "运行的实例 ID（默认：触发记录中最近一次运行）"},
                            {.type = "NUMBER"}),
                     projectNameOption(options->projectName), projectEnvOption(options->env)},
                    watchOptions(options->watch),
                    {lateOption(options->watch.late)},
                    outputOptions(options->output, {"table", "json", "jsonl"}),
                    connectionOptions(options->connection)}),
          {"dataworks watch", "dataworks watch 332455685 332455690 -p sales"},
          {"Ctrl-C stops watching, not the runs. The exit code of several runs is the worst of theirs: 7, 124, 1, 0.",
           "Ctrl-C 只停止跟踪，不会停止运行。跟踪多次运行时，退出码取最差的一个：7、124、1、0。"},
          executing(watch, options)};
}

}  // namespace dataworks::cli
