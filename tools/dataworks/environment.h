// The environment as a parameter: what decides by it is given this function, and a test gives a map.
#pragma once

#include <cstdlib>
#include <functional>
#include <string>

namespace dataworks::cli {

/// The value of a variable; empty if it is not set. (No variable that is read here means anything when empty.)
using Environment = std::function<std::string(const char* name)>;

inline Environment processEnvironment() {
  return [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
  };
}

}  // namespace dataworks::cli
