// A pool of things that one thread uses at a time and another may use next: engines with their connections, signers
// with their keys.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/fork.h"

namespace dataworks {

/// Lends the item returned last first, so that a single caller finds its connection warm. Thread-safe.
template <class T>
class Pool {
 public:
  explicit Pool(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}
  ~Pool() { leaveToParent(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  class Borrowed {
   public:
    Borrowed(Pool& pool, std::unique_ptr<T> item) : pool_(&pool), item_(std::move(item)) {}
    Borrowed(Borrowed&&) noexcept = default;
    Borrowed& operator=(Borrowed&&) = delete;
    ~Borrowed() {
      if (item_) pool_->giveBack(std::move(item_));
    }
    T& operator*() const noexcept { return *item_; }
    T* operator->() const noexcept { return item_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<T> item_;
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

  /// Makes one outside the pool.
  [[nodiscard]] std::unique_ptr<T> makeNew() const { return make_(); }

 private:
  void giveBack(std::unique_ptr<T> item) noexcept {
    std::lock_guard lock(mutex_);
    try {
      idle_.push_back(std::move(item));
    } catch (...) {  // no memory to keep it: drop it
    }
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

}  // namespace dataworks
