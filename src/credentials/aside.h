// One task at a time on a thread of its own, which is there only while the task is.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

namespace dataworks {

using AsideTask = std::function<void(const std::stop_token& stop)>;

/// Starts a task beside the caller; throws `std::system_error` if there is no thread for it.
using RunAside = std::function<void(AsideTask)>;

/// Waits for an earlier task to end before it starts the next. When the last copy is gone the task is stopped and
/// waited for; a forked child, which has no such thread, forgets it.
[[nodiscard]] RunAside onThread();

}  // namespace dataworks
