// SPDX-License-Identifier: Apache-2.0
// A server in a process of its own, and the ledger in which it writes what it read: memory that both processes see.
#pragma once

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <new>
#include <random>
#include <string>
#include <unordered_set>
#include <vector>

#include "support/faults.h"

namespace dataworks::soak {

constexpr int kMostTriggers = 2'000'000;

struct Ledger {
  std::atomic<long> requests = 0;
  std::atomic<long> repeatedNonces = 0;
  std::array<std::atomic<std::uint8_t>, kMostTriggers> read{};   ///< Complete copies of a trigger, by its number.
  std::array<std::atomic<std::uint8_t>, kMostTriggers> acted{};  ///< Of those, the ones that were not refused.
};

/// A fault, how often it is chosen, and whether a service that behaves so could have acted.
struct Chance {
  testing::Fault fault;
  int weight = 1;
  bool acts = true;
};

/// Two servers, http and https, that choose a fault for each connection and each request.
class ServerProcess {
 public:
  explicit ServerProcess(std::vector<Chance> chances) {
    void* shared = mmap(nullptr, sizeof(Ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ledger_ = new (shared) Ledger;
    static_cast<void>(testing::testCaFile());  // made here, so that both processes know the authority
    int ready[2];
    int alive[2];
    if (shared == MAP_FAILED || pipe(ready) != 0 || pipe(alive) != 0) std::abort();
    child_ = fork();
    if (child_ == 0) {
      ::close(alive[1]);
      serve(std::move(chances), ready[1], alive[0]);
    }
    ::close(alive[0]);
    ::close(ready[1]);
    if (::read(ready[0], ports_.data(), sizeof ports_) != sizeof ports_) std::abort();
    ::close(ready[0]);
    alive_ = alive[1];
  }
  ~ServerProcess() {
    stop();
    munmap(ledger_, sizeof(Ledger));
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  [[nodiscard]] const Ledger& ledger() const noexcept { return *ledger_; }
  [[nodiscard]] std::string url(bool tls) const {
    return std::string(tls ? "https" : "http") + "://127.0.0.1:" + std::to_string(ports_[tls ? 1 : 0]);
  }

  /// Ends the server. After that the ledger is final.
  void stop() {
    if (child_ <= 0) return;
    ::close(alive_);
    waitpid(child_, nullptr, 0);
    child_ = 0;
  }

 private:
  [[noreturn]] void serve(std::vector<Chance> chances, int ready, int alive) {
    {
      std::mutex mutex;
      std::unordered_set<std::string> nonces;
      testing::FaultServerOptions options;
      options.onSeen = [&](const testing::SeenRequest& request) {
        ++ledger_->requests;
        if (!request.isTrigger()) return;
        ++ledger_->read[number(request)];
        const std::lock_guard lock(mutex);
        if (!nonces.insert(request.nonce()).second) ++ledger_->repeatedNonces;
      };
      testing::FaultServer http(options);
      options.tls = true;
      testing::FaultServer https(options);
      http.playEach(chooser(chances, 1));
      https.playEach(chooser(chances, 2));
      const std::array<int, 2> ports{http.port(), https.port()};
      if (::write(ready, ports.data(), sizeof ports) != sizeof ports) std::abort();
      char byte = 0;
      while (::read(alive, &byte, 1) > 0) {  // until the parent closes its end, or dies
      }
    }
    ::_exit(0);
  }

  std::function<testing::Fault()> chooser(std::vector<Chance> chances, unsigned seed) {
    std::vector<int> weights;
    for (Chance& chance : chances) {
      weights.push_back(chance.weight);
      auto play = chance.fault.onRequest;
      chance.fault.onRequest = [this, play, acts = chance.acts](testing::Conversation& client,
                                                                const testing::SeenRequest& request) {
        if (acts && request.isTrigger()) ++ledger_->acted[number(request)];
        if (play) {
          play(client, request);
        } else {
          client.send(testing::faults::properResponse(request));
        }
      };
    }
    return [chances = std::move(chances), random = std::mt19937(seed),
            which = std::discrete_distribution<std::size_t>(weights.begin(), weights.end())]() mutable {
      return chances[which(random)].fault;
    };
  }

  static std::size_t number(const testing::SeenRequest& request) {
    return static_cast<std::size_t>(std::stol(request.parameter("FlowName")));
  }

  Ledger* ledger_ = nullptr;
  pid_t child_ = 0;
  int alive_ = -1;
  std::array<int, 2> ports_{};
};

}  // namespace dataworks::soak
