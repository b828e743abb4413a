// SPDX-License-Identifier: Apache-2.0
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "credentials/environment.h"

namespace dataworks::detail {

std::string Environment::home() const {
  std::string home = variable("HOME");
  if (home.empty()) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
      home = found->pw_dir;
    }
  }
  while (home.size() > 1 && home.back() == '/') home.pop_back();
  return home;
}

Environment processEnvironment() {
  return {[](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  }};
}

}  // namespace dataworks::detail
