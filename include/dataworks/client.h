// SPDX-License-Identifier: Apache-2.0
// The client: one method for each operation on a manual business flow.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "dataworks/actions.h"
#include "dataworks/dag_run.h"
#include "dataworks/export.h"
#include "dataworks/instances.h"
#include "dataworks/manual_dag.h"
#include "dataworks/options.h"
#include "dataworks/pending.h"
#include "dataworks/result.h"
#include "dataworks/rpc_call.h"

namespace dataworks {

/// A request that names its response, such as those of `instances.h`.
template <class Request>
concept TypedRequest = requires {
  typename Request::Response;
};

/// Triggers runs of DataWorks manual business flows and watches them.
///
/// Thread-safety: all methods are `const` and may be called from many threads at once. The client is movable, not
/// copyable. A blocking call does its work on the caller's own thread. The first `…Async` call starts the client's one
/// background thread, on which callbacks run.
///
/// Lifetime: the destructor cancels everything in flight, completes it as `kCancelled`, and joins the background
/// thread. That takes milliseconds plus the time your callbacks take, and any credentials provider that ignores `stop`.
/// All blocking calls must have returned by then. If the client is destroyed inside one of its own callbacks, the
/// destructor does not wait and the thread ends by itself. A client belongs to the process that created it: in a child
/// of `fork` each call fails and says so.
///
/// Cost: creating a client makes no network call; it reads the credentials profile only if neither options nor
/// environment name a region. Reuse the client: it keeps its connections.
class DATAWORKS_EXPORT DataWorksClient {
 public:
  /// Creates a client. Fails with `kInvalidArgument` if an option is bad.
  [[nodiscard]] static Result<DataWorksClient> create(ClientOptions options = {});

  DataWorksClient(DataWorksClient&&) noexcept;  ///< A moved-from client can only be destroyed or assigned to.
  /// First ends what this client has in flight, as the destructor does.
  DataWorksClient& operator=(DataWorksClient&&) noexcept;
  ~DataWorksClient();

  /// Triggers a run. At most one copy of the trigger reaches the wire per attempt, and another attempt is made only if
  /// the service certainly did not act. After an error with `mayHaveExecuted()`, check before you trigger again.
  [[nodiscard]] Result<CreateManualDagResponse> createManualDag(const CreateManualDagRequest& request,
                                                                const CallOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<CreateManualDagResponse> createManualDagAsync(const CreateManualDagRequest& request,
                                                                      const CallOptions& options = {}) const;

  /// Lists the node instances of a run. Retries every transient failure.
  [[nodiscard]] Result<SearchManualDagNodeInstanceResponse> searchManualDagNodeInstance(
      const SearchManualDagNodeInstanceRequest& request, const CallOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<SearchManualDagNodeInstanceResponse> searchManualDagNodeInstanceAsync(
      const SearchManualDagNodeInstanceRequest& request, const CallOptions& options = {}) const;

  /// Watches a run until it has succeeded or failed (both are values), or until nothing more can be learnt about it (an
  /// error, with `dagId` and, if the run was seen, `lastRun`). An error response or an empty list never counts as the
  /// end.
  [[nodiscard]] Result<DagRun> waitForManualDag(const DagRef& run, const WaitOptions& options = {}) const;
  /// The same, without blocking. A wait costs a timer, not a thread.
  [[nodiscard]] Pending<DagRun> waitForManualDagAsync(const DagRef& run, const WaitOptions& options = {}) const;

  /// Triggers a run and watches it. Errors after the trigger have `execution == kExecuted`, `dagId` and, if the run was
  /// seen, `lastRun`.
  [[nodiscard]] Result<DagRun> runManualDag(const CreateManualDagRequest& request,
                                            const WaitOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<DagRun> runManualDagAsync(const CreateManualDagRequest& request,
                                                  const WaitOptions& options = {}) const;

  /// Stops what is active of a run, or the named instances, and waits until nothing of it is active. Each active
  /// instance is asked once, again after 30 s; an instance that starts meanwhile is asked too, one that has not run yet
  /// is left. Ends when two polls, `failureConfirmDelay` apart, show nothing active. Its value is the run as it is
  /// then, whatever its state; remote jobs may go on. An error says in `instances` what was done to which.
  [[nodiscard]] Result<DagRun> stopManualDag(const DagRef& run, const StopOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<DagRun> stopManualDagAsync(const DagRef& run, const StopOptions& options = {}) const;

  /// Restarts each instance that has failed, or the named ones, and waits for the end of the run. No instance is
  /// restarted twice by one call: after a lost response the list and the history are looked at, and what they cannot
  /// decide ends as maybe executed. The failure from before is never reported as a new one. Where nothing has failed,
  /// it is `kInvalidArgument` with `lastRun`. Instances that the service rejects are left, and the others watched: then
  /// the run ends as failed. `execution` of an error is about the restarts, and `instances` says what was done to
  /// which.
  [[nodiscard]] Result<DagRun> rerunManualDag(const DagRef& run, const RerunOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<DagRun> rerunManualDagAsync(const DagRef& run, const RerunOptions& options = {}) const;

  /// Lists runs that the service knows: candidates for the run of a trigger whose response was lost. It takes one call
  /// for the workspace (once a client), and usually one or two for the list. Read-only.
  [[nodiscard]] Result<DagCandidates> findManualDags(const FindOptions& options) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<DagCandidates> findManualDagsAsync(const FindOptions& options) const;

  /// Calls one of the typed operations of `instances.h`: `client.call(GetInstanceLogRequest{.instanceId = 7})`. An
  /// idempotent one retries every transient failure; the others are as careful as a trigger.
  template <TypedRequest Request>
  [[nodiscard]] Result<typename Request::Response> call(const Request& request, const CallOptions& options = {}) const;
  /// The same, without blocking.
  template <TypedRequest Request>
  [[nodiscard]] Pending<typename Request::Response> callAsync(const Request& request,
                                                              const CallOptions& options = {}) const;

  /// Calls any other action.
  [[nodiscard]] Result<RpcResponse> call(const RpcRequest& request, const CallOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<RpcResponse> callAsync(const RpcRequest& request, const CallOptions& options = {}) const;

  /// Returns the service's time, as far as it is known: this machine's clock, corrected once the service has refused a
  /// timestamp. `Bizdate::yesterday(client.now())` is right even where the machine's clock is wrong.
  [[nodiscard]] std::chrono::system_clock::time_point now() const;

  [[nodiscard]] const std::string& regionId() const noexcept;  ///< The region in use, given or found.
  [[nodiscard]] const std::string& endpoint() const noexcept;  ///< The URL in use, without parameters.

 private:
  class Impl;
  explicit DataWorksClient(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataworks
