// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "credentials/environment.h"
#include "text/wide.h"

namespace dataworks::detail {

// Where the official command line keeps its profiles, whatever HOME a shell has set.
std::string Environment::home() const {
  std::string home = variable("USERPROFILE");
  if (home.empty()) home = variable("HOME");
  while (home.size() > 1 && (home.back() == '/' || home.back() == '\\')) home.pop_back();
  return home;
}

Environment processEnvironment() {
  return {[](const char* name) {
    const wchar_t* value = _wgetenv(wide(name).c_str());
    return value != nullptr ? narrow(value) : std::string();
  }};
}

}  // namespace dataworks::detail
