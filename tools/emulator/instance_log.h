// SPDX-License-Identifier: Apache-2.0
// The log of one attempt of a node: that of the flows file, or a made one.
#pragma once

#include <string>

#include "scheduler.h"

namespace dataworks::emulator {

/// Empty until the attempt starts running. A made log grows while the attempt runs, and ends with the error if it
/// fails.
[[nodiscard]] std::string logOf(const Run& run, std::size_t node, std::size_t attempt, const Attempt& state,
                                WallTime now);

}  // namespace dataworks::emulator
