// SPDX-License-Identifier: Apache-2.0
#include "connection.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

namespace dataworks::emulator {
namespace {

bool isPeerOf(int socket, const std::string& address, int port) {
  sockaddr_storage peer{};
  socklen_t length = sizeof peer;
  auto* const generic = reinterpret_cast<sockaddr*>(&peer);
  if (getpeername(socket, generic, &length) != 0) return false;
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  const int failure = getnameinfo(generic, length, host.data(), host.size(), service.data(), service.size(),
                                  NI_NUMERICHOST | NI_NUMERICSERV);
  return failure == 0 && address == host.data() && std::to_string(port) == service.data();
}

}  // namespace

Connection::Connection(const std::string& peerAddress, int peerPort) {
  const auto descriptors = static_cast<int>(std::min(sysconf(_SC_OPEN_MAX), 1'000'000L));
  for (int candidate = 0; candidate < descriptors && socket_ < 0; ++candidate) {
    if (isPeerOf(candidate, peerAddress, peerPort)) socket_ = candidate;
  }
}

void Connection::reset() {
  const linger atOnce{1, 0};  // closing a socket that lingers for no time resets the connection
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
  replaceByDeadSocket();
}

void Connection::close() { replaceByDeadSocket(); }

bool Connection::clientGone() const {
  // A client that waits for its response sends nothing: anything to read is the end, or TLS announcing it.
  char byte = 0;
  const auto received = recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return received >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

/// Closes the connection and leaves httplib a descriptor that it can write to, without effect, and close.
void Connection::replaceByDeadSocket() {
  const int dead = ::socket(AF_INET, SOCK_STREAM, 0);
  if (socket_ >= 0 && dead >= 0) dup2(dead, socket_);
  if (dead >= 0) ::close(dead);
}

}  // namespace dataworks::emulator
