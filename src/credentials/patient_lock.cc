// The lock's state knows the process it was made in. A forked child inherits a state that a thread may hold which does
// not exist there; it makes itself a new one and leaks the old (destroying a condition variable that seems to have
// waiters would hang).
#include "credentials/patient_lock.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "credentials/source.h"

namespace dataworks::detail {
namespace {

constexpr auto kLongest = std::chrono::hours(24 * 365);  // a bound that no sum with a time point overflows

}  // namespace

struct PatientLock::State {
  const pid_t process = getpid();
  std::mutex mutex{};
  std::condition_variable_any freed{};
  bool held = false;
};

PatientLock::PatientLock() : state_(new State) {}

PatientLock::~PatientLock() {
  const State* state = state_.load();
  if (state->process == getpid()) delete state;
}

std::optional<Error> PatientLock::lock(const CredentialsRequest& request) {
  State& state = this->state();
  std::unique_lock guard(state.mutex);
  const auto isFree = [&state] { return !state.held; };
  const auto left = std::min<std::chrono::nanoseconds>(request.deadline - steadyNow(request), kLongest);
  state.freed.wait_for(guard, request.stop, left, isFree);
  if (isFree()) {
    state.held = true;
    return std::nullopt;
  }
  const bool stopped = request.stop.stop_requested();
  Error error = credentialsError(std::string(stopped ? "stopped" : "the deadline passed") +
                                 " while another call was fetching the credentials");
  error.kind = stopped ? ErrorKind::kCancelled : ErrorKind::kTimeout;
  return error;
}

bool PatientLock::tryLock() {
  State& state = this->state();
  std::lock_guard guard(state.mutex);
  if (state.held) return false;
  state.held = true;
  return true;
}

void PatientLock::unlock() {
  State& state = this->state();
  {
    std::lock_guard guard(state.mutex);
    state.held = false;
  }
  state.freed.notify_one();
}

PatientLock::State& PatientLock::state() {
  State* state = state_.load();
  if (state->process == getpid()) return *state;
  auto* fresh = new State;
  if (state_.compare_exchange_strong(state, fresh)) return *fresh;
  delete fresh;
  return *state;
}

std::chrono::steady_clock::time_point steadyNow(const CredentialsRequest& request) {
  return request.clock != nullptr ? request.clock->steadyNow() : std::chrono::steady_clock::now();
}

std::chrono::system_clock::time_point wallNow(const CredentialsRequest& request) {
  return request.clock != nullptr ? request.clock->wallNow() : std::chrono::system_clock::now();
}

std::optional<Error> givenUp(const CredentialsRequest& request) {
  const bool stopped = request.stop.stop_requested();
  if (!stopped && steadyNow(request) < request.deadline) return std::nullopt;
  Error error = credentialsError(stopped ? "stopped while looking for credentials"
                                         : "the deadline passed while looking for credentials");
  error.kind = stopped ? ErrorKind::kCancelled : ErrorKind::kTimeout;
  return error;
}

}  // namespace dataworks::detail
