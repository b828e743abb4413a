#include "credentials/desk.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <list>
#include <new>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace dataworks::detail {

namespace {

using TimePoint = std::chrono::steady_clock::time_point;

// Longer than any provider needs.
constexpr std::chrono::seconds kPatience(60);
constexpr std::chrono::milliseconds kUntilMemoryIsBack(10);

Error outOfMemory() noexcept {
  Error error;
  error.kind = ErrorKind::kInternal;
  return error;
}

Result<Credentials> noThread() noexcept {
  Error error = outOfMemory();
  try {
    error.message = "the system gives this process no thread to fetch credentials on";
  } catch (...) {  // then without words
  }
  return error;
}

Result<Credentials> copyOf(const Result<Credentials>& credentials) noexcept {
  try {
    return credentials;
  } catch (...) {
    return outOfMemory();
  }
}

}  // namespace

struct CredentialsDesk::State : std::enable_shared_from_this<State> {
  struct Asker {
    CredentialsRequest request;
    Done done;
  };

  std::shared_ptr<CredentialsProvider> provider;
  std::function<void(std::function<void()>)> post;
  using Askers = std::list<Asker>;
  Askers waiting;
  std::unique_ptr<std::jthread> helper;
  pid_t process = getpid();  // where the helper runs: a forked child has none
  TimePoint askedUntil;
  std::string askedForOtherThan;  // the key that was refused to whom it is asked for
  bool asking = false;

  void ask();
  void response(const Result<Credentials>& credentials);
  [[nodiscard]] bool mustAskAgain(const CredentialsRequest& request, const Result<Credentials>& credentials) const;
  static void tell(const Askers& askers, const Result<Credentials>& credentials);
  static void deliver(const std::weak_ptr<State>& desk, const std::function<void(std::function<void()>)>& post,
                      const std::stop_token& stop, const Result<Credentials>& credentials);
};

Result<Credentials> askQuietly(CredentialsProvider& provider, const CredentialsRequest& request) {
  try {
    return provider.get(request);
  } catch (const std::bad_alloc&) {
    return outOfMemory();
  } catch (...) {
    Error error;
    error.kind = ErrorKind::kCredentials;
    error.message = "the credentials provider threw an exception";
    return error;
  }
}

CredentialsDesk::CredentialsDesk(std::shared_ptr<CredentialsProvider> provider,
                                 std::function<void(std::function<void()>)> post)
    : state_(std::make_shared<State>()) {
  state_->provider = std::move(provider);
  state_->post = std::move(post);
}

CredentialsDesk::~CredentialsDesk() {
  if (state_->process != getpid()) static_cast<void>(state_->helper.release());
  state_->helper.reset();  // stops it and waits
}

void CredentialsDesk::fetch(CredentialsRequest request, Done done) {
  if (state_->provider->ready(request)) return done(askQuietly(*state_->provider, request));
  state_->waiting.push_back({std::move(request), std::move(done)});
  if (!state_->asking) state_->ask();
}

// In the name of who came first, whose deadline holds: a provider that has something usable in hand responses with that
// in time.
void CredentialsDesk::State::ask() {
  asking = true;
  try {
    CredentialsRequest request = waiting.front().request;
    askedUntil = std::min(request.deadline, request.clock->steadyNow() + kPatience);
    request.deadline = askedUntil;
    askedForOtherThan = request.rejectedAccessKeyId;
    helper = std::make_unique<std::jthread>([desk = weak_from_this(), its = provider, sendBack = post,
                                             asked = std::move(request)](const std::stop_token& stop) mutable {
      asked.stop = stop;
      deliver(desk, sendBack, stop, askQuietly(*its, asked));
    });
  } catch (...) {  // nobody is asked again: that would need as much memory
    asking = false;
    tell(std::exchange(waiting, {}), noThread());
  }
}

// Everybody gets the same response, unless it is worth asking again for some of them.
void CredentialsDesk::State::response(const Result<Credentials>& credentials) {
  asking = false;
  Askers askers;
  askers.swap(waiting);
  for (auto next = askers.begin(); next != askers.end();) {
    const auto asker = next++;
    if (mustAskAgain(asker->request, credentials)) waiting.splice(waiting.end(), askers, asker);
  }
  tell(askers, credentials);
  if (!waiting.empty() && !asking) ask();
}

// A failure for want of time is only for those who had no more of it. And the key that the service refused to one asker
// is no response for that one, unless the provider knew and has no other.
bool CredentialsDesk::State::mustAskAgain(const CredentialsRequest& request,
                                          const Result<Credentials>& credentials) const {
  if (!credentials) return request.deadline > askedUntil && request.clock->steadyNow() >= askedUntil;
  const std::string& refused = request.rejectedAccessKeyId;
  return !refused.empty() && refused == credentials->accessKeyId && refused != askedForOtherThan;
}

void CredentialsDesk::State::tell(const Askers& askers, const Result<Credentials>& credentials) {
  for (const Asker& asker : askers) asker.done(copyOf(credentials));
}

// The response must arrive, or its askers wait for ever: if there is no memory for a message, then a little later.
void CredentialsDesk::State::deliver(const std::weak_ptr<State>& desk,
                                     const std::function<void(std::function<void()>)>& post,
                                     const std::stop_token& stop, const Result<Credentials>& credentials) {
  while (!stop.stop_requested()) {
    try {
      return post([desk, credentials] {
        if (const auto here = desk.lock()) here->response(credentials);
      });
    } catch (const std::bad_alloc&) {
      std::this_thread::sleep_for(kUntilMemoryIsBack);
    }
  }
}

}  // namespace dataworks::detail
