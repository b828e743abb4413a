// SPDX-License-Identifier: Apache-2.0
// A node instance as fields of a response: each operation has a shape of its own.
#pragma once

#include "scheduler.h"

namespace dataworks::emulator {

inline constexpr const char* kOwner = "2005000000000001";  // the only user, by id

/// Status as a number, type as a number, parameters in `ParaValue`.
[[nodiscard]] Tree searchFields(const Run& run, std::size_t node, const NodeState& state);
/// Status and type as words, parameters in `ParamValues`, the facts of the node.
[[nodiscard]] Tree instanceFields(const Run& run, std::size_t node, const NodeState& state);
/// Like `instanceFields` with fewer facts, and `BizDate`.
[[nodiscard]] Tree manualDagFields(const Run& run, std::size_t node, const NodeState& state);
/// One attempt.
[[nodiscard]] Tree historyFields(const Run& run, std::size_t node, const NodeState& state, std::size_t attempt);

}  // namespace dataworks::emulator
