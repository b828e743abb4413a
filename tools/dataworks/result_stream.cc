#include "result_stream.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "streams.h"

namespace dataworks::cli {

namespace {
constexpr std::chrono::seconds kLastWords(1);
}

struct ResultStream::State {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<std::string> texts;
  bool writing = false;
  bool over = false;

  [[nodiscard]] bool idle() const { return texts.empty() && !writing; }

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return over || !texts.empty(); });
      if (texts.empty()) return;
      const std::string text = std::move(texts.front());
      texts.pop_front();
      writing = true;
      lock.unlock();
      writeResult(text);
      lock.lock();
      writing = false;
      changed.notify_all();
    }
  }
};

ResultStream::ResultStream() : state_(std::make_shared<State>()) {
  std::thread([state = state_] { state->run(); }).detach();
}

ResultStream::~ResultStream() {
  const std::lock_guard lock(state_->mutex);
  state_->over = true;
  state_->texts.clear();
  state_->changed.notify_all();
}

void ResultStream::write(std::string text) {
  if (text.empty()) return;
  const std::lock_guard lock(state_->mutex);
  state_->texts.push_back(std::move(text));
  state_->changed.notify_all();
}

void ResultStream::drain(std::stop_token stop, std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(state_->mutex);
  const auto idle = [this] { return state_->idle(); };
  const bool done = deadline == std::chrono::steady_clock::time_point::max()
                        ? state_->changed.wait(lock, stop, idle)
                        : state_->changed.wait_until(lock, stop, deadline, idle);
  if (!done) state_->changed.wait_for(lock, kLastWords, idle);
}

}  // namespace dataworks::cli
