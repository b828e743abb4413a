#include "engine/transport_driver.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace dataworks {

struct TransportDriver::Answers {
  std::mutex mutex;
  std::condition_variable some;
  struct Answer {
    Ticket ticket;
    std::function<void()> deliver;
  };
  std::vector<Answer> list;
  bool woken = false;

  void add(Answer answer) {
    {
      std::lock_guard lock(mutex);
      list.push_back(std::move(answer));
    }
    some.notify_one();
  }

  // What delivers the answer to a request, if it is there.
  std::function<void()> take(Ticket ticket) {
    std::lock_guard lock(mutex);
    const auto isIt = [ticket](const Answer& answer) { return answer.ticket == ticket; };
    const auto found = std::find_if(list.begin(), list.end(), isIt);
    if (found == list.end()) return nullptr;
    auto deliver = std::move(found->deliver);
    list.erase(found);
    return deliver;
  }
};

TransportDriver::TransportDriver(std::shared_ptr<Transport> transport)
    : transport_(std::move(transport)), answers_(std::make_shared<Answers>()) {}

Driver::Ticket TransportDriver::send(HttpRequest&& request, Done&& done) {
  const Ticket ticket = ++sent_;
  std::stop_token stop;
  try {
    stop = stops_[ticket].get_token();
  } catch (...) {
    done(TransportFailure{.kind = ErrorKind::kOutOfMemory, .phase = Phase::kPrepare, .sent = RequestSent::kNo});
    return ticket;
  }
  // An answer is carried out in `wait`, and so only as long as this driver lives.
  auto deliver = [this, ticket, answers = answers_, done = std::move(done)](TransportOutcome outcome) {
    answers->add({ticket, [this, ticket, done, outcome = std::move(outcome)]() mutable {
                    stops_.erase(ticket);
                    done(std::move(outcome));
                  }});
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
  if (!stop) return;
  stop.mapped().request_stop();
  if (const auto deliver = answers_->take(ticket)) deliver();  // it answers a stop inline, or had answered before
}

void TransportDriver::wait(const WakeTime& until) {
  std::vector<Answers::Answer> list;
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
  for (auto& answer : list) answer.deliver();
}

void TransportDriver::wake() noexcept {
  {
    std::lock_guard lock(answers_->mutex);
    answers_->woken = true;
  }
  answers_->some.notify_one();
}

}  // namespace dataworks
