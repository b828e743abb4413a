// SPDX-License-Identifier: Apache-2.0
#include "compare/slow_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Due {
  Clock::time_point at;
  int socket;
};

// True when `text` holds a whole request: headers and as much body as they announce.
bool isWhole(const std::string& text) {
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const auto length = text.find("Content-Length: ");
  const std::size_t body = length < end ? std::strtoul(text.c_str() + length + 16, nullptr, 10) : 0;
  return text.size() >= end + 4 + body;
}

[[noreturn]] void serve(int listener, std::chrono::milliseconds delay, const std::string& response) {
  const int epoll = epoll_create1(0);
  epoll_event event{.events = EPOLLIN, .data = {.fd = listener}};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  std::map<int, std::string> received;
  std::deque<Due> due;  // in order, because the delay is always the same
  for (;;) {
    int wait = -1;
    if (!due.empty()) {
      wait = static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(due.front().at - Clock::now()).count());
    }
    epoll_event events[256];
    const int count = epoll_wait(epoll, events, 256, std::max(wait, due.empty() ? -1 : 0));
    for (int i = 0; i < count; ++i) {
      const int socket = events[i].data.fd;
      if (socket == listener) {
        const int accepted = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        epoll_event more{.events = EPOLLIN, .data = {.fd = accepted}};
        epoll_ctl(epoll, EPOLL_CTL_ADD, accepted, &more);
        continue;
      }
      char buffer[8192];
      const ssize_t size = recv(socket, buffer, sizeof buffer, 0);
      if (size <= 0) {
        received.erase(socket);
        close(socket);
        continue;
      }
      std::string& text = received[socket];
      text.append(buffer, static_cast<std::size_t>(size));
      if (!isWhole(text)) continue;
      text.clear();
      due.push_back({Clock::now() + delay, socket});
    }
    for (; !due.empty() && due.front().at <= Clock::now(); due.pop_front()) {
      (void)!send(due.front().socket, response.data(), response.size(), MSG_NOSIGNAL);
    }
  }
}

}  // namespace

SlowServer::SlowServer(std::chrono::milliseconds delay, const std::string& body) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 4096) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("slow server");
    std::exit(1);
  }
  port_ = ntohs(address.sin_port);
  child_ = fork();
  if (child_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    serve(listener, delay,
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n\r\n" + body);
  }
  close(listener);
}

SlowServer::~SlowServer() {
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
}

}  // namespace bench
