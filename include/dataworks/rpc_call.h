// SPDX-License-Identifier: Apache-2.0
// Any other action of DataWorks, as parameters in and a body out.
#pragma once

#include <string>

#include "dataworks/manual_dag.h"
#include "dataworks/transport.h"

namespace dataworks {

/// Calls any other action of DataWorks, or of another RPC product at the same endpoint.
struct RpcRequest {
  std::string action{};                ///< Name of the action, such as `"ListProjects"`. Required.
  std::string version = "2018-06-01";  ///< API version; it determines which actions exist.
  Parameters parameters{};             ///< Values may be any text. Common parameters and the signature are added.
  /// Set `kIdempotent` for actions that only read, so that they may be retried.
  Idempotency idempotency = Idempotency::kNotIdempotent;
};

/// A complete response whose HTTP status is 2xx and that does not say it refused (`Success` false, `ReturnCode`,
/// `ErrCode` or `ErrorCode` other than 0, or an error envelope). The rest of the body is for the caller to judge.
struct RpcResponse {
  std::string requestId{};  ///< The id to quote to support; empty if the response has none.
  int httpStatus = 0;       ///< 200 to 299.
  std::string body{};       ///< As received: JSON or XML, as `ClientOptions::format` says.
};

}  // namespace dataworks
