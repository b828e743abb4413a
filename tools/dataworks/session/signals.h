// SPDX-License-Identifier: Apache-2.0
// INT, TERM and HUP are handled alike: the first requests the end of the command, the second ends it immediately.
//
// While a trigger is in flight, its response gets five more seconds, because only the response shows whether the run
// started. A signal that was ignored when the program started (`nohup`, a background job) stays ignored.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace dataworks::cli {

/// One object per process, created before any other thread. Thread-safe.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Requested when the command must end.
  [[nodiscard]] std::stop_token stopToken() const { return stop_.get_token(); }
  /// The first signal received; 0: none.
  [[nodiscard]] int received() const;
  /// Ends the process by the received signal, if `exitCode` shows that a signal ended the command. A shell sees the
  /// same code, and a bash script ends as well, instead of continuing with its next line.
  void endBySignal(int exitCode) const;

  /// An attempt of a trigger is sent: from now on a signal waits for its response, and logs `whenSignalled`.
  void triggerSent(std::string whenSignalled);
  /// The response has arrived, or will not come.
  void triggerEnded();

 private:
  using Clock = std::chrono::steady_clock;

  void watch();
  void onSignal(int signal);
  void onTime();
  [[nodiscard]] int timeoutMs() const;
  [[noreturn]] void endAtOnce() const;

  mutable std::mutex mutex_;
  std::stop_source stop_;
  int signal_ = 0;
  bool triggerInFlight_ = false;
  std::string whenSignalled_;
  std::optional<Clock::time_point> stopAt_;  ///< End of the five seconds for the response.
  std::optional<Clock::time_point> endAt_;   ///< End of the time for a stop after the second signal.
  std::thread thread_;
};

}  // namespace dataworks::cli
