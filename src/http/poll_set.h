// SPDX-License-Identifier: Apache-2.0
// Where a backend sleeps: until a socket that libcurl waits for is ready, until it is woken, or until its time is up.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "http/sockets.h"

namespace dataworks::detail {

/// All methods but `wake` are called by one thread at a time.
class PollSet {
 public:
  PollSet();
  ~PollSet();
  PollSet(const PollSet&) = delete;
  PollSet& operator=(const PollSet&) = delete;

  /// The place of a socket in the list.
  using Slot = std::size_t;
  static constexpr Slot kNowhere = 0;

  /// From now on waits for `events`, as in poll(2), of a socket. Keeps the place that it had, and returns its place.
  Slot watch(Socket socket, short events, Slot place);
  void forget(Slot place) noexcept;
  void clear() noexcept;

  [[nodiscard]] bool isEmpty() const noexcept { return polled_.size() == kFirst + free_.size(); }

  /// Sleeps, but not at all if it was woken before. With 0, it only checks which sockets are ready.
  void sleep(std::chrono::milliseconds longest);

  /// Calls `visit(socket, events)` for each socket that `sleep` found ready. `visit` may watch and forget others.
  template <class Visit>
  void forEachReady(const Visit& visit) {
    for (Slot place = kFirst; place < polled_.size(); ++place) {
      const short events = std::exchange(polled_[place].revents, short{0});
      if (events != 0) visit(polled_[place].fd, events);
    }
  }

  /// Ends the current `sleep`, or the next one. Thread-safe.
  void wake() noexcept;

 private:
  enum class State { kAwake, kAsleep, kWoken };
  static constexpr Slot kFirst = 1;  // before it, the end where a wake arrives

  void openPair() noexcept;

  std::vector<pollfd> polled_;
  std::vector<Slot> free_;                   // places without a socket
  std::atomic<Socket> wakeEnd_ = kNoSocket;  // read by `wake` while a missing one is made
  std::atomic<State> state_ = State::kAwake;
};

}  // namespace dataworks::detail
