// SPDX-License-Identifier: Apache-2.0
#include "http/sockets.h"

#include <algorithm>
#include <array>

namespace dataworks::detail {

namespace {

// The two ends of a connection within this process. Any other that connects to the port meanwhile is turned away.
bool isOther(Socket connecting, Socket accepted) noexcept {
  sockaddr_in mine{};
  sockaddr_in theirs{};
  int size = sizeof mine;
  int peerSize = sizeof theirs;
  return getsockname(connecting, reinterpret_cast<sockaddr*>(&mine), &size) != 0 ||
         getpeername(accepted, reinterpret_cast<sockaddr*>(&theirs), &peerSize) != 0 ||
         mine.sin_port != theirs.sin_port || mine.sin_addr.s_addr != theirs.sin_addr.s_addr;
}

// A port of loopback that is listened on; `address` is where.
bool listenOnLoopback(Socket socket, sockaddr_in& address) noexcept {
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int size = sizeof address;
  return bind(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0 && listen(socket, 1) == 0 &&
         getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
}

void makeUnblocking(Socket socket) noexcept {
  u_long on = 1;
  ioctlsocket(socket, FIONBIO, &on);
}

}  // namespace

Socket openSocket(int family, int type, int protocol) noexcept {
  return WSASocketW(family, type, protocol, nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
}

int closeSocket(Socket socket) noexcept { return ::closesocket(socket); }

// WSAPoll reports an entry without a socket as invalid, and refuses a list of nothing else.
void pollSockets(std::span<pollfd> sockets, int milliseconds) noexcept {
  const auto isNone = [](const pollfd& entry) { return entry.fd == kNoSocket; };
  if (std::all_of(sockets.begin(), sockets.end(), isNone)) {
    Sleep(static_cast<DWORD>(milliseconds));
  } else {
    WSAPoll(sockets.data(), static_cast<ULONG>(sockets.size()), milliseconds);
  }
  for (pollfd& entry : sockets) {
    if (isNone(entry)) entry.revents = 0;
  }
}

std::optional<std::size_t> peekSocket(Socket socket, std::span<unsigned char> into) noexcept {
  pollfd entry{.fd = socket, .events = POLLIN, .revents = 0};
  if (WSAPoll(&entry, 1, 0) == 0) return std::nullopt;
  const int got = ::recv(socket, reinterpret_cast<char*>(into.data()), static_cast<int>(into.size()), MSG_PEEK);
  if (got >= 0) return static_cast<std::size_t>(got);
  const int error = WSAGetLastError();
  if (error == WSAEWOULDBLOCK) return std::nullopt;
  return error == WSAEMSGSIZE ? into.size() : 0;
}

WakePair openWakePair() noexcept {
  static const bool mayUseSockets = [] {
    WSADATA ignored{};
    return WSAStartup(MAKEWORD(2, 2), &ignored) == 0;
  }();
  if (!mayUseSockets) return {};
  const Socket listener = openSocket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  const Socket wakes = openSocket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  Socket sleeps = kNoSocket;
  sockaddr_in address{};
  if (listener != kNoSocket && wakes != kNoSocket && listenOnLoopback(listener, address) &&
      connect(wakes, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    do {
      if (sleeps != kNoSocket) closeSocket(sleeps);
      sleeps = accept(listener, nullptr, nullptr);
    } while (sleeps != kNoSocket && isOther(wakes, sleeps));
  }
  if (listener != kNoSocket) closeSocket(listener);
  if (sleeps == kNoSocket) {
    if (wakes != kNoSocket) closeSocket(wakes);
    return {};
  }
  makeUnblocking(sleeps);
  makeUnblocking(wakes);
  return {.sleeps = sleeps, .wakes = wakes};
}

void writeWake(Socket wakes) noexcept { ::send(wakes, "", 1, 0); }

void drainWakes(Socket sleeps) noexcept {
  std::array<char, 64> bytes{};
  while (::recv(sleeps, bytes.data(), static_cast<int>(bytes.size()), 0) == static_cast<int>(bytes.size())) {
  }
}

int noDescriptorsLeft() noexcept { return 0; }  // the system sets no such limit

}  // namespace dataworks::detail
