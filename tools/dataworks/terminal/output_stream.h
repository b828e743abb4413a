// SPDX-License-Identifier: Apache-2.0
// stdout and stderr that never wait for their reader: a wait's deadline and signals must not be delayed.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace dataworks::cli {

/// Writes all of `text`, waiting while the stream is full. False if it is closed or cannot be written.
[[nodiscard]] bool writeAll(int fileDescriptor, std::string_view text);

/// Writes texts whole and in order, on its own thread. Thread-safe. A closed stream is not an error: its texts are
/// dropped, and watching continues.
class OutputStream {
 public:
  explicit OutputStream(int fileDescriptor);
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  /// Returns immediately.
  void write(std::string text);

  /// Waits until all is written, at most until `deadline` or a stop. False if there is something left.
  bool flush(std::stop_token stop, std::chrono::steady_clock::time_point deadline);

  /// Why something could not be written; empty if all was, or if the reader closed the stream.
  [[nodiscard]] std::string failure() const;

  /// The last `flush`, with one more second; what the reader has not taken then is lost. False if anything is lost.
  bool drain(std::stop_token stop, std::chrono::steady_clock::time_point deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with a thread that may hang in a write forever
};

}  // namespace dataworks::cli
