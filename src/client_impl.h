// SPDX-License-Identifier: Apache-2.0
// What the calls of one client share, and the two ways to run an operation: on the caller's thread, or on the client's
// background thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <system_error>
#include <utility>

#include "call/call.h"
#include "call/prepared.h"
#include "credentials/cache.h"
#include "dataworks/options.h"
#include "dataworks/pending.h"
#include "event_loop/background.h"
#include "event_loop/blocking.h"
#include "event_loop/pool.h"
#include "types/make_error.h"

namespace dataworks::detail {

/// Shared with the work in the background, which may be the last to let go of it. Thread-safe.
class ClientImpl : public std::enable_shared_from_this<ClientImpl> {
 public:
  ClientImpl(Settings settings, const ClientOptions& options);
  ~ClientImpl() { end(); }
  ClientImpl(const ClientImpl&) = delete;
  ClientImpl& operator=(const ClientImpl&) = delete;

  /// Runs a prepared operation on this thread.
  template <class Operation>
  Result<typename Operation::Value> run(Result<Operation>&& prepared);

  /// Hands a prepared operation to the background thread. An error is ready at once, and no thread is started for it.
  template <class Operation>
  Pending<typename Operation::Value> submit(Result<Operation>&& prepared);

  /// Completes what is in flight, as cancelled. Its callbacks may still use this meanwhile.
  void end() { background_.end(); }

  /// True in a child of the process that created the client, where it can do nothing.
  [[nodiscard]] bool inChild() const noexcept { return process_ != forkNumber(); }
  [[nodiscard]] const Settings& settings() const noexcept { return state_.settings; }
  [[nodiscard]] const ClientState& state() const noexcept { return state_; }

 private:
  /// What calls on the background's loop work with.
  struct AsyncContext {
    AsyncContext(EventLoop& loop, ClientState& client, std::shared_ptr<CredentialsCache> shared);
    ~AsyncContext() { cache->forget(this); }
    AsyncContext(const AsyncContext&) = delete;
    AsyncContext& operator=(const AsyncContext&) = delete;

    Signer signer;
    std::shared_ptr<CredentialsCache> cache;
    FetchCredentials fetch;
    CallContext context;
  };
  /// Has an operation cancelled when a stop is requested: the caller's, or that of its `Pending`.
  struct OnStop {
    Cancel cancel;
    std::optional<std::stop_callback<std::function<void()>>> caller;
    std::optional<std::stop_callback<std::function<void()>>> pending;
  };

  template <class Operation>
  Cancel startInBackground(EventLoop& loop, Operation operation,
                           const std::shared_ptr<Promise<typename Operation::Value>>& promise,
                           std::function<void()> finished);
  /// Why no operation may begin here, if so. The error of an operation that could not be prepared comes after this.
  [[nodiscard]] std::optional<Error> refusal(bool blocking) const;
  template <class Operation>
  [[nodiscard]] static Error refused(Error error, const Result<Operation>& prepared);

  CallContext& asyncContextOn(EventLoop& loop);
  static void listen(OnStop& onStop, const std::stop_token& caller, const std::stop_token& pending, EventLoop& loop,
                     const Cancel& cancel);
  static Error clientEnded();
  static Error tooMany();
  static Error noThread();

  const std::int64_t process_ = forkNumber();
  ClientState state_;
  std::size_t maxQueuedCalls_;
  std::shared_ptr<Pool<EventLoop>> loops_;
  Pool<Signer> signers_;
  std::shared_ptr<CredentialsCache> credentials_;  // shared with all clients of the same built-in provider
  FetchCredentials fetchHere_;                     // where waiting is allowed
  Background background_;
  std::unique_ptr<AsyncContext> asyncContext_;  // made and used on the background's thread
};

template <class Operation>
Error ClientImpl::refused(Error error, const Result<Operation>& prepared) {
  if (prepared) return withContext(prepared->errorContext(), std::move(error));
  error.operation = prepared.error().operation;
  error.dagId = prepared.error().dagId;
  error.execution = prepared.error().execution;
  error.instances = prepared.error().instances;
  return error;
}

template <class Operation>
Result<typename Operation::Value> ClientImpl::run(Result<Operation>&& prepared) {
  using Value = typename Operation::Value;
  if (auto error = refusal(true)) return refused(*std::move(error), prepared);
  if (!prepared) return std::move(prepared).error();
  const auto loop = loops_->borrow();
  const auto signer = signers_.borrow();
  CallContext context{*loop, *signer, state_, fetchHere_};
  const std::stop_token stop = prepared->stop();
  return runHere<Result<Value>>(*loop, stop,
                                [&](Done<Value> done) { return std::move(*prepared).start(context, std::move(done)); });
}

template <class Operation>
Pending<typename Operation::Value> ClientImpl::submit(Result<Operation>&& prepared) {
  using Value = typename Operation::Value;
  auto promise = std::make_shared<Promise<Value>>();
  const auto fail = [&promise](Error error) {
    promise->set(std::move(error));
    return Pending<Value>(std::move(promise));
  };
  if (auto error = refusal(false)) return fail(refused(*std::move(error), prepared));
  if (!prepared) return fail(std::move(prepared).error());
  const ErrorContext errorContext = prepared->errorContext();
  auto work = [self = shared_from_this(), promise, operation = std::make_shared<Operation>(*std::move(prepared))](
                  EventLoop& loop, std::function<void()> finished) {
    return self->startInBackground(loop, std::move(*operation), promise, std::move(finished));
  };
  try {
    if (background_.submit(std::move(work), maxQueuedCalls_)) return Pending<Value>(std::move(promise));
    return fail(withContext(errorContext, background_.ending() ? clientEnded() : tooMany()));
  } catch (const std::system_error&) {
    return fail(withContext(errorContext, noThread()));
  }
}

template <class Operation>
Cancel ClientImpl::startInBackground(EventLoop& loop, Operation operation,
                                     const std::shared_ptr<Promise<typename Operation::Value>>& promise,
                                     std::function<void()> finished) {
  using Value = typename Operation::Value;
  ErrorContext errorContext = operation.errorContext();
  std::stop_token stop;
  std::shared_ptr<OnStop> onStop;
  Cancel cancel;
  try {
    if (background_.ending()) {  // a trigger that waited in line is not sent any more
      finished();
      promise->set(withContext(std::move(errorContext), clientEnded()));
      return nullptr;
    }
    stop = operation.stop();
    onStop = std::make_shared<OnStop>();
    cancel = std::move(operation).start(asyncContextOn(loop),
                                        [self = shared_from_this(), promise, onStop, finished](Result<Value>&& result) {
                                          onStop->caller.reset();
                                          onStop->pending.reset();
                                          finished();
                                          promise->set(std::move(result));
                                        });
  } catch (...) {  // it could not begin
    finished();
    promise->set(withContext(std::move(errorContext), internalError()));
    return nullptr;
  }
  try {
    if (!promise->ready()) listen(*onStop, stop, promise->stopToken(), loop, cancel);
  } catch (...) {  // it has begun, and goes on: without memory to listen for a stop, its deadline ends it
  }
  return cancel;
}

}  // namespace dataworks::detail
