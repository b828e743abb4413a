// SPDX-License-Identifier: Apache-2.0
// The process around the server: starts a wrapped command and waits for the end.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>
#include <variant>
#include <vector>

#include "child_environment.h"

namespace dataworks::emulator {

[[nodiscard]] Environment currentEnvironment();

/// Blocks signals from its construction on, for `waitForEnd`; construct it before any thread is started.
class Lifetime {
 public:
  explicit Lifetime(bool endsWithParent);

  /// Starts a command, found along PATH. A failure has the exit code that a shell would return.
  struct StartFailure {
    int exitCode;
    std::string message;
  };
  [[nodiscard]] std::variant<pid_t, StartFailure> start(const std::vector<std::string>& command,
                                                        const Environment& environment) const;

  /// Waits for INT, TERM, HUP, or the end of the parent. With a child: forwards these to it, waits for its end, and
  /// returns its exit code (128 + n if signal n ended it).
  [[nodiscard]] int waitForEnd() const;
  [[nodiscard]] int waitForEnd(pid_t child) const;

 private:
  [[nodiscard]] bool orphaned() const;

  bool endsWithParent_;
  pid_t parent_;
  sigset_t awaited_{};
  sigset_t inherited_{};
};

}  // namespace dataworks::emulator
