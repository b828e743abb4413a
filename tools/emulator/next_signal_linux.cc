// SPDX-License-Identifier: Apache-2.0
#include <ctime>

#include "next_signal.h"

namespace dataworks::emulator {

NextSignal nextSignal(const sigset_t& awaited) {
  const timespec pause{0, 200'000'000};
  siginfo_t info{};
  const int signal = sigtimedwait(&awaited, &info, &pause);
  if (signal <= 0) return {};
  return {.number = signal, .cameFromTerminal = info.si_code == SI_KERNEL};
}

}  // namespace dataworks::emulator
