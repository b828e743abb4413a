// The result of an asynchronous call, to be taken once: by waiting, by callback, or by `co_await`.
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

/// True on a thread that pumps a background engine, where waiting would be waiting for oneself.
[[nodiscard]] DATAWORKS_EXPORT bool onEngineThread() noexcept;
[[nodiscard]] DATAWORKS_EXPORT Error waitingOnEngineThread();
[[nodiscard]] DATAWORKS_EXPORT Error takenBefore();

/// The caller's code runs on the engine's thread, where nobody could catch what it throws.
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

/// Where the engine leaves the result and the caller finds it.
template <class T>
class Promise {
 public:
  /// Called by the engine, once.
  void set(Result<T>&& result) {
    std::unique_lock lock(mutex_);
    result_.emplace(std::move(result));
    auto callback = std::exchange(callback_, nullptr);
    lock.unlock();
    ready_.notify_all();
    if (callback) callQuietly(callback);
  }

  /// True if the result was there already, or another waits for it; then `callback` is not kept.
  bool isReadyOr(std::function<void()> callback) {
    std::lock_guard lock(mutex_);
    if (result_ || callback_) return true;
    callback_ = std::move(callback);
    return false;
  }

  Result<T> wait() {
    std::unique_lock lock(mutex_);
    if (!result_ && onEngineThread()) return waitingOnEngineThread();
    ready_.wait(lock, [this] { return result_.has_value(); });
    lock.unlock();
    return take();
  }

  bool ready() {
    std::lock_guard lock(mutex_);
    return result_.has_value();
  }

  /// Refused to all but the first taker.
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

/// Movable, for one taker: one thread at a time, which may be another than made the call. It outlives its client, whose
/// end completes it as cancelled. Letting it go unused does not cancel the call: give a `std::stop_token` in the
/// options for that. After a fork it belongs to the parent: in the child its result never comes.
///
/// From a coroutine: `auto pending = client.createManualDagAsync(request); auto created = co_await pending;`. Give the
/// pending a name as shown; GCC 12 miscompiles braced lists inside a `co_await` expression. The coroutine goes on on
/// the background thread.
template <class T>
class [[nodiscard]] Pending {
 public:
  /// For the client, which makes them.
  explicit Pending(std::shared_ptr<detail::Promise<T>> promise) : promise_(std::move(promise)) {}

  /// Waits for the result; a second time is refused with an error. So is waiting, instead of a deadlock, on a client's
  /// background thread (in a callback).
  [[nodiscard]] Result<T> get() { return promise_->wait(); }

  /// True once the result is there and `get()` will not wait.
  [[nodiscard]] bool ready() const { return promise_->ready(); }

  /// Calls `callback(Result<T>)` when the result is there: on the background thread, or at once on this one if it is
  /// there already (so of a call that was refused). The callback may start further calls; what it throws is swallowed.
  template <class F>
  void then(F callback) {
    auto shared = std::make_shared<F>(std::move(callback));  // std::function wants a copyable callable
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
