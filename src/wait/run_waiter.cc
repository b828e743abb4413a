// SPDX-License-Identifier: Apache-2.0
#include "wait/run_waiter.h"

#include <algorithm>
#include <utility>

#include "call/call_user.h"
#include "errors/codes.h"
#include "errors/retry_pause.h"
#include "text/duration.h"
#include "types/make_error.h"

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;

// "For ever" is written as the longest time there is; sums with it would overflow. No wait is longer.
constexpr milliseconds kForEver = std::chrono::hours(24) * 365 * 50;

WaitOptions bounded(WaitOptions options) {
  for (milliseconds* each :
       {&options.notFoundGrace, &options.maxPollFailureTime, &options.initialPollDelay, &options.expectedDuration,
        &options.minPollInterval, &options.maxPollInterval, &options.failureConfirmDelay}) {
    *each = std::min(*each, kForEver);
  }
  return options;
}

// A poll ends at some time, also where calls have none.
constexpr milliseconds kLongestPoll = std::chrono::minutes(1);

Error ofAnotherRun(const SearchManualDagNodeInstanceResponse& response) {
  return {.kind = ErrorKind::kBadResponse,
          .execution = Execution::kMaybeExecuted,
          .message =
              "the service listed the nodes of another run (dag " + std::to_string(response.data.front().dagId) + ')',
          .requestId = response.requestId};
}

}  // namespace

Cancel RunWaiter::start(CallContext& context, DagRef run, WaitOptions options, Poll poll, Done done,
                        TimePoint startTime, WaitRules rules) {
  auto waiter = std::make_shared<RunWaiter>(context, std::move(run), std::move(options), std::move(poll),
                                            std::move(done), startTime, std::move(rules));
  Cancel cancel = [weak = std::weak_ptr<RunWaiter>(waiter)] {
    if (auto self = weak.lock()) self->guarded([&] { self->end(ErrorKind::kCancelled); });
  };
  waiter->guarded([&] { waiter->begin(); });
  return cancel;
}

RunWaiter::RunWaiter(CallContext& context, DagRef run, WaitOptions options, Poll poll, Done done, TimePoint startTime,
                     WaitRules rules)
    : context_(context),
      run_(std::move(run)),
      options_(bounded(std::move(options))),
      poll_(std::move(poll)),
      done_(std::move(done)),
      rules_(std::move(rules)),
      calls_(rules_.calls ? rules_.calls : std::make_shared<PollCalls>()),
      pace_(paceOf(options_, hasShare())),
      completion_(options_),
      tolerance_(options_),
      begun_(startTime),
      ends_(deadlineOf(begun_, options_.timeout)),
      lastRun_(rules_.listed) {}

void RunWaiter::begin() {
  const auto self = shared_from_this();
  if (options_.stop.stop_requested()) return end(ErrorKind::kCancelled);
  if (context_.loop.now() >= ends_) return end(ErrorKind::kTimeout);
  if (ends_ != TimePoint::max()) {
    deadline_ = context_.loop.at(ends_, [self] {
      self->deadline_.reset();
      self->guarded([&] { self->end(ErrorKind::kTimeout); });
    });
  }
  warnOfCredentials();
  renewShare();
  const milliseconds pause = firstPause(options_, fractionFrom(context_.client.settings.random()));
  const bool isTheLast = callsLeft() <= kCallsKept;
  pollAt(context_.loop.now() + (isTheLast ? affordable(pause, pause).value_or(pause) : pause));
}

// A wait may outlive what it is signed with. Said now, the user can still do something about it. It takes no longer
// than a poll may.
void RunWaiter::warnOfCredentials() {
  const Settings& settings = context_.client.settings;
  if (!settings.observer) return;
  withCredentials(
      context_,
      {.deadline = context_.loop.now() + pollTimeout(),
       .stop = options_.stop,
       .clock = settings.clock,
       .warn = warnings(context_.client),
       .send = settings.credentialsSend},
      [observer = settings.observer](const Result<Credentials>& found) {
        if (!found || found->renewable) return;
        notify(observer, &Observer::onWarning, [&] {
          return Warning{
              "the credentials (" + found->source +
              ") are temporary and cannot be renewed from there: the run cannot be watched beyond their end"};
        });
      });
}

// --- polling
// ----------------------------------------------------------------------------------------------------------------------

