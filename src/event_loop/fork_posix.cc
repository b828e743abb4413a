// SPDX-License-Identifier: Apache-2.0
#include "event_loop/fork.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>

namespace dataworks::detail {

std::int64_t forkNumber() noexcept {
  static std::atomic<std::int64_t> forks = 0;
  static const bool counts =
      pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); }) == 0;
  return counts ? forks.load(std::memory_order_relaxed) : getpid();
}

}  // namespace dataworks::detail
