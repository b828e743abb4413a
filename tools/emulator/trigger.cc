// SPDX-License-Identifier: Apache-2.0
// The operations that start a run.
#include <algorithm>

#include "operations.h"
#include "parameters.h"

namespace dataworks::emulator {
namespace {

/// At most yesterday in Shanghai.
std::optional<Bizdate> readBizdate(const std::string& text, WallTime now) {
  const auto bizdate = parseBizdate(text);
  return bizdate && *bizdate <= Bizdate::yesterday(now) ? bizdate : std::nullopt;
}

/// What CreateManualDag and RunManualDagNodes check alike.
Run makeRun(const Scheduler& scheduler, const ApiRequest& request, const std::string& bizdateText, WallTime now) {
  const Project* project = find(scheduler.projects(), request["ProjectName"]);
  if (project == nullptr) {
    throw Failure{kNoSuchProject, "项目不存在 (no such project): " + request["ProjectName"]};
  }
  const Flow* flow = project->find(request["FlowName"]);
  if (flow == nullptr) throw Failure{kNoSuchFlow, "业务流程不存在 (no such flow): " + request["FlowName"]};
  const auto bizdate = readBizdate(bizdateText, now);
  if (!bizdate) throw Failure{kBadBizdate, "bizdate is not valid: " + bizdateText};
  return {project, flow, "PROD", *bizdate};
}

const char* solutionOf(const std::string& code) {
  if (code == kNoSuchProject) return "Use the name of a project of the flows file.";
  if (code == kNoSuchFlow) return "Use the name of a flow of this project.";
  return "Use yyyy-MM-dd 00:00:00, at most yesterday in UTC+8.";
}

/// RunManualDagNodes has one business date, or a first and a last one; the run gets the first.
const std::string& bizdateOf(const ApiRequest& request) {
  if (!request["BizDate"].empty()) return request["BizDate"];
  if (request["StartBizDate"].empty()) return required(request, "BizDate");
  if (required(request, "EndBizDate") < request["StartBizDate"]) {
    throw invalid("EndBizDate", "a date that is not earlier than StartBizDate");
  }
  return request["StartBizDate"];
}

/// Included: all other nodes are omitted. Excluded: dry runs; an id that is no node of the flow excludes nothing.
std::vector<NodeMode> modesOf(const Flow& flow, const ApiRequest& request) {
  const auto included = idList(request, "IncludeNodeIds");
  const auto excluded = idList(request, "ExcludeNodeIds");
  std::vector<NodeMode> modes(flow.nodes.size(), included.empty() ? NodeMode::kRun : NodeMode::kOmit);
  for (const std::int64_t id : included) {
    const auto node = flow.indexOf(id);
    if (!node) throw invalid("IncludeNodeIds", "ids of nodes of this flow, not " + std::to_string(id));
    modes[*node] = NodeMode::kRun;
  }
  for (const std::int64_t id : excluded) {
    if (std::ranges::find(included, id) != included.end()) {
      throw invalid("ExcludeNodeIds", "no node that is included, such as " + std::to_string(id));
    }
    if (const auto node = flow.indexOf(id); node && modes[*node] == NodeMode::kRun) modes[*node] = NodeMode::kDryRun;
  }
  return modes;
}

}  // namespace

Tree createManualDag(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  for (const char* name : {"ProjectName", "FlowName", "Bizdate"}) (void)required(request, name);
  const std::string& dagParameters = parameterList(request, "DagPara");
  auto nodeParameters = parametersByNode(request, "NodePara");
  try {
    Run run = makeRun(scheduler, request, request["Bizdate"], now);
    run.dagParameters = dagParameters;
    run.nodeParameters = std::move(nodeParameters);
    const std::int64_t dagId = scheduler.start(std::move(run), now).dagId;
    return {{"ReturnCode", "0"}, {"ReturnMessage", ""}, {"ReturnErrorSolution", ""}, {"ReturnValue", dagId}};
  } catch (const Failure& failure) {
    return {{"ReturnCode", failure.code},
            {"ReturnMessage", failure.message},
            {"ReturnErrorSolution", solutionOf(failure.code)},
            {"ReturnValue", nullptr}};
  }
}

Tree runManualDagNodes(Scheduler& scheduler, const ApiRequest& request, WallTime now) {
  for (const char* name : {"ProjectName", "FlowName"}) (void)required(request, name);
  const std::string& environment = requiredEnvironment(request);
  const std::string& bizdate = bizdateOf(request);
  std::string dagParameters = jsonParameterList(request, "DagParameters");
  auto nodeParameters = parametersByNode(request, "NodeParameters");
  Run run = makeRun(scheduler, request, bizdate, now);
  run.environment = environment;
  run.dagParameters = std::move(dagParameters);
  run.nodeParameters = std::move(nodeParameters);
  run.plan.modes = modesOf(*run.flow, request);
  return {{"DagId", scheduler.start(std::move(run), now).dagId}};
}

}  // namespace dataworks::emulator
