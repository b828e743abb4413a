// SPDX-License-Identifier: Apache-2.0
#include "fuzz/response_targets.h"
#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return dataworks::fuzz::run(dataworks::fuzz::jsonResponse, data, size);
}
