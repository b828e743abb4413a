// SPDX-License-Identifier: Apache-2.0
// Errors that many places make. What a place knows beyond this, it adds.
#pragma once

#include <string>
#include <utility>

#include "dataworks/error.h"

namespace dataworks::detail {

/// Something that the caller gave is wrong, and nothing was sent.
[[nodiscard, gnu::cold]] inline Error invalidArgument(std::string message, std::string hint = {}) {
  return {.kind = ErrorKind::kInvalidArgument, .message = std::move(message), .hint = std::move(hint)};
}

/// Out of memory, most likely: the error itself needs none.
[[nodiscard, gnu::cold]] inline Error internalError(Phase phase = Phase::kPrepare) noexcept {
  return {.kind = ErrorKind::kInternal, .phase = phase};
}

}  // namespace dataworks::detail
