// The client: one short method for each thing that can be done with a manual business flow.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dataworks/dag_run.h"
#include "dataworks/export.h"
#include "dataworks/manual_dag.h"
#include "dataworks/options.h"
#include "dataworks/pending.h"
#include "dataworks/result.h"

namespace dataworks {

/// Any other action of DataWorks, or of another RPC product at the same endpoint.
struct RpcRequest {
  std::string action{};                ///< Of the service: `"ListProjects"`. Required.
  std::string version = "2018-06-01";  ///< Of the API; others have other actions.
  Parameters parameters{};             ///< Any text may be a value here; common parameters and signature are added.
  Idempotency idempotency =
      Idempotency::kNotIdempotent;  ///< Say `kIdempotent` for what only reads, so that it may be retried.
};

/// A complete answer whose HTTP status is 2xx. What stands in the body is the caller's to judge.
struct RpcResponse {
  std::string requestId{};  ///< What to quote to support; empty if the answer named none.
  int httpStatus = 0;       ///< From 200 to 299.
  std::string body{};       ///< As received: JSON or XML, as `ClientOptions::format` says.
};

/// Triggers runs of DataWorks manual business flows and watches them.
///
/// Thread-safety: all methods are `const` and may be called from many threads at once. Movable, not copyable. A
/// blocking call does its work on the caller's own thread; the first `…Async` call starts the client's one background
/// thread, on which callbacks run. Lifetime: the destructor completes what is in flight as cancelled and joins that
/// thread, which takes milliseconds, and what your callbacks take, and credentials providers that do not heed `stop`;
/// blocking calls must have returned. In a callback of its own it does not wait: the thread ends by itself. A forked
/// child may go on with the client, if nothing was in flight and no other thread in one of its methods. Cost: creating
/// a client contacts nothing, and reads one file only where neither options nor environment name a region: the
/// credentials profile. Keep it, its connections are reused.
class DATAWORKS_EXPORT DataWorksClient {
 public:
  /// Checks the options: a bad one is `kInvalidArgument`.
  [[nodiscard]] static Result<DataWorksClient> create(ClientOptions options = {});

  DataWorksClient(DataWorksClient&&) noexcept;  ///< What was moved from can only be destroyed or assigned to.
  /// Ends what the old one has in flight, as its destructor does.
  DataWorksClient& operator=(DataWorksClient&&) noexcept;
  ~DataWorksClient();

  /// Triggers a run. At most one copy of the trigger reaches the wire per try, and there is another try only where the
  /// service surely did not act. After an error with `mayHaveExecuted()`, look before you trigger again.
  [[nodiscard]] Result<CreateManualDagResponse> createManualDag(const CreateManualDagRequest& request,
                                                                const CallOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<CreateManualDagResponse> createManualDagAsync(CreateManualDagRequest request,
                                                                      CallOptions options = {}) const;

  /// Lists the node instances of a run. Retried on everything transient.
  [[nodiscard]] Result<SearchManualDagNodeInstanceResponse> searchManualDagNodeInstance(
      const SearchManualDagNodeInstanceRequest& request, const CallOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<SearchManualDagNodeInstanceResponse> searchManualDagNodeInstanceAsync(
      SearchManualDagNodeInstanceRequest request, CallOptions options = {}) const;

  /// Watches a run until it succeeded or failed (both are values), or until nothing can be learnt of it any more (an
  /// error, with `dagId` and `lastRun`). An error answer or an empty list is never taken for the end.
  [[nodiscard]] Result<DagRun> waitForManualDag(const SearchManualDagNodeInstanceRequest& run,
                                                const WaitOptions& options = {}) const;
  /// The same, without blocking: a wait costs a timer, not a thread.
  [[nodiscard]] Pending<DagRun> waitForManualDagAsync(SearchManualDagNodeInstanceRequest run,
                                                      WaitOptions options = {}) const;

  /// Triggers a run and watches it. Errors after the trigger have `execution == kExecuted`, `dagId` and `lastRun`.
  [[nodiscard]] Result<DagRun> runManualDag(const CreateManualDagRequest& request,
                                            const WaitOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<DagRun> runManualDagAsync(CreateManualDagRequest request, WaitOptions options = {}) const;

  /// Calls any other action.
  [[nodiscard]] Result<RpcResponse> call(const RpcRequest& request, const CallOptions& options = {}) const;
  /// The same, without blocking.
  [[nodiscard]] Pending<RpcResponse> callAsync(RpcRequest request, CallOptions options = {}) const;

  [[nodiscard]] const std::string& regionId() const noexcept;  ///< The region in use, as given or as found.
  [[nodiscard]] const std::string& endpoint() const noexcept;  ///< The URL in use, without parameters.

 private:
  class Impl;
  explicit DataWorksClient(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataworks
