// SPDX-License-Identifier: Apache-2.0
// poll(2) and no epoll: the list stands in the caller's memory, so nothing has to be registered with the kernel as
// sockets come and go, with every call, and nothing is left of a socket whose number is used again. What it costs is
// weighed in docs/decisions/0006-libcurl-is-called-for-the-sockets-that-are-ready.md.
#include "http/poll_set.h"

#include <algorithm>

namespace dataworks::detail {

namespace {

// Without a pair (no descriptor was left) nothing can end a sleep, so it ends by itself.
constexpr std::chrono::milliseconds kSleepWithoutPair{10};

}  // namespace

PollSet::PollSet() : polled_(kFirst, pollfd{.fd = kNoSocket, .events = POLLIN, .revents = 0}) { openPair(); }

PollSet::~PollSet() {
  if (wakeEnd_ == kNoSocket) return;
  closeSocket(wakeEnd_);
  closeSocket(polled_.front().fd);
}

void PollSet::openPair() noexcept {
  const WakePair pair = openWakePair();
  polled_.front().fd = pair.sleeps;
  wakeEnd_ = pair.wakes;
}

PollSet::Slot PollSet::watch(Socket socket, short events, Slot place) {
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
  polled_[place] = {.fd = kNoSocket, .events = 0, .revents = 0};  // is passed over
  free_.push_back(place);
}

void PollSet::clear() noexcept {
  polled_.resize(kFirst);
  free_.clear();
}

void PollSet::sleep(std::chrono::milliseconds longest) {
  if (wakeEnd_ == kNoSocket) openPair();
  if (wakeEnd_ == kNoSocket) longest = std::min(longest, kSleepWithoutPair);
  State awake = State::kAwake;
  if (longest.count() > 0 && !state_.compare_exchange_strong(awake, State::kAsleep)) longest = {};
  pollSockets(polled_, static_cast<int>(longest.count()));
  state_ = State::kAwake;
  if (std::exchange(polled_.front().revents, short{0}) != 0) drainWakes(polled_.front().fd);
}

// Written only if a thread sleeps there: one that is awake reads the state before its next sleep.
void PollSet::wake() noexcept {
  if (state_.exchange(State::kWoken) == State::kAsleep) writeWake(wakeEnd_);
}

}  // namespace dataworks::detail
