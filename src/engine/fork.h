// Noticing that this process is a forked child, at the price of reading a number: a call to the kernel for each call to
// the service would cost more than some of its steps.
#pragma once

#include <cstdint>

namespace dataworks {

/// Another number than before the fork in each forked child; the same for the life of a process.
[[nodiscard]] std::int64_t forkNumber() noexcept;

}  // namespace dataworks
