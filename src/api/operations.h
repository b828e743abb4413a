// The operations: what each one sends, and how its response is read. Pure.
#pragma once

#include <string_view>

#include "dataworks/client.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "dataworks/transport.h"
#include "rpc/parameters.h"

namespace dataworks::detail::api {

inline constexpr std::string_view kCreateManualDag = "CreateManualDag";
inline constexpr std::string_view kSearchManualDagNodeInstance = "SearchManualDagNodeInstance";

/// Checks the request and returns the operation's own parameters (without `Action`, `RegionId` and the other common
/// ones), or `kInvalidArgument` naming the field. Defined in create_manual_dag.cc, search_manual_dag_node_instance.cc
/// and generic_call.cc, each next to the reader of its response.
[[nodiscard]] Result<RpcParameters> encode(const CreateManualDagRequest& request);
[[nodiscard]] Result<RpcParameters> encode(const SearchManualDagNodeInstanceRequest& request);
[[nodiscard]] Result<RpcParameters> encode(const RpcRequest& request);

/// Reads a response. A failure reported in it becomes the `Error` that errors/classify.h makes of it. The caller fills
/// in what only it knows (operation, attempts, nonce). The body is consumed, as XML is parsed in place; the headers
/// stay.
[[nodiscard]] Result<CreateManualDagResponse> readCreateManualDag(HttpResponse&& response);
[[nodiscard]] Result<SearchManualDagNodeInstanceResponse> readSearchManualDagNodeInstance(HttpResponse&& response);
[[nodiscard]] Result<RpcResponse> readRpc(HttpResponse&& response);

}  // namespace dataworks::detail::api
