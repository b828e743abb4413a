// SPDX-License-Identifier: Apache-2.0
#include "guarded_network.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

namespace dataworks::testing {

namespace {

constexpr std::chrono::seconds kPatience(30);

struct Network {
  std::mutex mutex;
  std::condition_variable changed;
  bool held = false;
  int begun = 0;    // lookups that were held
  int lookups = 0;  // … and still are
  std::map<int, int> connects;
  int beyond = 0;
  std::function<void()> afterConnect;
};

Network& network() {
  static Network& one = *new Network;  // lookups may outlive static objects
  return one;
}

bool isNumeric(const char* host) {
  in6_addr address;
  return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

// The port, or -1 for an address that is not loopback.
int loopbackPort(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& ip = reinterpret_cast<const sockaddr_in&>(address);
    return (ntohl(ip.sin_addr.s_addr) >> 24U) == 127 ? ntohs(ip.sin_port) : -1;
  }
  if (address.sa_family == AF_INET6) {
    const auto& ip = reinterpret_cast<const sockaddr_in6&>(address);
    return IN6_IS_ADDR_LOOPBACK(&ip.sin6_addr) ? ntohs(ip.sin6_port) : -1;
  }
  return 0;
}

}  // namespace

BlackHole::BlackHole() {
  const std::lock_guard lock(network().mutex);
  network().held = true;
  network().begun = 0;
}

BlackHole::~BlackHole() {
  std::unique_lock lock(network().mutex);
  network().held = false;
  network().changed.notify_all();
  network().changed.wait(lock, [] { return network().lookups == 0; });
}

AfterConnect::AfterConnect(std::function<void()> act) {
  const std::lock_guard lock(network().mutex);
  network().afterConnect = std::move(act);
}

AfterConnect::~AfterConnect() {
  const std::lock_guard lock(network().mutex);
  network().afterConnect = nullptr;
}

bool waitForLookups(int count) {
  std::unique_lock lock(network().mutex);
  return network().changed.wait_for(lock, kPatience, [count] { return network().begun >= count; });
}

int lookupsBegun() {
  const std::lock_guard lock(network().mutex);
  return network().begun;
}

int connectsTo(int port) {
  const std::lock_guard lock(network().mutex);
  return network().connects[port];
}

bool waitForConnect(int port, int before) {
  std::unique_lock lock(network().mutex);
  return network().changed.wait_for(lock, kPatience, [=] { return network().connects[port] > before; });
}

int connectsBeyondLoopback() {
  const std::lock_guard lock(network().mutex);
  return network().beyond;
}

// A listener takes one connection more than its backlog; to further ones Linux gives no response at all.
DeafPort::DeafPort() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
  ::listen(listener_, 0);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  for (int& filler : fillers_) {
    filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    ::connect(filler, reinterpret_cast<const sockaddr*>(&address), size);
  }
}

DeafPort::~DeafPort() {
  for (const int filler : fillers_) ::close(filler);
  ::close(listener_);
}

}  // namespace dataworks::testing

extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints, addrinfo** found) {
  using namespace dataworks::testing;
  static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  const std::string_view name = host != nullptr ? host : "";
  if (name.empty() || name == "localhost" || isNumeric(host)) return real(host, service, hints, found);
  if (name == "dataworks.test") return real("127.0.0.1", service, hints, found);
  if (name == "blackhole.test") {
    std::unique_lock lock(network().mutex);
    ++network().begun;
    ++network().lookups;
    network().changed.notify_all();
    network().changed.wait(lock, [] { return !network().held; });
    --network().lookups;
    network().changed.notify_all();
    return EAI_AGAIN;
  }
  return EAI_NONAME;
}

extern "C" int connect(int descriptor, const sockaddr* address, socklen_t size) {
  using namespace dataworks::testing;
  static const auto real = reinterpret_cast<decltype(&connect)>(dlsym(RTLD_NEXT, "connect"));
  const int port = loopbackPort(*address);
  if (port < 0) {
    const std::lock_guard lock(network().mutex);
    ++network().beyond;
    errno = ENETUNREACH;
    return -1;
  }
  const int result = real(descriptor, address, size);
  const int error = errno;
  std::function<void()> act;
  {
    const std::lock_guard lock(network().mutex);
    ++network().connects[port];
    network().changed.notify_all();
    act = network().afterConnect;
  }
  if (act) act();
  errno = error;
  return result;
}
