// SPDX-License-Identifier: Apache-2.0
// The operations: what each one sends, and how its response is read. Pure.
#pragma once

#include <string_view>

#include "call/call_request.h"
#include "dataworks/instances.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "dataworks/rpc_call.h"
#include "dataworks/transport.h"

namespace dataworks::detail::api {

inline constexpr std::string_view kCreateManualDag = "CreateManualDag";
inline constexpr std::string_view kSearchManualDagNodeInstance = "SearchManualDagNodeInstance";

/// Checks the request and returns the call without what all calls have in common (see `addOptions`), or
/// `kInvalidArgument` naming the field. Each is defined next to the reader of its response.
[[nodiscard]] Result<CallRequest> encode(const CreateManualDagRequest& request);
[[nodiscard]] Result<CallRequest> encode(const SearchManualDagNodeInstanceRequest& request);
[[nodiscard]] Result<CallRequest> encode(const RpcRequest& request);

/// Reads a response. A failure reported in it becomes the `Error` that errors/classify.h makes of it. The caller fills
/// in what only it knows (operation, attempts, nonce). The body is consumed, as XML is parsed in place; the headers
/// stay.
[[nodiscard]] Result<CreateManualDagResponse> readCreateManualDag(HttpResponse&& response,
                                                                  const CallRequest& request = {});
[[nodiscard]] Result<SearchManualDagNodeInstanceResponse> readSearchManualDagNodeInstance(
    HttpResponse&& response, const CallRequest& request = {});
[[nodiscard]] Result<RpcResponse> readRpc(HttpResponse&& response, const CallRequest& request = {});

/// The typed operations of dataworks/instances.h, each a line.
#define DATAWORKS_TYPED_OPERATIONS(EACH) \
  EACH(GetInstanceLog)                   \
  EACH(StopInstance)                     \
  EACH(RestartInstance)                  \
  EACH(SetSuccessInstance)               \
  EACH(SuspendInstance)                  \
  EACH(ResumeInstance)                   \
  EACH(GetInstance)                      \
  EACH(ListInstanceHistory)              \
  EACH(GetProject)                       \
  EACH(ListInstances)                    \
  EACH(ListManualDagInstances)           \
  EACH(RunManualDagNodes)                \
  EACH(GetDag)

/// The name of the action that a typed request is for.
template <class Request>
inline constexpr std::string_view kActionOf{};

/// Reads the response to a typed request, as the functions above do.
template <class Request>
[[nodiscard]] Result<typename Request::Response> decode(HttpResponse&& response, const CallRequest& request);

#define DATAWORKS_DECLARE(Action)                                           \
  template <>                                                               \
  inline constexpr std::string_view kActionOf<Action##Request> = #Action;   \
  [[nodiscard]] Result<CallRequest> encode(const Action##Request& request); \
  template <>                                                               \
  Result<Action##Request::Response> decode<Action##Request>(HttpResponse && response, const CallRequest& request);
DATAWORKS_TYPED_OPERATIONS(DATAWORKS_DECLARE)
#undef DATAWORKS_DECLARE

}  // namespace dataworks::detail::api
