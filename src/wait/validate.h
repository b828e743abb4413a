// SPDX-License-Identifier: Apache-2.0
// Checks the numbers of a wait. Pure.
#pragma once

#include <string>

#include "dataworks/dag_run.h"

namespace dataworks::detail {

/// Returns what is wrong as a sentence, or nothing.
[[nodiscard]] std::string validate(const WaitOptions& options);

}  // namespace dataworks::detail
