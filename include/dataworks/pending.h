// SPDX-License-Identifier: Apache-2.0
// The result of an asynchronous call, taken once: by waiting, by callback or by `co_await`.
#pragma once

#include "dataworks/export.h"  // first: it says which C++ is needed

#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

#include "dataworks/result.h"

namespace dataworks {

namespace detail {

/// True on a client's background thread, where a wait would be a wait for itself.
[[nodiscard]] DATAWORKS_EXPORT bool onEventLoopThread() noexcept;
[[nodiscard]] DATAWORKS_EXPORT Error waitingOnEventLoopThread();
[[nodiscard]] DATAWORKS_EXPORT Error takenBefore();
/// Constant for the life of a process; in a forked child, different from before the fork.
[[nodiscard]] DATAWORKS_EXPORT std::int64_t forkNumber() noexcept;
[[nodiscard]] DATAWORKS_EXPORT Error createdBeforeFork();

/// Runs the caller's code on the event loop's thread, where nothing catches what it throws.
template <class Callback>
void callQuietly(const Callback& callback) {
#if defined(__cpp_exceptions)
  try {
    callback();
  } catch (...) {
  }
#else
  callback();
#endif
}

/// Where the event loop leaves the result and the caller picks it up.
template <class T>
class Promise {
 public:
  /// Called by the loop, once.
  void set(Result<T>&& result) {
    std::unique_lock lock(mutex_);
    result_.emplace(std::move(result));
    auto callback = std::exchange(callback_, nullptr);
    lock.unlock();
    ready_.notify_all();
    if (callback) callQuietly(callback);
  }

  /// Returns true, and does not keep `callback`, if the result is already there or a callback is already set.
  bool isReadyOr(std::function<void()> callback) {
    std::lock_guard lock(mutex_);
    if (result_ || callback_) return true;
    callback_ = std::move(callback);
    return false;
  }

  Result<T> wait() {
    if (process_ != forkNumber()) return createdBeforeFork();
    std::unique_lock lock(mutex_);
    if (!result_ && onEventLoopThread()) return waitingOnEventLoopThread();
    ready_.wait(lock, [this] { return result_.has_value(); });
    lock.unlock();
    return take();
  }

  /// Returns true once the result is there; at once, and false, on the thread that would have to produce it.
  bool waitFor(std::chrono::nanoseconds duration) {
    if (process_ != forkNumber()) return true;  // `get()` returns why
    std::unique_lock lock(mutex_);
    if (!result_ && onEventLoopThread()) return false;
    return ready_.wait_for(lock, duration, [this] { return result_.has_value(); });
  }

  bool ready() {
    std::lock_guard lock(mutex_);
    return result_.has_value();
  }

  /// Ends the call early, as a stop does. Thread-safe.
  void cancel() { stop_.request_stop(); }
  [[nodiscard]] std::stop_token stopToken() const noexcept { return stop_.get_token(); }

  /// Gives the result to the first taker, and an error to all others.
  Result<T> take() {
    std::lock_guard lock(mutex_);
    if (!result_ || std::exchange(taken_, true)) return takenBefore();
    return std::move(*result_);
  }

 private:
  const std::int64_t process_ = forkNumber();
  std::mutex mutex_;
  std::condition_variable ready_;
  std::optional<Result<T>> result_;
  std::stop_source stop_;
  bool taken_ = false;
  std::function<void()> callback_;
};

}  // namespace detail

/// Movable, single consumer: use it from one thread at a time, not necessarily the one that made the call. It may
/// outlive its client, whose end completes it as cancelled. Discarding it does not cancel the call; `cancel()` or the
/// `std::stop_token` of the options does. It belongs to the process that made the call: in a forked
/// child, `get()` returns an error that says so.
///
/// In a coroutine: `auto pending = client.createManualDagAsync(request); auto created = co_await pending;`. Name the
/// pending, as shown: GCC 12 miscompiles braced lists inside a `co_await` expression. The coroutine resumes on the
/// background thread, or goes on at once if the result is already there.
template <class T>
class [[nodiscard]] Pending {
 public:
  /// Called by the client.
  explicit Pending(std::shared_ptr<detail::Promise<T>> promise) : promise_(std::move(promise)) {}

  /// Waits for the result and takes it: `std::move(pending).get()`. Only one consumer may take the result; a second
  /// gets an error. So does a wait on a client's background thread (in a callback), which would deadlock.
  [[nodiscard]] Result<T> get() && { return promise_->wait(); }

  /// Waits for the result, at most for `duration`. Returns true once it is there, so that `get()` will not wait.
  [[nodiscard]] bool waitFor(std::chrono::nanoseconds duration) const { return promise_->waitFor(duration); }

  /// Ends the call as a stop does. Its result still comes, as `kCancelled` unless it was there first. Thread-safe.
  void cancel() const { promise_->cancel(); }

  /// True once the result is there, so that `get()` will not wait.
  [[nodiscard]] bool ready() const { return promise_->ready(); }

  /// Calls `callback(Result<T>)` when the result is there: on the background thread, or at once on this thread if it
  /// already is, as for a call that was refused. The callback may start further calls. What it throws is swallowed.
  template <class F>
  void then(F callback) && {
    auto shared = std::make_shared<F>(std::move(callback));  // std::function requires a copyable callable
    auto call = [promise = promise_, shared] { (*shared)(promise->take()); };
    if (promise_->isReadyOr(call)) detail::callQuietly(call);
  }

  [[nodiscard]] bool await_ready() const { return promise_->ready(); }  ///< For `co_await`.
  /// For `co_await`.
  [[nodiscard]] bool await_suspend(std::coroutine_handle<> waiting) {
    return !promise_->isReadyOr([waiting] { waiting.resume(); });
  }
  [[nodiscard]] Result<T> await_resume() { return promise_->take(); }  ///< For `co_await`.

 private:
  std::shared_ptr<detail::Promise<T>> promise_;
};

}  // namespace dataworks
