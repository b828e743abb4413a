// SPDX-License-Identifier: Apache-2.0
// What the tests of calls and waits share: an event loop on a manual clock with everything that a call works with,
// randomness that is known, and transports that do not respond by themselves.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "call/call.h"
#include "credentials/cache.h"
#include "dataworks/testing/manual_clock.h"
#include "dataworks/testing/scripted_transport.h"
#include "event_loop/event_loop.h"
#include "event_loop/transport_backend.h"

namespace dataworks::testing {

using namespace detail;

inline const SearchManualDagNodeInstanceRequest kRun{.projectName = "sales", .dagId = 42};
inline const DagRef kRef{.projectName = "sales", .dagId = 42};

inline CreateManualDagRequest nightly() {
  return {.projectName = "sales", .flowName = "nightly", .bizdate = Bizdate(std::chrono::year(2026) / 11 / 22)};
}

/// A workbench of its own. Its randomness: fractions are 0.5, nonces are `8000000000000000` and a counter.
struct CallFixture {
  std::shared_ptr<ManualClock> clock;
  ClientState client;
  EventLoop loop;
  Signer signer;
  std::shared_ptr<CredentialsProvider> provider = staticCredentials("testid", "testsecret");
  CredentialsCache credentials{always([this](const FetchContext& wanted) { return provider->fetch(wanted); }),
                               CredentialsCache::Keep::kNothing};
  CallContext context{loop, signer, client, credentials};
  std::uint64_t noncesMade = 0;

  explicit CallFixture(std::shared_ptr<Transport> transport = std::make_shared<ScriptedTransport>(),
                       std::shared_ptr<ManualClock> itsClock = std::make_shared<ManualClock>(),
                       double pollsPerSecond = 0, int dailyCalls = 0)
      : clock(std::move(itsClock)),
        client(Settings{}, pollsPerSecond, dailyCalls),
        loop(clock, std::make_unique<TransportBackend>(std::move(transport))) {
    Settings& settings = client.settings;
    settings.regionId = "cn-test";
    settings.endpoint = "https://gateway.example/";
    settings.timeout = std::chrono::seconds(60);
    settings.connectTimeout = std::chrono::seconds(10);
    settings.attemptTimeout = std::chrono::seconds(20);
    settings.maxResponseBytes = 4096;
    settings.headers = {{"User-Agent", "a test"}};
    settings.clock = clock;
    settings.random = [this] { return RandomBits{std::uint64_t{1} << 63U, ++noncesMade}; };
  }
  explicit CallFixture(double pollsPerSecond, int dailyCalls = 0)
      : CallFixture(std::make_shared<ScriptedTransport>(), std::make_shared<ManualClock>(), pollsPerSecond,
                    dailyCalls) {}
  CallFixture(const CallFixture&) = delete;
  CallFixture& operator=(const CallFixture&) = delete;

  /// Runs the event loop until `done`; gives up where nothing can happen any more.
  template <class Condition>
  void turnUntil(Condition done) {
    for (int runs = 0; !done(); ++runs) {
      ASSERT_LT(runs, 100'000) << "it does not come to an end";
      loop.runOnce(loop.now());
      if (!done()) loop.runOnce(loop.now() + std::chrono::hours(24));
    }
  }
};

inline Result<CallRequest> prepareCall(CallRequest request, const CallOptions& options, const Settings& settings) {
  if (auto problem = addOptions(request, options, settings)) return *std::move(problem);
  return request;
}

/// A call made of two callables, and started.
template <class Read, class Done>
std::function<void()> startCall(CallContext& context, CallRequest request, Read read, Done done) {
  class CallWith final : public Call {
   public:
    CallWith(CallContext& itsBench, CallRequest&& itsRequest, Read itsRead, Done itsDone)
        : Call(itsBench, std::move(itsRequest)), read_(std::move(itsRead)), done_(std::move(itsDone)) {}

   private:
    std::optional<Error> read(HttpResponse& response) override { return read_(response); }
    [[nodiscard]] std::string& requestId() noexcept override { return requestId_; }
    void done(std::optional<Error>&& error) override { done_(std::move(error)); }

    Read read_;
    Done done_;
    std::string requestId_ = "good";
  };
  return Call::start(std::make_shared<CallWith>(context, std::move(request), std::move(read), std::move(done)));
}

/// Keeps every request until the test responds. `onStop` is what it does when it must stop.
class HoldingTransport final : public Transport {
 public:
  enum class OnStop { kNothing, kResponseInline };
  explicit HoldingTransport(OnStop onStop = OnStop::kNothing, RequestSent sent = RequestSent::kMaybe)
      : onStop_(onStop), sent_(sent) {}

  void send(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done) override {
    const std::lock_guard lock(mutex_);
    auto& held = held_.emplace_back();
    held.request = std::move(request);
    held.done = std::move(done);
    held.stop = std::move(stop);
    if (onStop_ == OnStop::kNothing) return;
    held.onStop = std::make_unique<StopCallback>(held.stop, [done = held.done, sent = sent_] {
      done(TransportFailure{
          .kind = ErrorKind::kCancelled, .phase = Phase::kSend, .sent = sent, .detail = "told to stop"});
    });
  }

  [[nodiscard]] std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return held_.size();
  }
  [[nodiscard]] HttpRequest request(std::size_t index) const {
    const std::lock_guard lock(mutex_);
    return held_.at(index).request;
  }
  [[nodiscard]] bool stopRequested(std::size_t index) const {
    const std::lock_guard lock(mutex_);
    return held_.at(index).stop.stop_requested();
  }
  void response(std::size_t index, TransportOutcome outcome) {
    std::unique_lock lock(mutex_);
    auto done = held_.at(index).done;
    lock.unlock();
    done(std::move(outcome));
  }

 private:
  using StopCallback = std::stop_callback<std::function<void()>>;
  struct Held {
    HttpRequest request;
    std::function<void(TransportOutcome)> done;
    std::stop_token stop;
    std::unique_ptr<StopCallback> onStop;
  };

  const OnStop onStop_;
  const RequestSent sent_;
  mutable std::mutex mutex_;
  std::deque<Held> held_;
};

/// Returns numbered credentials, `key-1`, `key-2`, …: the next one where the last one was rejected.
class RenewingCredentials final : public CredentialsProvider {
 public:
  Result<Credentials> fetch(const FetchContext& request) override {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    if (request.rejectedAccessKeyId == keyId()) ++number_;
    return Credentials{.accessKeyId = keyId(), .accessKeySecret = "renewed-secret", .securityToken = "renewed-token"};
  }
  [[nodiscard]] std::vector<FetchContext> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  [[nodiscard]] std::string keyId() const { return "key-" + std::to_string(number_); }
  mutable std::mutex mutex_;
  int number_ = 1;
  std::vector<FetchContext> requests_;
};

}  // namespace dataworks::testing
