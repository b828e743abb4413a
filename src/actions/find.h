// SPDX-License-Identifier: Apache-2.0
// Finding the runs of a flow: the workspace's number, one or two lists of instances, details of the newest runs. What
// the rows mean, candidates.h decides.
#pragma once

#include <stop_token>

#include "call/call.h"
#include "dataworks/actions.h"

namespace dataworks::detail {

/// The operation that errors of a search for runs name.
inline constexpr std::string_view kFindManualDags = "FindManualDags";

struct PreparedFind {
  using Value = DagCandidates;
  FindOptions options;
  EventLoop::TimePoint startTime;

  [[nodiscard]] const std::stop_token& stop() const { return options.stop; }
  [[nodiscard]] ErrorContext errorContext() const { return {.operation = std::string(kFindManualDags)}; }
  Cancel start(CallContext& context, Done<DagCandidates> done) &&;
};

[[nodiscard]] Result<PreparedFind> prepare(const FindOptions& options, const Settings& settings);

}  // namespace dataworks::detail