// A place in the queue for the client's poll rate is taken when the poll is due, not before: who is due first polls
// first.
void RunWaiter::pollAt(TimePoint wanted) {
  nextPoll_ = context_.loop.at(wanted, [self = shared_from_this()] {
    self->nextPoll_.reset();
    self->guarded([&] { self->takeSlot(); });
  });
}

void RunWaiter::takeSlot() {
  const TimePoint now = context_.loop.now();
  slot_ = context_.client.pollRate.take(now);
  stage_ = Stage::kQueued;
  if (slot_ <= now) return pollNow();
  nextPoll_ = context_.loop.at(slot_, [self = shared_from_this()] {
    self->nextPoll_.reset();
    self->guarded([&] { self->pollNow(); });
  });
}

void RunWaiter::pollNow() {
  stage_ = Stage::kPolling;
  ++polls_;
  renewShare();
  ClientState& client = context_.client;
  if (calls_->made >= shareEnds_) {
    return onResponse(shareUsedUp(client.dailyCalls.limit(), client.dailyCalls.left(client.now())));
  }
  calls_->serviceTime.reset();
  ++calls_->made;
  cancelPoll_ = poll_({.timeout = pollTimeout(), .stop = options_.stop}, [self = shared_from_this()](auto response) {
    self->guarded([&] { self->onResponse(std::move(response)); });
  });
}

bool RunWaiter::hasShare() const { return rules_.keepsReserve && context_.client.dailyCalls.limited(); }

// Where the client has a limit on the calls of a day, this wait gets its share of each day.
void RunWaiter::renewShare() {
  ClientState& client = context_.client;
  if (hasShare()) {
    const auto now = client.now();
    const std::int64_t day = shanghaiDayNumber(now);
    if (std::exchange(shareOfDay_, day) != day) {
      shareEnds_ = calls_->made + shareOfOneWait(client.dailyCalls.limit(), client.dailyCalls.left(now));
    }
  }
  calls_->limit = options_.pollBudget > 0 ? std::min(options_.pollBudget, shareEnds_) : shareEnds_;
}

// A poll may wait for credentials on this very thread, where no timer of the wait could end it.
milliseconds RunWaiter::pollTimeout() const {
  const milliseconds usual = context_.client.settings.timeout;
  const milliseconds longest = usual.count() > 0 ? std::min(usual, kForEver) : kLongestPoll;
  if (ends_ == TimePoint::max()) return longest;
  return std::clamp(std::chrono::ceil<milliseconds>(ends_ - context_.loop.now()), milliseconds(1), longest);
}

void RunWaiter::onResponse(Result<SearchManualDagNodeInstanceResponse> response) {
  const auto self = shared_from_this();
  if (stage_ == Stage::kFinished) return;
  if (stage_ == Stage::kEnding) return finish(failed(endError(endedBy_)));
  stage_ = Stage::kPausing;
  if (response && !isOfThisRun(*response)) response = ofAnotherRun(*response);
  if (response) return onNodes(std::move(*response));
  if (context_.loop.now() >= ends_) return finish(failed(endError(ErrorKind::kTimeout)));
  if (notListedYet(response.error())) {
    noteResponse();
    return onNotFound();
  }
  onFailedPoll(response.error());
}

// Once: the next polls bring the same texts.
void RunWaiter::warnOfText(std::size_t invalidUtf8) {
  if (invalidUtf8 == 0 || std::exchange(warnedOfText_, true)) return;
  notify(context_.client, &Observer::onWarning, [&] {
    return Warning{"names or parameters of nodes are not UTF-8 (" + std::to_string(invalidUtf8) +
                   " places, shown as U+FFFD): address such nodes by id"};
  });
}

void RunWaiter::onNodes(SearchManualDagNodeInstanceResponse response) {
  noteResponse();
  warnOfText(response.invalidUtf8);
  if (response.data.empty() && wasSeen()) return onNotFound();  // what was seen does not vanish
  if (!response.data.empty()) tolerance_.onFound();
  const ClientState& client = context_.client;
  DagRun run = summarize(std::move(response.data), client.now());
  run.projectName = run_.projectName;
  run.dagId = run_.dagId;
  run.env = run_.env;
  run.regionId = run_.regionId;
  run.requestId = std::move(response.requestId);
  const DagRunState listed = run.state;
  RunReview review = rules_.review && !run.nodes.empty() ? rules_.review(run) : RunReview{};
  wantedPoll_ = review.nextPoll;
  completion_.judge(run, context_.loop.now(),
                    {.serviceTime = calls_->serviceTime, .young = isYoung(run), .failures = review.failures});
  if (review.over) run.state = listed;
  if (!run.finished()) run.finishTime.reset();

  lastRun_ = std::make_shared<const DagRun>(std::move(run));
  if (completion_.changed()) callUser(options_.onUpdate, *lastRun_);
  if (stage_ == Stage::kFinished) return;  // the callback stopped the wait
  if (review.error) return finish(failed(*std::move(review.error)));
  if (review.over || lastRun_->finished()) {
    notifyPoll(milliseconds(0), nullptr);
    return finish(*lastRun_);
  }
  if (lastRun_->state == DagRunState::kNotFoundYet) return onNotFound();
  pollAgain(nullptr);
}

