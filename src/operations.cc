#include "start.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "call/check_options.h"
#include "run/run_watch.h"

namespace dataworks {

namespace {

void nothingToCancel() {}

template <class T>
using Reader = Result<T> (*)(HttpResponse&&);

/// A call whose answer is a T.
template <class T>
class TypedCall final : public Call {
 public:
  TypedCall(Workbench& bench, CallRequest&& request, Reader<T> reader, Done<T>&& done)
      : Call(bench, std::move(request)), reader_(reader), done_(std::move(done)) {}

 private:
  std::optional<Error> read(HttpResponse& response) override {
    answer_.emplace(reader_(std::move(response)));
    if (!*answer_) return std::move(*answer_).error();
    return std::nullopt;
  }

  [[nodiscard]] std::string& requestId() noexcept override { return (*answer_)->requestId; }

  void done(std::optional<Error>&& error) override {
    const auto doneOnce = std::move(done_);
    if (error) answer_.emplace(std::move(*error));
    doneOnce(std::move(*answer_));
  }

  Reader<T> reader_;
  Done<T> done_;
  std::optional<Result<T>> answer_;
};

template <class T>
Cancel startCall(Workbench& bench, Result<RpcParameters>&& parameters, CallRequest&& request, Reader<T> reader,
                 Done<T>&& done) {
  if (!parameters) {
    Error error = std::move(parameters).error();
    error.operation = std::move(request.action);
    done(std::move(error));
    return nothingToCancel;
  }
  request.parameters = std::move(*parameters);
  return Call::start(std::make_shared<TypedCall<T>>(bench, std::move(request), reader, std::move(done)));
}

// Unlike a trigger, a search must name its region, even where an endpoint was given.
std::optional<Error> missingRegion(const Workbench& bench, const std::string& regionId) {
  if (!regionId.empty() || !bench.client.settings.regionId.empty()) return std::nullopt;
  Error error = invalidOptions("no region");
  error.hint = "Set regionId of the client or of the request, for example \"cn-shanghai\", or ALIBABA_CLOUD_REGION_ID.";
  return error;
}

std::optional<Error> whyNotToWait(const Workbench& bench, const WaitOptions& options, const std::string& regionId) {
  if (std::string problem = problemOf(options); !problem.empty()) return invalidOptions(std::move(problem));
  return missingRegion(bench, regionId);
}

Cancel search(Workbench& bench, AskedAt askedAt, const SearchManualDagNodeInstanceRequest& request,
              CallOptions&& options, Done<SearchManualDagNodeInstanceResponse>&& done, bool endsThrottled) {
  if (auto missing = missingRegion(bench, request.regionId)) {
    done(about(kSearching, *std::move(missing)));
    return nothingToCancel;
  }
  return startCall(bench, api::encode(request),
                   {.action = std::string(api::kSearchManualDagNodeInstance),
                    .regionId = request.regionId,
                    .idempotency = Idempotency::kIdempotent,
                    .options = std::move(options),
                    .askedAt = askedAt,
                    .endsThrottled = endsThrottled},
                   api::readSearchManualDagNodeInstance, std::move(done));
}

// What cancels a run in either of its steps. The trigger may still succeed while it is being cancelled, and its answer
// starts the wait: that one is cancelled then.
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

Subject waiting(const SearchManualDagNodeInstanceRequest& run, const WaitOptions& options) {
  return {.operation = kWaitForManualDag, .dagId = run.dagId, .triggered = options.justTriggered};
}

Error about(const Subject& subject, Error error) noexcept {
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
  error.kind = ErrorKind::kOutOfMemory;
  error.execution = execution;
  return error;
}

Cancel startCreate(Workbench& bench, AskedAt askedAt, const CreateManualDagRequest& request, CallOptions options,
                   Done<CreateManualDagResponse> done) {
  return startCall(bench, api::encode(request),
                   {.action = std::string(api::kCreateManualDag),
                    .regionId = request.regionId,
                    .idempotency = Idempotency::kNotIdempotent,
                    .options = std::move(options),
                    .askedAt = askedAt},
                   api::readCreateManualDag, std::move(done));
}

Cancel startSearch(Workbench& bench, AskedAt askedAt, const SearchManualDagNodeInstanceRequest& request,
                   CallOptions options, Done<SearchManualDagNodeInstanceResponse> done) {
  return search(bench, askedAt, request, std::move(options), std::move(done), false);
}

Cancel startRpc(Workbench& bench, AskedAt askedAt, const RpcRequest& request, CallOptions options,
                Done<RpcResponse> done) {
  return startCall(bench, api::encode(request),
                   {.action = request.action,
                    .version = request.version,
                    .idempotency = request.idempotency,
                    .options = std::move(options),
                    .askedAt = askedAt},
                   api::readRpc, std::move(done));
}

Cancel startWait(Workbench& bench, AskedAt askedAt, PollBucket& bucket, const SearchManualDagNodeInstanceRequest& run,
                 WaitOptions options, Done<DagRun> done) {
  std::optional<Error> problem = whyNotToWait(bench, options, run.regionId);
  if (auto checked = api::encode(run); !problem && !checked) problem = std::move(checked).error();
  if (problem) {
    done(about(waiting(run, options), *std::move(problem)));
    return nothingToCancel;
  }
  // A throttled look ends, and the next one keeps to the client's poll rate, as tries of its own would not.
  auto look = [&bench, run](CallOptions lookOptions, Done<SearchManualDagNodeInstanceResponse> lookDone) {
    return search(bench, {}, run, std::move(lookOptions), std::move(lookDone), true);
  };
  return RunWatch::start(bench, bucket, run, std::move(options), std::move(look), std::move(done), askedAt);
}

Cancel startRun(Workbench& bench, AskedAt askedAt, PollBucket& bucket, const CreateManualDagRequest& request,
                WaitOptions options, Done<DagRun> done) {
  if (auto problem = whyNotToWait(bench, options, request.regionId)) {  // before it is too late not to trigger
    done(about(kCreating, *std::move(problem)));
    return nothingToCancel;
  }
  const auto cancel = std::make_shared<RunCancel>();
  Cancel cancelEither = [cancel] { (*cancel)(); };
  const auto begun = askedAt.value_or(bench.engine.now());
  CallOptions createOptions{.stop = options.stop};
  if (options.timeout.count() > 0) {
    const auto usual = bench.client.settings.timeout;
    createOptions.timeout = usual.count() > 0 ? std::min(usual, options.timeout) : options.timeout;
  }
  cancel->trigger = startCreate(
      bench, askedAt, request, std::move(createOptions),
      [&bench, &bucket, request, options, done = std::make_shared<Done<DagRun>>(std::move(done)), cancel,
       begun](Result<CreateManualDagResponse> created) mutable {
        if (!created) return (*done)(std::move(created).error());
        options.justTriggered = true;
        const auto dagId = created->dagId();
        try {
          cancel->wait = startWait(bench, begun, bucket,
                                   {.projectName = request.projectName, .dagId = dagId, .regionId = request.regionId},
                                   std::move(options), [done](Result<DagRun> watched) { (*done)(std::move(watched)); });
        } catch (...) {  // it did not even begin
          const Subject subject{.operation = kWaitForManualDag, .dagId = dagId, .triggered = true};
          return (*done)(about(subject, outOfMemory(Execution::kExecuted)));
        }
        if (cancel->asked) cancel->wait();
      });
  return cancelEither;
}

}  // namespace dataworks
