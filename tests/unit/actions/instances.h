// SPDX-License-Identifier: Apache-2.0
// What the tests of a stop's and of a re-run's decisions share.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "dataworks/error.h"
#include "dataworks/manual_dag.h"

namespace dataworks::detail {

inline constexpr std::chrono::steady_clock::time_point kBegin{std::chrono::hours(1)};
inline constexpr auto kMaybe = Execution::kMaybeExecuted;

/// `finish` in minutes of the epoch; 0: it has not finished.
inline NodeInsInfo instance(std::int64_t id, NodeStatus status, int finish = 0) {
  NodeInsInfo info{.nodeName = "n" + std::to_string(id), .instanceId = id, .status = status};
  if (finish > 0) info.finishTime.time = std::chrono::system_clock::time_point(std::chrono::minutes(finish));
  return info;
}

inline Error errorOf(ErrorKind kind, Execution execution = Execution::kNotExecuted, std::string code = {}) {
  Error error;
  error.kind = kind;
  error.execution = execution;
  error.code = std::move(code);
  return error;
}

}  // namespace dataworks::detail
