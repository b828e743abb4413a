// SPDX-License-Identifier: Apache-2.0
// A trigger, then a wait, ready to start on any event loop. The wait's limits cover both.
#pragma once

#include <stop_token>

#include "api/prepare.h"
#include "wait/prepared_wait.h"

namespace dataworks::detail {

struct PreparedRun {
  using Value = DagRun;
  Prepared<CreateManualDagResponse> trigger;
  PreparedWait wait;

  [[nodiscard]] const std::stop_token& stop() const { return wait.options.stop; }
  [[nodiscard]] ErrorContext errorContext() const { return trigger.errorContext(); }
  Cancel start(CallContext& context, Done<DagRun> done) &&;
};

/// An error is `kInvalidArgument`, and means that nothing was sent.
[[nodiscard]] Result<PreparedRun> prepareRun(const CreateManualDagRequest& request, const WaitOptions& options,
                                             const Settings& settings);

}  // namespace dataworks::detail
