// SPDX-License-Identifier: Apache-2.0
#include "actions/rerun.h"

#include <memory>
#include <utility>

#include "actions/paced_calls.h"
#include "actions/rerun_state.h"
#include "api/prepare.h"
#include "call/call_user.h"
#include "errors/retry_pause.h"
#include "options/validate.h"
#include "text/duration.h"
#include "types/make_error.h"
#include "wait/prepared_wait.h"
#include "wait/run_waiter.h"
#include "wait/validate.h"

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;
using Listed = Result<SearchManualDagNodeInstanceResponse>;
using History = Result<ListInstanceHistoryResponse>;

/// One re-run. It does what the state says, step by step, and hands over to a wait in the end.
class Rerunner : public std::enable_shared_from_this<Rerunner> {
 public:
  Rerunner(CallContext& context, PreparedRerun&& rerun, Done<DagRun>&& done)
      : context_(context),
        run_(std::move(rerun.run)),
        options_(std::move(rerun.options)),
        startTime_(rerun.startTime),
        ends_(deadlineOf(startTime_, options_.wait.timeout)),
        state_(run_.dagId, options_.instanceIds),
        calls_(context, options_.wait.stop, ends_),
        list_(pollOf(context, run_, polls_)),
        done_(std::move(done)) {}

  static Cancel start(const std::shared_ptr<Rerunner>& rerunner);

 private:
  using TimePoint = EventLoop::TimePoint;
  using Step = RerunState::Step;

  void begin();
  void onFirstList(Listed response);
  void perform(Step step);
  void restart(const Step& step);
  void onRestarted(std::size_t target, Result<InstanceActionResponse> response);
  [[nodiscard]] std::optional<Error> ask(const AttemptStarting& attempt);
  template <class Then>
  void list(TimePoint due, Then then);
  template <class Then>
  void readHistory(TimePoint due, std::size_t target, Then then);

  void watch();
  Cancel poll(const CallOptions& options, Done<SearchManualDagNodeInstanceResponse> done);
  void onPolled(Listed response);
  void readHistories(std::optional<std::size_t> target);
  void endPoll();
  [[nodiscard]] RunReview review(DagRun& run);

  void tell();
  void end(ErrorKind kind);
  [[nodiscard]] Error endError(ErrorKind kind) const;
  void finish(Result<DagRun> result);
  template <class Task>
  void guarded(const Task& task) noexcept;

  CallContext& context_;
  const DagRef run_;
  const RerunOptions options_;
  const TimePoint startTime_;
  const TimePoint ends_;
  RerunState state_;
  PacedCalls calls_;
  const std::shared_ptr<PollCalls> polls_ = std::make_shared<PollCalls>();
  PollRun list_;
  Done<DagRun> done_;
  std::shared_ptr<const DagRun> listed_;  // before the first restart
  std::optional<EventLoop::Timer> deadline_;
  std::optional<ErrorKind> endedBy_;  // it ends as soon as the call that is under way has
  bool held_ = false;                 // the restart that is under way was held back
  int throttled_ = 0;                 // restarts in a row
  Cancel cancelWatch_;

  // Of the poll that is under way.
  Done<SearchManualDagNodeInstanceResponse> polled_;
  std::optional<Listed> response_;
  Cancel cancelList_;
  bool listing_ = false;
  bool cancelled_ = false;
};

Cancel Rerunner::start(const std::shared_ptr<Rerunner>& rerunner) {
  Cancel cancel = [weak = std::weak_ptr<Rerunner>(rerunner)] {
    if (auto self = weak.lock()) self->guarded([&] { self->end(ErrorKind::kCancelled); });
  };
  rerunner->guarded([&] { rerunner->begin(); });
  return cancel;
}

void Rerunner::begin() {
  if (options_.wait.stop.stop_requested()) return finish(endError(ErrorKind::kCancelled));
  if (calls_.now() >= ends_) return finish(endError(ErrorKind::kTimeout));
  if (ends_ != TimePoint::max()) {
    deadline_ = context_.loop.at(ends_, [self = shared_from_this()] {
      self->deadline_.reset();
      self->guarded([&] { self->end(ErrorKind::kTimeout); });
    });
  }
  list(calls_.now(), [this](Listed response) { onFirstList(std::move(response)); });
}

// --- before the watch

void Rerunner::onFirstList(Listed response) {
  if (endedBy_) return finish(endError(*endedBy_));
  if (!response) return finish(std::move(response).error());
  DagRun run = summarize(std::move(response->data), context_.client.now());
  run.projectName = run_.projectName;
  run.dagId = run_.dagId;
  run.env = run_.env;
  run.regionId = run_.regionId;
  run.requestId = std::move(response->requestId);
  listed_ = std::make_shared<const DagRun>(std::move(run));
  perform(state_.onList(listed_->nodes, calls_.now()));
}

