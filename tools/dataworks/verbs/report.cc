// SPDX-License-Identifier: Apache-2.0
// `dataworks report ID`: the report of a run, from the service or from a saved file.
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "command_line/arguments.h"
#include "command_line/options.h"
#include "dataworks/report.h"
#include "journal/journal_file.h"
#include "result/resume_command.h"
#include "result/saving.h"
#include "run/connection.h"
#include "run/failure.h"
#include "run/run_address.h"
#include "run/run_reading.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/summary.h"
#include "terminal/time_summary.h"
#include "verbs/verbs.h"
#include "watch/expectation.h"
#include "watch/failed_logs.h"

namespace dataworks::cli {

namespace {

struct ReportVerbOptions {
  std::string dagId;
  std::string from;
  std::string projectName;
  std::string flowName;
  std::vector<std::string> save;
  std::optional<ProjectEnv> env;
  bool withLogs = false;
  std::string against;  ///< An id, a file, or `usual`.
  ConnectionOptions connection;
  OutputOptions output;
};

bool isId(const std::string& word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

SavedRun readSaved(const std::string& file, const std::string& option) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  auto saved = readRunJson(text);
  if (!saved) throw BadArgument(option + " " + file + ": " + saved.error().message);
  return std::move(*saved);
}

/// The flow and the business date of a run that was triggered from here.
void addFromJournal(const Session& session, SavedRun& saved) {
  const auto journal = triggersOf(session, false);
  const JournalEntry* known = findRun(journal, saved.run.dagId, saved.run.projectName, {});
  if (known == nullptr) return;
  terminal::WatchedRun run = fromJournal(*known);
  saved.options.flowName = std::move(run.flowName);
  saved.options.bizdate = run.bizdate;
}

/// A run that is not over says nothing yet.
Baseline baselineOver(const DagRun& run, const std::string& against) {
  if (!run.finished() || run.activeCount() > 0)
    throw BadArgument("--against " + against + ": that run is not over", "--against " + against + "：该次运行尚未结束");
  return baselineOf(run);
}

/// What `--against` names without a connection: `usual`, or a file. Empty for an id.
std::optional<Baseline> baselineHere(const std::string& against, const FlowPlace& place, std::int64_t dagId,
                                     const Session& session) {
  if (against == "usual") {
    const std::vector<SeenRun> known = seenRuns(session, markOfFlow(place.flowName));
    auto usual = usualBaseline(lastSuccesses(known, place, dagId));
    if (usual) return usual;
    const std::string flow = place.projectName + "/" + place.flowName;
    throw BadArgument("--against usual: not known for " + flow + ": the journal needs 3 other successes of it",
                      "--against usual：尚不清楚 " + flow + " 的通常情况：触发记录中需有另外 3 次成功运行");
  }
  if (isId(against)) return std::nullopt;
  return baselineOver(readSaved(against, "--against").run, against);
}

/// Where a run of a file was triggered: the journal's `usual` is that of one endpoint.
FlowPlace placeOf(const SavedRun& saved, const Session& session) {
  const auto journal = triggersOf(session, false);
  FlowPlace place{"", saved.options.regionId, saved.run.projectName, saved.options.flowName, saved.run.env};
  if (const JournalEntry* known = findRun(journal, saved.run.dagId, saved.run.projectName, {})) {
    place.endpoint = known->key.endpoint;
    place.regionId = known->key.regionId;
    place.flowName = known->key.flowName;
  }
  return place;
}

/// `origin`: where the run was triggered, if its workspace is known from there.
Result<SavedRun> ask(const ReportVerbOptions& options, std::int64_t dagId, const std::optional<JournalEntry>& origin,
                     const Session& session, const Deadline& deadline) {
  ConnectionOptions connectionOptions = options.connection;
  const auto connection =
      origin ? connectTo(*origin, connectionOptions, session, languageOnStderr(options.output, session.environment))
             : connect(connectionOptions, session);
  if (!connection) return connection.error();
  const ProjectEnv env = environmentOf(dagId, options.projectName, options.connection.regionId, options.env, session);
  auto run = readRun(connection->client, {.projectName = options.projectName, .dagId = dagId, .env = env},
                     callOptions(options.connection, deadline, session));
  if (!run) return std::move(run).error();
  SavedRun saved;
  saved.run = std::move(*run);
  saved.options.regionId = connection->client.regionId();
  if (options.withLogs) saved.options.logs = logsForReport(connection->client, saved.run, {}, session);
  addFromJournal(session, saved);
  if (options.against.empty()) return saved;
  if (!options.flowName.empty()) saved.options.flowName = options.flowName;
  const FlowPlace place{connection->client.endpoint(), connection->client.regionId(), options.projectName,
                        saved.options.flowName, env};
  saved.options.against = baselineHere(options.against, place, dagId, session);
  if (saved.options.against) return saved;
  const auto other =
      readRun(connection->client, {.projectName = options.projectName, .dagId = readDagId(options.against), .env = env},
              callOptions(options.connection, deadline, session));
  if (!other) return other.error();
  saved.options.against = baselineOver(*other, options.against);
  return saved;
}

int report(const ReportVerbOptions& asGiven, Session& session) {
  ReportVerbOptions options = asGiven;
  const Deadline deadline(session, options.connection.timeout, std::chrono::seconds(60));
  checkSavePaths(options.save);
  if (options.from.empty() == options.dagId.empty())
    throw BadArgument("give either the ID of a run or --from FILE", "实例 ID 与 --from FILE 必须且只能给出一个");
  std::optional<JournalEntry> origin;
  if (options.from.empty() && options.projectName.empty()) {
    AddressedRun addressed = addressRun(options.dagId, {}, options.connection.regionId, options.env, session);
    options.projectName = addressed.run.projectName;
    origin = std::move(addressed.place);
  }
  auto saved = options.from.empty() ? ask(options, readDagId(options.dagId), origin, session, deadline)
                                    : Result<SavedRun>(readSaved(options.from, "--from"));
  if (!saved) return endWithError(saved.error(), Activity::kReading, options.output, session);
  if (!options.from.empty() && options.withLogs && saved->options.logs.empty()) {
    throw BadArgument("--with-logs: " + options.from + " holds no logs, and --from makes no connection",
                      "--with-logs：" + options.from + " 中没有日志，而 --from 不连接服务");
  }
  if (!options.withLogs) saved->options.logs.clear();  // never unasked
  if (!options.flowName.empty()) saved->options.flowName = options.flowName;
  if (!options.from.empty() && !options.against.empty()) {
    if (isId(options.against)) {
      throw BadArgument("--against " + options.against + " is the id of a run, but --from makes no connection",
                        "--against " + options.against + " 是实例 ID，而 --from 不连接服务");
    }
    saved->options.against = baselineHere(options.against, placeOf(*saved, session), saved->run.dagId, session);
  }
  saved->options.language = chooseLanguage(options.output.language, session.environment);
  saved->options.madeAt = std::chrono::system_clock::now();

  const bool allSaved = saveReports(options.save, saved->run, saved->options);
  if (!options.output.table()) {
    std::ostringstream json;
    writeJson(saved->run, json, saved->options);
    writeResult(json.str());
  } else if (!options.output.quiet || options.save.empty()) {  // what was saved is a result, too
    const auto style = toStyle(options.output, ::isatty(STDOUT_FILENO) != 0, session.environment);
    std::vector<std::string> lines = terminal::finalSummary(
        saved->run, {saved->run.projectName, saved->options.flowName, saved->options.bizdate, saved->run.dagId}, style,
        verbCommand("logs", saved->run.dagId, saved->run.projectName, options.connection, saved->run.env));
    for (std::string& line : terminal::whereTimeWent(saved->run, style)) lines.push_back(std::move(line));
    if (saved->options.against) {
      for (std::string& line : terminal::comparisonLines(saved->run, *saved->options.against, style)) {
        lines.push_back(std::move(line));
      }
    }
    writeResultLines(lines);
  }
  return exitCodeOf(allSaved ? ExitCode::kSucceeded : ExitCode::kUsage);
}

}  // namespace

Verb reportVerb() {
  auto options = std::make_shared<ReportVerbOptions>();
  return {
      "report",
      {"Show and save how long the nodes of a run waited and ran", "显示并保存一次运行中各节点的等待和运行时间"},
      together({{Option("ID,--dag-id,--DagId", &options->dagId, {"Id of the run", "运行的实例 ID"}, {.type = "NUMBER"}),
                 Option("--from", &options->from,
                        {"A file saved as .json; no connection is made", "以 .json 保存的文件；不连接服务"},
                        {.type = "FILE", .mustExist = Existing::kFile}),
                 projectNameOption(options->projectName),
                 Option("--flow-name,--FlowName", &options->flowName,
                        {"Name of the flow, if it is not in the journal", "业务流程的名称（触发记录中没有时）"},
                        {.type = "NAME"}),
                 Option("--against", &options->against,
                        {"Compare with another run, by its id or in a file saved as .json, or with what is usual for "
                         "the flow",
                         "与另一次运行（实例 ID 或以 .json 保存的文件）对比，或与该流程的通常情况（usual）对比"},
                        {.type = "ID|FILE|usual"}),
                 projectEnvOption(options->env), saveOption(options->save), withLogsFlag(options->withLogs)},
                outputOptions(options->output, {"table", "json"}),
                connectionOptions(options->connection)}),
      {"dataworks report 332455685 -p sales --save run.html", "dataworks report 332455685 -p sales --against usual",
       "dataworks report --from run.json --save run.trace.json"},
      {},
      executing(report, options)};
}

}  // namespace dataworks::cli
