// SPDX-License-Identifier: Apache-2.0
// Nodes that wait for each other.
#pragma once

#include <string>

#include "flow_model.h"

namespace dataworks::emulator {

/// One such cycle, as `a > b > a`; empty if there is none.
[[nodiscard]] std::string findCycle(const Flow& flow);

}  // namespace dataworks::emulator
