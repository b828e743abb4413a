// SPDX-License-Identifier: Apache-2.0
// Where the time of a run went, for `dataworks report`. Pure.
#pragma once

#include <string>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/style.h"

namespace dataworks::terminal {

///   time of the 23 nodes that ran:
///     ⠄ upstream   29m52s   80%
///     ⣿ running     5m07s   14%
///   ran longest:
///     dim_shop_1005  1m09s
///
/// The phases are sums over the nodes, without those of 0; of a finished run, over those that ran. Empty if the service
/// gave no times.
[[nodiscard]] std::vector<std::string> whereTimeWent(const DagRun& run, const Style& style);

}  // namespace dataworks::terminal