void RunWaiter::noteResponse() { completion_.onPollsFailedFor(tolerance_.onResponse(context_.loop.now())); }

void RunWaiter::onNotFound() {
  if (auto ending = tolerance_.onNotFound(context_.loop.now())) return finish(failed(*std::move(ending)));
  pollAgain(nullptr);
}

// A poll that failed says nothing about the run.
void RunWaiter::onFailedPoll(const Error& error) {
  if (remedyFor(error.code) == Remedy::kDailyQuota) return pollTomorrow(error);
  const bool succeededBefore = lastRun_ != nullptr;
  if (auto ending = tolerance_.onFailedPoll(error, succeededBefore, context_.loop.now())) {
    return finish(failed(*std::move(ending)));
  }
  pollAgain(&error);
}

void RunWaiter::pollAgain(const Error* trouble) {
  const auto next = nextPause();
  if (!next) return finish(failed(budgetUsedUp()));
  const milliseconds pause = std::max(*next, trouble != nullptr ? pauseAfter(*trouble) : milliseconds(0));
  notifyPoll(pause, trouble);
  if (stage_ != Stage::kFinished) pollAt(context_.loop.now() + pause);
}

// The service counts the calls of a day; until the next one, polls would only be refused.
void RunWaiter::pollTomorrow(const Error& quota) {
  noteResponse();  // it says nothing about whether polls fail
  const milliseconds pause = untilTomorrow(context_.client.now(), fractionFrom(context_.client.settings.random()));
  const TimePoint tomorrow = context_.loop.now() + pause;
  if (tomorrow >= ends_ || callsLeft() == 0) return finish(failed(quota));
  notifyPoll(pause, &quota);
  if (stage_ != Stage::kFinished) pollAt(tomorrow);
}

// What the error asks for beside the run's own pace.
milliseconds RunWaiter::pauseAfter(const Error& trouble) {
  if (trouble.kind != ErrorKind::kThrottled && !trouble.retryAfter) return milliseconds(0);
  const Settings& settings = context_.client.settings;
  return detail::pauseAfter(trouble, settings.retry, tolerance_.failedInARow(), fractionFrom(settings.random()));
}

// Empty if the budget allows no other poll.
std::optional<milliseconds> RunWaiter::nextPause() {
  const TimePoint now = context_.loop.now();
  if (const auto wanted = std::exchange(wantedPoll_, std::nullopt)) {  // once: after a failed poll, at the usual pace
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*wanted - now));
  }
  const milliseconds age = ageOfRun();
  const milliseconds pause = pollInterval(age, pace_, fractionFrom(context_.client.settings.random()));
  if (const auto confirm = completion_.confirmAt()) {  // the budget keeps calls for this
    if (callsLeft() == 0) return std::nullopt;
    return *confirm > now ? std::min(pause, std::chrono::ceil<milliseconds>(*confirm - now)) : pause;
  }
  return affordable(pause, age);
}

// With a budget, the pauses are long enough for the calls to last until the timeout.
std::optional<milliseconds> RunWaiter::affordable(milliseconds pause, milliseconds age) const {
  if (options_.pollBudget == 0) return pause;
  return withinBudget(
      pause, age,
      {.callsLeft = callsLeft(), .timeLeft = lastPollAfter(std::min(options_.timeout, kForEver)) - sinceStart()});
}

// Of the budget; the share of a day is another matter, and comes back.
int RunWaiter::callsLeft() const {
  if (options_.pollBudget == 0) return (std::numeric_limits<int>::max)();
  return std::max(0, options_.pollBudget - calls_->made);
}

