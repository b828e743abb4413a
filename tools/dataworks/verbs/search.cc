// SPDX-License-Identifier: Apache-2.0
// `dataworks search ID`: the nodes of a run, once.
#include <sstream>

#include "command_line/arguments.h"
#include "command_line/options.h"
#include "dataworks/report.h"
#include "run/connection.h"
#include "run/failure.h"
#include "run/run_address.h"
#include "run/run_reading.h"
#include "session/columns.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "text/time.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct SearchOptions {
  std::string projectName;
  std::string dagId;
  std::optional<ProjectEnv> env;
  ConnectionOptions connection;
  OutputOptions output;
};

std::vector<std::string> nodeList(const SearchManualDagNodeInstanceResponse& response, Language language) {
  if (response.data.empty()) {
    return {in(language, "no nodes yet: the service lists a run shortly after its trigger",
               "尚无节点：触发后稍等片刻才会列出")};
  }
  const auto now = std::chrono::system_clock::now();
  std::vector<std::vector<std::string>> rows;
  rows.push_back({in(language, "STATUS", "状态"), in(language, "NODE", "节点"), in(language, "INSTANCE", "节点实例"),
                  in(language, "STARTED", "开始"), in(language, "WAITED", "等待"), in(language, "RAN", "运行")});
  for (const NodeInsInfo& node : response.data) {
    const NodeDurations times = durationsOf(node, now);
    const auto began = node.beginRunningTime.time;
    rows.push_back({terminal::statusWord(node.status, language), node.nodeName, std::to_string(node.instanceId),
                    began ? detail::peopleTime(*began) : "-", terminal::durationText(times.waited()),
                    began ? terminal::durationText(times.running) : "-"});
  }
  return alignColumns(rows);
}

/// The search does not see a run in development: another operation lists it.
Result<SearchManualDagNodeInstanceResponse> listNodes(const DataWorksClient& client, const DagRef& ref,
                                                      const CallOptions& call) {
  if (ref.env == ProjectEnv::kProd) {
    return client.searchManualDagNodeInstance({.projectName = ref.projectName, .dagId = ref.dagId}, call);
  }
  auto run = readRun(client, ref, call);
  if (!run) return std::move(run).error();
  SearchManualDagNodeInstanceResponse response;
  response.requestId = std::move(run->requestId);
  response.errCode = "0";
  response.success = true;
  response.data = std::move(run->nodes);
  return response;
}

int search(const SearchOptions& options, Session& session) {
  const std::int64_t dagId = readDagId(options.dagId);
  const Deadline deadline(session, options.connection.timeout, std::chrono::seconds(60));
  const auto connection = connect(options.connection, session);
  if (!connection) return endWithError(connection.error(), Activity::kReading, options.output, session);
  const ProjectEnv env = environmentOf(dagId, options.projectName, options.connection.regionId, options.env, session);
  const auto response = listNodes(connection->client, {options.projectName, dagId, env},
                                  callOptions(options.connection, deadline, session));
  if (!response) return endWithError(response.error(), Activity::kReading, options.output, session);

  if (options.output.table()) {
    writeResultLines(nodeList(*response, languageOnStdout(options.output, session.environment)));
  } else {
    std::ostringstream json;
    writeJson(*response, json);
    writeResult(json.str());
  }
  return exitCodeOf(ExitCode::kSucceeded);
}

}  // namespace

Verb searchVerb() {
  auto options = std::make_shared<SearchOptions>();
  return {"search",
          {"List the nodes of a run, as they are now", "列出一次运行的节点及其当前状态"},
          together({{Option("ID,--dag-id,--DagId", &options->dagId, {"Id of the run", "运行的实例 ID"},
                            {.type = "NUMBER", .required = true}),
                     projectNameOption(options->projectName, true), projectEnvOption(options->env)},
                    outputOptions(options->output, {"table", "json"}),
                    connectionOptions(options->connection)}),
          {"dataworks search 332455685 -p sales -o json"},
          {},
          executing(search, options)};
}

}  // namespace dataworks::cli
