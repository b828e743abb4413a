// SPDX-License-Identifier: Apache-2.0
// Variables of this process, which Windows sets with a function of another name; and an environment that is a map.
#pragma once

#include <cstdlib>
#include <map>
#include <string>
#include <utility>

#include "text/environment.h"

namespace dataworks::testing {

inline void setVariable(const char* name, const char* value) {
#if defined(_WIN32)
  _putenv_s(name, value);
#else
  setenv(name, value, 1);
#endif
}

inline void unsetVariable(const char* name) {
#if defined(_WIN32)
  _putenv_s(name, "");
#else
  unsetenv(name);
#endif
}

inline detail::Environment environmentOf(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) {
    const auto found = variables.find(name);
    return found != variables.end() ? found->second : std::string();
  };
}

}  // namespace dataworks::testing
