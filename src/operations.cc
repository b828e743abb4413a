#include "operations.h"

#include <algorithm>
#include <utility>

#include "options/validate.h"
#include "types/make_error.h"
#include "wait/run_waiter.h"
#include "wait/validate.h"

namespace dataworks::detail {

namespace {

// Unlike a trigger, a search must name its region, even where an endpoint was given.
std::optional<Error> missingRegion(const Settings& settings, const std::string& regionId) {
  if (!regionId.empty() || !settings.regionId.empty()) return std::nullopt;
  Error error = invalidArgument("no region");
  error.hint = "Set regionId of the client or of the request, for example \"cn-shanghai\", or ALIBABA_CLOUD_REGION_ID.";
  return error;
}

// What cancels a run in either of its steps. The trigger may still succeed while it is being cancelled, and its
// response starts the wait: that one is cancelled then.
struct RunCancel {
  Cancel trigger;
  Cancel wait;
  bool requested = false;

  void operator()() {
    requested = true;
    const Cancel& now = wait ? wait : trigger;
    if (now) now();
  }
};

SearchManualDagNodeInstanceRequest searchOf(const DagRef& run) {
  return {.projectName = run.projectName, .dagId = run.dagId, .regionId = run.regionId};
}

// The search sees runs in production only.
Result<SearchManualDagNodeInstanceResponse> readAsSearch(HttpResponse&& response, const CallRequest& request) {
  auto listed = api::decode<ListManualDagInstancesRequest>(std::move(response), request);
  if (!listed) return std::move(listed).error();
  SearchManualDagNodeInstanceResponse search{
      .requestId = std::move(listed->requestId), .errCode = "0", .success = true, .invalidUtf8 = listed->invalidUtf8};
  search.data.reserve(listed->instances.size());
  for (InstanceInfo& each : listed->instances) search.data.push_back(std::move(static_cast<NodeInsInfo&>(each)));
  return search;
}

}  // namespace

Error withContext(ErrorContext context, Error error) {
  if (context.triggered) error.execution = Execution::kExecuted;
  if (context.dagId != 0) error.dagId = context.dagId;
  if (!context.instances.empty()) error.instances = std::move(context.instances);
  error.operation = std::move(context.operation);
  return error;
}

Result<CallRequest> prepareCall(CallRequest request, const CallOptions& options, const Settings& settings) {
  if (std::string problem = validate(options); !problem.empty()) {
    return withContext({.operation = request.action}, invalidArgument(std::move(problem)));
  }
  request.options = options;
  request.startTime = settings.clock->steadyNow();
  request.deadline = deadlineOf(request.startTime, options.timeout.value_or(settings.timeout));
  return request;
}

Result<Prepared<CreateManualDagResponse>> prepare(const CreateManualDagRequest& request, const CallOptions& options,
                                                  const Settings& settings) {
  return prepared<CreateManualDagResponse>(api::encode(request), options, settings, api::readCreateManualDag);
}

Result<Prepared<SearchManualDagNodeInstanceResponse>> prepare(const SearchManualDagNodeInstanceRequest& request,
                                                              const CallOptions& options, const Settings& settings) {
  if (auto missing = missingRegion(settings, request.regionId)) {
    return withContext({.operation = std::string(api::kSearchManualDagNodeInstance)}, *std::move(missing));
  }
  return prepared<SearchManualDagNodeInstanceResponse>(api::encode(request), options, settings,
                                                       api::readSearchManualDagNodeInstance);
}

Result<Prepared<RpcResponse>> prepare(const RpcRequest& request, const CallOptions& options, const Settings& settings) {
  return prepared<RpcResponse>(api::encode(request), options, settings, api::readRpc);
}

Result<Prepared<GetInstanceLogResponse>> prepare(const GetInstanceLogRequest& request, const CallOptions& options,
                                                 const Settings& settings) {
  auto log = prepare<GetInstanceLogRequest>(request, options, settings);
  if (log) log->request.maxLogBytes = settings.maxLogBytes;
  return log;
}

std::optional<Error> problemOf(const DagRef& run, const Settings& settings) {
  if (auto problem = missingRegion(settings, run.regionId)) return problem;
  if (auto encoded = api::encode(searchOf(run)); !encoded) return std::move(encoded).error();
  return std::nullopt;
}

Result<PreparedWait> prepare(const DagRef& run, const WaitOptions& options, const Settings& settings) {
  PreparedWait wait{run, options, settings.clock->steadyNow()};
  std::optional<Error> problem;
  if (std::string text = validate(options); !text.empty()) problem = invalidArgument(std::move(text));
  if (!problem) problem = problemOf(run, settings);
  if (problem) return withContext(wait.errorContext(), *std::move(problem));
  return wait;
}

// All that could stop the wait is found before the trigger is sent.
Result<PreparedRun> prepareRun(const CreateManualDagRequest& request, const WaitOptions& options,
                               const Settings& settings) {
  CallOptions triggerOptions{.stop = options.stop, .beforeAttempt = options.beforeAttempt};
  if (options.timeout.count() > 0) {
    const auto usual = settings.timeout;
    triggerOptions.timeout = usual.count() > 0 ? std::min(usual, options.timeout) : options.timeout;
  }
  DagRef run{.projectName = request.projectName, .dagId = 1, .regionId = request.regionId};  // the id is not known yet
  auto wait = prepare(run, options, settings);
  auto trigger = prepare(request, triggerOptions, settings);
  if (!trigger) return std::move(trigger).error();
  if (!wait) {
    Error error = std::move(wait).error();
    error.dagId.reset();
    return withContext(trigger->errorContext(), std::move(error));
  }
  return PreparedRun{*std::move(trigger), *std::move(wait)};
}

ErrorContext PreparedWait::errorContext() const {
  return {.operation = std::string(kWaitForManualDag), .dagId = run.dagId, .triggered = run.triggered};
}

Result<Prepared<SearchManualDagNodeInstanceResponse>> prepareList(const DagRef& run, const CallOptions& options,
                                                                  const Settings& settings) {
  if (run.env == ProjectEnv::kProd) return prepare(searchOf(run), options, settings);
  const ListManualDagInstancesRequest request{
      .projectName = run.projectName, .dagId = run.dagId, .env = run.env, .regionId = run.regionId};
  return prepared<SearchManualDagNodeInstanceResponse>(api::encode(request), options, settings, readAsSearch);
}

PollRun pollOf(CallContext& context, const DagRef& run, std::shared_ptr<PollCalls> calls) {
  return [&context, run, calls = std::move(calls)](const CallOptions& options,
                                                   Done<SearchManualDagNodeInstanceResponse> done) -> Cancel {
    auto prepared = prepareList(run, options, context.client.settings);
    if (!prepared) {
      done(std::move(prepared).error());
      return nullptr;
    }
    prepared->request.poll = calls;
    return std::move(*prepared).start(context, std::move(done));
  };
}

Cancel PreparedWait::start(CallContext& context, Done<DagRun> done) && {
  WaitRules rules{.calls = std::make_shared<PollCalls>()};
  auto poll = pollOf(context, run, rules.calls);
  return RunWaiter::start(context, std::move(run), std::move(options), std::move(poll), std::move(done), startTime,
                          std::move(rules));
}

Cancel PreparedRun::start(CallContext& context, Done<DagRun> done) && {
  const auto cancel = std::make_shared<RunCancel>();
  Cancel result = [cancel] { (*cancel)(); };
  // What an error needs to say that the run has started is made before anything is sent.
  const auto started = std::make_shared<ErrorContext>(wait.errorContext());
  auto onTriggered = [&context, wait = std::make_shared<PreparedWait>(std::move(wait)), cancel, started,
                      done =
                          std::make_shared<Done<DagRun>>(std::move(done))](Result<CreateManualDagResponse>&& created) {
    if (!created) return (*done)(std::move(created).error());
    started->dagId = wait->run.dagId = created->dagId();
    started->triggered = wait->run.triggered = true;
    try {
      cancel->wait = std::move(*wait).start(context, [done](Result<DagRun>&& ended) { (*done)(std::move(ended)); });
    } catch (...) {  // it could not begin
      return (*done)(withContext(std::move(*started), internalError()));
    }
    if (cancel->requested && cancel->wait) cancel->wait();
  };
  cancel->trigger = std::move(trigger).start(context, std::move(onTriggered));
  return result;
}

}  // namespace dataworks::detail
