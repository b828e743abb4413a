// SPDX-License-Identifier: Apache-2.0
// This program's `operator new` and libcurl's allocator: they count what is alive, and fail where a test wants it.
#pragma once

namespace dataworks::testing {

/// Hands libcurl the allocator. Before anything else uses libcurl.
void takeOverLibcurl();

/// Never fail on this thread, and do not count what it allocates.
void exemptThisThread();

/// From now on the `n`-th allocation fails, on any thread, and only that one.
void failAllocation(long n);
/// Ends that. False if so many allocations were not made.
[[nodiscard]] bool stopFailing();

/// Allocations that threads which are not exempt made and that are not freed yet.
[[nodiscard]] long aliveAllocations();

}  // namespace dataworks::testing
