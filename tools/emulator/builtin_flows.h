// SPDX-License-Identifier: Apache-2.0
// The flows that are there without a flows file: project `test_project` with `test_flow`, `failing_flow` and
// `large_flow`.
#pragma once

#include <string>

namespace dataworks::emulator {

/// As the text of a flows file.
[[nodiscard]] std::string builtinFlows();

}  // namespace dataworks::emulator
