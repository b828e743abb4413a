// SPDX-License-Identifier: Apache-2.0
// A module with the library inside, as a plug-in of some program has it.
#include "calls.h"

extern "C" __attribute__((visibility("default"))) int callFromModule(const char* url, const char* caFile) {
  using namespace dataworks::testing;
  return bothKindsOfCalls(programClient(url, caFile)) ? 0 : 1;
}
