// Where a driver sleeps: until a socket that libcurl waits for is ready, until it is woken, or until it is time.
#pragma once

#include <poll.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

namespace dataworks {

/// All but `wake` is called by one thread at a time.
class SocketWatch {
 public:
  SocketWatch();
  ~SocketWatch();
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;

  /// Where in the list a socket stands.
  using Place = std::size_t;
  static constexpr Place kNowhere = 0;

  /// So that `most` sockets find a place without needing memory.
  void reserve(std::size_t most);

  /// Waits for `events` (as of poll(2)) of a socket from now on, in the place that it had, and answers its place.
  Place watch(int socket, short events, Place place);
  void forget(Place place) noexcept;
  void clear() noexcept;

  [[nodiscard]] bool isEmpty() const noexcept { return polled_.size() == kFirst + free_.size(); }

  /// Sleeps, for no time at all if it was woken before. For a time of 0 it only looks which sockets are ready.
  void sleep(std::chrono::milliseconds longest);

  /// Calls `visit(socket, events)` for each socket that `sleep` found ready. It may watch and forget others meanwhile.
  template <class Visit>
  void forEachReady(const Visit& visit) {
    for (Place place = kFirst; place < polled_.size(); ++place) {
      const short events = std::exchange(polled_[place].revents, short{0});
      if (events != 0) visit(polled_[place].fd, events);
    }
  }

  /// Ends a `sleep`, the present or the next one. Thread-safe.
  void wake() noexcept;

 private:
  enum class State { kAwake, kAsleep, kWoken };
  static constexpr Place kFirst = 1;  // before it, the pipe that wakes

  void openPipe() noexcept;
  void drainPipe() noexcept;

  std::vector<pollfd> polled_;
  std::vector<Place> free_;        // places without a socket
  std::atomic<int> wakeEnd_ = -1;  // read by `wake` while a missing pipe is made
  std::atomic<State> state_ = State::kAwake;
};

}  // namespace dataworks
