// SPDX-License-Identifier: Apache-2.0
// `dataworks logs [ID] [NODE…]`: the logs of the nodes of a run, by default of those that failed.
#include <algorithm>

#include "command_line/arguments.h"
#include "command_line/node_choice.h"
#include "command_line/options.h"
#include "result/action_exit_code.h"
#include "result/node_log.h"
#include "result/result_json.h"
#include "run/connection.h"
#include "run/dry_run.h"
#include "run/failure.h"
#include "run/run_address.h"
#include "run/run_reading.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct LogsOptions {
  std::string dagId;
  std::vector<std::string> nodes;
  std::string projectName;
  std::optional<ProjectEnv> env;
  std::size_t tail = 0;
  std::size_t attempt = 0;
  std::size_t limit = 5;
  std::string folder;
  bool raw = false;
  bool failed = false;
  bool follow = false;
  bool dryRun = false;
  ConnectionOptions connection;
  OutputOptions output;
};

/// A first word that is no number names a node of the newest run.
LogsOptions withNodesInPlace(LogsOptions options) {
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::all_of(options.dagId.begin(), options.dagId.end(), isDigit)) {
    options.nodes.insert(options.nodes.begin(), options.dagId);
    options.dagId.clear();
  }
  return options;
}

void check(const LogsOptions& options) {
  if (options.follow) {
    throw BadArgument("logs does not follow a log: every poll costs a call; repeat the command instead",
                      "logs 不持续跟踪日志：每次查询都要用一次调用；请重复执行该命令");
  }
  if (options.failed && !options.nodes.empty())
    throw BadArgument("give either --failed or the names of nodes", "--failed 与节点名称只能给出一种");
  if (options.raw && !options.output.table()) {
    throw BadArgument("--raw cannot be combined with -o json, which holds text; use --dir for the exact bytes",
                      "--raw 不能与 -o json 同时使用（JSON 只含文本）；要原样的字节请用 --dir");
  }
  if (options.folder.empty() || options.dryRun) return;
  if (const std::string reason = prepareLogFolder(options.folder); !reason.empty()) {
    throw BadArgument("--dir " + options.folder + ": " + reason);
  }
}

/// Fetches the logs one after the other and shows each as it comes.
class LogPrinter {
 public:
  LogPrinter(const LogsOptions& options, const Session& session, bool headed)
      : options_(options), headed_(headed), onStderr_(languageOnStderr(options.output, session.environment)) {}

  /// False if the log could not be filed.
  bool show(const NodeLogResult& result, LogEntry& entry, ShownLog& shown) {
    entry.result = &result;
    if (result.error) {
      logError("dataworks: " + nodeAndId(result.node, onStderr_) + in(onStderr_, ": ", "："), *result.error,
               exitCodeOf(*result.error, Activity::kReading, {}), onStderr_);
      return true;
    }
    noteOddities(result);
    if (!options_.folder.empty()) return file(result, entry);
    shown = showLog(result.log.data, options_.tail, options_.raw);
    masked_ += shown.masked;
    entry.shown = &shown;
    if (options_.output.table()) print(result, shown);
    return true;
  }

  void finish() const {
    if (!options_.output.table()) return;
    if (const std::string note = maskedNote(masked_, onStderr_); !note.empty()) logLine("dataworks: " + note);
  }

 private:
  void noteOddities(const NodeLogResult& result) const {
    if (!options_.output.table()) return;
    const auto note = [&](const std::string& text) {
      logLine("dataworks: " + nodeAndId(result.node, onStderr_) + in(onStderr_, ": ", "：") + text);
    };
    if (result.log.data.empty()) note(whyEmpty(result.node, std::chrono::system_clock::now(), onStderr_));
    if (result.log.truncated) note(in(onStderr_, "its log is longer than shown; it is cut", "日志过长，已截断"));
  }

