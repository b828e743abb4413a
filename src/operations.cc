#include "operations.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "options/validate.h"
#include "wait/run_waiter.h"

namespace dataworks::detail {

namespace {

void nothingToCancel() {}

template <class T>
using Reader = Result<T> (*)(HttpResponse&&);

/// A call whose response is a T.
template <class T>
class TypedCall final : public Call {
 public:
  TypedCall(CallContext& context, CallRequest&& request, Reader<T> reader, Done<T>&& done)
      : Call(context, std::move(request)), reader_(reader), done_(std::move(done)) {}

 private:
  std::optional<Error> read(HttpResponse& response) override {
    response_.emplace(reader_(std::move(response)));
    if (!*response_) return std::move(*response_).error();
    return std::nullopt;
  }

  [[nodiscard]] std::string& requestId() noexcept override { return (*response_)->requestId; }

  void done(std::optional<Error>&& error) override {
    const auto doneOnce = std::move(done_);
    if (error) response_.emplace(std::move(*error));
    doneOnce(std::move(*response_));
  }

  Reader<T> reader_;
  Done<T> done_;
  std::optional<Result<T>> response_;
};

template <class T>
Cancel startCall(CallContext& context, Result<RpcParameters>&& parameters, CallRequest&& request, Reader<T> reader,
                 Done<T>&& done) {
  if (!parameters) {
    Error error = std::move(parameters).error();
    error.operation = std::move(request.action);
    done(std::move(error));
    return nothingToCancel;
  }
  request.parameters = std::move(*parameters);
  return Call::start(std::make_shared<TypedCall<T>>(context, std::move(request), reader, std::move(done)));
}

// Unlike a trigger, a search must name its region, even where an endpoint was given.
std::optional<Error> missingRegion(const CallContext& context, const std::string& regionId) {
  if (!regionId.empty() || !context.client.settings.regionId.empty()) return std::nullopt;
  Error error = invalidOptions("no region");
  error.hint = "Set regionId of the client or of the request, for example \"cn-shanghai\", or ALIBABA_CLOUD_REGION_ID.";
  return error;
}

std::optional<Error> whyNotToWait(const CallContext& context, const WaitOptions& options, const std::string& regionId) {
  if (std::string problem = validate(options); !problem.empty()) return invalidOptions(std::move(problem));
  return missingRegion(context, regionId);
}

Cancel search(CallContext& context, StartTime startTime, const SearchManualDagNodeInstanceRequest& request,
              CallOptions&& options, Done<SearchManualDagNodeInstanceResponse>&& done, bool returnWhenThrottled) {
  if (auto missing = missingRegion(context, request.regionId)) {
    done(withContext(kSearching, *std::move(missing)));
    return nothingToCancel;
  }
  return startCall(context, api::encode(request),
                   {.action = std::string(api::kSearchManualDagNodeInstance),
                    .regionId = request.regionId,
                    .idempotency = Idempotency::kIdempotent,
                    .options = std::move(options),
                    .startTime = startTime,
                    .returnWhenThrottled = returnWhenThrottled},
                   api::readSearchManualDagNodeInstance, std::move(done));
}

// What cancels a run in either of its steps. The trigger may still succeed while it is being cancelled, and its
// response starts the wait: that one is cancelled then.
struct RunCancel {
  Cancel trigger;
  Cancel wait;
  bool asked = false;

