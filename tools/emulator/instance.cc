// SPDX-License-Identifier: Apache-2.0
// The operations on one instance.
#include <algorithm>

#include "instance_fields.h"
#include "instance_log.h"
#include "operations.h"
#include "parameters.h"

namespace dataworks::emulator {
namespace {

Instance requiredInstance(Scheduler& scheduler, const ApiRequest& request) {
  const std::int64_t id = requiredId(request, "InstanceId");
  const std::string& environment = requiredEnvironment(request);
  const auto instance = scheduler.findInstance(id);
  if (!instance || instance->run->environment != environment) {
    throw Failure{kNoSuchInstance, "No instance " + request["InstanceId"] + " in " + environment + "."};
  }
  return *instance;
}

void requireStatus(const NodeState& state, bool accepted, const char* action) {
  if (accepted) return;
  throw Failure{kWrongStatus,
                "An instance with the status " + std::string(name(state.status())) + " cannot be " + action + "."};
}

Tree accepted() { return {{"Data", true}}; }

}  // namespace

Tree getInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  const Instance instance = requiredInstance(scheduler, request);
  return {{"Data", instanceFields(*instance.run, instance.node, scheduler.stateOf(instance, now))}};
}

Tree getInstanceLog(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  const Instance instance = requiredInstance(scheduler, request);
  const std::int64_t historyId = optionalId(request, "InstanceHistoryId");
  const NodeState state = scheduler.stateOf(instance, now);
  if (state.attempts.empty()) return {{"Data", ""}};

  std::size_t attempt = state.attempts.size() - 1;
  while (historyId != 0 && instance.run->historyId(instance.node, attempt) != historyId) {
    if (attempt-- == 0) throw Failure{kNoSuchInstance, "No such record in the history of this instance."};
  }
  return {{"Data", logOf(*instance.run, instance.node, attempt, state.attempts[attempt], now)}};
}

Tree listInstanceHistory(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  const Instance instance = requiredInstance(scheduler, request);
  const NodeState state = scheduler.stateOf(instance, now);
  Tree records = Tree::array();
  for (std::size_t attempt = 0; attempt < state.attempts.size(); ++attempt) {
    records.push_back(historyFields(*instance.run, instance.node, state, attempt));
  }
  return {{"Instances", std::move(records)}};
}

Tree stopInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  scheduler.act(Event::Kind::kStop, requiredInstance(scheduler, request), now);
  return accepted();
}

Tree restartInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  const Instance instance = requiredInstance(scheduler, request);
  const NodeState state = scheduler.stateOf(instance, now);
  requireStatus(state, state.latest().finish.has_value(), "re-run");
  scheduler.act(Event::Kind::kRestart, instance, now);
  return accepted();
}

Tree setSuccessInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  const Instance instance = requiredInstance(scheduler, request);
  const NodeState state = scheduler.stateOf(instance, now);
  requireStatus(state, state.latest().finish.has_value(), "set to success");
  scheduler.act(Event::Kind::kSetSuccess, instance, now);
  return accepted();
}

Tree suspendInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  scheduler.act(Event::Kind::kSuspend, requiredInstance(scheduler, request), now);
  return accepted();
}

Tree resumeInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  scheduler.act(Event::Kind::kResume, requiredInstance(scheduler, request), now);
  return accepted();
}

}  // namespace dataworks::emulator
