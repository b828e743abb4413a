// SPDX-License-Identifier: Apache-2.0
// The operations that find runs and list their instances.
#include <algorithm>

#include "instance_fields.h"
#include "operations.h"
#include "parameters.h"
#include "text/time.h"

namespace dataworks::emulator {
namespace {

constexpr std::size_t kMaxPageSize = 100;

Failure noSuchDag(const ApiRequest& request) {
  return {kNoSuchDag, "No DAG " + request["DagId"] + " in project " + request["ProjectName"] + "."};
}

/// The run with `DagId`, in this environment.
const Run& requiredRun(const Scheduler& scheduler, const ApiRequest& request, std::string_view environment) {
  const Run* run = scheduler.findRun(requiredId(request, "DagId"));
  if (run == nullptr || run->environment != environment) throw noSuchDag(request);
  return *run;
}

using Fields = Tree (*)(const Run& run, std::size_t node, const NodeState& state);

/// All instances of a run, or none as long as it is not visible.
Tree instancesOf(const Scheduler& scheduler, const Run& run, WallTime now, Fields fields) {
  Tree list = Tree::array();
  if (!scheduler.isVisible(run, now)) return list;
  const auto states = scheduler.statesOf(run, now);
  for (std::size_t node = 0; node < states.size(); ++node) {
    if (run.hasInstance(node)) list.push_back(fields(run, node, states[node]));
  }
  return list;
}

const char* statusOf(const std::vector<NodeState>& states) {
  const auto is = [](NodeStatus status) {
    return [status](const NodeState& state) { return state.status() == status; };
  };
  const auto active = [](const NodeState& state) { return isActive(state.status()); };
  if (std::ranges::any_of(states, active)) return "RUNNING";
  if (std::ranges::any_of(states, is(NodeStatus::kFailure))) return "FAILURE";
  if (std::ranges::all_of(states, is(NodeStatus::kSuccess))) return "SUCCESS";
  return std::ranges::all_of(states, is(NodeStatus::kNotRun)) ? "CREATED" : "RUNNING";
}

std::size_t pageParameter(const ApiRequest& request, const std::string& name, std::size_t usual, std::size_t most) {
  const std::int64_t value = optionalId(request, name);
  if (value == 0) return usual;
  if (static_cast<std::size_t>(value) > most) throw invalid(name, "at most " + std::to_string(most));
  return static_cast<std::size_t>(value);
}

/// The runs that the filters of ListInstances admit, newest first.
std::vector<const Run*> matchingRuns(const Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  const Project* project = scheduler.findProject(requiredId(request, "ProjectId"));
  const std::string& environment = requiredEnvironment(request);
  if (project == nullptr) {
    throw Failure{kNoSuchProject, "项目不存在 (no such project): " + request["ProjectId"]};
  }
  const std::int64_t dagId = optionalId(request, "DagId");
  const auto bizdateParameter = [&](const std::string& name) -> std::optional<Bizdate> {
    if (request[name].empty()) return std::nullopt;
    const auto bizdate = parseBizdate(request[name]);
    if (!bizdate) throw invalid(name, "yyyy-MM-dd 00:00:00");
    return bizdate;
  };
  const auto first = bizdateParameter("BeginBizdate");
  const auto last = bizdateParameter("EndBizdate");

  std::vector<const Run*> runs;
  for (const Run& run : scheduler.runs()) {
    const bool matches =
        run.project == project && run.environment == environment && (dagId == 0 || run.dagId == dagId) &&
        (request["BizName"].empty() || run.flow->name == request["BizName"]) && (!first || run.bizdate >= *first) &&
        (!last || run.bizdate <= *last) && scheduler.isVisible(run, now);
    if (matches) runs.push_back(&run);
  }
  std::ranges::reverse(runs);
  return runs;
}

}  // namespace

Tree searchManualDagNodeInstance(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  (void)required(request, "ProjectName");
  Tree list = Tree::array();
  std::string code = "0";
  std::string message;
  try {
    const Run& run = requiredRun(scheduler, request, "PROD");
    if (run.project->name != request["ProjectName"]) throw noSuchDag(request);
    list = instancesOf(scheduler, run, now, searchFields);
  } catch (const Failure& failure) {
    code = failure.code;
    message = failure.message;
  }
  return {
      {"Success", code == "0"}, {"ErrCode", code}, {"ErrMsg", message}, {"Data", {{"NodeInsInfo", std::move(list)}}}};
}

Tree listManualDagInstances(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  (void)required(request, "ProjectName");
  const Run& run = requiredRun(scheduler, request, requiredEnvironment(request));
  if (run.project->name != request["ProjectName"]) throw noSuchDag(request);
  return {{"Instances", instancesOf(scheduler, run, now, manualDagFields)}};
}

Tree listInstances(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  const std::string& order = request["OrderBy"];
  if (!order.empty() && order != "CREATE_TIME_DESC" && order != "INSTANCE_ID_DESC") {
    throw invalid("OrderBy", "CREATE_TIME_DESC or INSTANCE_ID_DESC");
  }
  const std::size_t page = pageParameter(request, "PageNumber", 1, 1'000'000);
  const std::size_t size = pageParameter(request, "PageSize", 10, kMaxPageSize);

  // Both orders are the same one here: newer runs have greater ids.
  std::size_t total = 0;
  Tree rows = Tree::array();
  for (const Run* run : matchingRuns(scheduler, request, now)) {
    const auto states = scheduler.statesOf(*run, now);
    for (std::size_t node = states.size(); node-- > 0;) {
      const bool matches = run->hasInstance(node) &&
                           (request["NodeName"].empty() || run->flow->nodes[node].name == request["NodeName"]) &&
                           (request["Status"].empty() || name(states[node].status()) == request["Status"]);
      if (!matches) continue;
      if (total / size == page - 1) rows.push_back(instanceFields(*run, node, states[node]));
      ++total;
    }
  }
  return {{"Data", {{"PageNumber", page}, {"PageSize", size}, {"TotalCount", total}, {"Instances", std::move(rows)}}}};
}

Tree getDag(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  const Run& run = requiredRun(scheduler, request, requiredEnvironment(request));
  const auto states = scheduler.statesOf(run, now);
  std::optional<std::chrono::milliseconds> started;
  std::chrono::milliseconds modified{0};
  for (const NodeState& state : states) {
    if (state.attempts.empty()) continue;
    const auto began = *state.attempts.front().beginWaitTime;
    started = std::min(started.value_or(began), began);
    modified = std::max(modified, state.latest().modified);
  }
  const std::string status = statusOf(states);
  const auto at = [&](std::chrono::milliseconds time) { return Tree(detail::epochMilliseconds(run.created + time)); };
  const auto midnight = detail::epochMilliseconds(shanghaiMidnight(run.bizdate));
  return {{"Data",
           {{"DagId", run.dagId},
            {"Name", run.flow->name},
            {"Type", "MANUAL"},
            {"Status", status},
            {"ProjectId", scheduler.idOf(*run.project)},
            {"CreateUser", kOwner},
            {"Bizdate", midnight},
            {"Gmtdate", midnight + std::int64_t{24} * 3'600'000},
            {"CreateTime", detail::epochMilliseconds(run.created)},
            {"StartTime", started ? at(*started) : Tree()},
            {"FinishTime", status == "SUCCESS" || status == "FAILURE" ? at(modified) : Tree()},
            {"ModifyTime", at(modified)}}}};
}

Tree getProject(Scheduler& scheduler, const ApiRequest& request, WallTime) {
  const std::int64_t id = optionalId(request, "ProjectId");
  const std::string& identifier = id != 0 ? request["ProjectId"] : required(request, "ProjectIdentifier");
  const Project* project = id != 0 ? scheduler.findProject(id) : find(scheduler.projects(), identifier);
  if (project == nullptr) throw Failure{kNoSuchProject, "项目不存在 (no such project): " + identifier};
  static constexpr int kStandardMode = 3;
  static constexpr int kAvailable = 0;
  return {{"Data",
           {{"ProjectId", scheduler.idOf(*project)},
            {"ProjectIdentifier", project->name},
            {"ProjectName", project->name},
            {"ProjectMode", kStandardMode},
            {"Status", kAvailable}}}};
}

}  // namespace dataworks::emulator
