// SPDX-License-Identifier: Apache-2.0
#include "actions/tracked_instance.h"

#include <algorithm>

#include "errors/codes.h"
#include "options/validate.h"
#include "types/make_error.h"

namespace dataworks::detail {

std::vector<InstanceOutcome> outcomesOf(const std::vector<TrackedInstance>& instances,
                                        const std::vector<std::int64_t>& named) noexcept {
  try {
    if (instances.empty()) return notSent(named);
    std::vector<InstanceOutcome> outcomes;
    outcomes.reserve(instances.size());
    for (const TrackedInstance& each : instances) {
      outcomes.push_back({each.node.instanceId, each.node.nodeName, actionOf(each.progress)});
    }
    return outcomes;
  } catch (...) {
    return {};
  }
}

std::vector<InstanceOutcome> notSent(const std::vector<std::int64_t>& instanceIds) {
  std::vector<InstanceOutcome> outcomes;
  outcomes.reserve(instanceIds.size());
  for (const std::int64_t id : instanceIds) outcomes.push_back({.instanceId = id});
  return outcomes;
}

Execution executionOf(const std::vector<TrackedInstance>& instances) noexcept {
  Execution execution = Execution::kNotExecuted;
  for (const TrackedInstance& each : instances) {
    if (each.accepted) return Execution::kExecuted;
    if (each.maybe || each.progress == InstanceProgress::kSending) execution = Execution::kMaybeExecuted;
  }
  return execution;
}

InstanceEvent eventOf(const TrackedInstance& instance) {
  return {.progress = instance.progress,
          .node = instance.node,
          .requestId = instance.requestId,
          .error = instance.error.get(),
          .runsAgain = instance.runsAgain};
}

bool concernsAll(const Error& error) noexcept {
  return error.kind == ErrorKind::kInvalidArgument || error.kind == ErrorKind::kInternal ||
         (error.kind == ErrorKind::kCredentials && !error.retryAfter) || remedyFor(error.code) == Remedy::kDailyQuota;
}

bool contains(const std::vector<std::int64_t>& instanceIds, std::int64_t id) noexcept {
  return std::find(instanceIds.begin(), instanceIds.end(), id) != instanceIds.end();
}

std::string problemOf(const std::vector<std::int64_t>& instanceIds) {
  for (auto id = instanceIds.begin(); id != instanceIds.end(); ++id) {
    if (*id <= 0) return "an id in instanceIds is " + std::to_string(*id) + "; ids are greater than 0";
    if (std::find(instanceIds.begin(), id, *id) != id) return "duplicate id in instanceIds: " + std::to_string(*id);
  }
  return {};
}

Error notOfThisRun(std::int64_t instanceId, std::int64_t dagId) {
  return invalidArgument("instance " + std::to_string(instanceId) + " is not a node of run " + std::to_string(dagId));
}

std::int64_t firstMissing(const std::vector<std::int64_t>& instanceIds,
                          const std::vector<NodeInsInfo>& nodes) noexcept {
  for (const std::int64_t id : instanceIds) {
    const auto isIt = [id](const NodeInsInfo& node) { return node.instanceId == id; };
    if (std::none_of(nodes.begin(), nodes.end(), isIt)) return id;
  }
  return 0;
}

}  // namespace dataworks::detail
