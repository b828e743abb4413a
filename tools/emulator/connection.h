// SPDX-License-Identifier: Apache-2.0
// The socket under a request, for faults that no HTTP server offers. httplib does not expose it, so it is searched
// among the descriptors of the process by the peer's address.
#pragma once

#include <string>

namespace dataworks::emulator {

/// Valid while the request is handled.
class Connection {
 public:
  Connection(const std::string& peerAddress, int peerPort);

  void reset();                           // RST: the client sees "connection reset by peer"
  void close();                           // FIN, without a byte of a response
  [[nodiscard]] bool clientGone() const;  // the client closed its end

 private:
  void replaceByDeadSocket();

  int socket_ = -1;
};

}  // namespace dataworks::emulator
