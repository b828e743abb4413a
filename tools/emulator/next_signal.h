// SPDX-License-Identifier: Apache-2.0
// Waiting for a signal that is blocked: next_signal_linux.cc and next_signal_other.cc.
#pragma once

#include <csignal>

namespace dataworks::emulator {

struct NextSignal {
  int number = 0;  ///< 0: none has come.
  /// Ctrl-C already reaches every process in the terminal's foreground. False where that cannot be told.
  bool cameFromTerminal = false;
};

/// Takes the next of them, all of which are blocked; waits a fifth of a second at most.
[[nodiscard]] NextSignal nextSignal(const sigset_t& awaited);

}  // namespace dataworks::emulator
