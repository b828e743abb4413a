// SPDX-License-Identifier: Apache-2.0
// The process environment as a parameter: what depends on it takes this function, and a test passes a map.
#pragma once

#include <functional>
#include <string>

#include "text/ascii.h"

namespace dataworks::detail {

/// The value of a variable; empty if it is unset or empty.
using Environment = std::function<std::string(const char* name)>;

[[nodiscard]] Environment processEnvironment();  // environment_posix.cc, environment_windows.cc

/// True if the variable is `true`, case-insensitively, or `1`.
[[nodiscard]] inline bool isTrue(const Environment& environment, const char* name) {
  const std::string value = environment(name);
  return value == "1" || equalInAnyCase(value, "true");
}

}  // namespace dataworks::detail