  bool file(const NodeLogResult& result, LogEntry& entry) const {
    if (result.log.data.empty()) return true;
    entry.file = options_.folder + (options_.folder.ends_with('/') ? "" : "/") +
                 logFileName(result.node, static_cast<int>(options_.attempt));
    const std::string reason = writeLogFile(entry.file, lastLines(result.log.data, options_.tail));
    if (!reason.empty()) {
      logLine("dataworks: " + entry.file + " could not be written: " + reason);
      return false;
    }
    if (options_.output.table()) writeResult(entry.file + "\n");
    return true;
  }

  void print(const NodeLogResult& result, const ShownLog& shown) {
    if (headed_) {
      writeResult((any_ ? "\n" : "") + ("==> " + nodeAndId(result.node)) + " <==\n");
    }
    any_ = true;
    writeResult(shown.text);
  }

  const LogsOptions& options_;
  const bool headed_;
  const Language onStderr_;
  bool any_ = false;
  std::size_t masked_ = 0;
};

/// No further log would come: the rest of the nodes is not asked for.
bool endsAll(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kRejected:
    case ErrorKind::kService:
    case ErrorKind::kBadResponse: return false;
    default: return true;
  }
}

int endWithRunError(const LogsOptions& options, const terminal::WatchedRun& run, const Error& error,
                    const Session& session) {
  const int exitCode = exitCodeOf(error, Activity::kReading, {.signal = session.signals.received()});
  logError("dataworks: ", error, exitCode, languageOnStderr(options.output, session.environment));
  if (!options.output.table()) writeResult(logsJson({exitCode, &error, run.projectName, run.dagId}));
  return exitCode;
}

int plan(const LogsOptions& options, const DagRun& run, const NodeList& chosen) {
  std::vector<PlannedRequest> requests;
  for (const NodeInsInfo* node : chosen) {
    if (neverRan(*node)) continue;
    if (options.attempt > 0) requests.push_back({"ListInstanceHistory", node});
    requests.push_back({"GetInstanceLog", node});
  }
  writeResult(showPlan(run, requests, options.output.format));
  return exitCodeOf(ExitCode::kSucceeded);
}

int showLogs(const LogsOptions& options, const DataWorksClient& client, const DagRun& run, const NodeList& chosen,
             std::size_t notFetched, const Deadline& deadline, const Session& session) {
  LogPrinter printer(options, session, chosen.size() > 1);
  std::vector<NodeLogResult> results(chosen.size());
  std::vector<ShownLog> shown(chosen.size());
  LogsEnding end{.projectName = run.projectName, .dagId = run.dagId, .notFetched = notFetched};
  std::optional<Error> failure;
  std::size_t fetched = 0;
  bool filed = true;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    results[i] = fetchLog(client, *chosen[i], run.env, static_cast<int>(options.attempt),
                          callOptions(options.connection, deadline, session));
    filed = printer.show(results[i], end.logs.emplace_back(), shown[i]) && filed;
    if (!results[i].error) {
      ++fetched;
      continue;
    }
    if (!failure) failure = results[i].error;
    if (!endsAll(*results[i].error)) continue;
    end.notFetched += chosen.size() - i - 1;
    break;
  }
  printer.finish();
  const Language language = languageOnStderr(options.output, session.environment);
  if (end.notFetched > 0 && options.output.table() && !options.output.quiet) {
    logLine("dataworks: " + std::to_string(end.notFetched) +
            in(language, " more failed (--limit, or name them)", " 个失败节点未显示（使用 --limit 或指定节点名）"));
  }
  end.exitCode = logsExitCode(fetched, failure, {.signal = session.signals.received()});
  if (!filed && end.exitCode < exitCodeOf(ExitCode::kSignal)) end.exitCode = exitCodeOf(ExitCode::kUsage);
  if (!options.output.table()) writeResult(logsJson(end));
  return end.exitCode;
}

