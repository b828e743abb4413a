#include "engine/blocking.h"

namespace dataworks {

namespace {

// Ends by itself at its deadline, which a driver does not watch.
struct Exchange {
  std::stop_source stop{};
  std::optional<Engine::Timer> timer{};
  bool late = false;
};

}  // namespace

void BlockingTransport::send(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done) {
  const auto engine = engines_.borrow();
  const auto exchange = std::make_shared<Exchange>();
  auto outcome = runHere<TransportOutcome>(*engine, stop, [&](auto finished) -> std::function<void()> {
    if (request.deadline != Engine::TimePoint::max()) {
      exchange->timer = engine->at(request.deadline, [exchange] {
        exchange->late = true;
        std::stop_source(exchange->stop).request_stop();
      });
    }
    engine->send(std::move(request), exchange->stop.get_token(), std::move(finished));
    return [exchange] { std::stop_source(exchange->stop).request_stop(); };
  });
  if (exchange->timer) engine->cancel(*exchange->timer);
  if (auto* failure = std::get_if<TransportFailure>(&outcome); failure != nullptr && exchange->late) {
    failure->kind = ErrorKind::kTimeout;
    failure->detail = "timed out";
  }
  done(std::move(outcome));
}

}  // namespace dataworks
