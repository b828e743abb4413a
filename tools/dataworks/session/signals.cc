// SPDX-License-Identifier: Apache-2.0
#include "session/signals.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "session/exit_code.h"
#include "session/streams.h"

namespace dataworks::cli {

namespace {

constexpr std::chrono::seconds kResponseGrace{5};
constexpr std::chrono::milliseconds kStopGrace{
    300};  // a stop acts within milliseconds; the rest is for the last messages
constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

std::array<int, 2> pipeEnds{-1, -1};  // a signal handler can reach only globals

extern "C" void dataworksOnSignal(int signal) {
  const int before = errno;
  const auto byte = static_cast<unsigned char>(signal);
  [[maybe_unused]] const ssize_t ignored = ::write(pipeEnds[1], &byte, 1);
  errno = before;
}

void handle(int signal) {
  struct sigaction old {};
  if (::sigaction(signal, nullptr, &old) != 0 || old.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = dataworksOnSignal;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

// The first process of a container does not die of its own signal: it exits with the same code.
[[noreturn]] void dieOf(int signal) {
  ::signal(signal, SIG_DFL);
  ::raise(signal);
  ::_exit(exitCodeOf(ExitCode::kSignal) + signal);
}

}  // namespace

Signals::Signals() {
  ::signal(SIGPIPE, SIG_IGN);  // a closed stdout does not end watching
  ::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow (ulimit -f) is a full disk: an error of `write`
  if (::pipe(pipeEnds.data()) != 0) return;
  for (const int end : pipeEnds) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
  thread_ = std::thread([this] { watch(); });
  for (const int signal : kSignals) handle(signal);
}

Signals::~Signals() {
  if (!thread_.joinable()) return;
  const unsigned char end = 0;
  [[maybe_unused]] const ssize_t ignored = ::write(pipeEnds[1], &end, 1);
  thread_.join();
}

int Signals::received() const {
  const std::lock_guard lock(mutex_);
  return signal_;
}

void Signals::endBySignal(int exitCode) const {
  const int signal = received();
  if (signal != 0 && exitCode == exitCodeOf(ExitCode::kSignal) + signal) dieOf(signal);
}

void Signals::triggerSent(std::string whenSignalled) {
  const std::lock_guard lock(mutex_);
  whenSignalled_ = std::move(whenSignalled);
  triggerInFlight_ = true;
}

void Signals::triggerEnded() {
  {
    const std::lock_guard lock(mutex_);
    triggerInFlight_ = false;
    stopAt_.reset();
    if (signal_ == 0) return;
  }
  stop_.request_stop();
}

void Signals::watch() {
  while (true) {
    struct pollfd readable {
      pipeEnds[0], POLLIN, 0
    };
    ::poll(&readable, 1, timeoutMs());
    unsigned char byte = 0;
    if (::read(pipeEnds[0], &byte, 1) == 1) {
      if (byte == 0) return;
      onSignal(byte);
    }
    onTime();
  }
}

void Signals::onSignal(int signal) {
  std::unique_lock lock(mutex_);
  if (stop_.stop_requested() && signal_ != 0) endAtOnce();
  const bool first = signal_ == 0;
  if (first) signal_ = signal;
  if (first && triggerInFlight_) {
    stopAt_ = Clock::now() + kResponseGrace;
    logLine(whenSignalled_);
    return;
  }
  if (triggerInFlight_) endAt_ = Clock::now() + kStopGrace;
  stopAt_.reset();
  lock.unlock();
  stop_.request_stop();
}

void Signals::onTime() {
  std::unique_lock lock(mutex_);
  if (endAt_ && Clock::now() >= *endAt_) endAtOnce();
  if (!stopAt_ || Clock::now() < *stopAt_) return;
  stopAt_.reset();
  lock.unlock();
  stop_.request_stop();
}

int Signals::timeoutMs() const {
  const std::lock_guard lock(mutex_);
  if (!stopAt_ && !endAt_) return -1;
  const auto next = std::min(stopAt_.value_or(Clock::time_point::max()), endAt_.value_or(Clock::time_point::max()));
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
  return static_cast<int>(std::max<long>(0, left));
}

void Signals::endAtOnce() const {
  if (!triggerInFlight_) dieOf(signal_);
  ::_exit(exitCodeOf(ExitCode::kUnknown));
}

}  // namespace dataworks::cli
