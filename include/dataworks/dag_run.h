// SPDX-License-Identifier: Apache-2.0
// A run as a whole: its state, and where its time went.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/error.h"
#include "dataworks/export.h"
#include "dataworks/manual_dag.h"
#include "dataworks/observer.h"

namespace dataworks {

/// The state of a run as a whole.
enum class DagRunState {
  kNotFoundYet = 0,  ///< The service does not list any of its nodes yet.
  kRunning = 1,      ///< Not finished, as far as is known.
  kSucceeded = 2,    ///< It has at least one node, and all have succeeded.
  kFailed = 3,       ///< At least one node has failed, and none is active any more (but see `failFast`).
};

[[nodiscard]] DATAWORKS_EXPORT std::string_view name(DagRunState state) noexcept;  ///< `"running"`

/// A node whose status changed between two polls.
struct NodeChange {
  std::size_t node = 0;                            ///< Index into `DagRun::nodes`.
  NodeStatus previousStatus = NodeStatus::kUnset;  ///< `kUnset` if seen for the first time.
};

/// A run at one moment.
struct DagRun {
  std::string projectName{};                      ///< The workspace; `summarize` leaves it empty.
  std::int64_t dagId = 0;                         ///< The run.
  DagRunState state = DagRunState::kNotFoundYet;  ///< The state of the run as a whole.
  std::vector<NodeInsInfo> nodes{};               ///< In the order of the service's response.
  std::map<NodeStatus, std::size_t> counts{};     ///< Nodes by status; a status without nodes is absent.
  std::optional<std::chrono::system_clock::time_point> beginTime{};  ///< The earliest time of any node.
  std::optional<std::chrono::system_clock::time_point>
      finishTime{};  ///< When the last node ended; set only if finished.
  /// When this was true. In a wait, by the client's clock, corrected by the service's if it has refused a timestamp.
  std::chrono::system_clock::time_point observedAt{};
  std::vector<NodeChange> changes{};   ///< Since the previous update of the same wait.
  std::string requestId{};             ///< The id of the response this was read from.
  ProjectEnv env = ProjectEnv::kProd;  ///< Where it runs; `summarize` leaves it as it is.
  std::string regionId{};              ///< Its region, if it differs from the client's.
  /// What a stop or a re-run did, instance by instance; empty otherwise.
  std::vector<InstanceOutcome> instances{};

  /// Returns the identity of the run.
  [[nodiscard]] DagRef ref() const {
    return {.projectName = projectName, .dagId = dagId, .env = env, .regionId = regionId};
  }

  /// True if the run has succeeded or failed.
  [[nodiscard]] bool finished() const noexcept {
    return state == DagRunState::kSucceeded || state == DagRunState::kFailed;
  }
  /// Returns the number of nodes in `status`.
  [[nodiscard]] DATAWORKS_EXPORT std::size_t count(NodeStatus status) const noexcept;
  /// Returns the number of nodes for which `isActive` is true.
  [[nodiscard]] DATAWORKS_EXPORT std::size_t activeCount() const noexcept;
  /// Returns the time from `beginTime` to `finishTime`, or to `observedAt` if that is unset.
  [[nodiscard]] DATAWORKS_EXPORT std::optional<std::chrono::milliseconds> elapsed() const noexcept;
};

/// Writes one line: `dag 332455685 running: 3 NOT_RUN, 1 RUNNING, 2 SUCCESS, 1m05s`.
DATAWORKS_EXPORT std::ostream& operator<<(std::ostream& out, const DagRun& run);

/// Where the time of one node went. A part for which the service gave no times is zero.
struct NodeDurations {
  std::chrono::milliseconds waitUpstream{0};   ///< Waiting for upstream nodes.
  std::chrono::milliseconds waitSchedule{0};   ///< Waiting for its scheduled time.
  std::chrono::milliseconds waitResources{0};  ///< Waiting for resources.
  std::chrono::milliseconds running{0};        ///< Running.

  /// Returns everything except `running`.
  [[nodiscard]] std::chrono::milliseconds waited() const noexcept {
    return waitUpstream + waitSchedule + waitResources;
  }
};

/// Splits the life of a node into its parts. The last part of an unfinished node ends at `observedAt`. Contradictory
/// times count as zero, never as negative.
[[nodiscard]] DATAWORKS_EXPORT NodeDurations durationsOf(const NodeInsInfo& node,
                                                         std::chrono::system_clock::time_point observedAt) noexcept;
/// The same for a run: returns the sum over its nodes, as of `run.observedAt`.
[[nodiscard]] DATAWORKS_EXPORT NodeDurations durationsOf(const DagRun& run) noexcept;

/// One node of a critical chain.
struct ChainLink {
  std::size_t node = 0;              ///< Index into `DagRun::nodes`.
  NodeDurations durations{};         ///< What the node itself did, as `durationsOf` splits it.
  std::chrono::milliseconds gap{0};  ///< From the finish of the link before, or the run's begin, until it was ready.
  bool ambiguous = false;            ///< Another node fits in its place as well.
};

/// The chain of nodes that decided the duration of a run. Inferred from times, because the API returns no edges: say so
/// wherever you show it.
struct CriticalChain {
  std::vector<ChainLink> links{};  ///< In chronological order; empty if not known.
  /// From the run's begin to the finish of the last link; the sum of all gaps and of what the links did after waiting
  /// for upstream nodes.
  std::chrono::milliseconds duration{0};

