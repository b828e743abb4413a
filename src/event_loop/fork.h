// SPDX-License-Identifier: Apache-2.0
// Notices that this process is a forked child by reading a number: asking the kernel on every call to the service would
// cost more than some of its steps.
#pragma once

#include "dataworks/pending.h"  // declares forkNumber: a Pending asks, too

namespace dataworks::detail {}  // namespace dataworks::detail
