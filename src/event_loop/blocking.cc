#include "engine/blocking.h"

#include "memory/wiped_request.h"

namespace dataworks {

namespace {

using Finished = std::function<void(TransportOutcome)>;

// One request under way. A driver does not watch the deadline, and a transport need not answer a stop.
struct Exchange {
  Finished finished;  // empty once it is over
  Driver::Ticket ticket = Driver::kNoTicket;
  std::optional<Engine::Timer> timer{};
  bool late = false;

  void finish(TransportOutcome outcome) {
    if (auto finishedOnce = std::exchange(finished, nullptr)) finishedOnce(std::move(outcome));
  }
};

// However it ends: whoever turns the engine next finds nothing of it.
struct LeavesNothingBehind {
  Engine& engine;
  Exchange& exchange;

  LeavesNothingBehind(Engine& itsEngine, Exchange& itsExchange) : engine(itsEngine), exchange(itsExchange) {}
  LeavesNothingBehind(const LeavesNothingBehind&) = delete;
  LeavesNothingBehind& operator=(const LeavesNothingBehind&) = delete;
  ~LeavesNothingBehind() {
    exchange.finished = nullptr;
    if (exchange.timer) engine.cancel(*exchange.timer);
  }
};

void end(Engine& engine, const std::shared_ptr<Exchange>& exchange) {
  engine.cancel(exchange->ticket);  // mostly the answer is there within this turn of the engine
  engine.post([exchange] {
    exchange->finish(
        TransportFailure{.kind = ErrorKind::kCancelled, .detail = "the transport did not end the request"});
  });
}

}  // namespace

void BlockingTransport::send(HttpRequest given, std::stop_token stop, std::function<void(TransportOutcome)> done) {
  WipedRequest request(std::move(given));
  const auto engine = engines_->borrow();
  const auto exchange = std::make_shared<Exchange>();
  const LeavesNothingBehind guard(*engine, *exchange);
  auto outcome = runHere<TransportOutcome>(*engine, stop, [&](Finished finished) -> Cancel {
    exchange->finished = std::move(finished);
    if (request.deadline != Engine::TimePoint::max()) {
      exchange->timer = engine->at(request.deadline, [&engine = *engine, exchange] {
        exchange->late = true;
        end(engine, exchange);
      });
    }
    exchange->ticket = engine->send(std::move(request),
                                    [exchange](TransportOutcome answered) { exchange->finish(std::move(answered)); });
    return [&engine = *engine, exchange] { end(engine, exchange); };
  });
  if (auto* failure = std::get_if<TransportFailure>(&outcome); failure != nullptr && exchange->late) {
    failure->kind = ErrorKind::kTimeout;
    failure->detail = "timed out";
  }
  done(std::move(outcome));
}

}  // namespace dataworks
