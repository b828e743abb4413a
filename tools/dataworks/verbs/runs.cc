// SPDX-License-Identifier: Apache-2.0
// `dataworks runs`: the last triggers of the journal; with `--remote`, the runs that the service knows.
#include <unistd.h>

#include <algorithm>

#include "command_line/arguments.h"
#include "command_line/options.h"
#include "journal/journal_file.h"
#include "result/lost_run.h"
#include "result/result_json.h"
#include "run/connection.h"
#include "run/failure.h"
#include "run/run_address.h"
#include "session/columns.h"
#include "session/exit_code.h"
#include "session/json.h"
#include "session/streams.h"
#include "terminal/bar.h"
#include "terminal/language.h"
#include "terminal/screen.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "text/duration.h"
#include "text/time.h"
#include "verbs/verbs.h"
#include "watch/expectation.h"

namespace dataworks::cli {

namespace {

struct RunsOptions {
  std::string flowName;
  std::string projectName;
  bool remote = false;
  std::string bizdate;
  std::string since;
  std::optional<ProjectEnv> env;
  ConnectionOptions connection;
  std::size_t count = 20;
  OutputOptions output;
};

std::string outcomeText(Outcome outcome, Language language) {
  switch (outcome) {
    case Outcome::kStarted: return in(language, "started", "已启动");
    case Outcome::kNotStarted: return in(language, "not started", "未启动");
    case Outcome::kUnknown: break;
  }
  return in(language, "unknown", "未知");
}

/// How each run was last seen; null where the journal does not know.
using Seen = std::vector<const SeenRun*>;

Seen lastSeen(const std::vector<JournalEntry>& entries, const std::vector<SeenRun>& runs) {
  Seen seen;
  for (const JournalEntry& entry : entries) {
    seen.push_back(entry.dagId != 0 ? findSeen(runs, entry.key.endpoint, entry.key.projectName, entry.dagId) : nullptr);
  }
  return seen;
}

/// `38m02s` and its bar, on the scale of all; what is not over has none.
std::vector<std::vector<std::string>> durationCells(const Seen& seen, const terminal::Style& style) {
  std::chrono::milliseconds longest{0};
  for (const SeenRun* run : seen)
    longest = std::max(longest, run != nullptr ? run->duration.value_or(longest) : longest);
  std::vector<std::vector<std::string>> cells;
  for (const SeenRun* run : seen) {
    if (run == nullptr || !run->duration) {
      cells.push_back({"-", ""});
      continue;
    }
    std::string bar = terminal::durationBar(*run->duration, longest, style.charset);
    if (run->state == DagRunState::kFailed) bar += " " + terminal::stateWord(run->state, style.language);
    cells.push_back({detail::formatDuration(*run->duration), std::move(bar)});
  }
  return cells;
}

/// Below the table: what is usual for the flow, where that is known.
std::vector<std::string> usualLines(const std::vector<JournalEntry>& entries, const std::vector<SeenRun>& runs,
                                    const terminal::Style& style) {
  if (entries.empty()) return {};
  const RunKey& key = entries.back().key;
  const auto usual = usualDuration(
      lastSuccesses(runs, {key.endpoint, key.regionId, key.projectName, key.flowName, ProjectEnv::kProd}));
  if (!usual) return {};
  const std::string count = std::to_string(usual->runs);
  return {terminal::usualText(*usual, std::nullopt, {}, style.language, style.charset) +
          in(style.language, " (the last " + count + " successes)", "（最近 " + count + " 次成功运行）")};
}

/// `sales/nightly (only nodes 7,8)`
std::string flowText(const JournalEntry& entry, Language language) {
  const std::string part = showPart(entry.part, language);
  return entry.key.projectName + "/" + entry.key.flowName + (part.empty() ? "" : " (" + part + ")");
}

/// How a trigger ended, and its run as it was last seen: `succeeded`, `running`, `started`, `not started`.
std::string outcomeText(const JournalEntry& entry, const SeenRun* seen, Language language) {
  if (entry.outcome != Outcome::kStarted || seen == nullptr) return outcomeText(entry.outcome, language);
  switch (seen->state) {
    case DagRunState::kSucceeded: return in(language, "succeeded", "成功");
    case DagRunState::kFailed: return in(language, "failed", "失败");
    case DagRunState::kRunning: return in(language, "running", "运行中");
    case DagRunState::kNotFoundYet: break;
  }
  return outcomeText(entry.outcome, language);
}

/// `11-23 03:00`, in Shanghai; a day that may be of another year with its year.
std::string shortTime(std::chrono::system_clock::time_point time, std::chrono::system_clock::time_point now) {
  const std::string full = detail::peopleTime(time).substr(0, 16);
  constexpr std::chrono::hours kMonths(24 * 300);
  return now - time < kMonths ? full.substr(5) : full;
}

/// Others than this user on this machine may share the journal.
bool hasOthers(const std::vector<JournalEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [user = userName(), host = hostName()](const JournalEntry& entry) {
    return entry.user != user || entry.host != host;
  });
}

/// The optional columns stand at the end: who, if it was not always this user; the error's code; of one flow, durations
/// to compare. The names of flows are shortened where the terminal is too narrow for them.
std::vector<std::string> table(const std::vector<JournalEntry>& entries, const Seen& seen,
                               const std::vector<std::vector<std::string>>& durations, Language language,
                               std::optional<int> columns) {
  const auto now = std::chrono::system_clock::now();
  const bool others = hasOthers(entries);
  const bool errors = std::ranges::any_of(entries, [](const JournalEntry& entry) { return !entry.errorCode.empty(); });
  constexpr std::size_t kFlow = 3;
  std::vector<std::vector<std::string>> rows;
  rows.push_back({in(language, "TIME +08:00", "时间 +08:00"), in(language, "OUTCOME", "结果"),
                  in(language, "DAG", "实例"), in(language, "FLOW", "业务流程"), in(language, "BIZDATE", "业务日期")});
  if (!durations.empty()) rows.front().push_back(in(language, "DURATION", "耗时"));
  if (others) rows.front().insert(rows.front().begin() + kFlow + 2, in(language, "BY", "触发者"));
  if (errors && durations.empty()) rows.front().push_back(in(language, "ERROR", "错误码"));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const JournalEntry& entry = entries[i];
    std::vector<std::string> row{shortTime(entry.time, now), outcomeText(entry, seen[i], language),
                                 entry.dagId != 0 ? std::to_string(entry.dagId) : "-",
                                 terminal::printable(flowText(entry, language)), entry.key.bizdate};
    if (others) row.push_back(entry.user + "@" + entry.host);
    if (!durations.empty()) row.insert(row.end(), durations[i].begin(), durations[i].end());
    if (errors && durations.empty()) row.push_back(entry.errorCode);
    rows.push_back(std::move(row));
  }
  if (columns) {
    int widest = 0;
    int flow = 0;
    for (const std::string& line : alignColumns(rows)) widest = std::max(widest, terminal::displayWidth(line));
    for (const auto& row : rows) flow = std::max(flow, terminal::displayWidth(row[kFlow]));
    constexpr int kSmallest = 12;
    const int room = std::max(kSmallest, flow - std::max(0, widest - *columns));
    for (auto& row : rows) row[kFlow] = terminal::shorten(row[kFlow], room);
  }
  return alignColumns(rows);
}

