// SPDX-License-Identifier: Apache-2.0
// Sets variables of this process, which Windows does with a function of another name.
#pragma once

#include <cstdlib>

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

}  // namespace dataworks::testing
