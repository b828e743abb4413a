// SPDX-License-Identifier: Apache-2.0
#include "event_loop/blocking.h"

#include <functional>
#include <memory>

namespace dataworks::detail {

namespace {

using Finished = std::function<void(TransportOutcome)>;

// One request under way. A backend does not watch the deadline, and a transport need not react to a stop.
struct Exchange {
  Finished finished;  // empty once it is over
  HttpBackend::RequestHandle handle = HttpBackend::kNoRequest;
  std::optional<EventLoop::Timer> timer{};
  bool late = false;

  void finish(TransportOutcome outcome) {
    if (auto finishedOnce = std::exchange(finished, nullptr)) finishedOnce(std::move(outcome));
  }
};

void end(EventLoop& loop, const std::shared_ptr<Exchange>& exchange) {
  loop.cancel(exchange->handle);  // usually the outcome comes within this call
  loop.post([exchange] {
    exchange->finish(
        TransportFailure{.kind = ErrorKind::kCancelled, .detail = "the transport did not end the request"});
  });
}

}  // namespace

TransportOutcome sendHere(EventLoop& loop, HttpRequest request, const std::stop_token& stop) {
  const auto exchange = std::make_shared<Exchange>();
  auto outcome = runHere<TransportOutcome>(loop, stop, [&](Finished finished) -> Cancel {
    exchange->finished = std::move(finished);
    if (request.deadline != EventLoop::TimePoint::max()) {
      exchange->timer = loop.at(request.deadline, [&loop, exchange] {
        exchange->late = true;
        end(loop, exchange);
      });
    }
    exchange->handle = loop.send(std::move(request),
                                 [exchange](TransportOutcome responded) { exchange->finish(std::move(responded)); });
    return [&loop, exchange] { end(loop, exchange); };
  });
  if (exchange->timer) loop.cancel(*exchange->timer);
  if (auto* failure = std::get_if<TransportFailure>(&outcome); failure != nullptr && exchange->late) {
    failure->kind = ErrorKind::kTimeout;
    failure->detail = "timed out";
  }
  return outcome;
}

}  // namespace dataworks::detail
