#include "engine/transport_driver.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace dataworks {

struct TransportDriver::Answers {
  std::mutex mutex;
  std::condition_variable some;
  std::vector<std::function<void()>> list;
  bool woken = false;

  void add(std::function<void()> answer) {
    {
      std::lock_guard lock(mutex);
      list.push_back(std::move(answer));
    }
    some.notify_one();
  }
};

TransportDriver::TransportDriver(std::shared_ptr<Transport> transport)
    : transport_(std::move(transport)), answers_(std::make_shared<Answers>()) {}

Driver::Ticket TransportDriver::send(HttpRequest&& request, Done&& done) {
  const Ticket ticket = ++sent_;
  const std::stop_token stop = stops_[ticket].get_token();
  // An answer is carried out in `wait`, and so only as long as this driver lives.
  auto deliver = [this, ticket, answers = answers_, done = std::move(done)](TransportOutcome outcome) {
    answers->add([this, ticket, done, outcome = std::move(outcome)]() mutable {
      stops_.erase(ticket);
      done(std::move(outcome));
    });
  };
  try {
    transport_->send(std::move(request), stop, deliver);
  } catch (...) {  // it must not; whether anything left is anybody's guess
    deliver(TransportFailure{.kind = ErrorKind::kNetwork, .detail = "the transport threw an exception"});
  }
  return ticket;
}

void TransportDriver::cancel(Ticket ticket) {
  auto stop = stops_.extract(ticket);
  if (stop) stop.mapped().request_stop();
}

void TransportDriver::wait(const WakeTime& until) {
  std::vector<std::function<void()>> list;
  {
    std::unique_lock lock(answers_->mutex);
    const auto some = [this] { return answers_->woken || !answers_->list.empty(); };
    // Waking for nothing once a day does no harm, and keeps the time from overflowing. Waiting for no time at all would
    // still cost a switch of threads.
    if (!some()) {
      const auto left = std::min<std::chrono::nanoseconds>(until.left(), std::chrono::hours(24));
      if (left.count() > 0) answers_->some.wait_for(lock, left, some);
    }
    answers_->woken = false;
    list.swap(answers_->list);
  }
  for (auto& answer : list) answer();
}

void TransportDriver::wake() noexcept {
  {
    std::lock_guard lock(answers_->mutex);
    answers_->woken = true;
  }
  answers_->some.notify_one();
}

}  // namespace dataworks
