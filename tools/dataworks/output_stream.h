// stdout and stderr for those who must not wait for whoever reads them: the waits, whose deadline and signals go on
// meanwhile.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace dataworks::cli {

/// Writes all of it, waiting where the stream cannot take more now. False once it is closed, broken or full.
[[nodiscard]] bool writeAll(int fileDescriptor, std::string_view text);

/// Texts come out whole and in order, on a thread of its own. Thread-safe. A closed stream is not an error: what is
/// written to it is gone, and the run is watched on without it.
class OutputStream {
 public:
  explicit OutputStream(int fileDescriptor);
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  /// Returns at once.
  void write(std::string text);

  /// Waits until all is written, at most until `deadline` or a stop. False if there is something left.
  bool flush(std::stop_token stop, std::chrono::steady_clock::time_point deadline);

  /// Why something could not be written; empty if it was, or if its reader went away.
  [[nodiscard]] std::string failure() const;

  /// The last `flush`: a second more, and what the reader has not taken then is lost. False if there is such.
  bool drain(std::stop_token stop, std::chrono::steady_clock::time_point deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with a thread that may hang in a write for ever
};

}  // namespace dataworks::cli
