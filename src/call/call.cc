// SPDX-License-Identifier: Apache-2.0
// The steps, in this order:
//
//   begin → credentials → sign → send → judge ─┬─► finish
//              ▲                               │
//              └─────────── pause ◄────────────┘
//
// Nonce, timestamp and credentials belong to an attempt and are made anew for each. One timer is set at any time: the
// deadline while something is awaited, the end of the pause while nothing is.
#include "call/call.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "errors/classify.h"
#include "errors/redact.h"
#include "errors/signature_mismatch.h"
#include "options/validate.h"
#include "rpc/acs3.h"
#include "rpc/request.h"
#include "text/time.h"
#include "types/make_error.h"

namespace dataworks::detail {

namespace {

constexpr auto kNever = EventLoop::TimePoint::max();
constexpr std::string_view kNotAsDocumented =
    "The service's response is not as documented: if that stays so, report it with the request id.";
constexpr std::size_t kAroundLog = 4096;  // what a response has beside the log

[[gnu::cold]] Error tooLate() {
  return {.kind = ErrorKind::kTimeout,
          .message = "deadline passed before the call started",
          .hint = "The background thread was busy: keep callbacks short, or hand long work to another thread."};
}

// A mistyped region has a host name that does not exist. A resolver that fails looks the same, so retries come first.
[[gnu::cold]] void doubtRegion(const Settings::DoubtfulRegion& doubtful, Error& error) {
  if (doubtful.question.empty()) return;
  error.hint = doubtful.question;
  if (!doubtful.similar.empty()) error.kind = ErrorKind::kInvalidArgument;
}

}  // namespace

void withFetched(CallContext& context, FetchContext&& wanted, std::function<void(Result<Credentials>&&)> use) {
  EventLoop& loop = context.loop;
  loop.hold();
  context.credentials.getLater(&loop, std::move(wanted), [&loop, use = std::move(use)](Result<Credentials>&& fetched) {
    loop.post([&loop, use, fetched = std::move(fetched)]() mutable {
      loop.release();
      use(std::move(fetched));
    });
  });
}

Cancel Call::start(const std::shared_ptr<Call>& call) {
  Cancel cancel = [weak = std::weak_ptr<Call>(call)] {
    if (auto self = weak.lock()) self->guarded([&] { self->end(ErrorKind::kCancelled); });
  };
  call->self_ = call;
  call->guarded([&] { call->begin(); });
  return cancel;
}

Call::Call(CallContext& context, CallRequest&& request)
    : context_(context), request_(std::move(request)), number_(++context.client.calls) {
  attempts_.attempts = 0;
  attempts_.isPoll = request_.poll != nullptr;
}

Call::~Call() = default;

// --- the way of a call
// ------------------------------------------------------------------------------------------------------------

void Call::begin() {
  notify(context_.client, &Observer::onCallStarted, [&] { return CallStarted{number_, request_.action}; });
  if (request_.options.stop.stop_requested()) return giveUpWaiting(ErrorKind::kCancelled);
  if (context_.loop.now() >= request_.deadline) return finish(describe(tooLate()));
  fetchCredentials();
}

void Call::fetchCredentials() {
  stage_ = Stage::kCredentials;
  clearTimer();
  const auto step = ++step_;
  const Settings& settings = context_.client.settings;
  if (auto known = context_.credentials.served(rejectedAccessKeyId_, *settings.clock)) return sign(*std::move(known));
  withCredentials(context_,
                  {.deadline = request_.deadline,
                   .stop = request_.options.stop,
                   .clock = settings.clock,
                   .rejectedAccessKeyId = rejectedAccessKeyId_,
                   .warn = warnings(context_.client),
                   .send = settings.credentialsSend},
                  [self = shared_from_this(), step](Result<Credentials>&& credentials) {
                    if (step != self->step_) return;
                    self->guarded([&] { self->onCredentials(std::move(credentials)); });
                  });
  const bool awaited = step == step_ && stage_ == Stage::kCredentials;
  if (awaited) setTimer(request_.deadline, Alarm::kDeadline);
}

void Call::onCredentials(Result<Credentials>&& credentials) {
  // The fetch may have taken all the time, or a callback may have held up the background thread.
  if (context_.loop.now() >= request_.deadline) return giveUpWaiting(ErrorKind::kTimeout);
  if (credentials) return sign(std::move(*credentials));
  Error error = std::move(credentials).error();
  error.phase = Phase::kCredentials;
  finish(describe(std::move(error)));
}

void Call::sign(Credentials&& credentials) {
  if (!rejectedAccessKeyId_.empty() && credentials.accessKeyId == rejectedAccessKeyId_) return finish(*lastError_);
  credentials_ = std::move(credentials);
  const ClientState& client = context_.client;
  Stamp stamp{.nonce = nonceFrom(client.settings.random()), .signedAt = client.now()};
  HttpRequest request = signedRequest(stamp);
  send(std::move(request), std::move(stamp));
}

void Call::send(HttpRequest&& request, Stamp&& stamp) {
  endedBy_ = ErrorKind::kNetwork;
  setTimer(request.deadline, Alarm::kDeadline);
  const auto ended = [this] {
    return request_.options.stop.stop_requested() || context_.loop.now() >= request_.deadline;
  };
  auto held = heldBack(stamp);
  bool over = ended();
  if (!held && !over) held = countCall();
  if (!held && !over && context_.client.settings.observer) {
    notify(context_.client, &Observer::onAttemptStarting, [&] { return attemptStarting(stamp); });
    over = ended();
  }
  if (held) return finish(describe(*std::move(held)));  // nothing has left yet: this attempt does not count
  if (over) return giveUpWaiting(request_.options.stop.stop_requested() ? ErrorKind::kCancelled : ErrorKind::kTimeout);
  ++attempts_.attempts;
  stamp_ = std::move(stamp);
  const auto self = shared_from_this();
  const auto step = ++step_;
  HttpBackend::Done done = [self, step](TransportOutcome&& outcome) {
    if (step == self->step_) self->guarded([&] { self->judge(std::move(outcome)); });
  };
  stage_ = Stage::kOnTheWire;  // what needed memory is done: from here on something may leave
  const auto sent = context_.loop.send(std::move(request), std::move(done));
  if (step == step_) sent_ = sent;
}

// Polls are never held back: what they lose is one look at a run.
std::optional<Error> Call::heldBack(const Stamp& stamp) const {
  const BeforeAttempt& ask = request_.options.beforeAttempt;
  if (!ask || request_.idempotency == Idempotency::kIdempotent) return std::nullopt;
  std::optional<Error> held;
  try {
    held = ask(attemptStarting(stamp));
  } catch (const std::exception& thrown) {
    held = invalidArgument(std::string("beforeAttempt threw: ") + thrown.what());
  } catch (...) {
    held = invalidArgument("beforeAttempt threw");
  }
  if (held) held->execution = Execution::kNotExecuted;
  return held;
}

// Every attempt is a call to the service's quotas.
std::optional<Error> Call::countCall() {
  ClientState& client = context_.client;
  if (client.dailyCalls.limited() && !client.dailyCalls.take(client.now()))
    return dailyCallsUsedUp(client.dailyCalls.limit());
  if (request_.poll && attempts_.attempts > 0) ++request_.poll->made;  // the wait has counted the first one
  return std::nullopt;
}

AttemptStarting Call::attemptStarting(const Stamp& stamp) const {
  return {number_, request_.action, attempts_.attempts + 1, stamp.nonce, stamp.signedAt};
}

void Call::judge(TransportOutcome&& outcome) {
  ++step_;
  clearTimer();
  attempts_.retryable = true;
  hostNotFound_ = false;
  if (auto* failure = std::get_if<TransportFailure>(&outcome)) {
    attempts_.retryable = failure->retryable;
    if (failure->kind == ErrorKind::kCancelled) {  // by this call itself, which knows why
      failure->kind = endedBy_;
      if (failure->detail.empty()) {
        failure->detail = endedBy_ == ErrorKind::kTimeout ? "no response in time" : "cancelled";
      }
    }
    hostNotFound_ = failure->hostNotFound;
    return tryAgainOrFinish(classifyFailure(std::move(*failure)));
  }
  auto& response = std::get<HttpResponse>(outcome);
  if (request_.poll) request_.poll->serviceTime = parseHttpDate(response.header("Date"));
  std::optional<Error> error = read(response);
  if (!error) {
    redact(requestId(), credentials_);
    return finish(std::nullopt);
  }
  serviceTime_ = parseHttpDate(response.header("Date"));
  if (quotesStringToSign(*error)) explainMismatch(*error, signedText());
  tryAgainOrFinish(std::move(*error));
}

void Call::tryAgainOrFinish(Error error) {
  error = describe(std::move(error));
  ClientState& client = context_.client;
  attempts_.stopped = endedBy_ == ErrorKind::kCancelled;
  attempts_.timeLeft = std::chrono::floor<std::chrono::milliseconds>(request_.deadline - context_.loop.now());
  attempts_.mayCall = !request_.poll || request_.poll->made < request_.poll->limit;
  attempts_.quotaLeft = client.retryQuota.left();
  attempts_.serviceTimeKnown = serviceTime_.has_value();
  const double fraction = fractionFrom(client.settings.random());
  const auto next = decideRetry(error, request_.idempotency, attempts_, retry(), fraction);
  if (!next || (next->takesQuota && !client.retryQuota.take())) {
    if (hostNotFound_) doubtRegion(client.settings.doubtfulRegion, error);
    return finish(std::move(error));
  }
  pause(*next, error);
}

void Call::pause(const RetryDecision& next, const Error& error) {
  if (next.correctClock) {
    attempts_.clockCorrected = true;
    const auto offset = *serviceTime_ - context_.client.settings.clock->wallNow();
    context_.client.clockOffset = offset;
    if (auto wrong = wrongDay(offset)) return finish(describe(*std::move(wrong)));
  }
  if (next.renewCredentials) {
    attempts_.credentialsRenewed = true;
    rejectedAccessKeyId_ = credentials_.accessKeyId;
  }
  notify(context_.client, &Observer::onRetryScheduled, [&] {
    return RetryScheduled{number_, request_.action, attempts_.attempts, next.pause, error};
  });
  // Before the stage changes, which says what is known while this is not kept yet.
  lastError_ = std::make_unique<const Error>(error);
  stage_ = Stage::kPausing;
  setTimer(context_.loop.now() + next.pause, Alarm::kPauseOver);
}

// A business date that is yesterday only by the wrong clock would run the data of another day.
std::optional<Error> Call::wrongDay(std::chrono::system_clock::duration offset) const {
  const auto machine = context_.client.settings.clock->wallNow();
  const Bizdate byMachine = Bizdate::yesterday(machine);
  const Bizdate byService = Bizdate::yesterday(machine + offset);
  if (!request_.bizdate.isSet() || request_.bizdate != byMachine || byMachine == byService) return std::nullopt;
  Error error = invalidArgument("the clock of this machine is wrong: bizdate " + byMachine.day() +
                                " is yesterday by it, but by the service's clock yesterday is " + byService.day());
  error.hint = "Set the clock, or take the day from DataWorksClient::now(). To run " + byMachine.day() +
               " on purpose, trigger it again with this client, which knows the service's time now.";
  return error;
}

// --- ways to end early
// ------------------------------------------------------------------------------------------------------------

void Call::end(ErrorKind kind) {
  const auto self = shared_from_this();  // the holder of this call may release it on the way
  switch (stage_) {
    case Stage::kFinished: return;
    case Stage::kCredentials:
    case Stage::kPausing: return giveUpWaiting(kind);
    case Stage::kOnTheWire: break;
  }
  endedBy_ = kind;
  clearTimer();
  const auto step = step_;
  context_.loop.cancel(sent_);  // usually the transport responds before this returns
  if (step != step_) return;
  context_.loop.post([self, step, kind] {  // … or in this turn of the loop; if not, it is left behind
    if (step != self->step_) return;
    self->guarded([&] {
      self->judge(
          TransportFailure{.kind = kind, .phase = Phase::kReceive, .detail = "the transport did not end the request"});
    });
  });
}

// Nothing is on the wire: what is known is what the last attempt left behind.
void Call::giveUpWaiting(ErrorKind kind) {
  Error error = lastError_ ? *lastError_ : Error{};
  error.kind = kind;
  error.phase = stage_ == Stage::kPausing ? Phase::kBackoff : Phase::kCredentials;
  if (attempts_.attempts == 0)
    error.message = kind == ErrorKind::kCancelled ? "cancelled before anything was sent" : "no credentials in time";
  finish(describe(std::move(error)));
}

void Call::finish(std::optional<Error> error) {
  if (stage_ == Stage::kFinished) return;
  const auto self = std::move(self_);
  stage_ = Stage::kFinished;
  ++step_;
  clearTimer();
  if (!error) context_.client.retryQuota.refund();
  notify(context_.client, &Observer::onCallFinished, [&] {
    return CallFinished{
        .call = number_,
        .operation = request_.action,
        .ok = !error,
        .requestId = error ? error->requestId : requestId(),
        .attempts = attempts_.attempts,
        .elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(context_.loop.now() - request_.startTime),
        .error = error.value_or(Error{})};
  });
  done(std::move(error));
}

// Memory may run out anywhere. The caller is told, and also what is known at this stage.
template <class Step>
void Call::guarded(const Step& step) noexcept {
  const auto self = shared_from_this();  // a step may be the end of it
  try {
    step();
  } catch (...) {  // nothing but memory fails here, in what is ours
    context_.noteException();
    finishOutOfMemory();
  }
}

void Call::finishOutOfMemory() noexcept {
  Error error = internalError(stage_ == Stage::kPausing ? Phase::kBackoff : Phase::kPrepare);
  error.operation = std::move(request_.action);
  if (lastError_) error.execution = lastError_->execution;
  if (stage_ == Stage::kOnTheWire) {
    error.execution = Execution::kMaybeExecuted;
    error.phase = Phase::kReceive;
  }
  error.attempts = attempts_.attempts;
  if (attempts_.attempts > 0) {
    error.signatureNonce = std::move(stamp_.nonce);
    error.timestamp = stamp_.signedAt;
  }
  finish(std::move(error));
}

// --- parts
// ------------------------------------------------------------------------------------------------------------------------

const RetryOptions& Call::retry() const {
  return request_.options.retry ? *request_.options.retry : context_.client.settings.retry;
}

CommonParameters Call::commonParameters(std::string_view nonce, const IsoTimestamp& timestamp) const {
  const Settings& settings = context_.client.settings;
  return {.action = request_.action,
          .version = request_.version,
          .format = settings.format == WireFormat::kJson ? "JSON" : "XML",
          .regionId = request_.regionId.empty() ? settings.regionId : request_.regionId,
          .nonce = nonce,
          .timestamp = {timestamp.data(), timestamp.size()}};
}

HttpRequest Call::signedRequest(const Stamp& stamp) {
  const Settings& settings = context_.client.settings;
  // What responded the first attempt may still be responding it.
  const bool isSecondTrigger = request_.idempotency == Idempotency::kNotIdempotent && attempts_.attempts > 0;
  HttpRequest request{.url = settings.endpoint,
                      .headers = settings.headers,
                      .deadline = request_.deadline,
                      .connectTimeout = settings.connectTimeout,
                      .idempotency = request_.idempotency,
                      .freshConnection = isSecondTrigger,
                      .maxResponseBytes = settings.maxResponseBytes,
                      .allowPlainHttp = settings.allowPlainHttp};
  if (request_.maxLogBytes > 0) {
    request.maxResponseBytes = request_.maxLogBytes + kAroundLog;
    request.truncateBody = true;
  }
  // An attempt that hangs is worth ending early only where another may follow.
  if (request_.idempotency == Idempotency::kIdempotent && retry().maxAttempts > 1) {
    request.deadline = std::min(request_.deadline, deadlineOf(context_.loop.now(), settings.attemptTimeout));
  }
  const IsoTimestamp timestamp = isoTimestampChars(stamp.signedAt);
  const CommonParameters common = commonParameters(stamp.nonce, timestamp);
  if (settings.signature == SignatureVersion::kV1) {
    request.body = signedForm("POST", request_.parameters, common, credentials_, context_.signer);
    return request;
  }
  auto [body, headers] = signedHeaders(settings.endpoint, request_.parameters, common, credentials_, context_.signer);
  request.body = std::move(body);
  std::move(headers.begin(), headers.end(), std::back_inserter(request.headers));
  return request;
}

// What the last attempt signed, for comparison with what the gateway says that it signed.
std::string Call::signedText() const {
  const Settings& settings = context_.client.settings;
  const IsoTimestamp timestamp = isoTimestampChars(stamp_.signedAt);
  const CommonParameters common = commonParameters(stamp_.nonce, timestamp);
  return settings.signature == SignatureVersion::kV1
             ? stringToSign("POST", request_.parameters, common, credentials_)
             : acs3StringToSign(settings.endpoint, request_.parameters, common, credentials_);
}

Error Call::describe(Error error) const {
  redact(error, credentials_);
  error.operation = request_.action;
  error.attempts = attempts_.attempts;
  if (attempts_.attempts > 0) {
    error.signatureNonce = stamp_.nonce;
    error.timestamp = stamp_.signedAt;
  }
  const bool doubtful =
      request_.idempotency == Idempotency::kNotIdempotent && error.execution == Execution::kMaybeExecuted;
  // What has a request id comes from the service, not from something between here and it.
  const bool isServices = error.kind == ErrorKind::kBadResponse && !error.requestId.empty() && !doubtful;
  const std::string_view advice = isServices ? kNotAsDocumented : adviceFor(error, request_.idempotency);
  if (error.hint.empty()) {
    error.hint = advice;
  } else if (doubtful && error.hint.find(advice) == std::string::npos) {  // what a code means does not say what to do
    error.hint.append(" ").append(advice);
  }
  return error;
}

void Call::setTimer(TimePoint time, Alarm alarm) {
  clearTimer();
  if (time == kNever) return;
  timer_ = context_.loop.at(time, [this, alarm] {  // never after the end, which clears it
    timer_.reset();
    guarded([&] { alarm == Alarm::kDeadline ? end(ErrorKind::kTimeout) : fetchCredentials(); });
  });
}

void Call::clearTimer() {
  if (timer_) context_.loop.cancel(*timer_);
  timer_.reset();
}

// --- an operation
// ------------------------------------------------------------------------------------------------------------------------

Error withContext(ErrorContext context, Error error) {
  if (context.triggered) error.execution = Execution::kExecuted;
  if (context.dagId != 0) error.dagId = context.dagId;
  if (!context.instances.empty()) error.instances = std::move(context.instances);
  error.operation = std::move(context.operation);
  return error;
}

ErrorContext contextOf(const Error& error) {
  return {.operation = error.operation,
          .dagId = error.dagId.value_or(0),
          .triggered = error.execution == Execution::kExecuted,
          .instances = error.instances};
}

std::optional<Error> addOptions(CallRequest& request, const CallOptions& options, const Settings& settings) {
  if (std::string problem = validate(options); !problem.empty()) {
    return withContext({.operation = request.action}, invalidArgument(std::move(problem)));
  }
  request.options = options;
  request.startTime = settings.clock->steadyNow();
  request.deadline = deadlineOf(request.startTime, options.timeout.value_or(settings.timeout));
  return std::nullopt;
}

}  // namespace dataworks::detail
