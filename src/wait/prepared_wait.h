// SPDX-License-Identifier: Apache-2.0
// A wait for the end of a run, ready to start on any event loop: polls, and pauses between them.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "call/call.h"
#include "dataworks/dag_run.h"
#include "dataworks/manual_dag.h"

namespace dataworks::detail {

/// Starts one poll of a run and returns what cancels it. A poll is not retried, because the next one will come anyway;
/// where one more attempt is needed all the same, it is added to `calls`.
using PollRun = std::function<Cancel(const CallOptions&, Done<SearchManualDagNodeInstanceResponse>)>;
[[nodiscard]] PollRun pollOf(CallContext& context, const DagRef& run, std::shared_ptr<PollCalls> calls);

struct PreparedWait {
  using Value = DagRun;
  DagRef run;
  WaitOptions options;
  EventLoop::TimePoint startTime;

  [[nodiscard]] const std::stop_token& stop() const { return options.stop; }
  [[nodiscard]] ErrorContext errorContext() const;
  Cancel start(CallContext& context, Done<DagRun> done) &&;
};

/// An error is `kInvalidArgument`, and means that nothing was sent.
[[nodiscard]] Result<PreparedWait> prepare(const DagRef& run, const WaitOptions& options, const Settings& settings);

}  // namespace dataworks::detail
