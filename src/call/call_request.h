// SPDX-License-Identifier: Apache-2.0
// One call to the service, as an operation asks for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "dataworks/manual_dag.h"
#include "dataworks/options.h"
#include "rpc/parameters.h"

namespace dataworks::detail {

/// What a wait and its polls share.
struct PollCalls {
  int made = 0;                                   ///< Calls of this wait, every attempt included.
  int limit = (std::numeric_limits<int>::max)();  ///< How many it may make.
  /// The `Date` of the last response.
  std::optional<std::chrono::system_clock::time_point> serviceTime{};
};

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
  /// Of a poll, which is not retried, because the next one will come anyway. Only a wrong clock and credentials that
  /// are no longer good are mended at once, and each such attempt counts as a call of the wait.
  std::shared_ptr<PollCalls> poll{};
  std::size_t maxLogBytes = 0;  ///< Where the response is cut, if it is a log.
  Bizdate bizdate{};            ///< Of a trigger, so that a wrong clock is noticed before it is sent again.
};

}  // namespace dataworks::detail