int logs(const LogsOptions& given, Session& session) {
  const LogsOptions options = withNodesInPlace(given);
  check(options);
  const Deadline deadline(session, options.connection.timeout, std::chrono::seconds(60));
  const Language language = languageOnStderr(options.output, session.environment);
  const AddressedRun addressed =
      addressRun(options.dagId, options.projectName, options.connection.regionId, options.env, session);
  if (addressed.run.dagId == 0) {
    return endWithRunError(options, addressed.run, withoutId(*addressed.place), session);
  }
  ConnectionOptions connectionOptions = options.connection;
  const auto connection = connectTo(addressed, connectionOptions, session, language);
  if (!connection) return endWithRunError(options, addressed.run, connection.error(), session);
  const auto run =
      readRun(connection->client,
              {.projectName = addressed.run.projectName, .dagId = addressed.run.dagId, .env = addressed.run.env},
              callOptions(options.connection, deadline, session));
  if (!run) return endWithRunError(options, addressed.run, run.error(), session);

  NodeList chosen = options.nodes.empty() ? failedNodes(run->nodes)
                                          : chooseNodes(run->nodes, options.nodes, Namesakes::kAll, "logs", run->dagId);
  std::size_t notFetched = 0;
  if (options.nodes.empty() && chosen.size() > options.limit) {
    notFetched = chosen.size() - options.limit;
    chosen.resize(options.limit);
  }
  if (chosen.empty() && options.output.table() && !options.output.quiet) {
    logLine("dataworks: " + in(language, "no node of run ", "该实例没有失败的节点：") + std::to_string(run->dagId) +
            in(language, " has failed; name a node to see its log", "；指定节点名可查看其日志"));
  }
  if (options.dryRun) return plan(options, *run, chosen);
  return showLogs(options, connection->client, *run, chosen, notFetched, deadline, session);
}

}  // namespace

Verb logsVerb() {
  auto options = std::make_shared<LogsOptions>();
  return {
      "logs",
      {"Show the logs of the failed nodes of a run, or of the named ones", "查看失败节点（或指定节点）的日志"},
      together(
          {{Option("ID,--dag-id,--DagId", &options->dagId,
                   {"Id of the run (default: the newest run in the journal)",
                    "运行的实例 ID（默认：触发记录中最近一次运行）"},
                   {.type = "NUMBER"}),
            Option("NODE", &options->nodes,
                   {"Nodes by name or instance id, name:NAME or id:ID where both fit (default: the failed ones)",
                    "节点名称或节点实例 ID；两者都匹配时写 name:名称 或 id:ID（默认：失败的节点）"},
                   {.type = ""}),
            projectNameOption(options->projectName), projectEnvOption(options->env),
            Option("--tail", &options->tail,
                   {"Lines from the end of each log; 0: all", "每份日志只显示最后 N 行；0 表示全部"}, {.type = "N"}),
            Option("--attempt", &options->attempt,
                   {"Which attempt, the first is 1; one call more (default: the newest)",
                    "第几次尝试，首次为 1；多用一次调用（默认：最近一次）"},
                   {.type = "N", .least = 1}),
            Option("--limit", &options->limit,
                   {"How many failed nodes, the first to fail first", "最多显示几个失败节点，先失败的在前"},
                   {.type = "N", .least = 1, .showsDefault = true}),
            Option("--dir", &options->folder,
                   {"Write one file for each node into this folder, byte for byte",
                    "每个节点写一个文件到此目录，内容逐字节原样"},
                   {.type = "DIR"}),
            Option("--raw", &options->raw,
                   {"Byte for byte: nothing masked, control sequences and all",
                    "逐字节原样输出：不遮盖敏感值，保留控制字符"}),
            Option("--failed", &options->failed, {"The failed nodes: the default", "失败的节点（默认）"}),
            Option("-f,--follow", &options->follow, {}, {.group = ""}),
            Option("--dry-run", &options->dryRun,
                   {"Read the run, list the requests that would follow", "只读取运行并列出将要发送的请求"})},
           outputOptions(options->output, {"table", "json"}),
           connectionOptions(options->connection)}),
      {"dataworks logs", "dataworks logs 332455685 clean_orders --tail 50", "dataworks logs 332455685 --dir logs"},
      {"Secrets that can be recognized are masked; others may remain. One call for the run, and one for each log.",
       "可识别的敏感值会被遮盖，其余可能保留。读取运行用一次调用，每份日志再用一次。"},
      executing(logs, options)};
}

}  // namespace dataworks::cli
