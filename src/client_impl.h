// What the calls of one client share, and the two ways to have one of them run: here, by the caller's thread, or there,
// on the background's.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <system_error>
#include <utility>

#include "call/call.h"
#include "credentials/desk.h"
#include "dataworks/options.h"
#include "dataworks/pending.h"
#include "engine/background.h"
#include "engine/blocking.h"
#include "engine/pool.h"
#include "run/poll_bucket.h"
#include "start.h"

namespace dataworks {

/// Shared with the work in the background, which may be the last to let go of it. Thread-safe.
///
/// `start(bench, askedAt, done)` starts an operation and returns what cancels it. `subject` is what an error speaks of
/// that comes before that.
class ClientCore : public std::enable_shared_from_this<ClientCore> {
 public:
  ClientCore(Settings settings, const ClientOptions& options);
  ~ClientCore() { end(); }
  ClientCore(const ClientCore&) = delete;
  ClientCore& operator=(const ClientCore&) = delete;

  template <class T, class Start>
  Result<T> here(const Subject& subject, const std::stop_token& stop, const Start& start);

  template <class T, class Start>
  Pending<T> there(const Subject& subject, const std::stop_token& stop, Start start);

  /// Completes what is in flight, as cancelled. Its callbacks may still use this meanwhile.
  void end() { background_.end(); }

  [[nodiscard]] const Settings& settings() const noexcept { return client_.settings; }
  [[nodiscard]] PollBucket& bucket() noexcept { return bucket_; }

 private:
  /// What calls on the background's engine work with.
  struct AsyncBench {
    AsyncBench(Engine& engineOfIt, ClientState& client);

    Engine& engine;
    Signer signer;
    CredentialsDesk desk;
    FetchCredentials fetch;
    Workbench bench;
  };
  struct OnStop {
    Cancel cancel;
    std::optional<std::stop_callback<std::function<void()>>> callback;
  };

  Workbench& asyncBenchOn(Engine& engine);
  static void listen(OnStop& onStop, const std::stop_token& stop, Engine& engine, const Cancel& cancel) noexcept;
  static Error endedBeforeItBegan();
  static Error tooMany();
  static Error noThread();

  ClientState client_;
  PollBucket bucket_;
  std::size_t maxQueuedCalls_;
  std::shared_ptr<Pool<Engine>> engines_;
  Pool<Signer> signers_;
  FetchCredentials fetchHere_;  // where waiting is allowed
  Background background_;
  std::unique_ptr<AsyncBench> asyncBench_;  // made and used on the background's thread
};

template <class T, class Start>
Result<T> ClientCore::here(const Subject& subject, const std::stop_token& stop, const Start& start) {
  if (detail::onEngineThread()) {
    Error error = detail::waitingOnEngineThread();
    error.execution = Execution::kNotExecuted;  // this call is not even begun
    return about(subject, std::move(error));
  }
  const auto engine = engines_->borrow();
  const auto signer = signers_.borrow();
  Workbench bench{*engine, *signer, client_, fetchHere_};
  return runHere<Result<T>>(*engine, stop, [&](Done<T> done) { return start(bench, AskedAt(), std::move(done)); });
}

template <class T, class Start>
Pending<T> ClientCore::there(const Subject& subject, const std::stop_token& stop, Start start) {
  auto promise = std::make_shared<detail::Promise<T>>();
  const AskedAt askedAt = client_.settings.clock->steadyNow();
  auto work = [core = shared_from_this(), promise, subject, stop, askedAt, start = std::move(start)](
                  Engine& engine, const std::function<void()>& finished) -> Cancel {
    try {
      if (core->background_.ending()) {  // a trigger that waited in line is not sent any more
        Error ended = endedBeforeItBegan();
        finished();
        promise->set(about(subject, std::move(ended)));
        return nullptr;
      }
      const auto onStop = stop.stop_possible() ? std::make_shared<OnStop>() : nullptr;
      Cancel cancel = start(core->asyncBenchOn(engine), askedAt, [core, promise, onStop, finished](Result<T>&& result) {
        if (onStop) onStop->callback.reset();
        finished();
        promise->set(std::move(result));
      });
      if (onStop && !promise->ready()) listen(*onStop, stop, engine, cancel);
      return cancel;
    } catch (...) {  // it did not even begin
      finished();
      promise->set(about(subject, outOfMemory(Execution::kNotExecuted)));
      return nullptr;
    }
  };
  try {
    if (!background_.submit(std::move(work), maxQueuedCalls_)) {
      promise->set(about(subject, background_.ending() ? endedBeforeItBegan() : tooMany()));
    }
  } catch (const std::system_error&) {
    promise->set(about(subject, noThread()));
  }
  return Pending<T>(std::move(promise));
}

}  // namespace dataworks
