// SPDX-License-Identifier: Apache-2.0
#include "run/trigger.h"

#include "command_line/arguments.h"
#include "dataworks/profile.h"
#include "result/emit_cpp.h"
#include "run/dry_run.h"
#include "run/run_reading.h"
#include "run/service_time.h"
#include "session/exit_code.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"

namespace dataworks::cli {

namespace {

/// Nothing was sent, and the user can fix it.
Error refused(std::string message) {
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  error.message = std::move(message);
  return error;
}

/// Corrects the kind: out of time, or a signal.
Error becauseOfTime(Error error, bool late, const Session& session) {
  if (late) error.kind = ErrorKind::kTimeout;
  if (session.signals.received() != 0) error.kind = ErrorKind::kCancelled;
  return error;
}

/// Sends a whole flow or a part of it, each by its operation.
Result<CreateManualDagResponse> sendTo(const DataWorksClient& client, const FlowTrigger& request,
                                       const CallOptions& options) {
  if (!request.part.isGiven()) return client.createManualDag(request, options);
  auto started = client.call(partialRequest(request), options);
  if (!started) return std::move(started).error();
  CreateManualDagResponse response;
  response.requestId = std::move(started->requestId);
  response.returnValue = started->dagId;
  response.projectName = request.projectName;
  return response;
}

Triggered triggeredBefore(const JournalEntry& earlier) {
  Triggered triggered;
  triggered.earlier = true;
  triggered.time = earlier.time;
  triggered.dagId = triggered.response.returnValue = earlier.dagId;
  triggered.response.requestId = earlier.requestId;
  return triggered;
}

}  // namespace

PlannedTrigger planTrigger(const FlowOptions& options, std::chrono::system_clock::time_point now, Language language) {
  const auto choose = [text = options.bizdate, now](Language shownIn) { return chooseBizdate(text, now, shownIn); };
  const auto bizdate = choose(language);
  PlannedTrigger plan;
  plan.bizdateShown = [choose](Language shownIn) { return choose(shownIn).shown; };
  plan.request.projectName = options.projectName;
  plan.request.flowName = options.flowName;
  plan.request.bizdate = bizdate.bizdate;
  std::vector<std::string> words = options.words;
  words.insert(words.end(), options.dagPara.begin(), options.dagPara.end());
  plan.request.dagPara = readParameters(words);
  plan.request.nodePara = readNodeParameters(options.nodeParameter);
  plan.request.part = readFlowPart(options.only, options.except, options.env);
  std::vector<std::string> warnings = shellWarnings(plan.request, language);
  if (!bizdate.warning.empty()) warnings.insert(warnings.begin(), bizdate.warning);
  for (const std::string& warning : warnings) {
    logLine(in(language, "dataworks: warning: ", "dataworks: 警告：") + terminal::printable(warning));
  }
  return plan;
}

std::optional<int> showInstead(const FlowOptions& options, const PlannedTrigger& plan,
                               const ConnectionOptions& connection, const OutputOptions& output,
                               const WatchFlags* watch) {
  if (!options.emit.empty()) {
    if (options.once)
      throw BadArgument("--emit cpp cannot be combined with --once: only this command has the journal",
                        "--emit cpp 不能与 --once 同时使用：只有本命令有触发记录");
    if (watch != nullptr && (!watch->late.empty() || !watch->on.empty())) {
      throw BadArgument("--emit cpp cannot be combined with --late or --on: only this command has them",
                        "--emit cpp 不能与 --late 或 --on 同时使用：只有本命令有这些功能");
    }
    ConnectionOptions emitted = connection;
    Network network = Network::kPublic;
    if (!emitted.profile.empty()) {  // the program's client is given credentials, so it does not read the profile
      const ServiceLocation location = defaultLocation(emitted.profile);
      if (emitted.regionId.empty()) emitted.regionId = location.regionId;
      if (emitted.endpoint.empty() && location.endpointSource.starts_with("profile "))
        emitted.endpoint = location.endpoint;
      if (emitted.endpoint.empty() && location.networkSource.starts_with("endpoint_type of ")) {
        network = location.network;  // the environment's type the program reads itself
      }
    }
    writeResult(emitCpp(plan.request, emitted, watch, network));
    return exitCodeOf(ExitCode::kSucceeded);
  }
  if (!options.dryRun) return std::nullopt;
  const auto shown = dryRun(connection, output.format,
                            [&](const DataWorksClient& client) { return sendTo(client, plan.request, {}).error(); });
  if (!shown) throw BadArgument(shown.error().message);
  writeResult(*shown);
  return exitCodeOf(ExitCode::kSucceeded);
}

Trigger::Trigger(Session& session, const ConnectionOptions& connection, Language language)
    : session_(session),
      options_(connection),
      journal_(journalPath(session.environment)),
      recorder_(std::make_shared<TriggerRecorder>(
          session.signals,
          [journal = journal_](const std::string& line, const TriggerRecorder::GiveUp& giveUp) {
            return journal.path().empty() ? std::string() : journal.append(line, giveUp);
          },
          language, isatty(STDERR_FILENO) != 0)) {}

Trigger::~Trigger() = default;

Result<const DataWorksClient*> Trigger::connect() {
  auto connection = cli::connect(options_, session_, recorder_);
  if (!connection) return std::move(connection).error();
  connection_.emplace(std::move(*connection));
  recorder_->setClock([client = &connection_->client] { return client->now(); });
  return &connection_->client;
}

Result<Triggered> Trigger::send(const FlowTrigger& request, const FlowOptions& flow, const Deadline& deadline) {
  const bool once = flow.once;
  const DataWorksClient& client = connection_->client;
  const RunKey key = runKey(client.endpoint(), client.regionId(), request);
  if (journal_.path().empty()) {
    const NoJournal none = whyNoJournal(session_.environment);
    if (once) return refused("--once needs the journal: " + none.reason);
    if (none.wanted) recorder_->fail(none.reason);
    return sendNow(request, key, once, deadline);
  }
  const auto gaveUp = [&] { return deadline.passed() || session_.signals.stopToken().stop_requested(); };
  const TriggerLock lock(journal_, key, once ? Excludes::kAll : Excludes::kOnce, gaveUp);
  if (!lock.failure().empty()) {
    Error error = refused((once ? "--once: " : "") + lock.failure());
    if (once || gaveUp()) return becauseOfTime(std::move(error), deadline.passed(), session_);
    recorder_->fail(lock.failure());
  }
  return once ? sendUnlessSent(request, key, flow, deadline) : sendNow(request, key, once, deadline);
}

Result<Triggered> Trigger::settle(const FlowTrigger& request, std::int64_t dagId, const Deadline& deadline) {
  const DataWorksClient& client = connection_->client;
  if (journal_.path().empty()) return refused("--is needs the journal: " + whyNoJournal(session_.environment).reason);
  const RunKey key = runKey(client.endpoint(), client.regionId(), request);
  const auto gaveUp = [&] { return deadline.passed() || session_.signals.stopToken().stop_requested(); };
  const TriggerLock lock(journal_, key, Excludes::kAll, gaveUp);
  if (!lock.failure().empty()) return becauseOfTime(refused("--is: " + lock.failure()), deadline.passed(), session_);
  const auto entries = journal_.read();
  if (!entries) return refused("--is: the journal cannot be read: " + journal_.path());
  auto earlier = alreadyTriggered(*entries, key);
  if (!earlier) return refused("--is: the journal holds no trigger of this flow, bizdate and these parameters");
  if (earlier->dagId != 0 && earlier->dagId != dagId) {
    return refused("--is: the journal knows the run of this trigger: " + std::to_string(earlier->dagId));
  }
  if (earlier->dagId == 0) {
    // A wrong id in the journal would be watched by every --once from now on.
    const auto run =
        readRun(client, {.projectName = request.projectName, .dagId = dagId, .env = request.part.environment()},
                callOptions(options_, deadline, session_));
    if (!run) return run.error();
    earlier->dagId = dagId;
    earlier->outcome = Outcome::kStarted;
    JournalEntry settled = *earlier;
    settled.time = client.now();
    if (const std::string failure = journal_.append(answeredLine(settled), gaveUp); !failure.empty()) {
      return becauseOfTime(refused("--is: the journal cannot be written: " + failure), deadline.passed(), session_);
    }
  }
  return triggeredBefore(*earlier);
}

Result<Triggered> Trigger::sendUnlessSent(const FlowTrigger& request, const RunKey& key, const FlowOptions& flow,
                                          const Deadline& deadline) {
  const auto entries = journal_.read();
  if (!entries) return refused("--once: the journal cannot be read: " + journal_.path());
  const auto earlier = alreadyTriggered(*entries, key);
  if (!earlier) return sendNow(request, key, true, deadline);
  // A trigger that is sent brings the service's time with it; this one does not.
  if (auto wrong = wrongDay(flow, request.bizdate, options_, session_)) return *std::move(wrong);
  if (earlier->dagId == 0) return withoutId(*earlier);
  return triggeredBefore(*earlier);
}

Result<Triggered> Trigger::sendNow(const FlowTrigger& request, const RunKey& key, bool once, const Deadline& deadline) {
  JournalEntry entry;
  entry.trigger = randomName();
  entry.user = userName();
  entry.host = hostName();
  entry.key = key;
  entry.part = request.part;
  const auto timeout = deadline.callTimeout(options_.callTimeout.value_or(ClientOptions{}.timeout));
  CallOptions options;
  options.timeout = timeout;
  options.stop = session_.signals.stopToken();
  options.beforeAttempt = [this](const AttemptStarting& attempt) { return recorder_->beforeAttempt(attempt); };
  const auto late = [timeout, begin = std::chrono::steady_clock::now()] {
    return timeout.count() != 0 && std::chrono::steady_clock::now() - begin >= timeout;
  };
  recorder_->begin(std::move(entry), connection_->credentials, once,
                   [late, stop = options.stop] { return late() || stop.stop_requested(); });
  auto created = recorder_->send([&] { return sendTo(connection_->client, request, options); });
  if (created) {
    const std::int64_t dagId = created->dagId();
    return Triggered{.dagId = dagId, .response = std::move(*created), .time = connection_->client.now()};
  }
  if (recorder_->heldBack()) {
    Error error = refused((once ? "--once needs the journal, which cannot be written: "
                                : "deadline passed before anything was sent; the journal could not be written: ") +
                          recorder_->failure());
    error.attempts = created.error().attempts;
    return becauseOfTime(std::move(error), late(), session_);
  }
  return std::move(created).error();
}

}  // namespace dataworks::cli
