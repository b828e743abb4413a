// SPDX-License-Identifier: Apache-2.0
// Where the service is, by the environment and the CLI's profile.
#pragma once

#include <optional>
#include <string>

#include "dataworks/profile.h"
#include "text/environment.h"

namespace dataworks::detail {

/// See `defaultLocation`. Without a profile, even an empty name, only the environment counts, and no file is read.
[[nodiscard]] ServiceLocation locate(const Environment& environment, const std::optional<std::string>& profile);

}  // namespace dataworks::detail
