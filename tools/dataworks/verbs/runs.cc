// `dataworks runs`: the last triggers of the journal.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "arguments.h"
#include "columns.h"
#include "exit_code.h"
#include "journal_file.h"
#include "language.h"
#include "options.h"
#include "streams.h"
#include "text/time.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct RunsOptions {
  std::string projectName;
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

std::vector<std::string> table(const std::vector<JournalEntry>& entries, Language language) {
  std::vector<std::vector<std::string>> rows;
  rows.push_back({in(language, "TIME", "时间"), in(language, "OUTCOME", "结果"), in(language, "DAG", "实例"),
                  in(language, "FLOW", "业务流程"), in(language, "BIZDATE", "业务日期"), in(language, "BY", "触发者")});
  for (const JournalEntry& entry : entries) {
    std::string outcome = outcomeText(entry.outcome, language);
    if (!entry.errorCode.empty()) outcome += " (" + entry.errorCode + ")";
    rows.push_back(
        {detail::peopleTime(entry.time), std::move(outcome), entry.dagId != 0 ? std::to_string(entry.dagId) : "-",
         entry.key.projectName + "/" + entry.key.flowName, entry.key.bizdate, entry.user + "@" + entry.host});
  }
  return alignColumns(rows);
}

std::string json(const std::vector<JournalEntry>& entries) {
  auto list = nlohmann::ordered_json::array();
  for (const JournalEntry& entry : entries) {
    list.push_back({{"time", detail::isoTimestampMs(entry.time)},
                    {"outcome", outcomeText(entry.outcome, Language::kEnglish)},
                    {"dagId", entry.dagId != 0 ? nlohmann::ordered_json(entry.dagId) : nlohmann::ordered_json()},
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
                    {"host", entry.host}});
  }
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int runs(const RunsOptions& options, Session& session) {
  const std::string path = journalPath(session.environment);
  if (path.empty()) throw BadArgument("no journal: " + whyNoJournal(session.environment).reason);
  auto entries = JournalFile(path).read();
  if (!entries) throw BadArgument("the journal cannot be read: " + path);
  if (!options.projectName.empty()) {
    std::erase_if(*entries, [&](const JournalEntry& entry) { return entry.key.projectName != options.projectName; });
  }
  const std::size_t skipped = entries->size() - std::min(entries->size(), options.count);
  entries->erase(entries->begin(), entries->begin() + static_cast<std::ptrdiff_t>(skipped));
  if (options.output.table()) {
    writeResultLines(table(*entries, languageOnStdout(options.output, session.environment)));
  } else {
    writeResult(json(*entries));
  }
  return exitCodeOf(ExitCode::kSucceeded);
}

}  // namespace

void addRuns(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RunsOptions>();
  CLI::App* verb = app.add_subcommand("runs", "List what was triggered from here, newest last");
  addProjectOption(*verb, options->projectName);
  verb->add_option("-n,--count", options->count, "How many to list")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  addOutputOptions(*verb, options->output, {"table", "json"});
  verb->footer("The journal is ~/.local/state/dataworks/runs.jsonl (XDG_STATE_HOME moves it).");
  executes(*verb, invocation, options, runs);
}

}  // namespace dataworks::cli
