// SPDX-License-Identifier: Apache-2.0
// Counts for people.
#pragma once

#include <cstddef>
#include <string>

namespace dataworks::detail {

/// `5,000`
[[nodiscard]] std::string countText(std::size_t count);

}  // namespace dataworks::detail
