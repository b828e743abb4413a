// SPDX-License-Identifier: Apache-2.0
// What a stop or a re-run has done about each instance so far. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/actions.h"
#include "dataworks/result.h"

namespace dataworks::detail {

/// One instance that a stop or a re-run is about.
struct TrackedInstance {
  NodeInsInfo node{};
  InstanceProgress progress = InstanceProgress::kNotSent;
  std::string requestId{};
  std::shared_ptr<const Error> error{};  ///< Why it was rejected, is unknown or was not sent.
  bool accepted = false;                 ///< The service accepted a request for it, whatever became of it.
  bool maybe = false;                    ///< A request for it was sent, and its response was lost.
  bool runsAgain = false;                ///< Of a re-run: the instance has left its old failure.
};

/// What `Error::instances` and `DagRun::instances` list; of the `named` ones before anything is known of them. Empty
/// where memory runs out: the result itself must still arrive.
[[nodiscard]] std::vector<InstanceOutcome> outcomesOf(const std::vector<TrackedInstance>& instances,
                                                      const std::vector<std::int64_t>& named) noexcept;
[[nodiscard]] std::vector<InstanceOutcome> notSent(const std::vector<std::int64_t>& instanceIds);

/// Executed if a request was accepted; else maybe, if one is unknown.
[[nodiscard]] Execution executionOf(const std::vector<TrackedInstance>& instances) noexcept;

/// What an observer is told. It refers to `instance`.
[[nodiscard]] InstanceEvent eventOf(const TrackedInstance& instance);

/// True for an error that another instance would meet too: no credentials, no calls left today, a bad request.
[[nodiscard]] bool concernsAll(const Error& error) noexcept;

/// Returns what is wrong with the ids as a sentence, or nothing.
[[nodiscard]] std::string problemOf(const std::vector<std::int64_t>& instanceIds);
[[nodiscard]] bool contains(const std::vector<std::int64_t>& instanceIds, std::int64_t id) noexcept;

/// The error of an id that the run does not have.
[[nodiscard]] Error notOfThisRun(std::int64_t instanceId, std::int64_t dagId);

/// Returns the first of the named ids that no node has; 0 if there is none.
[[nodiscard]] std::int64_t firstMissing(const std::vector<std::int64_t>& instanceIds,
                                        const std::vector<NodeInsInfo>& nodes) noexcept;

}  // namespace dataworks::detail
