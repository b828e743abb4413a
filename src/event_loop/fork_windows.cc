// SPDX-License-Identifier: Apache-2.0
#include "event_loop/fork.h"

namespace dataworks::detail {

std::int64_t forkNumber() noexcept { return 0; }  // there is no fork

}  // namespace dataworks::detail
