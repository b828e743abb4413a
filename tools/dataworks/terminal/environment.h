// SPDX-License-Identifier: Apache-2.0
// The environment as a parameter: code that depends on it takes this function, and a test passes a map.
#pragma once

#include <cstdlib>
#include <functional>
#include <string>

namespace dataworks::cli {

/// The value of a variable; empty if it is not set (an empty variable means the same here).
using Environment = std::function<std::string(const char* name)>;

inline Environment processEnvironment() {
  return [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
  };
}

}  // namespace dataworks::cli
