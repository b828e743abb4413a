// SPDX-License-Identifier: Apache-2.0
#include "instance_fields.h"

#include <string_view>

#include "parameters.h"
#include "text/time.h"

namespace dataworks::emulator {
namespace {

using std::chrono::milliseconds;

Tree timeOf(const Run& run, std::optional<milliseconds> sinceCreated) {
  return sinceCreated ? Tree(detail::epochMilliseconds(run.created + *sinceCreated)) : Tree();
}

void addTimes(Tree& fields, const Run& run, const Attempt& attempt, milliseconds created) {
  fields["CreateTime"] = timeOf(run, created);
  fields["BeginWaitTimeTime"] = timeOf(run, attempt.beginWaitTime);
  fields["BeginWaitResTime"] = timeOf(run, attempt.beginWaitResource);
  fields["BeginRunningTime"] = timeOf(run, attempt.beginRunning);
  fields["FinishTime"] = timeOf(run, attempt.finish);
  fields["ModifyTime"] = timeOf(run, attempt.modified);
}

Tree nodeIdOf(const Node& node) { return node.id == 0 ? Tree() : Tree(node.id); }

const char* taskTypeOf(const Run& run, std::size_t node) {
  return run.plan.modes.empty() || run.plan.modes[node] == NodeMode::kRun ? "NORMAL" : "SKIP";
}

std::int64_t midnightOf(const Run& run) { return detail::epochMilliseconds(shanghaiMidnight(run.bizdate)); }

}  // namespace

Tree searchFields(const Run& run, std::size_t node, const NodeState& state) {
  static constexpr int kManual = 5;
  Tree fields = {{"NodeName", run.flow->nodes[node].name},
                 {"InstanceId", run.instanceId(node)},
                 {"DagId", run.dagId},
                 {"DagType", kManual},
                 {"Status", static_cast<std::int64_t>(state.status())},
                 {"ParaValue", run.parametersOf(node)},
                 {"Bizdate", midnightOf(run)}};
  addTimes(fields, run, state.latest(), milliseconds(0));
  return fields;
}

Tree instanceFields(const Run& run, std::size_t node, const NodeState& state) {
  Tree fields = {{"NodeName", run.flow->nodes[node].name},
                 {"NodeId", nodeIdOf(run.flow->nodes[node])},
                 {"InstanceId", run.instanceId(node)},
                 {"DagId", run.dagId},
                 {"DagType", "MANUAL_FLOW"},
                 {"Status", name(state.status())},
                 {"ParamValues", run.parametersOf(node)},
                 {"Bizdate", midnightOf(run)}};
  addTimes(fields, run, state.latest(), milliseconds(0));
  fields["Owner"] = kOwner;
  fields["CreateUser"] = kOwner;
  fields["BusinessId"] = 0;
  fields["RelatedFlowId"] = 0;
  fields["TaskType"] = taskTypeOf(run, node);
  fields["Priority"] = 1;
  fields["Repeatability"] = true;
  fields["TaskRerunTime"] = 3;
  return fields;
}

Tree manualDagFields(const Run& run, std::size_t node, const NodeState& state) {
  Tree fields = {{"NodeName", run.flow->nodes[node].name},
                 {"NodeId", nodeIdOf(run.flow->nodes[node])},
                 {"InstanceId", run.instanceId(node)},
                 {"DagId", run.dagId},
                 {"DagType", "5"},
                 {"Status", name(state.status())},
                 {"ParamValues", run.parametersOf(node)},
                 {"BizDate", midnightOf(run)}};
  addTimes(fields, run, state.latest(), milliseconds(0));
  fields["CreateUser"] = kOwner;
  fields["TaskType"] = taskTypeOf(run, node);
  fields["CycTime"] = detail::epochMilliseconds(run.created);
  return fields;
}

Tree historyFields(const Run& run, std::size_t node, const NodeState& state, std::size_t attempt) {
  const Attempt& facts = state.attempts[attempt];
  Tree fields = {{"InstanceHistoryId", run.historyId(node, attempt)},
                 {"NodeName", run.flow->nodes[node].name},
                 {"NodeId", nodeIdOf(run.flow->nodes[node])},
                 {"InstanceId", run.instanceId(node)},
                 {"DagId", run.dagId},
                 {"DagType", "MANUAL_FLOW"},
                 {"TaskType", taskTypeOf(run, node)},
                 {"Status", name(facts.status)},
                 {"Bizdate", midnightOf(run)}};
  addTimes(fields, run, facts, *facts.beginWaitTime);
  return fields;
}

}  // namespace dataworks::emulator
