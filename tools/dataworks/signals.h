// INT, TERM and HUP, alike: the first asks the command to end, the second ends it.
//
// While a trigger is on its way its response is worth five more seconds, because without it nobody knows whether the
// run started. A signal that was ignored when the program started (`nohup`, a background job) stays ignored.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace dataworks::cli {

/// One object a process, made before any other thread. Thread-safe.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Requested when the command is to end.
  [[nodiscard]] std::stop_token stopToken() const { return stop_.get_token(); }
  /// Ends what is under way, signal or not.
  void requestStop() { stop_.request_stop(); }
  /// The first signal that came; 0: none.
  [[nodiscard]] int received() const;
  /// Ends the process by the signal that came, if `exitCode` says that one ended the command. A shell sees the same
  /// code, and a script of bash ends as well, instead of going on with its next line.
  void endBySignal(int exitCode) const;

  /// A try of a trigger leaves; from now on a signal waits for its response, and `whenSignalled` is said.
  void triggerLeaves(std::string whenSignalled);
  /// Its response is there, or will not come.
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
  bool triggerOnItsWay_ = false;
  std::string whenSignalled_;
  std::optional<Clock::time_point> stopAt_;  ///< When the response has had its five seconds.
  std::optional<Clock::time_point> endAt_;   ///< When a stop that was asked for twice has had its time.
  std::thread thread_;
};

}  // namespace dataworks::cli
