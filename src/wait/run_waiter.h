// One wait: poll, judge, pause, until the run is over or nothing more can be learnt about it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "call/call.h"
#include "dataworks/dag_run.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "event_loop/event_loop.h"
#include "wait/completion_detector.h"
#include "wait/wait_tolerance.h"

namespace dataworks::detail {

/// The operation that errors of a wait name.
inline constexpr std::string_view kWaitForManualDag = "WaitForManualDag";

class RunWaiter : public std::enable_shared_from_this<RunWaiter> {
 public:
  using TimePoint = EventLoop::TimePoint;
  using Done = std::function<void(Result<DagRun>)>;
  /// Starts one poll and returns what cancels it.
  using Poll = std::function<Cancel(CallOptions, std::function<void(Result<SearchManualDagNodeInstanceResponse>)>)>;

  /// Starts a wait on the event loop of `bench`. Returns what cancels it.
  static Cancel start(CallContext& context, DagRef run, WaitOptions options, Poll poll, Done done, TimePoint startTime);

  RunWaiter(CallContext& context, DagRef run, WaitOptions options, Poll poll, Done done, TimePoint startTime);

 private:
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
  [[nodiscard]] std::chrono::milliseconds nextPause();
  [[nodiscard]] bool isOfThisRun(const SearchManualDagNodeInstanceResponse& response) const;
  [[nodiscard]] bool notListedYet(const Error& error) const;
  [[nodiscard]] bool wasSeen() const;
  void notifyPoll(std::chrono::milliseconds nextIn, const Error* error);

  CallContext& context_;
  const DagRef run_;
  const WaitOptions options_;
  Poll poll_;
  Done done_;

  CompletionDetector completion_;
  WaitTolerance tolerance_;
  const TimePoint begun_;
  const TimePoint ends_;  // by the wait's own timeout
  std::shared_ptr<const DagRun> lastRun_;
  int polls_ = 0;
  bool polling_ = false;  // a poll is under way; the next member cancels it
  Cancel cancelPoll_;
  std::optional<ErrorKind> endedBy_;  // the wait ends as soon as the poll has
  std::optional<EventLoop::Timer> nextPoll_;
  std::optional<TimePoint> slot_;  // taken from the limiter, not used yet
  std::optional<EventLoop::Timer> deadline_;
  bool warnedOfText_ = false;
  bool over_ = false;
};

}  // namespace dataworks::detail
