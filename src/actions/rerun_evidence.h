// SPDX-License-Identifier: Apache-2.0
// What shows that an instance that had failed runs again. Pure.
//
// The old failure must never be taken for a new one, also where a list lags behind: times count only if they are later
// than those from before, service time against service time, and what is missing proves nothing.
#pragma once

#include <vector>

#include "dataworks/instances.h"
#include "dataworks/manual_dag.h"

namespace dataworks::detail {

/// True if a list shows that the instance has left the failure that `before` describes.
[[nodiscard]] bool hasLeftFailure(const NodeInsInfo& before, const NodeInsInfo& now);

/// True if the list shows a failure that is not the one from before. `left`: an earlier list showed that it had left
/// that one, which decides where the service gives no times.
[[nodiscard]] bool hasFailedAgain(const NodeInsInfo& before, const NodeInsInfo& now, bool left);

/// Returns the newest record of an attempt that was created after the old failure's finish; null if there is none.
[[nodiscard]] const InstanceInfo* newAttempt(const NodeInsInfo& before, const std::vector<InstanceInfo>& history);

}  // namespace dataworks::detail
