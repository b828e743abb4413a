// SPDX-License-Identifier: Apache-2.0
#include "rpc/random.h"

namespace dataworks::detail {

bool fillFromKernel(RandomBits& /*bits*/) noexcept { return false; }

}  // namespace dataworks::detail
