// SPDX-License-Identifier: Apache-2.0
// The sockets of one backend, so that a kept connection can be checked before it is used again.
#pragma once

#include <vector>

#include "http/sockets.h"

namespace dataworks::detail {

/// Used by one thread at a time, like its backend.
class ConnectionTracker {
 public:
  /// Like `openSocket` and `closeSocket`.
  [[nodiscard]] Socket open(int family, int type, int protocol) noexcept;
  int close(Socket socket) noexcept;

  enum class Unread { kNothing, kClose, kBytes };
  /// Returns what is waiting to be read on the connection with that local port.
  [[nodiscard]] Unread pendingDataOn(int localPort) noexcept;

  /// Records that the connection with that local port carries a request, and that it no longer does.
  void carries(int localPort) noexcept { setUse(localPort, Use::kCarries); }
  void isIdle(int localPort) noexcept { setUse(localPort, Use::kIdle); }

  /// True if bytes wait on a connection that carried a request and is idle now, or did so when it was closed. What was
  /// closed counts once.
  [[nodiscard]] bool idleHaveData() noexcept;

  /// Stops trusting kept connections: a server that sends unsolicited responses may send the next one just after the
  /// check.
  void distrustReused() noexcept { keptIsTrusted_ = false; }
  [[nodiscard]] bool keptIsTrusted() const noexcept { return keptIsTrusted_; }

 private:
  enum class Use { kNone, kCarries, kIdle };
  struct Open {
    Socket socket;
    int localPort = 0;  // 0: not known yet
    Use use = Use::kNone;
  };
  void setUse(int localPort, Use use) noexcept;

  std::vector<Open> open_;
  bool closedHadData_ = false;
  bool keptIsTrusted_ = true;
};

}  // namespace dataworks::detail