std::string json(const std::vector<JournalEntry>& entries, const Seen& seen) {
  auto list = Json::array();
  for (const JournalEntry& entry : entries) {
    const SeenRun* run = seen[list.size()];
    Json one{{"time", detail::isoTimestampMs(entry.time)},
             {"outcome", outcomeText(entry.outcome, Language::kEnglish)},
             {"dagId", entry.dagId != 0 ? Json(entry.dagId) : Json()},
             {"projectName", entry.key.projectName},
             {"flowName", entry.key.flowName},
             {"bizdate", entry.key.bizdate},
             {"endpoint", entry.key.endpoint},
             {"regionId", entry.key.regionId},
             {"requestId", entry.requestId},
             {"nonce", entry.nonce},
             {"errorCode", entry.errorCode},
             {"credentials", entry.credentials},
             {"user", entry.user},
             {"host", entry.host},
             {"durationMs", run != nullptr && run->duration ? Json(run->duration->count()) : Json()},
             {"state", run != nullptr ? Json(name(run->state)) : Json()},
             {"seen", run != nullptr ? Json(detail::isoTimestampMs(run->time)) : Json()}};
    if (!entry.part.only.empty()) one["only"] = entry.part.only;
    if (!entry.part.except.empty()) one["except"] = entry.part.except;
    if (entry.part.env) one["env"] = envWord(*entry.part.env);
    list.push_back(std::move(one));
  }
  return jsonLines(list);
}

// --- what the service knows

using Time = std::chrono::system_clock::time_point;

/// `2026-11-23 03:00`, in Shanghai; without `--since` the last day.
Time sinceOf(const std::string& text, Time now) {
  if (text.empty()) return now - std::chrono::hours(24);
  for (const char* rest : {"", ":00", " 00:00:00"}) {
    if (const auto time = detail::parseShanghai(text + rest)) return *time;
  }
  throw BadArgument("--since '" + text + "': write '2026-11-23 03:00', the time in Shanghai",
                    "--since '" + text + "'：请写 '2026-11-23 03:00'，北京时间");
}

