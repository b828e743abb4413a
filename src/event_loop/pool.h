// SPDX-License-Identifier: Apache-2.0
// A pool of things that one thread uses at a time and another may use next: event loops with their connections.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "event_loop/fork.h"

namespace dataworks::detail {

/// Lends the item returned last first, so that a single caller finds its connection warm. Thread-safe.
template <class T>
class Pool {
 public:
  /// How many wait to be lent again; any number may be lent. An idle event loop holds some five descriptors, so that a
  /// burst leaves a third of the usual 1024 open at most. Threads that call steadily find theirs warm, however many
  /// they are, as long as no more than this are between two calls at the same time.
  static constexpr std::size_t kMostIdle = 64;

  explicit Pool(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) { idle_.reserve(kMostIdle); }
  ~Pool() { leaveToParent(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Goes back to the pool at its end, unless an exception is that end: the state of the item is then unknown. A
  /// transfer that is still live in an event loop would be delivered into a frame that is gone.
  class Borrowed {
   public:
    Borrowed(Pool& pool, std::unique_ptr<T> item) : pool_(&pool), item_(std::move(item)) {}
    Borrowed(Borrowed&&) noexcept = default;
    Borrowed& operator=(Borrowed&&) = delete;
    ~Borrowed() {
      if (item_ && std::uncaught_exceptions() <= exceptions_) pool_->giveBack(std::move(item_));
    }
    T& operator*() const noexcept { return *item_; }
    T* operator->() const noexcept { return item_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<T> item_;
    int exceptions_ = std::uncaught_exceptions();
  };

  [[nodiscard]] Borrowed borrow() {
    {
      std::lock_guard lock(mutex_);
      leaveToParent();
      if (!idle_.empty()) {
        auto item = std::move(idle_.back());
        idle_.pop_back();
        return {*this, std::move(item)};
      }
    }
    return {*this, make_()};
  }

 private:
  void giveBack(std::unique_ptr<T> item) noexcept {
    std::unique_ptr<T> coldest;  // ends after the lock: closing connections takes a while
    std::lock_guard lock(mutex_);
    leaveToParent();
    if (idle_.size() == kMostIdle) {
      coldest = std::move(idle_.front());
      idle_.erase(idle_.begin());
    }
    idle_.push_back(std::move(item));
  }

  // After a fork the connections belong to the parent. The child neither uses nor closes them: closing would say
  // goodbye in the parent's name.
  void leaveToParent() {
    const std::int64_t here = forkNumber();
    if (here == process_) return;
    for (auto& item : idle_) static_cast<void>(item.release());
    idle_.clear();
    process_ = here;
  }

  std::function<std::unique_ptr<T>()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> idle_;
  std::int64_t process_ = forkNumber();
};

}  // namespace dataworks::detail
