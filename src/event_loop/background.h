// SPDX-License-Identifier: Apache-2.0
// Asynchronous calls: one thread that runs one event loop, started when first needed.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "event_loop/event_loop.h"

namespace dataworks::detail {

/// Thread-safe. The destructor calls `end`.
class Background {
 public:
  using MakeLoop = std::function<std::unique_ptr<EventLoop>()>;

  explicit Background(MakeLoop makeLoop);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Cancels what is under way, waits until every caller has its result, and joins the thread. Called on that very
  /// thread (in a callback), it only begins the end, and the thread ends by itself. After this, nothing can be
  /// submitted.
  void end();

  /// True once the end has begun: queued work then need not begin. Thread-safe.
  [[nodiscard]] bool ending() const noexcept;

  /// A piece of work. It is started on the event loop's thread, must call `finished` there at its end, and returns what
  /// cancels it.
  using Work = std::function<Cancel(EventLoop&, std::function<void()> finished)>;

  /// Queues `work`. Returns false, and does not start it, if `most` are under way or the end has begun.
  [[nodiscard]] bool submit(Work work, std::size_t most);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace dataworks::detail
