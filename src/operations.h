// What each operation of the client needs to run: validated and encoded on the caller's thread, ready to start on any
// event loop. `ClientImpl::run` and `submit` take any of them. Pure up to `start`.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "api/operations.h"
#include "call/call.h"
#include "dataworks/dag_run.h"
#include "dataworks/manual_dag.h"
#include "dataworks/rpc_call.h"

namespace dataworks::detail {

template <class T>
using Done = std::function<void(Result<T>&&)>;

/// What an error says of the operation that it ended.
struct ErrorContext {
  std::string operation{};
  std::int64_t dagId = 0;
  bool triggered = false;  // the run has started, whatever becomes of following it
  std::vector<InstanceOutcome> instances{};
};

[[nodiscard, gnu::cold]] Error withContext(ErrorContext context, Error error);  // needs no memory of its own

// Each prepared operation has a result type `Value`, a stop token, an error context, and `start`, which returns what
// cancels it. `done` is called once, by the thread that runs the loop, perhaps before `start` returns.

/// One call.
template <class T>
struct Prepared {
  using Value = T;
  CallRequest request;
  Result<T> (*decode)(HttpResponse&&, const CallRequest&);

  [[nodiscard]] const std::stop_token& stop() const { return request.options.stop; }
  [[nodiscard]] ErrorContext errorContext() const { return {.operation = request.action}; }
  Cancel start(CallContext& context, Done<T> done) &&;
};

/// One list of the nodes of a run, by the operation that can see it.
[[nodiscard]] Result<Prepared<SearchManualDagNodeInstanceResponse>> prepareList(const DagRef& run,
                                                                                const CallOptions& options,
                                                                                const Settings& settings);

/// Starts one poll of a run and returns what cancels it. A poll is not retried, because the next one will come anyway;
/// where one more attempt is needed all the same, it is added to `calls`.
using PollRun = std::function<Cancel(const CallOptions&, Done<SearchManualDagNodeInstanceResponse>)>;
[[nodiscard]] PollRun pollOf(CallContext& context, const DagRef& run, std::shared_ptr<PollCalls> calls);

/// A wait for the end of a run: polls, and pauses between them.
struct PreparedWait {
  using Value = DagRun;
  DagRef run;
  WaitOptions options;
  EventLoop::TimePoint startTime;

  [[nodiscard]] const std::stop_token& stop() const { return options.stop; }
  [[nodiscard]] ErrorContext errorContext() const;
  Cancel start(CallContext& context, Done<DagRun> done) &&;
};

/// A trigger, then a wait. The wait's limits cover both.
struct PreparedRun {
  using Value = DagRun;
  Prepared<CreateManualDagResponse> trigger;
  PreparedWait wait;

  [[nodiscard]] const std::stop_token& stop() const { return wait.options.stop; }
  [[nodiscard]] ErrorContext errorContext() const { return trigger.errorContext(); }
  Cancel start(CallContext& context, Done<DagRun> done) &&;
};

// An error of these is `kInvalidArgument`, names the operation, and means that nothing was sent.

[[nodiscard]] Result<Prepared<CreateManualDagResponse>> prepare(const CreateManualDagRequest& request,
                                                                const CallOptions& options, const Settings& settings);
[[nodiscard]] Result<Prepared<SearchManualDagNodeInstanceResponse>> prepare(
    const SearchManualDagNodeInstanceRequest& request, const CallOptions& options, const Settings& settings);
[[nodiscard]] Result<Prepared<RpcResponse>> prepare(const RpcRequest& request, const CallOptions& options,
                                                    const Settings& settings);
/// Returns why a run cannot be listed, if so.
[[nodiscard]] std::optional<Error> problemOf(const DagRef& run, const Settings& settings);

[[nodiscard]] Result<PreparedWait> prepare(const DagRef& run, const WaitOptions& options, const Settings& settings);
[[nodiscard]] Result<PreparedRun> prepareRun(const CreateManualDagRequest& request, const WaitOptions& options,
                                             const Settings& settings);

/// One of the typed operations of dataworks/instances.h.
template <class Request>
[[nodiscard]] Result<Prepared<typename Request::Response>> prepare(const Request& request, const CallOptions& options,
                                                                   const Settings& settings);

[[nodiscard]] Result<Prepared<GetInstanceLogResponse>> prepare(const GetInstanceLogRequest& request,
                                                               const CallOptions& options, const Settings& settings);

/// Adds to an encoded operation what all calls have in common: checked options, start time and deadline.
[[nodiscard]] Result<CallRequest> prepareCall(CallRequest request, const CallOptions& options,
                                              const Settings& settings);

template <class T>
[[nodiscard]] Result<Prepared<T>> prepared(Result<CallRequest>&& encoded, const CallOptions& options,
                                           const Settings& settings,
                                           Result<T> (*decode)(HttpResponse&&, const CallRequest&));

// --- implementation -------------------------------------------------------------------------------------------------

template <class T>
Result<Prepared<T>> prepared(Result<CallRequest>&& encoded, const CallOptions& options, const Settings& settings,
                             Result<T> (*decode)(HttpResponse&&, const CallRequest&)) {
  if (!encoded) return std::move(encoded).error();
  auto request = prepareCall(*std::move(encoded), options, settings);
  if (!request) return std::move(request).error();
  return Prepared<T>{*std::move(request), decode};
}

template <class Request>
Result<Prepared<typename Request::Response>> prepare(const Request& request, const CallOptions& options,
                                                     const Settings& settings) {
  return prepared<typename Request::Response>(api::encode(request), options, settings, api::decode<Request>);
}

/// A call whose response is a T.
template <class T>
class TypedCall final : public Call {
 public:
  TypedCall(CallContext& context, Prepared<T>&& prepared, Done<T>&& done)
      : Call(context, std::move(prepared.request)), decode_(prepared.decode), done_(std::move(done)) {}

 private:
  std::optional<Error> read(HttpResponse& response) override {
    result_.emplace(decode_(std::move(response), request()));
    if (!*result_) return std::move(*result_).error();
    return std::nullopt;
  }

  [[nodiscard]] std::string& requestId() noexcept override { return (**result_).requestId; }

  void done(std::optional<Error>&& error) override {
    const auto doneOnce = std::move(done_);
    if (error) result_.emplace(std::move(*error));
    doneOnce(std::move(*result_));
  }

  Result<T> (*decode_)(HttpResponse&&, const CallRequest&);
  Done<T> done_;
  std::optional<Result<T>> result_;
};

template <class T>
Cancel Prepared<T>::start(CallContext& context, Done<T> done) && {
  return Call::start(std::make_shared<TypedCall<T>>(context, std::move(*this), std::move(done)));
}

}  // namespace dataworks::detail
