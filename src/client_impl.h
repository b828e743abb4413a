// SPDX-License-Identifier: Apache-2.0
// What the calls of one client share, and the two ways to run an operation: on the caller's thread, or on the client's
// background thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "call/call.h"
#include "credentials/cache.h"
#include "dataworks/manual_dag.h"
#include "dataworks/options.h"
#include "dataworks/pending.h"
#include "event_loop/background.h"
#include "event_loop/blocking.h"
#include "event_loop/pool.h"

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
  /// What one blocking call at a time works with.
  struct Worker {
    explicit Worker(std::unique_ptr<EventLoop> itsLoop) : loop(std::move(itsLoop)) {}
    std::unique_ptr<EventLoop> loop;
    Signer signer;
  };
  /// What calls on the background's loop work with.
  struct AsyncContext {
    AsyncContext(EventLoop& loop, ClientState& client, CredentialsCache& credentials)
        : context{loop, signer, client, credentials, false} {}
    ~AsyncContext() { context.credentials.forget(&context.loop); }
    AsyncContext(const AsyncContext&) = delete;
    AsyncContext& operator=(const AsyncContext&) = delete;

    Signer signer;
    CallContext context;
  };
  /// An operation for the background thread, whatever its result is.
  struct Task {
    ErrorContext errorContext;
    std::stop_token stop;       ///< The caller's.
    std::stop_token cancelled;  ///< That of its `Pending`.
    /// `ended` is to be called before the result is given to the caller.
    std::function<Cancel(CallContext& context, std::function<void()> ended)> start;
    std::function<void(Error)> fail;
  };
  struct OnStop;

  void submit(Task task);
  /// True if no operation may begin here: then the task has failed.
  bool refuses(Task& task) const;
  [[gnu::cold]] void fail(Task& task, const Error& problem) const;
  Cancel startInBackground(EventLoop& loop, Task& task, const std::function<void()>& finished);
  /// Why no operation may begin here, if so. The error of an operation that could not be prepared comes after this.
  [[nodiscard]] std::optional<Error> refusal(bool blocking) const;
  template <class Operation>
  [[nodiscard]] static ErrorContext contextOf(const Result<Operation>& prepared) {
    return prepared ? prepared->errorContext() : detail::contextOf(prepared.error());
  }
  CallContext& asyncContextOn(EventLoop& loop);

  const std::int64_t process_ = forkNumber();
  ClientState state_;
  std::size_t maxQueuedCalls_;
  std::function<std::unique_ptr<EventLoop>()> makeLoop_;
  std::shared_ptr<Pool<Worker>> workers_;
  std::shared_ptr<CredentialsCache> credentials_;  // shared with all clients of the same built-in provider
  Background background_;
  std::unique_ptr<AsyncContext> asyncContext_;  // made and used on the background's thread
};

// Instantiated for each operation: what does not depend on the type of the result stands in client_impl.cc.

template <class Operation>
Result<typename Operation::Value> ClientImpl::run(Result<Operation>&& prepared) {
  using Value = typename Operation::Value;
  if (auto refused = refusal(true)) return withContext(contextOf(prepared), *std::move(refused));
  if (!prepared) return std::move(prepared).error();
  const auto worker = workers_->borrow();
  CallContext context{*worker->loop, worker->signer, state_, *credentials_};
  const std::stop_token stop = prepared->stop();
  return runHere<Result<Value>>(context.loop, stop,
                                [&](Done<Value> done) { return std::move(*prepared).start(context, std::move(done)); });
}

template <class Operation>
Pending<typename Operation::Value> ClientImpl::submit(Result<Operation>&& prepared) {
  using Value = typename Operation::Value;
  const auto promise = std::make_shared<Promise<Value>>();
  Task task{.errorContext = contextOf(prepared),
            .stop = {},
            .cancelled = promise->stopToken(),
            .start = nullptr,
            .fail = [promise](Error error) { promise->set(std::move(error)); }};
  if (!prepared) {
    fail(task, prepared.error());
    return Pending<Value>(promise);
  }
  task.stop = prepared->stop();
  task.start = [promise, operation = *std::move(prepared)](CallContext& context, std::function<void()> ended) mutable {
    return std::move(operation).start(context, [promise, ended = std::move(ended)](Result<Value>&& result) {
      ended();
      promise->set(std::move(result));
    });
  };
  submit(std::move(task));
  return Pending<Value>(promise);
}

// The two operations that programs call again and again, in client_impl.cc: compiled for speed, as client.cc is not.
extern template Result<CreateManualDagResponse> ClientImpl::run(Result<Prepared<CreateManualDagResponse>>&& prepared);
extern template Result<SearchManualDagNodeInstanceResponse> ClientImpl::run(
    Result<Prepared<SearchManualDagNodeInstanceResponse>>&& prepared);

}  // namespace dataworks::detail
