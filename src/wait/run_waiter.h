// SPDX-License-Identifier: Apache-2.0
// One wait: poll, judge, pause, until the run is over or nothing more can be learnt about it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>

#include "call/call.h"
#include "dataworks/dag_run.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "event_loop/event_loop.h"
#include "wait/completion_detector.h"
#include "wait/poll_interval.h"
#include "wait/wait_tolerance.h"

namespace dataworks::detail {

/// The operation that errors of a wait name.
inline constexpr std::string_view kWaitForManualDag = "WaitForManualDag";

/// What a stop or a re-run decides about a list of nodes, before the usual rules of a wait do.
struct RunReview {
  bool over = false;                      ///< The wait ends with this run, whatever its state.
  std::optional<Error> error{};           ///< The wait ends with this.
  std::optional<std::size_t> failures{};  ///< How many failures count for `failFast`; unset: all.
  /// When to poll next, in place of the usual interval.
  std::optional<EventLoop::TimePoint> nextPoll{};
};

/// What a stop or a re-run changes of a wait. All of it may be left out.
struct WaitRules {
  std::string_view operation = kWaitForManualDag;       ///< That errors name.
  std::string_view goesOn = "The run itself goes on.";  ///< The hint of a wait that ended early.
  std::shared_ptr<const DagRun> listed{};               ///< The run as it was before the wait.
  std::optional<EventLoop::TimePoint> ageSince{};       ///< From when on the age of the run counts.
  std::function<RunReview(DagRun&)> review{};           ///< May set the state back to running.
  /// Counts the calls of the wait. The wait adds each poll; other calls for it, and repeated ones, add
  /// them.
  std::shared_ptr<PollCalls> calls{};
  /// Leaves calls of the day for others, where the client has a limit. What the others are for does not.
  bool keepsReserve = true;
};

class RunWaiter : public std::enable_shared_from_this<RunWaiter> {
 public:
  using TimePoint = EventLoop::TimePoint;
  using Done = std::function<void(Result<DagRun>)>;
  /// Starts one poll and returns what cancels it.
  using Poll = std::function<Cancel(CallOptions, std::function<void(Result<SearchManualDagNodeInstanceResponse>)>)>;

  /// Starts a wait on the event loop of `context`. Returns what cancels it.
  static Cancel start(CallContext& context, DagRef run, WaitOptions options, Poll poll, Done done, TimePoint startTime,
                      WaitRules rules = {});

  RunWaiter(CallContext& context, DagRef run, WaitOptions options, Poll poll, Done done, TimePoint startTime,
            WaitRules rules);

 private:
  enum class Stage {
    kPausing,   // until the next poll is due
    kQueued,    // for the client's poll rate: `slot_` is taken, and not used yet
    kPolling,   // `cancelPoll_` ends it
    kEnding,    // the poll is being cancelled; then the wait ends by `endedBy_`
    kFinished,  // the caller has the result
  };

  void begin();
  void warnOfCredentials();
  void warnOfText(std::size_t invalidUtf8);
  void pollAt(TimePoint wanted);
  void takeSlot();
  void pollNow();
  void onResponse(Result<SearchManualDagNodeInstanceResponse> response);
  void onNodes(SearchManualDagNodeInstanceResponse response);
  void onFailedPoll(const Error& error);
  void noteResponse();
  void onNotFound();
  void pollAgain(const Error* trouble);
  void pollTomorrow(const Error& quota);
  void renewShare();
  [[nodiscard]] bool hasShare() const;

  void end(ErrorKind kind);
  void finish(Result<DagRun> result);
  void clearTimers();

  [[nodiscard]] Error endError(ErrorKind kind) const;
  [[nodiscard]] Error failed(Error error) const;
  void addWhatIsKnown(Error& error) const noexcept;
  template <class Step>
  void guarded(const Step& step) noexcept;
  [[nodiscard]] std::chrono::milliseconds pollTimeout() const;
  [[nodiscard]] std::chrono::milliseconds pauseAfter(const Error& trouble);
  [[nodiscard]] std::optional<std::chrono::milliseconds> nextPause();
  [[nodiscard]] std::optional<std::chrono::milliseconds> affordable(std::chrono::milliseconds pause,
                                                                    std::chrono::milliseconds age) const;
  [[nodiscard]] int callsLeft() const;
  [[nodiscard]] std::chrono::milliseconds sinceStart() const;
  [[nodiscard]] std::chrono::milliseconds ageOfRun() const;
  [[nodiscard]] bool isYoung(const DagRun& run) const;
  [[nodiscard]] Error budgetUsedUp() const;
  [[nodiscard]] bool isOfThisRun(const SearchManualDagNodeInstanceResponse& response) const;
  [[nodiscard]] bool notListedYet(const Error& error) const;
  [[nodiscard]] bool wasSeen() const;
  void notifyPoll(std::chrono::milliseconds nextIn, const Error* error);

  CallContext& context_;
  const DagRef run_;
  const WaitOptions options_;
  Poll poll_;
  Done done_;
  const WaitRules rules_;
  const std::shared_ptr<PollCalls> calls_;
  const PollPace pace_;

  CompletionDetector completion_;
  WaitTolerance tolerance_;
  const TimePoint begun_;
  const TimePoint ends_;  // by the wait's own timeout
  std::shared_ptr<const DagRun> lastRun_;
  std::optional<TimePoint> wantedPoll_;  // by the rules
  int polls_ = 0;
  int shareEnds_ = (std::numeric_limits<int>::max)();  // this many calls, and its share of the day is used up
  std::int64_t shareOfDay_ = -1;
  bool warnedOfText_ = false;

  Stage stage_ = Stage::kPausing;
  TimePoint slot_{};
  Cancel cancelPoll_;
  ErrorKind endedBy_ = ErrorKind::kNone;
  std::optional<EventLoop::Timer> nextPoll_;
  std::optional<EventLoop::Timer> deadline_;
};

}  // namespace dataworks::detail