  void operator()() {
    asked = true;
    const Cancel& now = wait ? wait : trigger;
    if (now) now();
  }
};

}  // namespace

ErrorContext waiting(const SearchManualDagNodeInstanceRequest& run, const WaitOptions& options) {
  return {.operation = kWaitForManualDag, .dagId = run.dagId, .triggered = options.justTriggered};
}

Error withContext(const ErrorContext& subject, Error error) noexcept {
  if (subject.triggered) error.execution = Execution::kExecuted;
  if (subject.dagId != 0) error.dagId = subject.dagId;
  try {
    error.operation = subject.operation;
  } catch (...) {  // no memory: then without it
  }
  return error;
}

Error outOfMemory(Execution execution) {
  Error error;
  error.kind = ErrorKind::kInternal;
  error.execution = execution;
  return error;
}

Cancel startCreate(CallContext& context, StartTime startTime, const CreateManualDagRequest& request,
                   CallOptions options, Done<CreateManualDagResponse> done) {
  return startCall(context, api::encode(request),
                   {.action = std::string(api::kCreateManualDag),
                    .regionId = request.regionId,
                    .idempotency = Idempotency::kNotIdempotent,
                    .options = std::move(options),
                    .startTime = startTime},
                   api::readCreateManualDag, std::move(done));
}

Cancel startSearch(CallContext& context, StartTime startTime, const SearchManualDagNodeInstanceRequest& request,
                   CallOptions options, Done<SearchManualDagNodeInstanceResponse> done) {
  return search(context, startTime, request, std::move(options), std::move(done), false);
}

Cancel startRpc(CallContext& context, StartTime startTime, const RpcRequest& request, CallOptions options,
                Done<RpcResponse> done) {
  return startCall(context, api::encode(request),
                   {.action = request.action,
                    .version = request.version,
                    .idempotency = request.idempotency,
                    .options = std::move(options),
                    .startTime = startTime},
                   api::readRpc, std::move(done));
}

Cancel startWait(CallContext& context, StartTime startTime, PollRateLimiter& limiter,
                 const SearchManualDagNodeInstanceRequest& run, WaitOptions options, Done<DagRun> done) {
  std::optional<Error> problem = whyNotToWait(context, options, run.regionId);
  if (auto checked = api::encode(run); !problem && !checked) problem = std::move(checked).error();
  if (problem) {
    done(withContext(waiting(run, options), *std::move(problem)));
    return nothingToCancel;
  }
  // A throttled look ends, and the next one keeps to the client's poll rate, as tries of its own would not.
  auto look = [&context, run](CallOptions lookOptions, Done<SearchManualDagNodeInstanceResponse> lookDone) {
    return search(context, {}, run, std::move(lookOptions), std::move(lookDone), true);
  };
  return RunWaiter::start(context, limiter, run, std::move(options), std::move(look), std::move(done), startTime);
}

Cancel startRun(CallContext& context, StartTime startTime, PollRateLimiter& limiter,
                const CreateManualDagRequest& request, WaitOptions options, Done<DagRun> done) {
  if (auto problem = whyNotToWait(context, options, request.regionId)) {  // before it is too late not to trigger
    done(withContext(kCreating, *std::move(problem)));
    return nothingToCancel;
  }
  const auto cancel = std::make_shared<RunCancel>();
  Cancel cancelEither = [cancel] { (*cancel)(); };
  const auto begun = startTime.value_or(context.loop.now());
  CallOptions createOptions{.stop = options.stop};
  if (options.timeout.count() > 0) {
    const auto usual = context.client.settings.timeout;
    createOptions.timeout = usual.count() > 0 ? std::min(usual, options.timeout) : options.timeout;
  }
  cancel->trigger = startCreate(
      context, startTime, request, std::move(createOptions),
      [&context, &limiter, request, options, done = std::make_shared<Done<DagRun>>(std::move(done)), cancel,
       begun](Result<CreateManualDagResponse> created) mutable {
        if (!created) return (*done)(std::move(created).error());
        options.justTriggered = true;
        const auto dagId = created->dagId();
        try {
          cancel->wait = startWait(context, begun, limiter,
                                   {.projectName = request.projectName, .dagId = dagId, .regionId = request.regionId},
                                   std::move(options), [done](Result<DagRun> watched) { (*done)(std::move(watched)); });
        } catch (...) {  // it did not even begin
          const ErrorContext subject{.operation = kWaitForManualDag, .dagId = dagId, .triggered = true};
          return (*done)(withContext(subject, outOfMemory(Execution::kExecuted)));
        }
        if (cancel->asked) cancel->wait();
      });
  return cancelEither;
}

}  // namespace dataworks::detail
