// SPDX-License-Identifier: Apache-2.0
#include "terminal/output_stream.h"

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace dataworks::cli {

namespace {

constexpr std::chrono::seconds kLastWords(1);

/// A thread started while this lives receives no signals: they belong to the thread that handles them, and a closed
/// pipe becomes an error of `write`.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

bool writeAll(int fileDescriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fileDescriptor, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (written < 0 && errno == EAGAIN) {  // another process made the terminal non-blocking
      struct pollfd writable {
        fileDescriptor, POLLOUT, 0
      };
      ::poll(&writable, 1, -1);
    } else if (written == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

struct OutputStream::State {
  int fileDescriptor = -1;
  std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<std::string> texts;
  bool writing = false;
  bool over = false;
  bool broken = false;
  int reason = 0;  // errno

  [[nodiscard]] bool idle() const { return texts.empty() && !writing; }

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return over || !texts.empty(); });
      if (texts.empty()) return;
      const std::string text = std::move(texts.front());
      texts.pop_front();
      writing = true;
      lock.unlock();
      const bool breaks = !broken && !writeAll(fileDescriptor, text);
      const int why = errno;
      lock.lock();
      if (breaks) {
        broken = true;
        reason = why;
      }
      writing = false;
      changed.notify_all();
    }
  }
};

OutputStream::OutputStream(int fileDescriptor) : state_(std::make_shared<State>()) {
  state_->fileDescriptor = fileDescriptor;
  const SignalsBlocked blocked;
  std::thread([state = state_] { state->run(); }).detach();
}

OutputStream::~OutputStream() {
  const std::lock_guard lock(state_->mutex);
  state_->over = true;
  state_->texts.clear();
  state_->changed.notify_all();
}

void OutputStream::write(std::string text) {
  if (text.empty()) return;
  const std::lock_guard lock(state_->mutex);
  state_->texts.push_back(std::move(text));
  state_->changed.notify_all();
}

bool OutputStream::flush(std::stop_token stop, std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(state_->mutex);
  const auto idle = [this] { return state_->idle(); };
  return deadline == std::chrono::steady_clock::time_point::max()
             ? state_->changed.wait(lock, stop, idle)
             : state_->changed.wait_until(lock, stop, deadline, idle);
}

std::string OutputStream::failure() const {
  const std::lock_guard lock(state_->mutex);
  return state_->broken && state_->reason != EPIPE ? std::strerror(state_->reason) : "";
}

bool OutputStream::drain(std::stop_token stop, std::chrono::steady_clock::time_point deadline) {
  return flush(std::move(stop), deadline) || flush({}, std::chrono::steady_clock::now() + kLastWords);
}

}  // namespace dataworks::cli
