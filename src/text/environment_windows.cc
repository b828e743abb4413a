// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "text/environment.h"
#include "text/wide.h"

namespace dataworks::detail {

Environment processEnvironment() {
  return [](const char* name) {
    const wchar_t* value = _wgetenv(wide(name).c_str());
    return value != nullptr ? narrow(value) : std::string();
  };
}

}  // namespace dataworks::detail
