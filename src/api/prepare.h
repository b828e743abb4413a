// SPDX-License-Identifier: Apache-2.0
// Prepares each operation's call: checked, encoded, with what reads its response. An error is `kInvalidArgument`, names
// the operation, and means that nothing was sent. Each is defined beside its operation.
#pragma once

#include "api/operations.h"
#include "call/call.h"
#include "dataworks/dag_run.h"
#include "dataworks/instances.h"
#include "dataworks/manual_dag.h"
#include "dataworks/rpc_call.h"

namespace dataworks::detail {

[[nodiscard]] Result<Prepared<CreateManualDagResponse>> prepare(const CreateManualDagRequest& request,
                                                                const CallOptions& options, const Settings& settings);
[[nodiscard]] Result<Prepared<SearchManualDagNodeInstanceResponse>> prepare(
    const SearchManualDagNodeInstanceRequest& request, const CallOptions& options, const Settings& settings);
[[nodiscard]] Result<Prepared<RpcResponse>> prepare(const RpcRequest& request, const CallOptions& options,
                                                    const Settings& settings);
/// One of the typed operations of dataworks/instances.h.
template <class Request>
[[nodiscard]] Result<Prepared<typename Request::Response>> prepare(const Request& request, const CallOptions& options,
                                                                   const Settings& settings);

[[nodiscard]] Result<Prepared<GetInstanceLogResponse>> prepare(const GetInstanceLogRequest& request,
                                                               const CallOptions& options, const Settings& settings);

/// One list of the nodes of a run, by the operation that can see it.
[[nodiscard]] Result<Prepared<SearchManualDagNodeInstanceResponse>> prepareList(const DagRef& run,
                                                                                const CallOptions& options,
                                                                                const Settings& settings);

/// Returns why a run cannot be listed, if so.
[[nodiscard]] std::optional<Error> whyNotListed(const DagRef& run, const Settings& settings);

// --- implementation -------------------------------------------------------------------------------------------------

template <class Request>
Result<Prepared<typename Request::Response>> prepare(const Request& request, const CallOptions& options,
                                                     const Settings& settings) {
  return prepared<typename Request::Response>(api::encode(request), options, settings, api::decode<Request>);
}

}  // namespace dataworks::detail