FindOptions toFind(const RunsOptions& options, Time since, const Deadline& deadline, const Session& session) {
  FindOptions find;
  find.projectName = options.projectName;
  find.flowName = options.flowName;
  if (!options.bizdate.empty()) {
    find.bizdate = chooseBizdate(options.bizdate, std::chrono::system_clock::now(), Language::kEnglish).bizdate;
  }
  find.createdSince = since;
  find.env = options.env.value_or(ProjectEnv::kProd);
  find.timeout = deadline.timeout();
  find.stop = session.signals.stopToken();
  return find;
}

/// What the journal knows of a run: `started`, `unknown` for one that may be a trigger whose response was lost, or
/// nothing.
struct Known {
  std::string word;
  std::optional<double> secondsAfterTrigger;
};

Known knownOf(const DagCandidate& run, const std::vector<JournalEntry>& journal) {
  const auto secondsAfter = [&](const JournalEntry& entry) -> std::optional<double> {
    if (!run.createTime) return std::nullopt;
    return std::chrono::duration<double>(std::chrono::round<std::chrono::milliseconds>(*run.createTime - entry.time))
        .count();
  };
  if (const JournalEntry* known = findRun(journal, run.dagId, run.projectName, {})) {
    return {std::string(nameOf(known->outcome)), secondsAfter(*known)};
  }
  if (const JournalEntry* unknown = unknownTriggerOf(run, journal)) return {"unknown", secondsAfter(*unknown)};
  return {};
}

std::vector<std::string> remoteTable(const DagCandidates& runs, const std::vector<JournalEntry>& journal,
                                     Language language) {
  std::vector<std::vector<std::string>> rows;
  rows.push_back({in(language, "CREATED", "创建时间"), in(language, "STATE", "状态"), in(language, "DAG", "实例"),
                  in(language, "FLOW", "业务流程"), in(language, "BIZDATE", "业务日期"), in(language, "BY", "创建者"),
                  in(language, "JOURNAL", "触发记录")});
  for (const DagCandidate& run : runs) {
    const std::string word = knownOf(run, journal).word;
    rows.push_back(
        {run.createTime ? detail::peopleTime(*run.createTime) : "-",
         run.state == DagRunState::kNotFoundYet && !run.status.empty() ? terminal::printable(run.status)
                                                                       : terminal::stateWord(run.state, language),
         std::to_string(run.dagId), terminal::printable(run.flowName.empty() ? "-" : run.flowName), bizdateOf(run),
         run.createUser.empty() ? "-" : terminal::printable(run.createUser), word.empty() ? "-" : word});
  }
  return alignColumns(rows);
}

int showRemote(const RunsOptions& options, const DagCandidates& runs, Time since, const Session& session) {
  const auto journal = triggersOf(session, false);
  if (!options.output.table()) {
    RemoteRuns remote{.projectName = options.projectName, .since = since, .runs = &runs};
    for (const DagCandidate& run : runs) {
      Known known = knownOf(run, journal);
      remote.journal.push_back({std::move(known.word), known.secondsAfterTrigger});
    }
    writeResult(remoteRunsJson(remote));
    return exitCodeOf(ExitCode::kSucceeded);
  }
  const Language language = languageOnStderr(options.output, session.environment);
  if (runs.empty()) {
    logLine(
        "dataworks: " + in(language, "no run created since ", "未查到此后创建的运行：") + detail::peopleTime(since) +
        in(language, " is listed. That proves nothing: it may appear later", "。这不能证明没有启动，可能稍后才出现"));
  } else {
    writeResultLines(remoteTable(runs, journal, languageOnStdout(options.output, session.environment)));
  }
  if (runs.truncated) {
    logLine("dataworks: " +
            in(language, "older runs are not listed: give a later --since", "更早的运行未列出：请指定更晚的 --since"));
  }
  return exitCodeOf(ExitCode::kSucceeded);
}

int remoteRuns(const RunsOptions& options, Session& session) {
  if (options.projectName.empty()) {
    throw BadArgument("--project is required: -p PROJECT, or set DATAWORKS_PROJECT_NAME",
                      "缺少 --project：请用 -p 指定工作空间，或设置 DATAWORKS_PROJECT_NAME");
  }
  const Deadline deadline(session, options.connection.timeout, std::chrono::seconds(60));
  const Time since = sinceOf(options.since, std::chrono::system_clock::now());
  const auto fail = [&](const Error& error) {
    const int exitCode = exitCodeOf(error, Activity::kReading, {.signal = session.signals.received()});
    logError("dataworks: ", error, exitCode, languageOnStderr(options.output, session.environment));
    if (!options.output.table()) {
      writeResult(
          remoteRunsJson({.exitCode = exitCode, .error = &error, .projectName = options.projectName, .since = since}));
    }
    return exitCode;
  };
  const auto connection = connect(options.connection, session);
  if (!connection) return fail(connection.error());
  const auto found = connection->client.findManualDags(toFind(options, since, deadline, session));
  return found ? showRemote(options, *found, since, session) : fail(found.error());
}

int runs(const RunsOptions& options, Session& session) {
  if (options.remote) return remoteRuns(options, session);
  if (!options.since.empty() || !options.bizdate.empty())
    throw BadArgument("--since and --bizdate go with --remote", "--since 和 --bizdate 只与 --remote 同用");
  const std::string path = journalPath(session.environment);
  if (path.empty())
    throw BadArgument("no journal: " + whyNoJournal(session.environment).reason,
                      "没有触发记录：" + whyNoJournal(session.environment).reason);
  auto entries = JournalFile(path).read();
  if (!entries) throw BadArgument("the journal cannot be read: " + path, "无法读取触发记录：" + path);
  if (!options.projectName.empty()) {
    std::erase_if(*entries, [&](const JournalEntry& entry) { return entry.key.projectName != options.projectName; });
  }
  if (!options.flowName.empty()) {
    std::erase_if(*entries, [&](const JournalEntry& entry) { return entry.key.flowName != options.flowName; });
  }
  const std::size_t skipped = entries->size() - std::min(entries->size(), options.count);
  entries->erase(entries->begin(), entries->begin() + static_cast<std::ptrdiff_t>(skipped));
  const std::vector<SeenRun> known = seenRuns(session);
  const Seen seen = lastSeen(*entries, known);
  if (!options.output.table()) {
    writeResult(json(*entries, seen));
    return exitCodeOf(ExitCode::kSucceeded);
  }
  const terminal::Style style = toStyle(options.output, ::isatty(STDOUT_FILENO) != 0, session.environment);
  const bool ofOneFlow = !options.flowName.empty();
  const auto size = terminal::sizeOf(STDOUT_FILENO);
  writeResultLines(table(*entries, seen,
                         ofOneFlow ? durationCells(seen, style) : std::vector<std::vector<std::string>>{},
                         style.language, size ? std::optional(size->width - 1) : std::nullopt));
  if (ofOneFlow) writeResultLines(usualLines(*entries, known, style));
  return exitCodeOf(ExitCode::kSucceeded);
}

}  // namespace

Verb runsVerb() {
  auto options = std::make_shared<RunsOptions>();
  return {
      "runs",
      {"List what was triggered from here, newest last; or what the service knows",
       "列出本机触发的运行（最近的在最后），或服务端的运行"},
      together(
          {{Option("FLOW,--flow-name,--FlowName", &options->flowName,
                   {"Only the runs of this flow, with durations to compare", "只列出该流程的运行，附耗时以便比较"},
                   {.type = "NAME"}),
            projectNameOption(options->projectName),
            Option("-n,--count", &options->count, {"How many to list", "列出多少次运行"},
                   {.type = "N", .least = 1, .showsDefault = true}),
            Option("--remote", &options->remote,
                   {"List the runs that the service knows, newest first; takes a call for the workspace, and one or "
                    "more for the list",
                    "列出服务端的运行，最近的在最前；查询工作空间用一次调用，查询列表再用一次或多次"}),
            Option("--since", &options->since,
                   {"With --remote: created since then, in Shanghai (default: the last day)",
                    "与 --remote 同用：只列出此后创建的运行，北京时间（默认：最近一天）"},
                   {.type = "'YYYY-MM-DD HH:MM'"}),
            Option("--bizdate,--Bizdate", &options->bizdate,
                   {"With --remote: only this business date", "与 --remote 同用：只列出该业务日期的运行"},
                   {.type = "DAY"}),
            projectEnvOption(options->env, {"With --remote: the environment of the runs (default: prod)",
                                            "与 --remote 同用：运行所在的环境（默认 prod）"})},
           outputOptions(options->output, {"table", "json"}),
           connectionOptions(options->connection)}),
      {"dataworks runs", "dataworks runs nightly -p sales",
       "dataworks runs --remote nightly -p sales --since '2026-11-23 03:00'"},
      {"The journal is ~/.local/state/dataworks/runs.jsonl (XDG_STATE_HOME moves it).",
       "触发记录位于 ~/.local/state/dataworks/runs.jsonl（可用 XDG_STATE_HOME 更改）。"},
      executing(runs, options)};
}

}  // namespace dataworks::cli
