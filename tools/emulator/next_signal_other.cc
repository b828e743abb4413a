// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <thread>

#include "next_signal.h"

namespace dataworks::emulator {

// macOS has no sigtimedwait: looks every 20 ms for one that waits.
NextSignal nextSignal(const sigset_t& awaited) {
  for (int looks = 0; looks < 10; ++looks) {
    sigset_t pending;
    sigpending(&pending);
    for (int signal = 1; signal < NSIG; ++signal) {
      if (sigismember(&awaited, signal) != 1 || sigismember(&pending, signal) != 1) continue;
      sigset_t one;
      sigemptyset(&one);
      sigaddset(&one, signal);
      int taken = 0;
      if (sigwait(&one, &taken) == 0) return {.number = taken};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return {};
}

}  // namespace dataworks::emulator
