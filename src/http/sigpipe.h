// SPDX-License-Identifier: Apache-2.0
// Keeps SIGPIPE from ending the program when libcurl writes to a connection that the other side has closed.
#pragma once

#if !defined(_WIN32) && !defined(__APPLE__)
#include <csignal>
#include <ctime>

#include <pthread.h>
#endif

namespace dataworks::detail {

#if defined(_WIN32) || defined(__APPLE__)
/// Windows has no such signal, and on macOS libcurl sets `SO_NOSIGPIPE` on each socket.
class SigpipeBlock {
 public:
  explicit SigpipeBlock(bool /*needed*/) noexcept {}
};
#else
/// If `needed`, blocks the signal on this thread for the lifetime of the object. Installs no handler: signals belong to
/// the application.
class SigpipeBlock {
 public:
  explicit SigpipeBlock(bool needed) noexcept {
    if (!needed) return;
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    blockedHere_ = sigismember(&before_, SIGPIPE) == 0;
  }
  ~SigpipeBlock() {
    if (!blockedHere_) return;
    sigset_t pending;
    sigpending(&pending);
    if (sigismember(&pending, SIGPIPE) == 1) {  // ours: it was not pending when others could still receive it
      const timespec now{};
      sigtimedwait(&pipe_, nullptr, &now);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeBlock(const SigpipeBlock&) = delete;
  SigpipeBlock& operator=(const SigpipeBlock&) = delete;

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool blockedHere_ = false;
};
#endif

}  // namespace dataworks::detail
