// SPDX-License-Identifier: Apache-2.0
// RunManualDagNodes: triggers a run of some nodes of a flow. Not idempotent, and judged as a trigger is: a response
// that reports no failure means that the run was accepted, even if its id is missing.
#include <algorithm>
#include <array>
#include <vector>

#include "api/encoder.h"
#include "api/envelope.h"
#include "api/operations.h"
#include "api/trigger.h"
#include "api/validation.h"

namespace dataworks::detail::api {

namespace {

using NodeIds = std::vector<std::int64_t>;

struct ParsedPart : Envelope {
  RunId dagId;
};

wire::SetResult setDagId(void* envelope, const wire::Scalar& value, bool again) {
  return setRunId(static_cast<ParsedPart&>(*static_cast<Envelope*>(envelope)).dagId, value, again);
}

constexpr auto kPartFields = envelopeFieldsAnd({.name = "DagId", .take = &setDagId, .strict = true});
constexpr wire::ResponseSchema kPartSchema{.fields = kPartFields};

NodeIds sorted(NodeIds ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// The least id that both have; 0 if there is none. Both are sorted.
std::int64_t sharedId(const NodeIds& a, const NodeIds& b) {
  NodeIds shared;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  return shared.empty() ? 0 : shared.front();
}

void addIds(Encoder& call, std::string_view field, std::string_view name, const NodeIds& ids) {
  std::string list;
  for (const std::int64_t id : ids) list += (list.empty() ? "" : ",") + std::to_string(id);
  const bool isGood = ids.empty() || ids.front() > 0;
  call.require(isGood, std::string(field) + " has an id that is not greater than 0").add(name, std::move(list));
}

}  // namespace

Result<CallRequest> encode(const RunManualDagNodesRequest& request) {
  const NodeIds included = sorted(request.includeNodeIds);
  const NodeIds excluded = sorted(request.excludeNodeIds);
  const std::int64_t both = sharedId(included, excluded);
  Encoder call(kActionOf<RunManualDagNodesRequest>, request.regionId);
  call.text("projectName", "ProjectName", request.projectName)
      .text("flowName", "FlowName", request.flowName)
      .require(checkBizdate("bizdate", request.bizdate))
      .add("BizDate", request.bizdate.toWireString())
      .environment(request.env)
      .require(checkParameters("dagPara", request.dagPara))
      .add("DagParameters", asJson(request.dagPara))
      .require(checkNodeParameters("nodePara", request.nodePara))
      .add("NodeParameters", asJson(request.nodePara));
  addIds(call, "includeNodeIds", "IncludeNodeIds", included);
  addIds(call, "excludeNodeIds", "ExcludeNodeIds", excluded);
  call.require(both == 0, "node " + std::to_string(both) + " is both included and excluded");
  auto encoded = call.finish(Idempotency::kNotIdempotent);
  if (encoded) encoded->bizdate = request.bizdate;
  return encoded;
}

template <>
Result<RunManualDagNodesResponse> decode<RunManualDagNodesRequest>(HttpResponse&& response,
                                                                   const CallRequest& request) {
  ParsedPart parsed;
  std::string problem = readEnvelope(response, kPartSchema, parsed);
  const bool contradicted = parsed.dagId.isThere() || parsed.success == true;
  if (auto error = errorIn(response, std::move(problem), parsed, request, Evidence::kRequestId, contradicted)) {
    return *std::move(error);
  }
  if (!parsed.dagId.isUsable()) return acceptedWithoutId(parsed.dagId, std::move(parsed.requestId), response.status);
  RunManualDagNodesResponse run{.requestId = std::move(parsed.requestId), .dagId = parsed.dagId.value};
  for (const RpcParameter& parameter : request.parameters) {
    if (parameter.name == "ProjectName") run.projectName = parameter.value;
    if (parameter.name == "ProjectEnv" && parameter.value == "DEV") run.env = ProjectEnv::kDev;
  }
  run.regionId = request.regionId;
  return run;
}

}  // namespace dataworks::detail::api
