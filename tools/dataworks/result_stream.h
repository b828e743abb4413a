// stdout for those who must not wait for whoever reads it: the waits, whose deadline and signals go on meanwhile.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

namespace dataworks::cli {

/// Texts come out whole and in order, on a thread of its own. Thread-safe.
class ResultStream {
 public:
  ResultStream();
  ~ResultStream();
  ResultStream(const ResultStream&) = delete;
  ResultStream& operator=(const ResultStream&) = delete;

  /// Returns at once.
  void write(std::string text);

  /// Waits until all is written. A reader that stands still is waited for until `deadline` or a stop, and a second
  /// more; what it has not taken then is lost.
  void drain(std::stop_token stop, std::chrono::steady_clock::time_point deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with a thread that may hang in a write for ever
};

}  // namespace dataworks::cli
