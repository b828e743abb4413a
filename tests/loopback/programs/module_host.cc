// SPDX-License-Identifier: Apache-2.0
// Loads the module, calls, and throws it out again, three times. Links neither the library nor libcurl.
#include <dlfcn.h>

int main(int, char** arguments) {
  for (int i = 0; i < 3; ++i) {
    void* module = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (module == nullptr) return 2;
    const auto call = reinterpret_cast<int (*)(const char*, const char*)>(dlsym(module, "callFromModule"));
    if (call == nullptr || call(arguments[2], arguments[3]) != 0) return 3;
    if (dlclose(module) != 0) return 4;
  }
  return 0;
}
