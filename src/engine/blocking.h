// The blocking pump: the caller's own thread turns an engine until its result is there. No other thread, no hand-over,
// and a stop or a deadline acts within a millisecond.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "dataworks/result.h"
#include "dataworks/transport.h"
#include "engine/engine.h"
#include "engine/pool.h"

namespace dataworks {

/// `start(done)` starts the work on `engine` and answers what cancels it; `done` takes the result. A stop needs no
/// memory to be noticed.
template <class T, class Start>
T runHere(Engine& engine, const std::stop_token& stop, Start start) {
  std::optional<T> result;
  const std::function<void()> cancel = start([&result](T&& value) { result.emplace(std::move(value)); });
  std::atomic<bool> stopped = false;
  const std::stop_callback onStop(stop, [&engine, &stopped] {
    stopped = true;
    engine.wake();
  });
  while (!result) {
    if (stopped.exchange(false)) {
      cancel();
    } else {
      engine.turn();
    }
  }
  return std::move(*result);
}

/// A transport that answers inline, for those who want an exchange and nothing else: credential providers.
class BlockingTransport final : public Transport {
 public:
  explicit BlockingTransport(std::shared_ptr<Pool<Engine>> engines) : engines_(std::move(engines)) {}
  void send(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done) override;

 private:
  std::shared_ptr<Pool<Engine>> engines_;  // a refresh on the side may outlive the client
};

}  // namespace dataworks
