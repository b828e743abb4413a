#include "http/open_sockets.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace dataworks {

namespace {

int localPortOf(int socket) noexcept {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

bool hasUnreadBytes(int socket) noexcept {
  char byte = 0;
  return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

}  // namespace

int OpenSockets::open(int family, int type, int protocol) noexcept {
  try {
    open_.reserve(open_.size() + 1);
  } catch (...) {  // no connection rather than one that nobody looks at
    return -1;
  }
  const int socket = ::socket(family, type, protocol);
  if (socket < 0) return socket;
  // libcurl closes the slower one of two that race to connect itself (7.88), and does not say so.
  std::erase_if(open_, [socket](const Open& open) { return open.socket == socket; });
  open_.push_back({socket, 0});
  return socket;
}

int OpenSockets::close(int socket) noexcept {
  std::erase_if(open_, [socket](const Open& open) { return open.socket == socket; });
  return ::close(socket);
}

bool OpenSockets::hasUnread(int localPort) noexcept {
  return std::any_of(open_.begin(), open_.end(), [localPort](Open& open) {
    if (open.localPort == 0) open.localPort = localPortOf(open.socket);
    return open.localPort == localPort && hasUnreadBytes(open.socket);
  });
}

}  // namespace dataworks
