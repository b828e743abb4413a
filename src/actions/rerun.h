// SPDX-License-Identifier: Apache-2.0
// Re-running what failed of a run: one list, a restart for each failed instance, then a wait. What is done when,
// rerun_state.h decides.
#pragma once

#include <stop_token>

#include "call/call.h"
#include "dataworks/actions.h"

namespace dataworks::detail {

/// The operation that errors of a re-run name.
inline constexpr std::string_view kRerunManualDag = "RerunManualDag";

struct PreparedRerun {
  using Value = DagRun;
  DagRef run;
  RerunOptions options;
  EventLoop::TimePoint startTime;

  [[nodiscard]] const std::stop_token& stop() const { return options.wait.stop; }
  [[nodiscard]] ErrorContext errorContext() const;
  Cancel start(CallContext& context, Done<DagRun> done) &&;
};

[[nodiscard]] Result<PreparedRerun> prepare(const DagRef& run, const RerunOptions& options, const Settings& settings);

}  // namespace dataworks::detail
