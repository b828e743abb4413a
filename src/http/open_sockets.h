// The sockets of one driver, so that a kept connection can be looked at before it is used again.
#pragma once

#include <vector>

namespace dataworks {

/// Used by one thread at a time, as its driver is.
class OpenSockets {
 public:
  /// As `socket(2)`: -1 if there is none.
  [[nodiscard]] int open(int family, int type, int protocol) noexcept;
  /// As `close(2)`.
  int close(int socket) noexcept;

  enum class Unread { kNothing, kItsEnd, kBytes };
  /// What waits to be read on the connection with that local port.
  [[nodiscard]] Unread unreadOn(int localPort) noexcept;

  /// A server that sends answers which nobody asked for may send the next one after the look and before the answer.
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
