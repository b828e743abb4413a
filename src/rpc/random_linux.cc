// SPDX-License-Identifier: Apache-2.0
#include <sys/random.h>

#include "rpc/random.h"

namespace dataworks::detail {

bool fillFromKernel(RandomBits& bits) noexcept {
  return getrandom(bits.data(), sizeof bits, 0) == static_cast<ssize_t>(sizeof bits);
}

}  // namespace dataworks::detail
