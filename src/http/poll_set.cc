// SPDX-License-Identifier: Apache-2.0
// poll(2) and no epoll: the list stands in the caller's memory, so nothing has to be registered with the kernel as
// sockets come and go, with every call, and nothing is left of a socket whose number is used again. What it costs is
// weighed in docs/decisions/0006-libcurl-is-called-for-the-sockets-that-are-ready.md.
#include "http/poll_set.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace dataworks::detail {

namespace {

// Without a pipe (no descriptor was left) nothing can end a sleep, so it ends by itself.
constexpr std::chrono::milliseconds kSleepWithoutPipe{10};

void makeUnblockingAndPrivate(int descriptor) noexcept {
  fcntl(descriptor, F_SETFL, O_NONBLOCK);
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

}  // namespace

PollSet::PollSet() : polled_(kFirst, pollfd{.fd = -1, .events = POLLIN, .revents = 0}) { openPipe(); }

PollSet::~PollSet() {
  if (wakeEnd_ < 0) return;
  close(wakeEnd_);
  close(polled_.front().fd);
}

void PollSet::openPipe() noexcept {
  int ends[2];
  if (pipe(ends) != 0) return;
  for (const int end : ends) makeUnblockingAndPrivate(end);
  polled_.front().fd = ends[0];
  wakeEnd_ = ends[1];
}

void PollSet::drainPipe() noexcept {
  char bytes[64];
  while (read(polled_.front().fd, bytes, sizeof bytes) == sizeof bytes) {
  }
  polled_.front().revents = 0;
}

PollSet::Slot PollSet::watch(int socket, short events, Slot place) {
  if (place == kNowhere) {
    if (free_.empty()) {
      free_.reserve(polled_.size());  // so that leaving needs no memory
      polled_.emplace_back();
      place = polled_.size() - 1;
    } else {
      place = free_.back();
      free_.pop_back();
    }
  }
  polled_[place] = {.fd = socket, .events = events, .revents = 0};
  return place;
}

void PollSet::forget(Slot place) noexcept {
  if (place == kNowhere) return;
  polled_[place] = {.fd = -1, .events = 0, .revents = 0};  // poll(2) passes it over
  free_.push_back(place);
}

void PollSet::clear() noexcept {
  polled_.resize(kFirst);
  free_.clear();
}

void PollSet::sleep(std::chrono::milliseconds longest) {
  if (wakeEnd_ < 0) openPipe();
  if (wakeEnd_ < 0) longest = std::min(longest, kSleepWithoutPipe);
  State awake = State::kAwake;
  if (longest.count() > 0 && !state_.compare_exchange_strong(awake, State::kAsleep)) longest = {};
  poll(polled_.data(), polled_.size(), static_cast<int>(longest.count()));
  state_ = State::kAwake;
  if (polled_.front().revents != 0) drainPipe();
}

// Into the pipe only if a thread sleeps there: one that is awake reads the state before its next sleep.
void PollSet::wake() noexcept {
  if (state_.exchange(State::kWoken) != State::kAsleep) return;
  [[maybe_unused]] const ssize_t fullIsAsGood = write(wakeEnd_, "", 1);
}

}  // namespace dataworks::detail
