// SPDX-License-Identifier: Apache-2.0
// What to do about a run besides watching it: stop it, re-run what failed, find the run whose id was lost.
//
//   auto stopped = client.stopManualDag(run, {.timeout = 2min});           // until nothing is active
//   auto rerun = client.rerunManualDag(run, {.wait = {.timeout = 2h}});    // what failed; then waits anew
//   auto found = client.findManualDags({.projectName = "sales", .flowName = "nightly", .bizdate = day});
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/dag_run.h"
#include "dataworks/error.h"
#include "dataworks/export.h"
#include "dataworks/manual_dag.h"
#include "dataworks/observer.h"

namespace dataworks {

/// What a stop or a re-run has done about one instance so far.
enum class InstanceProgress {
  kNotSent = 0,        ///< No request was sent for it.
  kSending = 1,        ///< A request is about to be sent.
  kAccepted = 2,       ///< Stop: the service accepted the request; the instance is still active.
  kStopped = 3,        ///< Stop: accepted, and the instance is no longer active. Its remote job may go on.
  kRestarted = 4,      ///< Re-run: the service accepted the restart.
  kAlreadyOver = 5,    ///< Stop: it ended by itself before a stop took effect.
  kAlreadyActive = 6,  ///< Re-run: it was active already; it is not restarted, but watched.
  kRejected = 7,       ///< The service rejected the request.
  kUnknown = 8,        ///< A request was sent, and no response settles what became of it.
};

/// Returns a short, stable English name: `"alreadyOver"`.
[[nodiscard]] DATAWORKS_EXPORT std::string_view name(InstanceProgress progress) noexcept;
/// Returns the coarser word that `Error::instances` and `DagRun::instances` use: `kDone` is accepted by the service.
[[nodiscard]] DATAWORKS_EXPORT InstanceAction actionOf(InstanceProgress progress) noexcept;

/// A step of a stop or a re-run with one instance. The last event of an instance says how it ended.
struct InstanceEvent {
  InstanceProgress progress = InstanceProgress::kNotSent;  ///< What has just become known.
  NodeInsInfo node{};            ///< The instance as last listed; of a re-run: as it was before the restart.
  std::string requestId{};       ///< Of the response to the stop or the restart; empty if there is none.
  const Error* error = nullptr;  ///< Why it was rejected, is unknown or was not sent; valid during the callback.
  /// Re-run: the instance is seen to run again; with `kUnknown`, by this request or by another person's.
  bool runsAgain = false;
};

/// How to stop a run. A stop is asynchronous: the service accepts it, and polls show when the instance is over.
struct StopOptions {
  std::chrono::milliseconds timeout = std::chrono::minutes(10);  ///< Limit on the whole stop; 0: none.
  std::stop_token stop{};                   ///< Ends this call at once. What was accepted stays accepted.
  std::vector<std::int64_t> instanceIds{};  ///< Only these instances. Empty: every instance that is active.
  std::function<void(const InstanceEvent&)> onInstance{};  ///< Called at each step with an instance.
  std::function<void(const DagRun&)> onUpdate{};           ///< As of `WaitOptions`.
  std::function<void(const PollEvent&)> onPoll{};          ///< As of `WaitOptions`.
  /// The run counts as stopped once a second poll, at least this much later, shows nothing active either.
  std::chrono::milliseconds failureConfirmDelay = std::chrono::seconds(5);
  /// How long polls may keep failing before the stop gives up.
  std::chrono::milliseconds maxPollFailureTime = std::chrono::minutes(10);
};

/// How to re-run what failed.
struct RerunOptions {
  /// How to wait for the end of the re-run. `timeout` and `stop` cover the restarts too; the age of the run, which sets
  /// the interval of polls, counts from the restart.
  WaitOptions wait{};
  /// Only these instances; each must have failed or be active. Empty: every instance that has failed.
  std::vector<std::int64_t> instanceIds{};
  /// Called on the sending thread, after signing, before every attempt of a restart. What it returns or throws holds
  /// the attempt back, and no further restart is sent. Unset: `wait.beforeAttempt`.
  BeforeAttempt beforeAttempt{};
  std::function<void(const InstanceEvent&)> onInstance{};  ///< Called at each step with an instance.
};

/// Which runs to look for.
struct FindOptions {
  std::string projectName{};  ///< The workspace. Required.
  std::string flowName{};     ///< The manually triggered business flow. Empty: any.
  Bizdate bizdate{};          ///< The business date. Unset: any.
  /// Only runs that were created from then on, less a margin of a minute for the clocks; by this client's time, such as
  /// `Error::timestamp`. Unset: any.
  std::optional<std::chrono::system_clock::time_point> createdSince{};
  ProjectEnv env = ProjectEnv::kProd;                            ///< Where they run.
  std::string regionId{};                                        ///< Set it only if it differs from the client's.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);  ///< Limit on the whole search; 0: none.
  std::stop_token stop{};                                        ///< Ends the search at once.
  int maxPages = 10;   ///< At most so many pages of 100 instances are read, 1 to 10.
  int maxDetails = 3;  ///< `GetDag` is asked about so many of the newest candidates. 0: about none.
};

/// A run that may be the one that is looked for: never a proof, another person's trigger looks the same.
struct DagCandidate {
  std::int64_t dagId = 0;                                             ///< The run.
  std::string projectName{};                                          ///< The workspace.
  ProjectEnv env = ProjectEnv::kProd;                                 ///< Where it runs.
  std::string regionId{};                                             ///< Its region, if it differs from the client's.
  std::string flowName{};                                             ///< The flow, if it is known.
  Timestamp bizdate{};                                                ///< The business date.
  std::optional<std::chrono::system_clock::time_point> createTime{};  ///< By the service's clock.
  /// From `FindOptions::createdSince` to its creation, the clocks' difference taken into account. May be negative.
  std::optional<std::chrono::milliseconds> createdAfter{};
  std::string createUser{};                       ///< Who started it; empty if it is not known.
  DagRunState state = DagRunState::kNotFoundYet;  ///< Its state; `kNotFoundYet` if it is not known.
  std::string status{};                           ///< The service's word for it, from `GetDag`; empty if not asked.
  std::map<NodeStatus, std::size_t> counts{};     ///< Its nodes by status; empty if not all of them were listed.

  /// Returns the run, to wait for it, to stop it or to re-run it.
  [[nodiscard]] DagRef ref() const {
    return {.projectName = projectName, .dagId = dagId, .env = env, .regionId = regionId};
  }
};

/// The candidates, the newest first. An empty list proves nothing: a run may be listed later, or not by its flow's
/// name.
struct DagCandidates : std::vector<DagCandidate> {
  bool truncated = false;      ///< There were more pages than were read: older candidates may be missing.
  std::int64_t projectId = 0;  ///< The number of the workspace.
  std::string requestId{};     ///< Of the last response.
};

}  // namespace dataworks
