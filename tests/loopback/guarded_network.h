// SPDX-License-Identifier: Apache-2.0
// The test program's own `getaddrinfo` and `connect`, put before the C library's: nothing but loopback can be reached
// or looked up, and a test can see and hold what libcurl does.
#pragma once

#include <functional>

namespace dataworks::testing {

/// `dataworks.test` is 127.0.0.1. `blackhole.test` is looked up for as long as this lives, as with a name server that
/// does not respond. Any other name is unknown at once.
class BlackHole {
 public:
  BlackHole();
  ~BlackHole();
  BlackHole(const BlackHole&) = delete;
  BlackHole& operator=(const BlackHole&) = delete;
};

/// Waits, at most half a minute, until `blackhole.test` was looked up so often since the `BlackHole` was made.
[[nodiscard]] bool waitForLookups(int count);

/// How often it was looked up so far.
[[nodiscard]] int lookupsBegun();

/// Calls of `connect` to this port of loopback so far.
[[nodiscard]] int connectsTo(int port);
/// Waits, at most half a minute, until there are more of them than `before`.
[[nodiscard]] bool waitForConnect(int port, int before);

/// Calls of `connect` to anywhere beyond loopback; they failed, and not a byte left.
[[nodiscard]] int connectsBeyondLoopback();

/// As long as this lives, each `connect` returns only after `act` has.
class AfterConnect {
 public:
  explicit AfterConnect(std::function<void()> act);
  ~AfterConnect();
  AfterConnect(const AfterConnect&) = delete;
  AfterConnect& operator=(const AfterConnect&) = delete;
};

/// A port at which connecting neither succeeds nor fails.
class DeafPort {
 public:
  DeafPort();
  ~DeafPort();
  DeafPort(const DeafPort&) = delete;
  DeafPort& operator=(const DeafPort&) = delete;
  [[nodiscard]] int port() const noexcept { return port_; }

 private:
  int listener_;
  int fillers_[4];
  int port_ = 0;
};

}  // namespace dataworks::testing
