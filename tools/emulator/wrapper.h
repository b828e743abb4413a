// The process around the server: starting a wrapped command, and waiting for the end.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>
#include <variant>
#include <vector>

#include "child_environment.h"

namespace dataworks::emulator {

[[nodiscard]] Environment currentEnvironment();

/// From its construction on, signals wait to be picked up by `waitForEnd`; make it before any thread is started.
class Lifetime {
 public:
  explicit Lifetime(bool endsWithParent);

  /// Starts a command, found along PATH. On failure says why and answers the exit code that a shell would.
  struct StartFailure {
    int exitCode;
    std::string message;
  };
  [[nodiscard]] std::variant<pid_t, StartFailure> start(const std::vector<std::string>& command,
                                                        const Environment& environment) const;

  /// Until INT, TERM or HUP comes, or the parent is gone. With a child: hands these on to it, and answers its exit code
  /// (128 + n if signal n ended it) when it ends.
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
