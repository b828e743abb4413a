#include "run/run_watch.h"

#include <algorithm>
#include <utility>

#include "call/codes.h"
#include "call/retry.h"
#include "call/tell.h"
#include "run/in_words.h"
#include "run/pace.h"

namespace dataworks {

namespace {

using std::chrono::milliseconds;

// "For ever" is written as the longest time there is; sums with it would overflow. Nobody waits beyond this.
constexpr milliseconds kForEver = std::chrono::hours(24) * 365 * 50;

WaitOptions bounded(WaitOptions options) {
  for (milliseconds* each : {&options.appearWithin, &options.maxPollTrouble, &options.firstLook,
                             &options.shortestInterval, &options.longestInterval, &options.confirmFailure}) {
    *each = std::min(*each, kForEver);
  }
  return options;
}

// A look ends at some time, also where calls have none.
constexpr milliseconds kLongestLook = std::chrono::minutes(1);

Error ofAnotherRun(const SearchManualDagNodeInstanceResponse& response) {
  Error error;
  error.kind = ErrorKind::kBadResponse;
  error.execution = Execution::kMaybeExecuted;
  error.message =
      "the service listed the nodes of another run (dag " + std::to_string(response.data.front().dagId) + ')';
  error.requestId = response.requestId;
  return error;
}

// Callbacks are the user's; what they throw must not reach the engine.
template <class Callback, class... Arguments>
void callUser(const Callback& callback, const Arguments&... arguments) noexcept {
  if (!callback) return;
  try {
    callback(arguments...);
  } catch (...) {
  }
}

}  // namespace

Cancel RunWatch::start(Workbench& bench, PollBucket& bucket, SearchManualDagNodeInstanceRequest run,
                       WaitOptions options, Look look, Done done, AskedAt askedAt) {
  auto watch = std::make_shared<RunWatch>(bench, bucket, std::move(run), std::move(options), std::move(look),
                                          std::move(done), askedAt);
  Cancel cancel = [weak = std::weak_ptr<RunWatch>(watch)] {
    if (auto self = weak.lock()) self->guarded([&] { self->end(ErrorKind::kCancelled); });
  };
  watch->guarded([&] { watch->begin(); });
  return cancel;
}

RunWatch::RunWatch(Workbench& bench, PollBucket& bucket, SearchManualDagNodeInstanceRequest run, WaitOptions options,
                   Look look, Done done, AskedAt askedAt)
    : bench_(bench),
      bucket_(bucket),
      run_(std::move(run)),
      options_(bounded(std::move(options))),
      look_(std::move(look)),
      done_(std::move(done)),
      verdict_(options_),
      patience_(options_),
      begun_(askedAt.value_or(bench.engine.now())),
      ends_(deadlineOf(begun_, options_.timeout)) {}

void RunWatch::begin() {
  const auto self = shared_from_this();
  if (options_.stop.stop_requested()) return end(ErrorKind::kCancelled);
  if (bench_.engine.now() >= ends_) return end(ErrorKind::kTimeout);
  if (ends_ != TimePoint::max()) {
    deadline_ = bench_.engine.at(ends_, [self] {
      self->deadline_.reset();
      self->guarded([&] { self->end(ErrorKind::kTimeout); });
    });
  }
  warnOfCredentials();
  lookAt(bench_.engine.now() + firstPause(options_, fractionFrom(bench_.client.settings.random())));
}

// A wait may outlive what it is signed with. Said now, somebody can still do something about it. It takes no longer
// than a look may.
void RunWatch::warnOfCredentials() {
  const Settings& settings = bench_.client.settings;
  if (!settings.observer) return;
  bench_.fetchCredentials(
      {.deadline = bench_.engine.now() + lookTimeout(),
       .stop = options_.stop,
       .transport = settings.credentialsTransport,
       .clock = settings.clock,
       .warn = warnings(bench_.client)},
      [observer = settings.observer](const Result<Credentials>& found) {
        if (!found || found->renewable) return;
        tell(observer, &Observer::onWarning, [&] {
          return Warning{
              "the credentials (" + found->source +
              ") are temporary and cannot be renewed from there: the run cannot be watched beyond their end"};
        });
      });
}

// --- looking
// ----------------------------------------------------------------------------------------------------------------------

// A place in the queue for the client's poll rate is taken when the look is due, not before: who is due first looks
// first.
void RunWatch::lookAt(TimePoint wanted) {
  nextLook_ = bench_.engine.at(wanted, [self = shared_from_this()] {
    self->nextLook_.reset();
    self->guarded([&] { self->takeSlot(); });
  });
}

void RunWatch::takeSlot() {
  const TimePoint now = bench_.engine.now();
  slot_ = bucket_.take(now);
  if (*slot_ <= now) return lookNow();
  nextLook_ = bench_.engine.at(*slot_, [self = shared_from_this()] {
    self->nextLook_.reset();
    self->guarded([&] { self->lookNow(); });
  });
}

void RunWatch::lookNow() {
  slot_.reset();
  ++looks_;
  looking_ = true;
  cancelLook_ = look_({.timeout = lookTimeout(), .stop = options_.stop}, [self = shared_from_this()](auto answer) {
    self->guarded([&] { self->onAnswer(std::move(answer)); });
  });
}

// A look may wait for credentials on this very thread, where no timer of the wait could end it.
milliseconds RunWatch::lookTimeout() const {
  const milliseconds usual = bench_.client.settings.timeout;
  const milliseconds longest = usual.count() > 0 ? std::min(usual, kForEver) : kLongestLook;
  if (ends_ == TimePoint::max()) return longest;
  return std::clamp(std::chrono::ceil<milliseconds>(ends_ - bench_.engine.now()), milliseconds(1), longest);
}

void RunWatch::onAnswer(Result<SearchManualDagNodeInstanceResponse> answer) {
  const auto self = shared_from_this();
  looking_ = false;
  if (endedBy_) return finish(failed(endError(*endedBy_)));
  if (answer && !isOfThisRun(*answer)) answer = ofAnotherRun(*answer);
  if (answer) return onNodes(std::move(*answer));
  if (bench_.engine.now() >= ends_) return finish(failed(endError(ErrorKind::kTimeout)));
  if (notListedYet(answer.error())) {
    noteAnswer();
    return onInvisible();
  }
  onTrouble(answer.error());
}

void RunWatch::onNodes(SearchManualDagNodeInstanceResponse response) {
  noteAnswer();
  if (response.data.empty() && wasSeen()) return onInvisible();  // what was seen does not vanish
  if (!response.data.empty()) patience_.onVisible();
  const ClientState& client = bench_.client;
  DagRun run = summarize(std::move(response.data), client.settings.clock->wallNow() + client.clockOffset.load());
  run.projectName = run_.projectName;
  run.dagId = run_.dagId;
  run.requestId = std::move(response.requestId);
  verdict_.judge(run, bench_.engine.now());
  if (!run.finished()) run.finish.reset();

  lastRun_ = std::make_shared<const DagRun>(std::move(run));
  if (verdict_.changed()) callUser(options_.onUpdate, *lastRun_);
  if (over_) return;  // the callback stopped the wait
  if (lastRun_->finished()) {
    tellLook(milliseconds(0), nullptr);
    return finish(*lastRun_);
  }
  if (lastRun_->state == DagRunState::kNotVisible) return onInvisible();
  lookAgain(nullptr);
}

void RunWatch::noteAnswer() { verdict_.notLookedFor(patience_.onAnswer(bench_.engine.now())); }

void RunWatch::onInvisible() {
  if (auto ending = patience_.onInvisible(bench_.engine.now())) return finish(failed(*std::move(ending)));
  lookAgain(nullptr);
}

// A look that failed says nothing about the run.
void RunWatch::onTrouble(const Error& error) {
  const bool succeededBefore = lastRun_ != nullptr;
  if (auto ending = patience_.onTrouble(error, succeededBefore, bench_.engine.now())) {
    return finish(failed(*std::move(ending)));
  }
  lookAgain(&error);
}

void RunWatch::lookAgain(const Error* trouble) {
  const milliseconds pause = std::max(nextPause(), trouble != nullptr ? pauseAfter(*trouble) : milliseconds(0));
  tellLook(pause, trouble);
  if (!over_) lookAt(bench_.engine.now() + pause);
}

// What the error asks for beside the run's own pace.
milliseconds RunWatch::pauseAfter(const Error& trouble) {
  if (remedyFor(trouble.code) == Remedy::kTomorrow) return options_.longestInterval;
  if (trouble.kind != ErrorKind::kThrottled && !trouble.retryAfter) return milliseconds(0);
  const Settings& settings = bench_.client.settings;
  return dataworks::pauseAfter(trouble, settings.retry, patience_.failedInARow(), fractionFrom(settings.random()));
}

milliseconds RunWatch::nextPause() {
  const TimePoint now = bench_.engine.now();
  milliseconds age = std::chrono::duration_cast<milliseconds>(now - begun_);
  if (lastRun_) age = std::max(age, lastRun_->took().value_or(age));  // it may have begun long before this wait
  const milliseconds pause = pollInterval(age, options_, fractionFrom(bench_.client.settings.random()));
  if (const auto confirm = verdict_.confirmAt(); confirm && *confirm > now) {
    return std::min(pause, std::chrono::ceil<milliseconds>(*confirm - now));
  }
  return pause;
}

// Nodes may lack the id of their run, or belong to a flow inside this one; but if all of them belong to other runs,
// this is the answer to another question.
bool RunWatch::isOfThisRun(const SearchManualDagNodeInstanceResponse& response) const {
  const auto isOfAnother = [this](const NodeInsInfo& node) { return node.dagId != 0 && node.dagId != run_.dagId; };
  return response.data.empty() || !std::all_of(response.data.begin(), response.data.end(), isOfAnother);
}

bool RunWatch::notListedYet(const Error& error) const {
  return options_.justTriggered && error.code == kNoSuchDag && !wasSeen();
}

bool RunWatch::wasSeen() const { return lastRun_ && lastRun_->state != DagRunState::kNotVisible; }

// --- the end
// ----------------------------------------------------------------------------------------------------------------------

// A look that is under way works with this wait's bench, which may be gone after the end: it is ended first, and takes
// no longer than a turn of the engine for it.
void RunWatch::end(ErrorKind kind) {
  if (over_ || endedBy_) return;
  if (!looking_) return finish(failed(endError(kind)));
  endedBy_ = kind;
  clearTimers();
  cancelLook_();
}

Error RunWatch::endError(ErrorKind kind) const {
  Error error;
  error.kind = kind;
  error.message = kind == ErrorKind::kTimeout ? "the run was not over within " + inWords(options_.timeout)
                                              : std::string("stopped watching");
  error.hint = "The run itself goes on.";
  return error;
}

// Errors of a wait carry what is known of the run. It did start if the service ever listed a node of it, or if it was
// just triggered.
Error RunWatch::failed(Error error) const {
  if (error.operation.empty()) {
    error.operation = kWaitForManualDag;
    error.phase = Phase::kWatch;
  }
  addWhatIsKnown(error);
  return error;
}

void RunWatch::addWhatIsKnown(Error& error) const noexcept {
  if (options_.justTriggered || wasSeen()) error.execution = Execution::kExecuted;
  error.dagId = run_.dagId;
  error.lastRun = lastRun_;
}

// Memory may run out anywhere. Whoever waits for this wait hears of it, made of what needs no memory.
template <class Step>
void RunWatch::guarded(const Step& step) noexcept {
  try {
    step();
  } catch (...) {
    Error error;
    error.kind = ErrorKind::kOutOfMemory;
    error.phase = Phase::kWatch;
    addWhatIsKnown(error);
    finish(std::move(error));
  }
}

void RunWatch::finish(Result<DagRun> result) {
  if (over_) return;
  const auto self = shared_from_this();
  over_ = true;
  clearTimers();
  if (slot_) bucket_.giveBack(*slot_);
  auto done = std::move(done_);
  done(std::move(result));
}

void RunWatch::clearTimers() {
  for (auto* timer : {&nextLook_, &deadline_}) {
    if (*timer) bench_.engine.cancel(**timer);
    timer->reset();
  }
}

void RunWatch::tellLook(milliseconds nextIn, const Error* error) {
  callUser(options_.onLook,
           WaitLook{.number = looks_, .nextIn = nextIn, .error = error, .failedInARow = patience_.failedInARow()});
}

}  // namespace dataworks
