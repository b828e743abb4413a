// When to look again. Pure.
#pragma once

#include <chrono>

#include "dataworks/dag_run.h"

namespace dataworks {

/// A twentieth of the run's age within the options' bounds, less up to a tenth so that many waits do not march in step.
/// `fraction` from [0, 1).
[[nodiscard]] std::chrono::milliseconds pollInterval(std::chrono::milliseconds age, const WaitOptions& options,
                                                     double fraction);

/// From once to twice `options.firstLook`.
[[nodiscard]] std::chrono::milliseconds firstPause(const WaitOptions& options, double fraction);

}  // namespace dataworks
