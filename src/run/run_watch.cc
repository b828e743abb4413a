#include "run/run_watch.h"

#include <algorithm>
#include <utility>

#include "call/retry.h"
#include "call/tell.h"
#include "run/pace.h"

namespace dataworks {

namespace {

using std::chrono::milliseconds;

// The service's word for an id that it does not list. After a trigger of our own it means "not yet".
constexpr std::string_view kNoSuchDag = "11020293069";

// To the millisecond only where somebody set it so: what is left of a longer time is not.
std::string inWords(milliseconds time) {
  const auto count = time.count();
  if (count < 10'000 && count % 1000 != 0) return std::to_string(count) + " ms";
  return std::to_string((count + 500) / 1000) + " s";
}

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

std::function<void()> RunWatch::start(Workbench& bench, PollBucket& bucket, SearchManualDagNodeInstanceRequest run,
                                      WaitOptions options, Look look, Done done, AskedAt askedAt) {
  auto watch = std::make_shared<RunWatch>(bench, bucket, std::move(run), std::move(options), std::move(look),
                                          std::move(done), askedAt);
  std::function<void()> cancel = [weak = std::weak_ptr<RunWatch>(watch)] {
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
  lookAt(begun_ + firstPause(options_, fractionFrom(bench_.client.settings.random())));
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
  if (answer) return onNodes(std::move(*answer));
  if (bench_.engine.now() >= ends_) return finish(failed(endError(ErrorKind::kTimeout)));
  if (notListedYet(answer.error())) {
    troubleIsOver();
    return onInvisible();
  }
  onTrouble(std::move(answer).error());
}

void RunWatch::onNodes(SearchManualDagNodeInstanceResponse response) {
  troubleIsOver();
  if (response.data.empty() && wasSeen()) return onInvisible();  // what was seen does not vanish
  if (!response.data.empty()) invisibleSince_.reset();
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

// What no look could see is not counted as not listed, neither a run nor a node.
void RunWatch::troubleIsOver() {
  if (troubleSince_) {
    const auto time = bench_.engine.now() - *troubleSince_;
    if (invisibleSince_) *invisibleSince_ += time;
    verdict_.notLookedFor(time);
  }
  troubleSince_.reset();
  failedInARow_ = 0;
}

void RunWatch::onInvisible() {
  const TimePoint now = bench_.engine.now();
  if (!invisibleSince_) invisibleSince_ = now;
  if (now - *invisibleSince_ < options_.appearWithin) return lookAgain(nullptr);
  Error error;
  error.kind = ErrorKind::kService;
  error.message = "the service lists no node of this run after " + inWords(options_.appearWithin);
  error.hint = "Look for the run in Operation Center; it may appear later, and can be watched by its id then.";
  finish(failed(std::move(error)));
}

// A look that failed says nothing about the run. What this side of the wire refuses stays refused; what the service
// refuses is final as long as no look was good, for it will not get better by waiting; unless the source of the
// credentials says when to come back.
void RunWatch::onTrouble(Error error) {
  const TimePoint now = bench_.engine.now();
  if (!troubleSince_) troubleSince_ = now;
  ++failedInARow_;
  const bool refused =
      error.kind == ErrorKind::kRejected || (error.kind == ErrorKind::kCredentials && !error.retryAfter);
  if (error.kind == ErrorKind::kInvalidArgument || (refused && !lastRun_)) return finish(failed(std::move(error)));
  if (now - *troubleSince_ >= options_.maxPollTrouble) {
    error.message = "no look succeeded for " + inWords(options_.maxPollTrouble) + " (" + std::to_string(failedInARow_) +
                    " in a row), the last one: " + error.message;
    return finish(failed(std::move(error)));
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
  const ClientState& client = bench_.client;
  const RetryOptions& retry = client.settings.retry;
  if (trouble.retryAfter && trouble.retryAfter->count() > 0) return std::min(*trouble.retryAfter, retry.maxBackoff);
  if (trouble.kind != ErrorKind::kThrottled) return milliseconds(0);
  return backoff(retry.throttledBackoff, retry.maxBackoff, failedInARow_, fractionFrom(client.settings.random()));
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
    error.operation = "WaitForManualDag";
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
           WaitLook{.number = looks_, .nextIn = nextIn, .error = error, .failedInARow = failedInARow_});
}

}  // namespace dataworks
