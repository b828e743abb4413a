// SPDX-License-Identifier: Apache-2.0
#include "event_loop/transport_backend.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace dataworks::detail {

struct TransportBackend::Responses {
  std::mutex mutex;
  std::condition_variable some;
  struct Response {
    RequestHandle handle;
    std::function<void()> deliver;
  };
  std::vector<Response> list;
  bool woken = false;

  void add(Response response) {
    {
      std::lock_guard lock(mutex);
      list.push_back(std::move(response));
    }
    some.notify_one();
  }

  // What delivers the response to a request, if it is there.
  std::function<void()> take(RequestHandle handle) {
    std::lock_guard lock(mutex);
    const auto isIt = [handle](const Response& response) { return response.handle == handle; };
    const auto found = std::find_if(list.begin(), list.end(), isIt);
    if (found == list.end()) return nullptr;
    auto deliver = std::move(found->deliver);
    list.erase(found);
    return deliver;
  }
};

TransportBackend::TransportBackend(std::shared_ptr<Transport> transport)
    : transport_(std::move(transport)), responses_(std::make_shared<Responses>()) {}

HttpBackend::RequestHandle TransportBackend::send(HttpRequest&& request, Done&& done) {
  const RequestHandle handle = ++sent_;
  const std::stop_token stop = stops_[handle].get_token();
  // A response is carried out in `wait`, and so only as long as this backend lives.
  auto deliver = [this, handle, responses = responses_, done = std::move(done)](TransportOutcome outcome) {
    responses->add({handle, [this, handle, done, outcome = std::move(outcome)]() mutable {
                      stops_.erase(handle);
                      done(std::move(outcome));
                    }});
  };
  try {
    transport_->send(std::move(request), stop, deliver);
  } catch (...) {  // it must not; whether anything left is unknown
    deliver(TransportFailure{.kind = ErrorKind::kNetwork, .detail = "the transport threw an exception"});
  }
  return handle;
}

void TransportBackend::cancel(RequestHandle handle) {
  auto stop = stops_.extract(handle);
  if (!stop) return;
  stop.mapped().request_stop();
  if (const auto deliver = responses_->take(handle)) deliver();  // it ended inline, or had ended before
}

void TransportBackend::wait(const WakeTime& until) {
  std::vector<Responses::Response> list;
  {
    std::unique_lock lock(responses_->mutex);
    const auto some = [this] { return responses_->woken || !responses_->list.empty(); };
    // Waking for nothing once a day does no harm, and keeps the time from overflowing. Waiting for no time at all would
    // still cost a switch of threads.
    if (!some()) {
      const auto left = std::min<std::chrono::nanoseconds>(until.left(), std::chrono::hours(24));
      if (left.count() > 0) responses_->some.wait_for(lock, left, some);
    }
    responses_->woken = false;
    list.swap(responses_->list);
  }
  for (auto& response : list) response.deliver();
}

void TransportBackend::wake() noexcept {
  {
    std::lock_guard lock(responses_->mutex);
    responses_->woken = true;
  }
  responses_->some.notify_one();
}

}  // namespace dataworks::detail
