// Notices that this process is a forked child by reading a number: asking the kernel on every call to the service would
// cost more than some of its steps.
#pragma once

#include <cstdint>

namespace dataworks::detail {

/// Constant for the life of a process; in a forked child, different from before the fork.
[[nodiscard]] std::int64_t forkNumber() noexcept;

}  // namespace dataworks::detail
