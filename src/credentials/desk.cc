#include "credentials/desk.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace dataworks {

namespace {
// Longer than any provider needs. Calls do not wait that long if they are in a hurry: each has a deadline of its own.
constexpr std::chrono::seconds kPatience(60);
}  // namespace

struct CredentialsDesk::State {
  std::shared_ptr<CredentialsProvider> provider;
  std::function<void(std::function<void()>)> post;
  std::vector<Done> waiting;
  std::jthread helper;
  bool asking = false;

  void answer(const Result<Credentials>& credentials) {
    asking = false;
    for (const Done& done : std::exchange(waiting, {})) done(credentials);
  }
};

Result<Credentials> askQuietly(CredentialsProvider& provider, const CredentialsRequest& request) {
  Error error;
  try {
    return provider.get(request);
  } catch (const std::bad_alloc&) {
    error.kind = ErrorKind::kOutOfMemory;
  } catch (...) {
    error.kind = ErrorKind::kCredentials;
    error.message = "the credentials provider threw an exception";
  }
  return error;
}

CredentialsDesk::CredentialsDesk(std::shared_ptr<CredentialsProvider> provider,
                                 std::function<void(std::function<void()>)> post)
    : state_(std::make_shared<State>()) {
  state_->provider = std::move(provider);
  state_->post = std::move(post);
}

CredentialsDesk::~CredentialsDesk() {
  if (state_->helper.joinable()) {
    state_->helper.request_stop();
    state_->helper.join();
  }
}

void CredentialsDesk::fetch(CredentialsRequest request, Done done) {
  if (state_->provider->ready(request)) return done(askQuietly(*state_->provider, request));
  state_->waiting.push_back(std::move(done));
  if (std::exchange(state_->asking, true)) return;
  request.deadline = request.clock->steadyNow() + kPatience;
  state_->helper = std::jthread([state = std::weak_ptr<State>(state_), provider = state_->provider, post = state_->post,
                                 request = std::move(request)](std::stop_token stop) mutable {
    request.stop = std::move(stop);
    post([state, credentials = askQuietly(*provider, request)] {
      if (auto here = state.lock()) here->answer(credentials);
    });
  });
}

}  // namespace dataworks
