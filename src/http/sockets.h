// SPDX-License-Identifier: Apache-2.0
// What systems do differently about sockets: sockets_posix.cc and sockets_windows.cc.
#pragma once

#include <curl/curl.h>

#if defined(_WIN32)
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#endif

#include <cstddef>
#include <optional>
#include <span>

namespace dataworks::detail {

using Socket = curl_socket_t;
inline constexpr Socket kNoSocket = CURL_SOCKET_BAD;

/// Like `socket(2)`, but no program that this one starts inherits it; `kNoSocket` on failure.
[[nodiscard]] Socket openSocket(int family, int type, int protocol) noexcept;

/// Like `close(2)`.
int closeSocket(Socket socket) noexcept;

/// Like `poll(2)`: sleeps until one is ready or the time is up. Passes over entries with `kNoSocket`.
void pollSockets(std::span<pollfd> sockets, int milliseconds) noexcept;

/// Copies what waits to be read, and leaves it there. Returns how many bytes, at most `into.size()`; 0 if the
/// connection has ended or is broken; empty if there is nothing yet.
[[nodiscard]] std::optional<std::size_t> peekSocket(Socket socket, std::span<unsigned char> into) noexcept;

/// Two connected ends: what is written to `wakes` ends a sleep on `sleeps`. Both are `kNoSocket` if they cannot be
/// had.
struct WakePair {
  Socket sleeps = kNoSocket;
  Socket wakes = kNoSocket;
};
[[nodiscard]] WakePair openWakePair() noexcept;
void writeWake(Socket wakes) noexcept;
/// Takes out all that was written.
void drainWakes(Socket sleeps) noexcept;

/// Returns `EMFILE` or `ENFILE` if no more can be opened, else 0.
[[nodiscard]] int noDescriptorsLeft() noexcept;

}  // namespace dataworks::detail
