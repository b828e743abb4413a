// SPDX-License-Identifier: Apache-2.0
// std::latch for the tests: mingw-w64's, of GCC 12, does not always wake whom it should (docs/platforms.md).
#pragma once

#include <condition_variable>
#include <mutex>

namespace dataworks::testing {

class Latch {
 public:
  explicit Latch(int expected) : expected_(expected) {}

  void count_down() {
    const std::lock_guard lock(mutex_);
    if (--expected_ == 0) open_.notify_all();  // under the lock: who waits may end the latch
  }
  void wait() {
    std::unique_lock lock(mutex_);
    open_.wait(lock, [this] { return expected_ <= 0; });
  }
  void arrive_and_wait() {
    count_down();
    wait();
  }

 private:
  std::mutex mutex_;
  std::condition_variable open_;
  int expected_;
};

}  // namespace dataworks::testing