milliseconds RunWaiter::sinceStart() const {
  return std::chrono::duration_cast<milliseconds>(context_.loop.now() - begun_);
}

// The run may have begun long before this wait.
milliseconds RunWaiter::ageOfRun() const {
  if (rules_.ageSince) return std::chrono::duration_cast<milliseconds>(context_.loop.now() - *rules_.ageSince);
  const milliseconds waited = sinceStart();
  return lastRun_ ? std::max(waited, lastRun_->elapsed().value_or(waited)) : waited;
}

// Just after a trigger, a list may not be complete yet.
bool RunWaiter::isYoung(const DagRun& run) const {
  constexpr std::chrono::minutes kYoung(1);
  if (sinceStart() >= kYoung) return false;
  return !run.beginTime || calls_->serviceTime.value_or(run.observedAt) - *run.beginTime < kYoung;
}

// Nodes may lack the id of their run, or belong to a flow inside this one; but if all of them belong to other runs,
// this is the response to another question.
bool RunWaiter::isOfThisRun(const SearchManualDagNodeInstanceResponse& response) const {
  const auto isOfAnother = [this](const NodeInsInfo& node) { return node.dagId != 0 && node.dagId != run_.dagId; };
  return response.data.empty() || !std::all_of(response.data.begin(), response.data.end(), isOfAnother);
}

bool RunWaiter::notListedYet(const Error& error) const {
  return run_.triggered && error.code == kNoSuchDag && !wasSeen();
}

bool RunWaiter::wasSeen() const { return lastRun_ && lastRun_->state != DagRunState::kNotFoundYet; }

// --- the end
// ----------------------------------------------------------------------------------------------------------------------

// A poll that is under way works with this wait's context, which may be gone after the end: it is ended first, and
// takes no longer than a turn of the event loop for it.
void RunWaiter::end(ErrorKind kind) {
  if (stage_ == Stage::kEnding || stage_ == Stage::kFinished) return;
  if (stage_ != Stage::kPolling) return finish(failed(endError(kind)));
  stage_ = Stage::kEnding;
  endedBy_ = kind;
  clearTimers();
  cancelPoll_();
}

Error RunWaiter::endError(ErrorKind kind) const {
  return {.kind = kind,
          .message = kind == ErrorKind::kTimeout ? "the run was not over within " + formatDuration(options_.timeout)
                                                 : std::string("stopped watching"),
          .hint = std::string(rules_.goesOn)};
}

Error RunWaiter::budgetUsedUp() const {
  Error error = endError(ErrorKind::kTimeout);
  error.message = "the run was not over after " + std::to_string(calls_->made) + " calls in " +
                  formatDuration(sinceStart()) + ", all that pollBudget allows";
  return error;
}

// Errors of a wait carry what is known of the run. It did start if the service ever listed a node of it, or if it was
// just triggered.
Error RunWaiter::failed(Error error) const {
  if (error.operation.empty()) {
    error.operation = rules_.operation;
    error.phase = Phase::kPolling;
  }
  addWhatIsKnown(error);
  return error;
}

void RunWaiter::addWhatIsKnown(Error& error) const noexcept {
  if (run_.triggered || wasSeen()) error.execution = Execution::kExecuted;
  error.dagId = run_.dagId;
  error.lastRun = lastRun_;
}

// Memory may run out anywhere. The caller is told, by an error made of what needs no memory.
template <class Step>
void RunWaiter::guarded(const Step& step) noexcept {
  try {
    step();
  } catch (...) {
    context_.noteException();
    Error error = internalError(Phase::kPolling);
    addWhatIsKnown(error);
    finish(std::move(error));
  }
}

void RunWaiter::finish(Result<DagRun> result) {
  if (stage_ == Stage::kFinished) return;
  const auto self = shared_from_this();
  if (std::exchange(stage_, Stage::kFinished) == Stage::kQueued) context_.client.pollRate.giveBack(slot_);
  clearTimers();
  auto done = std::move(done_);
  done(std::move(result));
}

void RunWaiter::clearTimers() {
  for (auto* timer : {&nextPoll_, &deadline_}) {
    if (*timer) context_.loop.cancel(**timer);
    timer->reset();
  }
}

void RunWaiter::notifyPoll(milliseconds nextIn, const Error* error) {
  callUser(options_.onPoll,
           PollEvent{.number = polls_, .nextIn = nextIn, .error = error, .failedInARow = tolerance_.failedInARow()});
}

}  // namespace dataworks::detail
