// SPDX-License-Identifier: Apache-2.0
// `dataworks run FLOW`: trigger, watch, show.
#include <string>
#include <utility>
#include <vector>

#include "command_line/arguments.h"
#include "command_line/options.h"
#include "dataworks/client.h"
#include "result/result_json.h"
#include "result/resume_command.h"
#include "result/saving.h"
#include "run/failure.h"
#include "run/looking.h"
#include "run/service_time.h"
#include "run/trigger.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "verbs/verbs.h"
#include "watch/expectation.h"
#include "watch/late_alarm.h"
#include "watch/notifier.h"
#include "watch/watching.h"

namespace dataworks::cli {

namespace {

struct RunOptions {
  FlowOptions flow;
  ConnectionOptions connection;
  OutputOptions output;
  WatchFlags watch;
};

std::vector<std::string> notesOn(const PlannedTrigger& plan, const Triggered& triggered, Language language) {
  std::vector<std::string> notes;
  notes.push_back(plan.request.projectName + "/" + plan.request.flowName + in(language, " bizdate ", " 业务日期 ") +
                  plan.bizdateShown(language) +
                  (triggered.earlier
                       ? in(language, ": triggered before, watching that run", "：此前已触发，转为跟踪该次运行")
                       : ""));
  if (const std::string part = showPart(plan.request.part, language); !part.empty()) notes.push_back(part);
  const std::string parameters = showParameters(plan.request);
  if (!parameters.empty()) notes.push_back(in(language, "parameters as sent: ", "已发送的参数：") + parameters);
  return notes;
}

/// The service accepts a trigger without a region, but lists no nodes without one: refused before the trigger.
Error noRegion() {
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  error.message = "no region";
  error.hint = R"(Give --region, for example "cn-shanghai", or ALIBABA_CLOUD_REGION_ID.)";
  return error;
}

/// For `--on unknown`: the trigger may have started a run, or has started one whose id is not known.
void tellUnknown(const Error& error, int exitCode, const FlowTrigger& request, const DataWorksClient& client,
                 const RunOptions& options, const Session& session) {
  const auto event = eventOf(exitCode);
  if (!event) return;
  Notifier notifier(commandsOf(options.watch), client.endpoint(), session,
                    languageOnStderr(options.output, session.environment));
  notifier.tell({.event = *event,
                 .time = client.now(),
                 .run = {.projectName = request.projectName,
                         .flowName = request.flowName,
                         .bizdate = request.bizdate,
                         .env = request.part.environment()},
                 .regionId = client.regionId(),
                 .exitCode = exitCode,
                 .error = error.message,
                 .nextCommand = remoteRunsCommand(request, error.timestamp.value_or(client.now()), options.connection)},
                error.signatureNonce.empty() ? randomName() : error.signatureNonce);
}

int run(const RunOptions& options, Session& session) {
  const Deadline deadline(session, options.connection.timeout, std::chrono::hours(24));
  checkSavePaths(options.watch.save);
  checkEvents(options.watch);
  if (!options.flow.is.empty() && !options.flow.once)
    throw BadArgument("--is ID goes with --once", "--is ID 只与 --once 同用");
  checkPollBudget(options.watch, 1, deadline);
  const Language language = languageOnStderr(options.output, session.environment);
  const auto now =
      timeForBizdate(options.flow, options.connection, session, std::chrono::system_clock::now(), language);
  const PlannedTrigger plan = planTrigger(options.flow, now, language);
  if (const auto shown = showInstead(options.flow, plan, options.connection, options.output, &options.watch))
    return *shown;

  Trigger trigger(session, options.connection, language);
  const auto client = trigger.connect();
  if (!client) return endWithError(client.error(), Activity::kTriggering, options.output, session);
  if ((*client)->regionId().empty()) return endWithError(noRegion(), Activity::kTriggering, options.output, session);
  const auto triggered = options.flow.is.empty() ? trigger.send(plan.request, options.flow, deadline)
                                                 : trigger.settle(plan.request, readDagId(options.flow.is), deadline);
  if (!triggered) {
    const Error& error = triggered.error();
    const auto look = [&]() -> Looked {
      if (!error.timestamp || session.signals.received() != 0) return {};
      const bool justSent = !error.message.starts_with(kSentBefore);
      return lookForLostRun(**client, {plan.request, *error.timestamp}, justSent, options.connection, deadline, session,
                            language);
    };
    const int exitCode =
        endWithFailedTrigger("run", error, plan.request, options.connection, options.output, session, look);
    tellUnknown(error, exitCode, plan.request, **client, options, session);
    return exitCode;
  }

  const std::int64_t dagId = triggered->dagId;
  const FlowPart& part = plan.request.part;
  std::vector<terminal::WatchedRun> runs{{.projectName = plan.request.projectName,
                                          .flowName = plan.request.flowName,
                                          .bizdate = plan.request.bizdate,
                                          .dagId = dagId,
                                          .triggeredHere = true,
                                          .env = part.environment(),
                                          .triggeredAt = triggered->time,
                                          .except = part.only.empty() ? part.except : std::vector<std::int64_t>{},
                                          .isPart = !part.only.empty() || !part.except.empty()}};
  addUsual(runs, **client, session);
  std::string event;
  if (options.output.format == "jsonl") {
    event = triggeredEvent(triggered->time, plan.request, dagId, triggered->response.requestId, triggered->earlier,
                           expectedEnd(runs.front()));
  }
  const int exitCode = watchRuns(**client,
                                 {.runs = std::move(runs),
                                  .connection = &options.connection,
                                  .output = &options.output,
                                  .flags = &options.watch,
                                  .firstEvent = std::move(event),
                                  .notes = notesOn(plan, *triggered, language),
                                  .pollsAtOnce = triggered->earlier,
                                  .calls = trigger.calls()},
                                 session, deadline);
  if (triggered->earlier && exitCode == exitCodeOf(ExitCode::kRunFailed) && !options.output.quiet) {
    logLine(in(language, "dataworks: triggered before, and failed; --once does not trigger again. Go on with: ",
               "dataworks: 此前已触发且运行失败；--once 不会再次触发。后续处理：") +
            verbCommand("rerun", dagId, plan.request.projectName, options.connection, part.environment()));
  }
  return exitCode;
}

}  // namespace

Verb runVerb() {
  auto options = std::make_shared<RunOptions>();
  return {
      "run",
      {"Trigger a flow, watch the run, show how it ended", "触发业务流程，跟踪运行并显示结果"},
      together(
          {flowOptions(options->flow),
           {Option("--once", &options->flow.once,
                   {"Trigger at most once: if the same trigger is already in the journal, watch that run instead",
                    "最多触发一次：如果触发记录中已有相同的触发，则改为跟踪那次运行"}),
            Option(
                "--is", &options->flow.is,
                {"With --once, after exit code 6: this is the run; note it in the journal and watch it, never trigger",
                 "与 --once 同用，在退出码 6 之后：指明就是这次运行，记入触发记录并跟踪，绝不触发"},
                {.type = "ID"})},
           watchOptions(options->watch),
           {lateOption(options->watch.late)},
           outputOptions(options->output, {"table", "json", "jsonl"}),
           connectionOptions(options->connection)}),
      {"dataworks run nightly -p sales", "dataworks run nightly 'day=${yyyy-mm-dd}' -p sales --bizdate 2026-11-22",
       "dataworks run nightly -p sales --node-para '103180025:test=$[yyyymmdd]'",
       "dataworks run nightly -p sales --once -o jsonl",
       "dataworks run nightly -p sales --only 103180025,103180026 --env dev"},
      {"Exits with 0 if all nodes succeeded, with 1 if the run failed; 'dataworks explain 6' explains the other codes.",
       "所有节点成功时退出码为 0，运行失败时为 1；其他退出码见 dataworks explain 6。"},
      executing(run, options)};
}

}  // namespace dataworks::cli
