// SPDX-License-Identifier: Apache-2.0
#include "actions/stop.h"

#include <memory>
#include <utility>

#include "actions/paced_calls.h"
#include "actions/stop_state.h"
#include "api/prepare.h"
#include "call/call_user.h"
#include "options/validate.h"
#include "types/make_error.h"
#include "wait/prepared_wait.h"
#include "wait/run_waiter.h"

namespace dataworks::detail {

namespace {

// A poll of this wait is a list, and a request for each instance that is to be stopped.
class Stopper : public std::enable_shared_from_this<Stopper> {
 public:
  Stopper(CallContext& context, PreparedStop&& stop, Done<DagRun>&& done)
      : context_(context),
        run_(std::move(stop.run)),
        options_(std::move(stop.options)),
        startTime_(stop.startTime),
        state_(run_.dagId, options_),
        list_(pollOf(context, run_, polls_)),
        calls_(context, options_.stop, deadlineOf(startTime_, options_.timeout)),
        done_(std::move(done)) {}

  Cancel begin();

 private:
  using Listed = Result<SearchManualDagNodeInstanceResponse>;

  Cancel poll(const CallOptions& options, Done<SearchManualDagNodeInstanceResponse> done);
  void onList(Listed response);
  void askNext();
  void endPoll();
  template <class Step>
  void guarded(const Step& step) noexcept;
  RunReview review(DagRun& run);
  void tell();
  void finish(Result<DagRun> result);

  CallContext& context_;
  DagRef run_;
  const StopOptions options_;
  const EventLoop::TimePoint startTime_;
  StopState state_;
  const std::shared_ptr<PollCalls> polls_ = std::make_shared<PollCalls>();
  PollRun list_;
  PacedCalls calls_;
  Done<DagRun> done_;

  // Of the poll that is under way.
  Done<SearchManualDagNodeInstanceResponse> polled_;
  std::optional<Listed> response_;
  Cancel cancelList_;
  bool listing_ = false;
  bool cancelled_ = false;
};

WaitOptions waitOptionsOf(const StopOptions& options) {
  return {.timeout = options.timeout,
          .stop = options.stop,
          .onUpdate = options.onUpdate,
          .onPoll = options.onPoll,
          .initialPollDelay = std::chrono::milliseconds(0),
          .maxPollFailureTime = options.maxPollFailureTime};
}

Cancel Stopper::begin() {
  const auto self = shared_from_this();
  WaitRules rules{.operation = kStopManualDag,
                  .goesOn = "Stops that the service accepted stay accepted; the run itself may go on.",
                  .ageSince = startTime_,
                  .review = [self](DagRun& run) { return self->review(run); },
                  .calls = polls_,
                  .keepsReserve = false};
  auto poll = [self](const CallOptions& options, Done<SearchManualDagNodeInstanceResponse> done) {
    return self->poll(options, std::move(done));
  };
  auto done = [self](Result<DagRun> result) { self->finish(std::move(result)); };
  return RunWaiter::start(context_, run_, waitOptionsOf(options_), std::move(poll), std::move(done), startTime_,
                          std::move(rules));
}

Cancel Stopper::poll(const CallOptions& options, Done<SearchManualDagNodeInstanceResponse> done) {
  const auto self = shared_from_this();
  polled_ = std::move(done);
  response_.reset();
  listing_ = true;
  Cancel cancel =
      list_(options, [self](Listed&& response) { self->guarded([&] { self->onList(std::move(response)); }); });
  cancelList_ = std::move(cancel);
  return [self] {
    self->cancelled_ = true;
    if (!self->listing_) return self->calls_.cancel();
    if (self->cancelList_) self->cancelList_();
  };
}

void Stopper::onList(Listed response) {
  listing_ = false;
  response_.emplace(std::move(response));
  if (!*response_ || (*response_)->data.empty() || cancelled_) return endPoll();
  state_.onList((*response_)->data, calls_.now());
  tell();
  askNext();
}

void Stopper::askNext() {
  const auto which = cancelled_ ? std::nullopt : state_.next(calls_.now());
  tell();
  if (!which || cancelled_) return endPoll();
  StopInstanceRequest request{
      .instanceId = state_.instances()[*which].node.instanceId, .env = run_.env, .regionId = run_.regionId};
  auto prepareStop = [request = std::move(request), &settings = context_.client.settings](const CallOptions& options) {
    return prepare(request, options, settings);
  };
  Done<InstanceActionResponse> done = [self = shared_from_this(),
                                       which = *which](Result<InstanceActionResponse>&& response) {
    self->guarded([&] {
      self->state_.onResponse(which, std::move(response), self->calls_.now());
      self->tell();
      self->askNext();
    });
  };
  calls_.start(calls_.now(), std::move(prepareStop), std::move(done));
}

void Stopper::endPoll() {
  const auto polled = std::exchange(polled_, nullptr);
  polled(*std::exchange(response_, std::nullopt));
}

// Memory may run out anywhere. For the wait, this is a poll that failed.
template <class Step>
void Stopper::guarded(const Step& step) noexcept {
  try {
    step();
  } catch (...) {
    context_.noteException();
    if (const auto polled = std::exchange(polled_, nullptr)) polled(internalError());
  }
}

RunReview Stopper::review(DagRun& run) {
  RunReview review{.over = state_.over(), .error = state_.error(), .nextPoll = state_.confirmAt()};
  if (review.error) review.error->operation = kStopManualDag;
  run.state = DagRunState::kRunning;
  return review;
}

void Stopper::tell() {
  for (const std::size_t which : state_.takeChanged()) {
    callUser(options_.onInstance, eventOf(state_.instances()[which]));
  }
}

void Stopper::finish(Result<DagRun> result) {
  const auto done = std::exchange(done_, nullptr);
  if (result) {
    result->instances = outcomesOf(state_.instances(), options_.instanceIds);
    return done(std::move(result));
  }
  Error error = std::move(result).error();
  error.execution = executionOf(state_.instances());
  error.instances = outcomesOf(state_.instances(), options_.instanceIds);
  done(std::move(error));
}

}  // namespace

ErrorContext PreparedStop::errorContext() const {
  return {.operation = std::string(kStopManualDag), .dagId = run.dagId, .instances = notSent(options.instanceIds)};
}

Result<PreparedStop> prepare(const DagRef& run, const StopOptions& options, const Settings& settings) {
  PreparedStop stop{run, options, settings.clock->steadyNow()};
  std::string text = negativeAmong({{"timeout", options.timeout, "; 0 means none"},
                                    {"failureConfirmDelay", options.failureConfirmDelay},
                                    {"maxPollFailureTime", options.maxPollFailureTime}});
  if (text.empty()) text = problemOf(options.instanceIds);
  if (!text.empty()) return withContext(stop.errorContext(), invalidArgument(std::move(text)));
  if (auto problem = whyNotListed(run, settings)) return withContext(stop.errorContext(), *std::move(problem));
  return stop;
}

Cancel PreparedStop::start(CallContext& context, Done<DagRun> done) && {
  return std::make_shared<Stopper>(context, std::move(*this), std::move(done))->begin();
}

}  // namespace dataworks::detail
