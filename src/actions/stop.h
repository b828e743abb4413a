// SPDX-License-Identifier: Apache-2.0
// Stopping a run: a wait whose polls ask what is active to stop. What is asked when, stop_state.h decides.
#pragma once

#include <stop_token>

#include "call/call.h"
#include "dataworks/actions.h"

namespace dataworks::detail {

/// The operation that errors of a stop name.
inline constexpr std::string_view kStopManualDag = "StopManualDag";

struct PreparedStop {
  using Value = DagRun;
  DagRef run;
  StopOptions options;
  EventLoop::TimePoint startTime;

  [[nodiscard]] const std::stop_token& stop() const { return options.stop; }
  [[nodiscard]] ErrorContext errorContext() const;
  Cancel start(CallContext& context, Done<DagRun> done) &&;
};

[[nodiscard]] Result<PreparedStop> prepare(const DagRef& run, const StopOptions& options, const Settings& settings);

}  // namespace dataworks::detail
