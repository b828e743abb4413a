// SPDX-License-Identifier: Apache-2.0
#include "http/connection_tracker.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace dataworks::detail {

namespace {

int localPortOf(Socket socket) noexcept {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

// The header of a TLS record that closes the connection: an alert, or in TLS 1.3 a record as long as an encrypted
// alert.
constexpr std::size_t kHeaderBytes = 5;
using Header = std::array<unsigned char, kHeaderBytes>;

bool isCloseNotify(const Header& header) noexcept {
  constexpr unsigned char kAlert = 21;
  constexpr unsigned char kEncrypted = 23;
  constexpr unsigned kAlertBytes = 2 + 1 + 16;  // and its type, and the tag
  return header[0] == kAlert || (header[0] == kEncrypted && (header[3] << 8U | header[4]) == kAlertBytes);
}

ConnectionTracker::Unread peek(Socket socket) noexcept {
  Header header{};
  const std::optional<std::size_t> got = peekSocket(socket, header);
  if (!got) return ConnectionTracker::Unread::kNothing;
  return *got == 0 || isCloseNotify(header) ? ConnectionTracker::Unread::kClose : ConnectionTracker::Unread::kBytes;
}

}  // namespace

Socket ConnectionTracker::open(int family, int type, int protocol) noexcept {
  const Socket socket = openSocket(family, type, protocol);
  if (socket == kNoSocket) return socket;
  // libcurl closes the slower one of two that race to connect by itself (7.88), and does not report it.
  std::erase_if(open_, [socket](const Open& open) { return open.socket == socket; });
  try {
    open_.push_back({.socket = socket});
  } catch (...) {  // no connection rather than one that is not tracked
    closeSocket(socket);
    return kNoSocket;
  }
  return socket;
}

int ConnectionTracker::close(Socket socket) noexcept {
  std::erase_if(open_, [this, socket](const Open& open) {
    if (open.socket != socket) return false;
    if (open.use == Use::kIdle && peek(socket) == Unread::kBytes) closedHadData_ = true;
    return true;
  });
  return closeSocket(socket);
}

ConnectionTracker::Unread ConnectionTracker::pendingDataOn(int localPort) noexcept {
  for (Open& open : open_) {
    if (open.localPort == 0) open.localPort = localPortOf(open.socket);
    if (open.localPort != localPort) continue;
    if (const Unread unread = peek(open.socket); unread != Unread::kNothing) return unread;
  }
  return Unread::kNothing;
}

void ConnectionTracker::setUse(int localPort, Use use) noexcept {
  for (Open& open : open_) {
    if (open.localPort == 0) open.localPort = localPortOf(open.socket);
    if (open.localPort == localPort) open.use = use;
  }
}

bool ConnectionTracker::idleHaveData() noexcept {
  const bool closedHadData = std::exchange(closedHadData_, false);
  return closedHadData || std::any_of(open_.begin(), open_.end(), [](const Open& open) {
           return open.use == Use::kIdle && peek(open.socket) == Unread::kBytes;
         });
}

}  // namespace dataworks::detail
