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
#include "credentials/cache.h"
#include "dataworks/options.h"
#include "dataworks/pending.h"
#include "event_loop/background.h"
#include "event_loop/blocking.h"
#include "event_loop/pool.h"
#include "operations.h"
#include "wait/poll_rate_limiter.h"

namespace dataworks::detail {

/// Shared with the work in the background, which may be the last to let go of it. Thread-safe.
///
/// `start(context, startTime, done)` starts an operation and returns what cancels it. `subject` is what an error speaks
/// of that comes before that.
class ClientImpl : public std::enable_shared_from_this<ClientImpl> {
 public:
  ClientImpl(Settings settings, const ClientOptions& options);
  ~ClientImpl() { end(); }
  ClientImpl(const ClientImpl&) = delete;
  ClientImpl& operator=(const ClientImpl&) = delete;

  template <class T, class Start>
  Result<T> here(const ErrorContext& subject, const std::stop_token& stop, const Start& start);

  template <class T, class Start>
  Pending<T> there(const ErrorContext& subject, const std::stop_token& stop, Start start);

  /// Completes what is in flight, as cancelled. Its callbacks may still use this meanwhile.
  void end() { background_.end(); }

  [[nodiscard]] const Settings& settings() const noexcept { return client_.settings; }
  [[nodiscard]] PollRateLimiter& limiter() noexcept { return limiter_; }

 private:
  /// What calls on the background's event loop work with.
  struct AsyncContext {
    AsyncContext(EventLoop& engineOfIt, ClientState& client, std::shared_ptr<CredentialsCache> itsCache);
    ~AsyncContext() { cache->forget(this); }
    AsyncContext(const AsyncContext&) = delete;
    AsyncContext& operator=(const AsyncContext&) = delete;

    EventLoop& loop;
    Signer signer;
    std::shared_ptr<CredentialsCache> cache;
    FetchCredentials fetch;
    CallContext context;
  };
  struct OnStop {
    Cancel cancel;
    std::optional<std::stop_callback<std::function<void()>>> callback;
  };

  CallContext& asyncContextOn(EventLoop& loop);
  static void listen(OnStop& onStop, const std::stop_token& stop, EventLoop& loop, const Cancel& cancel) noexcept;
  static Error endedBeforeItBegan();
  static Error tooMany();
  static Error noThread();

  ClientState client_;
  PollRateLimiter limiter_;
  std::size_t maxQueuedCalls_;
  std::shared_ptr<Pool<EventLoop>> loops_;
  Pool<Signer> signers_;
  std::shared_ptr<CredentialsCache> credentials_;  // shared with all clients of the same built-in provider
  FetchCredentials fetchHere_;                     // where waiting is allowed
  Background background_;
  std::unique_ptr<AsyncContext> asyncContext_;  // made and used on the background's thread
};

template <class T, class Start>
Result<T> ClientImpl::here(const ErrorContext& subject, const std::stop_token& stop, const Start& start) {
  if (detail::onEventLoopThread()) {
    Error error = detail::waitingOnEventLoopThread();
    error.execution = Execution::kNotExecuted;  // this call is not even begun
    return withContext(subject, std::move(error));
  }
  const auto loop = loops_->borrow();
  const auto signer = signers_.borrow();
  CallContext context{*loop, *signer, client_, fetchHere_};
  return runHere<Result<T>>(*loop, stop, [&](Done<T> done) { return start(context, StartTime(), std::move(done)); });
}

template <class T, class Start>
Pending<T> ClientImpl::there(const ErrorContext& subject, const std::stop_token& stop, Start start) {
  auto promise = std::make_shared<detail::Promise<T>>();
  const StartTime startTime = client_.settings.clock->steadyNow();
  auto work = [core = shared_from_this(), promise, subject, stop, startTime, start = std::move(start)](
                  EventLoop& loop, const std::function<void()>& finished) -> Cancel {
    try {
      if (core->background_.ending()) {  // a trigger that waited in line is not sent any more
        Error ended = endedBeforeItBegan();
        finished();
        promise->set(withContext(subject, std::move(ended)));
        return nullptr;
      }
      const auto onStop = stop.stop_possible() ? std::make_shared<OnStop>() : nullptr;
      Cancel cancel =
          start(core->asyncContextOn(loop), startTime, [core, promise, onStop, finished](Result<T>&& result) {
            if (onStop) onStop->callback.reset();
            finished();
            promise->set(std::move(result));
          });
      if (onStop && !promise->ready()) listen(*onStop, stop, loop, cancel);
      return cancel;
    } catch (...) {  // it did not even begin
      finished();
      promise->set(withContext(subject, outOfMemory(Execution::kNotExecuted)));
      return nullptr;
    }
  };
  try {
    if (!background_.submit(std::move(work), maxQueuedCalls_)) {
      promise->set(withContext(subject, background_.ending() ? endedBeforeItBegan() : tooMany()));
    }
  } catch (const std::system_error&) {
    promise->set(withContext(subject, noThread()));
  }
  return Pending<T>(std::move(promise));
}

}  // namespace dataworks::detail
