// The result of an asynchronous call, taken once: by waiting, by callback or by `co_await`.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "dataworks/export.h"
#include "dataworks/result.h"

namespace dataworks {

namespace detail {

/// True on a client's background thread, where a wait would be a wait for itself.
[[nodiscard]] DATAWORKS_EXPORT bool onEventLoopThread() noexcept;
[[nodiscard]] DATAWORKS_EXPORT Error waitingOnEventLoopThread();
[[nodiscard]] DATAWORKS_EXPORT Error takenBefore();

/// Runs the caller's code on the event loop's thread, where nobody could catch what it throws.
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
    std::unique_lock lock(mutex_);
    if (!result_ && onEventLoopThread()) return waitingOnEventLoopThread();
    ready_.wait(lock, [this] { return result_.has_value(); });
    lock.unlock();
    return take();
  }

  bool ready() {
    std::lock_guard lock(mutex_);
    return result_.has_value();
  }

  /// Gives the result to the first taker, and an error to all others.
  Result<T> take() {
    std::lock_guard lock(mutex_);
    if (!result_ || std::exchange(taken_, true)) return takenBefore();
    return std::move(*result_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::optional<Result<T>> result_;
  bool taken_ = false;
  std::function<void()> callback_;
};

}  // namespace detail

/// Movable, single consumer: use it from one thread at a time, not necessarily the one that made the call. It may
/// outlive its client, whose end completes it as cancelled. Discarding it does not cancel the call; for that, pass a
/// `std::stop_token` in the options. After a fork it belongs to the parent: in the child, its result never comes.
///
/// In a coroutine: `auto pending = client.createManualDagAsync(request); auto created = co_await pending;`. Name the
/// pending, as shown: GCC 12 miscompiles braced lists inside a `co_await` expression. The coroutine resumes on the
/// background thread, or goes on at once if the result is already there.
template <class T>
class [[nodiscard]] Pending {
 public:
  /// Called by the client.
  explicit Pending(std::shared_ptr<detail::Promise<T>> promise) : promise_(std::move(promise)) {}

  /// Waits for the result and takes it. Only one consumer may take the result; a second gets an error. So does a wait
  /// on a client's background thread (in a callback), which would deadlock.
  [[nodiscard]] Result<T> get() { return promise_->wait(); }

  /// True once the result is there, so that `get()` will not wait.
  [[nodiscard]] bool ready() const { return promise_->ready(); }

  /// Calls `callback(Result<T>)` when the result is there: on the background thread, or at once on this thread if it
  /// already is, as for a call that was refused. The callback may start further calls. What it throws is swallowed.
  template <class F>
  void then(F callback) {
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
