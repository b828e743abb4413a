// One call to the service, as an operation asks for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "dataworks/manual_dag.h"
#include "dataworks/options.h"
#include "rpc/parameters.h"

namespace dataworks::detail {

/// What to call, and how.
struct CallRequest {
  std::string action{};
  std::string version = "2018-06-01";
  std::string regionId{};      ///< Empty: the client's.
  RpcParameters parameters{};  ///< The operation's own.
  Idempotency idempotency = Idempotency::kNotIdempotent;
  CallOptions options{};                              ///< Already validated.
  std::chrono::steady_clock::time_point startTime{};  ///< When the caller asked for it.
  std::chrono::steady_clock::time_point deadline = (std::chrono::steady_clock::time_point::max)();
  bool returnWhenThrottled = false;  ///< Not retried when throttled, because the caller will ask again anyway.
  std::size_t maxLogBytes = 0;       ///< Where the response is cut, if it is a log.
  Bizdate bizdate{};                 ///< Of a trigger, so that a wrong clock is noticed before it is sent again.
};

}  // namespace dataworks::detail
