// The asynchronous pump: one thread that turns one engine, started by the first who needs it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "engine/engine.h"

namespace dataworks {

/// Thread-safe. Destroying it cancels what is under way, waits until everybody has been told, and joins the thread;
/// destroyed on that very thread (by a callback), it lets the thread end by itself.
class Background {
 public:
  using MakeEngine = std::function<std::unique_ptr<Engine>()>;

  explicit Background(MakeEngine makeEngine);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Cancels what is under way, waits until everybody has been told, and joins the thread. On that very thread (in a
  /// callback) it only begins the end, and the thread ends by itself. After this nothing can be submitted.
  void end();

  /// True once the end has begun: work that was waiting in line then need not begin. Thread-safe.
  [[nodiscard]] bool ending() const noexcept;

  /// A piece of work: started on the engine's thread with `finished` to be called there at its end; answers what
  /// cancels it.
  using Work = std::function<std::function<void()>(Engine&, std::function<void()> finished)>;

  /// Hands work over. False if there is no more room for it, or the end has begun; then it is not started.
  [[nodiscard]] bool submit(Work work, std::size_t most);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace dataworks
