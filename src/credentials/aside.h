// Runs one task at a time on a thread of its own, which exists only while the task does.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

namespace dataworks::detail {

using AsideTask = std::function<void(const std::stop_token& stop)>;

/// Starts a task beside the caller. Throws `std::system_error` if there is no thread for it.
using RunAside = std::function<void(AsideTask)>;

/// Returns a runner that waits for an earlier task to end before it starts the next. When its last copy is destroyed,
/// the task is stopped and waited for; a forked child, which has no such thread, forgets it.
[[nodiscard]] RunAside onThread();

}  // namespace dataworks::detail