void Rerunner::perform(Step step) {
  tell();
  if (endedBy_) return finish(endError(*endedBy_));
  switch (step.action) {
    case RerunState::Action::kRestart: return restart(step);
    case RerunState::Action::kLookAtList:
      return list(step.at, [this](const Listed& response) { perform(state_.onLookAtList(response, calls_.now())); });
    case RerunState::Action::kLookAtHistory:
      return readHistory(step.at, step.target,
                         [this](const History& history) { perform(state_.onLookAtHistory(history, calls_.now())); });
    case RerunState::Action::kWatch: return watch();
    case RerunState::Action::kEnd: return finish(step.error ? *std::move(step.error) : endError(ErrorKind::kInternal));
  }
}

void Rerunner::restart(const Step& step) {
  RestartInstanceRequest request{
      .instanceId = state_.instances()[step.target].node.instanceId, .env = run_.env, .regionId = run_.regionId};
  auto prepareRestart = [this, request = std::move(request), target = step.target](CallOptions options) {
    state_.onSending(target);
    tell();
    held_ = false;
    options.beforeAttempt = [this](const AttemptStarting& attempt) { return ask(attempt); };
    return prepare(request, options, context_.client.settings);
  };
  Done<InstanceActionResponse> done = [self = shared_from_this(),
                                       target = step.target](Result<InstanceActionResponse>&& response) {
    self->guarded([&] { self->onRestarted(target, std::move(response)); });
  };
  calls_.start(step.at, std::move(prepareRestart), std::move(done));
}

void Rerunner::onRestarted(std::size_t target, Result<InstanceActionResponse> response) {
  const bool throttled = !response && response.error().kind == ErrorKind::kThrottled;
  throttled_ = throttled ? throttled_ + 1 : 0;
  milliseconds pause(0);
  if (throttled) {
    const Settings& settings = context_.client.settings;
    pause = pauseAfter(response.error(), settings.retry, throttled_, fractionFrom(settings.random()));
  }
  perform(state_.onRestart(target, std::move(response), held_, pause, calls_.now()));
}

// What holds one restart back holds back all that would follow.
std::optional<Error> Rerunner::ask(const AttemptStarting& attempt) {
  const BeforeAttempt& before = options_.beforeAttempt ? options_.beforeAttempt : options_.wait.beforeAttempt;
  if (!before) return std::nullopt;
  held_ = true;  // if it throws
  std::optional<Error> error = before(attempt);
  held_ = error.has_value();
  return error;
}

template <class Then>
void Rerunner::list(TimePoint due, Then then) {
  auto prepareIt = [this](const CallOptions& options) {
    ++polls_->made;
    return prepareList(run_, options, context_.client.settings);
  };
  Done<SearchManualDagNodeInstanceResponse> done = [self = shared_from_this(), then](Listed&& response) {
    self->guarded([&] { then(std::move(response)); });
  };
  calls_.start(due, std::move(prepareIt), std::move(done));
}

template <class Then>
void Rerunner::readHistory(TimePoint due, std::size_t target, Then then) {
  ListInstanceHistoryRequest request{
      .instanceId = state_.instances()[target].node.instanceId, .env = run_.env, .regionId = run_.regionId};
  auto prepareIt = [this, request = std::move(request)](const CallOptions& options) {
    ++polls_->made;
    auto prepared = prepare(request, options, context_.client.settings);
    if (prepared) prepared->request.poll = polls_;  // the next poll is the retry
    return prepared;
  };
  Done<ListInstanceHistoryResponse> done = [self = shared_from_this(), then](History&& history) {
    self->guarded([&] { then(std::move(history)); });
  };
  calls_.start(due, std::move(prepareIt), std::move(done));
}

// --- the watch

void Rerunner::watch() {
  if (deadline_) context_.loop.cancel(*deadline_);  // the wait has its own
  deadline_.reset();
  const auto self = shared_from_this();
  WaitRules rules{.operation = kRerunManualDag,
                  .goesOn = "The re-run itself goes on.",
                  .listed = listed_,
                  .ageSince = calls_.now(),
                  .review = [self](DagRun& run) { return self->review(run); },
                  .calls = polls_};
  auto poll = [self](const CallOptions& options, Done<SearchManualDagNodeInstanceResponse> done) {
    return self->poll(options, std::move(done));
  };
  auto done = [self](Result<DagRun> result) { self->finish(std::move(result)); };
  WaitOptions options = options_.wait;
  options.confirmOldFailures = true;  // the old failures are among them
  cancelWatch_ = RunWaiter::start(context_, run_, std::move(options), std::move(poll), std::move(done), startTime_,
                                  std::move(rules));
}

