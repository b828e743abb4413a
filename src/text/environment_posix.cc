// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "text/environment.h"

namespace dataworks::detail {

Environment processEnvironment() {
  return [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
}

}  // namespace dataworks::detail
