// SPDX-License-Identifier: Apache-2.0
#include "run/service_time.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "dataworks/client.h"
#include "run/connection.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

using std::chrono::system_clock;

constexpr std::chrono::seconds kWithin{5};
constexpr std::string_view kDefault = "yesterday";

/// A call asks this for credentials; it asks the endpoint for the time instead, and the call sends nothing.
class AsksTheTime : public CredentialsProvider {
 public:
  void setEndpoint(std::string endpoint, bool allowPlainHttp) {
    endpoint_ = std::move(endpoint);
    allowPlainHttp_ = allowPlainHttp;
  }

  Result<Credentials> fetch(const FetchContext& context) override {
    HttpRequest unsignedGet;
    unsignedGet.method = "GET";
    unsignedGet.url = endpoint_;
    unsignedGet.deadline = context.deadline;
    unsignedGet.idempotency = Idempotency::kIdempotent;
    unsignedGet.allowPlainHttp = allowPlainHttp_;
    const TransportOutcome outcome = context.send(std::move(unsignedGet), context.stop);
    if (const auto* response = std::get_if<HttpResponse>(&outcome)) {
      time_ = detail::parseHttpDate(response->header("Date"));
    }
    Error error;
    error.kind = ErrorKind::kCancelled;
    error.message = "only the service's time was asked for";
    return error;
  }

  [[nodiscard]] std::optional<system_clock::time_point> time() const { return time_; }

 private:
  std::string endpoint_;
  bool allowPlainHttp_ = false;
  std::optional<system_clock::time_point> time_;
};

}  // namespace

bool isNearMidnight(system_clock::time_point now) {
  using std::chrono::minutes;
  const auto inShanghai = now + detail::kShanghaiOffset;
  const auto sinceMidnight = inShanghai - std::chrono::floor<std::chrono::days>(inShanghai);
  return sinceMidnight < minutes(20) || sinceMidnight >= std::chrono::hours(24) - minutes(20);
}

std::optional<system_clock::time_point> serviceTime(const ConnectionOptions& connection, const Session& session) {
  const auto asking = std::make_shared<AsksTheTime>();
  const auto connected = connect(connection, session, nullptr, asking);
  if (!connected) return std::nullopt;  // the trigger will say why
  asking->setEndpoint(connected->client.endpoint(), connection.allowPlainHttp);
  CallOptions call;
  call.timeout = kWithin;
  if (session.end != std::chrono::steady_clock::time_point::max()) {
    const auto left = session.end - std::chrono::steady_clock::now();
    call.timeout = std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(left / 2),
                              std::chrono::milliseconds(1), std::chrono::milliseconds(kWithin));
  }
  call.stop = session.signals.stopToken();
  static_cast<void>(connected->client.searchManualDagNodeInstance({.projectName = "clock", .dagId = 1}, call));
  return asking->time();
}

system_clock::time_point timeForBizdate(const FlowOptions& flow, const ConnectionOptions& connection,
                                        const Session& session, system_clock::time_point machine, Language language) {
  const bool sent = !flow.dryRun && flow.emit.empty();
  if (!sent || flow.bizdate != kDefault || !isNearMidnight(machine)) return machine;
  const auto service = serviceTime(connection, session);
  if (!service) return machine;
  const Bizdate right = Bizdate::yesterday(*service);
  if (right == Bizdate::yesterday(machine)) return machine;
  logLine(in(language, "dataworks: warning: the clock of this machine is wrong: it is ",
             "dataworks: 警告：本机时钟有误：服务端时间为 ") +
          detail::peopleTime(*service) +
          in(language, " by the service's, so the business date is ", "，因此业务日期取 ") + right.day());
  return *service;
}

std::optional<Error> wrongDay(const FlowOptions& flow, const Bizdate& bizdate, const ConnectionOptions& connection,
                              const Session& session) {
  if (flow.bizdate != kDefault) return std::nullopt;
  const auto service = serviceTime(connection, session);
  if (!service || Bizdate::yesterday(*service) == bizdate) return std::nullopt;
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  error.message = "the clock of this machine is wrong: bizdate " + bizdate.day() +
                  " is yesterday by it, but by the service's clock yesterday is " + Bizdate::yesterday(*service).day();
  error.hint = "Set the clock, or give --bizdate.";
  return error;
}

}  // namespace dataworks::cli
