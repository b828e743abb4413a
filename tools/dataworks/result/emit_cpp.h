// SPDX-License-Identifier: Apache-2.0
// `--emit cpp`: the command as a program, as a starting point for one's own.
#pragma once

#include <string>

#include "command_line/flow_trigger.h"
#include "command_line/options.h"
#include "dataworks/manual_dag.h"

namespace dataworks::cli {

/// A complete program for this library that triggers the flow and, with `watch`, waits for its end. `network`: which
/// endpoint of the region the profile asks for. Pure.
[[nodiscard]] std::string emitCpp(const FlowTrigger& request, const ConnectionOptions& connection,
                                  const WatchFlags* watch, Network network = Network::kPublic);

}  // namespace dataworks::cli
