// A lock whose waiters may give up, each at its own deadline or stop: one fetches, the others wait for it.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "dataworks/credentials.h"
#include "dataworks/error.h"

namespace dataworks::detail {

[[nodiscard]] std::chrono::steady_clock::time_point steadyNow(const CredentialsRequest& request);
[[nodiscard]] std::chrono::system_clock::time_point wallNow(const CredentialsRequest& request);

/// Returns the error for a request that was stopped or whose deadline has passed; empty if it may go on.
[[nodiscard]] std::optional<Error> givenUp(const CredentialsRequest& request);

/// Fork-safe: if another thread held the lock at the fork, the child finds it free.
class PatientLock {
 public:
  PatientLock();
  ~PatientLock();
  PatientLock(const PatientLock&) = delete;
  PatientLock& operator=(const PatientLock&) = delete;

  /// Waits until the lock is free and takes it. Returns an error, without the lock, if the request was stopped or its
  /// deadline passed.
  [[nodiscard]] std::optional<Error> lock(const CredentialsRequest& request);
  [[nodiscard]] bool tryLock();
  void unlock();

 private:
  struct State;
  State& state();

  std::atomic<State*> state_;
};

/// Unlocks at the end of a scope.
class Unlock {
 public:
  explicit Unlock(PatientLock& lock) : lock_(lock) {}
  ~Unlock() { lock_.unlock(); }
  Unlock(const Unlock&) = delete;
  Unlock& operator=(const Unlock&) = delete;

 private:
  PatientLock& lock_;
};

}  // namespace dataworks::detail
