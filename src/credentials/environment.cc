// SPDX-License-Identifier: Apache-2.0
#include "credentials/environment.h"

#include "text/ascii.h"

namespace dataworks::detail {

bool Environment::isTrue(const char* name) const {
  const std::string value = variable(name);
  return value == "1" || equalInAnyCase(value, "true");
}

}  // namespace dataworks::detail
