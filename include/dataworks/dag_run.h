// A run as a whole: what became of it, and where its time went.
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

namespace dataworks {

/// What can be said of a run.
enum class DagRunState {
  kNotVisible,  ///< The service lists no node of it yet.
  kRunning,     ///< Not finished, as far as can be told.
  kSucceeded,   ///< At least one node, and all of them succeeded.
  kFailed,      ///< At least one node failed, and none is active any more.
};

[[nodiscard]] DATAWORKS_EXPORT std::string_view name(DagRunState state) noexcept;  ///< `"running"`

/// A node whose status changed between two looks.
struct NodeChange {
  std::size_t node = 0;                            ///< Index into `DagRun::nodes`.
  NodeStatus previousStatus = NodeStatus::kUnset;  ///< `kUnset`: seen for the first time.
};

/// A run at one moment.
struct DagRun {
  std::string projectName{};                                     ///< The workspace; empty in what `summarize` makes.
  std::int64_t dagId = 0;                                        ///< The run.
  DagRunState state = DagRunState::kNotVisible;                  ///< What the nodes together mean.
  std::vector<NodeInsInfo> nodes{};                              ///< In the order of the service's answer.
  std::map<NodeStatus, std::size_t> counts{};                    ///< Nodes by status; a status without nodes is absent.
  std::optional<std::chrono::system_clock::time_point> begin{};  ///< When its first node was created.
  std::optional<std::chrono::system_clock::time_point> finish{};  ///< When its last node ended; only of a finished run.
  std::chrono::system_clock::time_point asOf{};                   ///< When this was so, by the caller's clock.
  std::vector<NodeChange> changes{};                              ///< Since the previous update of the same wait.
  std::string requestId{};                                        ///< Of the answer that this was read from.

  /// True if it succeeded or failed.
  [[nodiscard]] bool finished() const noexcept {
    return state == DagRunState::kSucceeded || state == DagRunState::kFailed;
  }
  /// How many nodes are in that status.
  [[nodiscard]] DATAWORKS_EXPORT std::size_t count(NodeStatus status) const noexcept;
  /// How many nodes `isActive` holds for.
  [[nodiscard]] DATAWORKS_EXPORT std::size_t activeCount() const noexcept;
  /// From `begin` to `finish`, or to `asOf` while it runs.
  [[nodiscard]] DATAWORKS_EXPORT std::optional<std::chrono::milliseconds> took() const noexcept;
};

/// One line: `dag 332455685 running: 2 SUCCESS, 1 RUNNING, 3 NOT_RUN, 1m05s`.
DATAWORKS_EXPORT std::ostream& operator<<(std::ostream& out, const DagRun& run);

/// Where the time of one node went. A part that the service gave no times for is zero.
struct NodeTimes {
  std::chrono::milliseconds upstream{0};   ///< Waited for upstream nodes.
  std::chrono::milliseconds time{0};       ///< Waited for its scheduled time.
  std::chrono::milliseconds resources{0};  ///< Waited for resources.
  std::chrono::milliseconds running{0};    ///< Ran.

  /// All of it but the running.
  [[nodiscard]] std::chrono::milliseconds waited() const noexcept { return upstream + time + resources; }
};

/// Splits the life of a node into its parts; the last part of an unfinished node ends at `asOf`. Times that contradict
/// each other count as zero, never as negative.
[[nodiscard]] DATAWORKS_EXPORT NodeTimes timesOf(const NodeInsInfo& node,
                                                 std::chrono::system_clock::time_point asOf) noexcept;
/// The same for a run: the sum over its nodes, as of `run.asOf`.
[[nodiscard]] DATAWORKS_EXPORT NodeTimes timesOf(const DagRun& run) noexcept;

/// Judges a list of nodes by itself. A wait is more careful with failure: it wants to see the same list twice.
[[nodiscard]] DATAWORKS_EXPORT DagRun summarize(
    std::vector<NodeInsInfo> nodes, std::chrono::system_clock::time_point asOf = std::chrono::system_clock::now());

/// One look at the run during a wait, whether it worked or not.
struct WaitLook {
  int number = 0;                       ///< 1 for the first.
  std::chrono::milliseconds nextIn{0};  ///< Until the next one; 0 if the wait is over.
  const Error* error = nullptr;         ///< Set if this look failed.
  int failedInARow = 0;                 ///< Looks that failed since the last good one, this one included.
};

/// How to wait. The defaults spend at most 220 calls on a run of an hour.
struct WaitOptions {
  std::chrono::milliseconds timeout = std::chrono::hours(24);  ///< Of the whole wait; 0: none.
  std::stop_token stop{};                                      ///< Ends the wait at once, not the run.
  std::function<void(const DagRun&)> onUpdate{};  ///< Called with each changed state, the first and the last included.
  std::function<void(const WaitLook&)> onLook{};  ///< Called after each look.
  bool failFast = false;       ///< Return at the first failed node; `activeCount()` tells whether others still run.
  bool justTriggered = false;  ///< This run was triggered a moment ago: "no such run" then means "not visible yet".
  std::chrono::milliseconds appearWithin = std::chrono::minutes(2);  ///< How long an empty list is "not visible yet".
  std::chrono::milliseconds maxPollTrouble =
      std::chrono::minutes(10);                                   ///< How long looks may fail before the wait gives up.
  std::chrono::milliseconds firstLook = std::chrono::seconds(2);  ///< The first look comes after this to twice this.
  std::chrono::milliseconds shortestInterval = std::chrono::seconds(2);  ///< Between looks at a young run …
  std::chrono::milliseconds longestInterval =
      std::chrono::seconds(25);  ///< … and at an old one; between them, a twentieth of its age.
  std::chrono::milliseconds confirmFailure =
      std::chrono::seconds(5);  ///< A failure counts when it looks the same this much later.
};

}  // namespace dataworks
