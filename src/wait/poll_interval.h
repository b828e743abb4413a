// When to poll again. Pure.
#pragma once

#include <chrono>

#include "dataworks/dag_run.h"

namespace dataworks::detail {

/// Returns a twentieth of the run's age, within the limits of the options, less up to a tenth so that many waits do not
/// march in step. `fraction` is in [0, 1).
[[nodiscard]] std::chrono::milliseconds pollInterval(std::chrono::milliseconds age, const WaitOptions& options,
                                                     double fraction);

/// Returns one to two times `options.initialPollDelay`.
[[nodiscard]] std::chrono::milliseconds firstPause(const WaitOptions& options, double fraction);

}  // namespace dataworks::detail
