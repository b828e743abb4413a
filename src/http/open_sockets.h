// The sockets of one driver, so that a kept connection can be checked before it is used again.
#pragma once

#include <vector>

namespace dataworks {

/// Used by one thread at a time, like its driver.
class OpenSockets {
 public:
  /// Like `socket(2)`: returns -1 on failure.
  [[nodiscard]] int open(int family, int type, int protocol) noexcept;
  /// Like `close(2)`.
  int close(int socket) noexcept;

  enum class Unread { kNothing, kItsEnd, kBytes };
  /// Returns what is waiting to be read on the connection with that local port.
  [[nodiscard]] Unread unreadOn(int localPort) noexcept;

  /// Stops trusting kept connections: a server that sends unasked answers may send the next one just after the check.
  void distrustKept() noexcept { keptIsTrusted_ = false; }
  [[nodiscard]] bool keptIsTrusted() const noexcept { return keptIsTrusted_; }

 private:
  struct Open {
    int socket;
    int localPort;  // 0: not asked for yet
  };
  std::vector<Open> open_;
  bool keptIsTrusted_ = true;
};

}  // namespace dataworks