  /// True if another chain fits the times as well.
  [[nodiscard]] DATAWORKS_EXPORT bool ambiguous() const noexcept;
  /// Returns the part before the first link that no node explains; 0 if the chain reaches back to the run's begin.
  [[nodiscard]] DATAWORKS_EXPORT std::chrono::milliseconds unexplained() const noexcept;
};

/// Finds the chain of a finished run: from the node that finished last back to the node whose success made it ready,
/// and so on. Empty while a node is active, or if a node ended at an unknown time. Contradictory or missing times end
/// the chain. 5,000 nodes take about 1 ms.
[[nodiscard]] DATAWORKS_EXPORT CriticalChain criticalChain(const DagRun& run);
/// `2m43s = extract 15s → load 43s (4s in the queue) → …: 5 of 30 nodes, inferred from times`: the links that took
/// longest. Empty if the chain is.
[[nodiscard]] DATAWORKS_EXPORT std::string toString(const CriticalChain& chain, const DagRun& run,
                                                    Language language = Language::kEnglish);

/// Summarizes one list of nodes. A wait is more careful with failure: it wants to see the same list twice.
[[nodiscard]] DATAWORKS_EXPORT DagRun
summarize(std::vector<NodeInsInfo> nodes,
          std::chrono::system_clock::time_point observedAt = std::chrono::system_clock::now());

/// One poll of the run during a wait, successful or not.
struct PollEvent {
  int number = 0;                       ///< 1 for the first.
  std::chrono::milliseconds nextIn{0};  ///< Time until the next poll; 0 if the wait is over.
  const Error* error = nullptr;         ///< Set if this poll failed; valid during the callback.
  int failedInARow = 0;                 ///< Failed polls since the last good one, including this one.
};

/// How to wait. The defaults need about 20 calls for a run of one minute, 40 for 10 minutes, and 95 for an hour. A poll
/// that fails is not retried: the next one is the retry. Only a wrong clock and expired credentials are mended at once.
struct WaitOptions {
  std::chrono::milliseconds timeout = std::chrono::hours(24);  ///< Limit on the whole wait; 0: none.
  std::stop_token stop{};                                      ///< Ends the wait at once, but not the run.
  std::function<void(const DagRun&)> onUpdate{};  ///< Called on each change, including the first and the last.
  /// Called after each poll, except one that ends the wait with an error.
  std::function<void(const PollEvent&)> onPoll{};
  bool failFast = false;  ///< Return at the first failed node; `activeCount()` tells whether others are active.
  /// At most this many calls, every retry and confirmation included, spread so that the last ones come just before
  /// `timeout`, which must be set; 0: no limit. A run that ends early is still noticed early. Once it is used up, the
  /// wait ends with `kTimeout`. A trigger does not count. 4 are the fewest that are of much use.
  int pollBudget = 0;
  /// How long such a run usually takes; 0: not known. Polls are rare until nine tenths of it, and then frequent: about
  /// 20 calls for a run of any length that is on time.
  std::chrono::milliseconds expectedDuration{0};
  std::chrono::milliseconds initialPollDelay =
      std::chrono::seconds(2);  ///< The first poll comes after one to two times this.
  /// Between polls of a young run. Random jitter shortens each interval by up to 10 %, even below this.
  std::chrono::milliseconds minPollInterval = std::chrono::seconds(2);
  /// Between polls of an old run. In between, the interval is an eighth of the run's age.
  std::chrono::milliseconds maxPollInterval = std::chrono::seconds(60);
  /// How long an empty list means "not listed yet". At least three polls must show it.
  std::chrono::milliseconds notFoundGrace = std::chrono::minutes(2);
  /// How long polls may keep failing before the wait gives up. At least five in a row must fail. A used-up daily quota
  /// does not count: the wait goes on a few minutes into the next day in Shanghai, or ends if its timeout is earlier.
  std::chrono::milliseconds maxPollFailureTime = std::chrono::minutes(10);
  /// The run counts as failed once a second poll, at least this much later, shows the same list; at once if by the
  /// service's clock all nodes ended longer ago than this.
  std::chrono::milliseconds failureConfirmDelay = std::chrono::seconds(5);
  /// Confirm a failure however long ago it was. Set it if failed nodes were re-run a moment ago.
  bool confirmOldFailures = false;
  /// For `runManualDag`: may hold back each attempt of the trigger. See `CallOptions::beforeAttempt`.
  BeforeAttempt beforeAttempt{};
};

}  // namespace dataworks
