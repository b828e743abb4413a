// SPDX-License-Identifier: Apache-2.0
#include "http/sockets.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace dataworks::detail {

Socket openSocket(int family, int type, int protocol) noexcept {
#if defined(SOCK_CLOEXEC)
  return ::socket(family, type | SOCK_CLOEXEC, protocol);
#else  // a program that another thread starts in between inherits it
  const int socket = ::socket(family, type, protocol);
  if (socket >= 0) fcntl(socket, F_SETFD, FD_CLOEXEC);
  return socket;
#endif
}

int closeSocket(Socket socket) noexcept { return ::close(socket); }

void pollSockets(std::span<pollfd> sockets, int milliseconds) noexcept {
  ::poll(sockets.data(), static_cast<nfds_t>(sockets.size()), milliseconds);
}

std::optional<std::size_t> peekSocket(Socket socket, std::span<unsigned char> into) noexcept {
  const ssize_t got = ::recv(socket, into.data(), into.size(), MSG_PEEK | MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::nullopt;
  return got < 0 ? 0 : static_cast<std::size_t>(got);
}

WakePair openWakePair() noexcept {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return {};
  for (const int end : ends) {
    fcntl(end, F_SETFL, O_NONBLOCK);
    fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  return {.sleeps = ends[0], .wakes = ends[1]};
}

void writeWake(Socket wakes) noexcept { [[maybe_unused]] const ssize_t fullIsAsGood = ::write(wakes, "", 1); }

void drainWakes(Socket sleeps) noexcept {
  std::array<char, 64> bytes{};
  while (::read(sleeps, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size())) {
  }
}

int noDescriptorsLeft() noexcept {
  const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno == EMFILE || errno == ENFILE ? errno : 0;
  ::close(descriptor);
  return 0;
}

}  // namespace dataworks::detail
