// The socket under a request, for faults that no HTTP server offers: httplib keeps it to itself, so it is found among
// the process's descriptors by the address of the other end.
#pragma once

#include <string>

namespace dataworks::emulator {

/// Valid while the request is handled.
class Connection {
 public:
  Connection(const std::string& peerAddress, int peerPort);

  void reset();                           // RST: the client sees "connection reset by peer"
  void close();                           // FIN, without a byte of an answer
  [[nodiscard]] bool clientGone() const;  // it closed its end

 private:
  void replaceByDeadSocket();

  int socket_ = -1;
};

}  // namespace dataworks::emulator
