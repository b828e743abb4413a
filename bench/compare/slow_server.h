// SPDX-License-Identifier: Apache-2.0
// A server that responds every request after a fixed time: one thread, any number of connections.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

namespace bench {

/// Runs in a child process until it is destroyed.
class SlowServer {
 public:
  SlowServer(std::chrono::milliseconds delay, const std::string& body);
  ~SlowServer();
  SlowServer(const SlowServer&) = delete;
  SlowServer& operator=(const SlowServer&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  int port_ = 0;
  pid_t child_ = -1;
};

}  // namespace bench