Cancel Rerunner::poll(const CallOptions& options, Done<SearchManualDagNodeInstanceResponse> done) {
  const auto self = shared_from_this();
  polled_ = std::move(done);
  response_.reset();
  listing_ = true;
  Cancel cancel =
      list_(options, [self](Listed&& response) { self->guarded([&] { self->onPolled(std::move(response)); }); });
  cancelList_ = std::move(cancel);
  return [self] {
    self->cancelled_ = true;
    if (!self->listing_) return self->calls_.cancel();
    if (self->cancelList_) self->cancelList_();
  };
}

void Rerunner::onPolled(Listed response) {
  listing_ = false;
  response_.emplace(std::move(response));
  if (!*response_ || cancelled_) return endPoll();
  readHistories(state_.onPoll((*response_)->data, calls_.now()));
}

// Of targets that the lists have shown with their old failure for too long.
void Rerunner::readHistories(std::optional<std::size_t> target) {
  if (!target || cancelled_ || polls_->made >= polls_->limit) return endPoll();
  readHistory(calls_.now(), *target, [this, which = *target](const History& history) {
    readHistories(state_.onPollHistory(which, history, calls_.now()));
  });
}

void Rerunner::endPoll() {
  const auto polled = std::exchange(polled_, nullptr);
  polled(*std::exchange(response_, std::nullopt));
}

RunReview Rerunner::review(DagRun& run) {
  tell();
  state_.amend(run.nodes);
  const RerunState::Judgement judgement = state_.judge(run.nodes);
  if (judgement.open) run.state = DagRunState::kRunning;
  return {.error = state_.lost(), .failures = judgement.failures};
}

// --- the end

void Rerunner::tell() {
  for (const std::size_t which : state_.takeChanged()) {
    callUser(options_.onInstance, eventOf(state_.instances()[which]));
  }
}

void Rerunner::end(ErrorKind kind) {
  if (cancelWatch_) return cancelWatch_();
  if (endedBy_ || !done_) return;
  endedBy_ = kind;
  const auto self = shared_from_this();  // the cancelled call may be what keeps this
  calls_.cancel();
}

Error Rerunner::endError(ErrorKind kind) const {
  return {.kind = kind,
          .phase = Phase::kPolling,
          .operation = std::string(kRerunManualDag),
          .message = kind == ErrorKind::kTimeout
                         ? "the re-run was not over within " + formatDuration(options_.wait.timeout)
                         : std::string("stopped re-running")};
}

void Rerunner::finish(Result<DagRun> result) {
  const auto done = std::exchange(done_, nullptr);
  if (!done) return;
  if (deadline_) context_.loop.cancel(*deadline_);
  deadline_.reset();
  if (result) {
    result->instances = outcomesOf(state_.instances(), options_.instanceIds);
    return done(std::move(result));
  }
  Error error = std::move(result).error();
  if (error.operation.empty()) error.operation = kRerunManualDag;
  if (!error.lastRun) error.lastRun = listed_;
  error.dagId = run_.dagId;
  error.execution = executionOf(state_.instances());
  error.instances = outcomesOf(state_.instances(), options_.instanceIds);
  done(std::move(error));
}

// Memory may run out anywhere. For a poll it is a poll that failed; before the watch, it is the end.
template <class Task>
void Rerunner::guarded(const Task& task) noexcept {
  const auto self = shared_from_this();
  try {
    task();
  } catch (...) {
    context_.noteException();
    Error error = internalError(Phase::kPolling);
    if (const auto polled = std::exchange(polled_, nullptr)) return polled(std::move(error));
    error.dagId = run_.dagId;
    error.lastRun = listed_;
    error.execution = executionOf(state_.instances());
    error.instances = outcomesOf(state_.instances(), options_.instanceIds);
    if (deadline_) context_.loop.cancel(*deadline_);
    deadline_.reset();
    if (const auto done = std::exchange(done_, nullptr)) done(std::move(error));
  }
}

}  // namespace

ErrorContext PreparedRerun::errorContext() const {
  return {.operation = std::string(kRerunManualDag), .dagId = run.dagId, .instances = notSent(options.instanceIds)};
}

Result<PreparedRerun> prepare(const DagRef& run, const RerunOptions& options, const Settings& settings) {
  PreparedRerun rerun{run, options, settings.clock->steadyNow()};
  std::string text = validate(options.wait);
  if (text.empty()) text = problemOf(options.instanceIds);
  if (!text.empty()) return withContext(rerun.errorContext(), invalidArgument(std::move(text)));
  if (auto problem = whyNotListed(run, settings)) return withContext(rerun.errorContext(), *std::move(problem));
  return rerun;
}

Cancel PreparedRerun::start(CallContext& context, Done<DagRun> done) && {
  return Rerunner::start(std::make_shared<Rerunner>(context, std::move(*this), std::move(done)));
}

}  // namespace dataworks::detail
