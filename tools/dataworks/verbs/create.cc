// SPDX-License-Identifier: Apache-2.0
// `dataworks create FLOW`: trigger only.
#include "command_line/options.h"
#include "dataworks/client.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "run/failure.h"
#include "run/service_time.h"
#include "run/trigger.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct CreateOptions {
  FlowOptions flow;
  ConnectionOptions connection;
  OutputOptions output;
};

int create(const CreateOptions& options, Session& session) {
  const Deadline deadline(session, options.connection.timeout, std::chrono::seconds(60));
  const Language language = languageOnStderr(options.output, session.environment);
  const auto now =
      timeForBizdate(options.flow, options.connection, session, std::chrono::system_clock::now(), language);
  const PlannedTrigger plan = planTrigger(options.flow, now, language);
  if (const auto shown = showInstead(options.flow, plan, options.connection, options.output, nullptr)) return *shown;

  Trigger trigger(session, options.connection, language);
  const auto client = trigger.connect();
  if (!client) return endWithError(client.error(), Activity::kTriggering, options.output, session);
  const auto triggered = trigger.send(plan.request, options.flow, deadline);
  if (!triggered) {
    return endWithFailedTrigger("create", triggered.error(), plan.request, options.connection, options.output, session);
  }

  const CreateManualDagResponse& response = triggered->response;
  const FlowPart& part = plan.request.part;
  const std::string comeBack =
      watchCommand({triggered->dagId}, plan.request.projectName, options.connection, part.environment());
  if (!options.output.table()) {
    writeResult(part.isGiven() ? responseJson(RunManualDagNodesResponse{.requestId = response.requestId,
                                                                        .dagId = triggered->dagId})
                               : responseJson(response));
  } else if (options.output.quiet) {
    writeResult(std::to_string(triggered->dagId) + "\n");
  } else {
    const Language onStdout = languageOnStdout(options.output, session.environment);
    writeResultLines({in(onStdout, "dag ", "实例 ") + std::to_string(triggered->dagId) + "  " +
                          plan.request.projectName + "/" + plan.request.flowName +
                          in(onStdout, "  bizdate ", "  业务日期 ") + plan.bizdateShown(onStdout),
                      in(onStdout, "request ", "请求 ") + terminal::printable(response.requestId)});
    logLine(comeBack);
  }
  if (!part.except.empty() && part.only.empty()) {
    logLine(in(language, "dataworks: whether --except names nodes of the flow is checked by watching it: ",
               "dataworks: --except 是否为该流程的节点，需通过跟踪运行来核对：") +
            comeBack);
  }
  if (!resultIsLost()) return exitCodeOf(ExitCode::kSucceeded);
  if (!options.output.table() || options.output.quiet) logLine(comeBack);  // the reader of stdout does not have the id
  return exitCodeOf(ExitCode::kLostTrack);
}

}  // namespace

Verb createVerb() {
  auto options = std::make_shared<CreateOptions>();
  return {"create",
          {"Trigger a flow and print the id of the run", "触发业务流程，输出实例 ID"},
          together({flowOptions(options->flow), outputOptions(options->output, {"table", "json"}),
                    connectionOptions(options->connection)}),
          {"dataworks create nightly -p sales",
           "id=$(dataworks create nightly -p sales -q) && dataworks watch $id -p sales"},
          {"Check the exit code before repeating it: 5 means that nothing was started, 6 that the outcome is unknown.",
           "重试之前请检查退出码：5 表示未启动，6 表示结果未知。"},
          executing(create, options)};
}

}  // namespace dataworks::cli
