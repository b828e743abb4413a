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
#include "engine/engine.h"
#include "run/patience.h"
#include "run/poll_bucket.h"
#include "run/verdict.h"

namespace dataworks {

/// The operation that errors of a wait name.
inline constexpr std::string_view kWaitForManualDag = "WaitForManualDag";

class RunWatch : public std::enable_shared_from_this<RunWatch> {
 public:
  using Done = std::function<void(Result<DagRun>)>;
  /// Starts one poll and returns what cancels it.
  using Look = std::function<Cancel(CallOptions, std::function<void(Result<SearchManualDagNodeInstanceResponse>)>)>;

  /// Starts a wait on the engine of `bench`. Returns what cancels it.
  static Cancel start(Workbench& bench, PollBucket& bucket, SearchManualDagNodeInstanceRequest run, WaitOptions options,
                      Look look, Done done, AskedAt askedAt = {});

  RunWatch(Workbench& bench, PollBucket& bucket, SearchManualDagNodeInstanceRequest run, WaitOptions options, Look look,
           Done done, AskedAt askedAt);

 private:
  using TimePoint = Engine::TimePoint;

  void begin();
  void warnOfCredentials();
  void lookAt(TimePoint wanted);
  void takeSlot();
  void lookNow();
  void onAnswer(Result<SearchManualDagNodeInstanceResponse> answer);
  void onNodes(SearchManualDagNodeInstanceResponse response);
  void onTrouble(const Error& error);
  void noteAnswer();
  void onInvisible();
  void lookAgain(const Error* trouble);

  void end(ErrorKind kind);
  void finish(Result<DagRun> result);
  void clearTimers();

  [[nodiscard]] Error endError(ErrorKind kind) const;
  [[nodiscard]] Error failed(Error error) const;
  void addWhatIsKnown(Error& error) const noexcept;
  template <class Step>
  void guarded(const Step& step) noexcept;
  [[nodiscard]] std::chrono::milliseconds lookTimeout() const;
  [[nodiscard]] std::chrono::milliseconds pauseAfter(const Error& trouble);
  [[nodiscard]] std::chrono::milliseconds nextPause();
  [[nodiscard]] bool isOfThisRun(const SearchManualDagNodeInstanceResponse& response) const;
  [[nodiscard]] bool notListedYet(const Error& error) const;
  [[nodiscard]] bool wasSeen() const;
  void tellLook(std::chrono::milliseconds nextIn, const Error* error);

  Workbench& bench_;
  PollBucket& bucket_;
  const SearchManualDagNodeInstanceRequest run_;
  const WaitOptions options_;
  Look look_;
  Done done_;

  Verdict verdict_;
  Patience patience_;
  const TimePoint begun_;
  const TimePoint ends_;  // by the wait's own timeout
  std::shared_ptr<const DagRun> lastRun_;
  int looks_ = 0;
  bool looking_ = false;  // a poll is under way; the next member cancels it
  Cancel cancelLook_;
  std::optional<ErrorKind> endedBy_;  // the wait ends as soon as the poll has
  std::optional<Engine::Timer> nextLook_;
  std::optional<TimePoint> slot_;  // taken from the bucket, not used yet
  std::optional<Engine::Timer> deadline_;
  bool over_ = false;
};

}  // namespace dataworks
