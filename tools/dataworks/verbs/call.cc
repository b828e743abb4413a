// SPDX-License-Identifier: Apache-2.0
// `dataworks call ACTION`: any other action.
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <sstream>

#include "command_line/arguments.h"
#include "command_line/options.h"
#include "dataworks/observer.h"
#include "run/connection.h"
#include "run/dry_run.h"
#include "run/failure.h"
#include "session/exit_code.h"
#include "session/json.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct CallVerbOptions {
  std::string action;
  std::vector<std::string> words;
  std::string version = RpcRequest{}.version;
  bool idempotent = false;
  bool dryRun = false;
  ConnectionOptions connection;
  OutputOptions output;
};

/// Makes a signal wait for the response of a non-idempotent call, as for a trigger.
class SignalsWait : public Observer {
 public:
  SignalsWait(Signals& signals, Language language) : signals_(signals), language_(language) {}

  void onAttemptStarting(const AttemptStarting& /*event*/) override {
    if (signals_.stopToken().stop_requested()) return;  // the library will not send it
    signals_.triggerSent(in(language_,
                            "dataworks: call sent; waiting up to 5 s for the response (press Ctrl-C again to quit now)",
                            "dataworks: 请求已发出，最多等待 5 秒以接收响应（再按一次 Ctrl-C 立即退出）"));
  }
  void onRetryScheduled(const RetryScheduled& /*event*/) override { signals_.triggerEnded(); }
  void onCallFinished(const CallFinished& /*event*/) override { signals_.triggerEnded(); }

 private:
  Signals& signals_;
  const Language language_;
};

RpcRequest requestOf(const CallVerbOptions& options) {
  RpcRequest request;
  request.action = options.action;
  request.version = options.version;
  request.parameters = readRpcParameters(options.words);
  request.idempotency = options.idempotent ? Idempotency::kIdempotent : Idempotency::kNotIdempotent;
  return request;
}

/// The body as JSON where it is, else as text.
std::string rpcResponseJson(const RpcResponse& response) {
  Json body = Json::parse(response.body, nullptr, false);
  if (body.is_discarded()) body = response.body;
  const Json json{{"requestId", response.requestId}, {"httpStatus", response.httpStatus}, {"body", std::move(body)}};
  return jsonLines(json);
}

/// The body unchanged; on a terminal, its lines without control sequences.
std::string shownBody(std::string body) {
  if (!body.ends_with('\n')) body += '\n';
  if (::isatty(STDOUT_FILENO) == 0) return body;
  std::string shown;
  std::istringstream lines(body);
  for (std::string line; std::getline(lines, line);) {
    std::replace(line.begin(), line.end(), '\t', ' ');
    if (line.ends_with('\r')) line.pop_back();
    shown += terminal::printable(line) + "\n";
  }
  return shown;
}

int show(const CallVerbOptions& options, const RpcRequest& request) {
  const auto shown = dryRun(options.connection, options.output.format,
                            [&](const DataWorksClient& client) { return client.call(request).error(); });
  if (!shown) throw BadArgument(shown.error().message);
  writeResult(*shown);
  return exitCodeOf(ExitCode::kSucceeded);
}

int call(const CallVerbOptions& options, Session& session) {
  const Deadline deadline(session, options.connection.timeout, std::chrono::seconds(60));
  const RpcRequest request = requestOf(options);
  if (options.dryRun) return show(options, request);
  const Activity doing = options.idempotent ? Activity::kReading : Activity::kTriggering;
  std::shared_ptr<Observer> observer;
  if (!options.idempotent)
    observer = std::make_shared<SignalsWait>(session.signals, languageOnStderr(options.output, session.environment));
  const auto connection = connect(options.connection, session, observer);
  if (!connection) return endWithError(connection.error(), doing, options.output, session);
  CallOptions callOptions;
  callOptions.timeout = deadline.callTimeout(options.connection.callTimeout.value_or(ClientOptions{}.timeout));
  callOptions.stop = session.signals.stopToken();
  const auto response = connection->client.call(request, callOptions);
  if (!response) return endWithError(response.error(), doing, options.output, session);

  if (options.output.table()) {
    writeResult(shownBody(response->body));
  } else {
    writeResult(rpcResponseJson(*response));
  }
  const bool acted = doing == Activity::kTriggering;
  return exitCodeOf(acted && resultIsLost() ? ExitCode::kLostTrack : ExitCode::kSucceeded);
}

}  // namespace

Verb callVerb() {
  auto options = std::make_shared<CallVerbOptions>();
  return {
      "call",
      {"Call any other action of the service and print its response", "调用服务的任意其他接口，输出响应"},
      together(
          {{Option("ACTION", &options->action,
                   {"Name of the action, such as ListProjects", "接口名，例如 ListProjects"},
                   {.type = "", .required = true}),
            Option("Name=Value", &options->words, {"Parameters of the action", "接口的参数"}, {.type = ""}),
            Option("--api-version", &options->version, {"Version of the API", "API 版本"},
                   {.type = "DAY", .showsDefault = true}),
            Option("--idempotent", &options->idempotent,
                   {"The action is read-only; retry it on transient failures", "该接口只读，遇到临时故障时可以重试"}),
            Option("--dry-run", &options->dryRun,
                   {"Send nothing; show the parameters and the string to sign",
                    "不发送任何请求，只显示参数和待签名字符串"})},
           outputOptions(options->output, {"table", "json"}),
           connectionOptions(options->connection)}),
      {"dataworks call GetNode NodeId=103180025 --api-version 2020-05-18 --idempotent"},
      {},
      executing(call, options)};
}

}  // namespace dataworks::cli
