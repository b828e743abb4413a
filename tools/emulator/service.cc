#include "service.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "simulation.h"

namespace dataworks::emulator {
namespace {

using std::chrono::milliseconds;

// Codes seen from the real service; the last one from its reference.
constexpr const char* kNoSuchProject = "10600111020399005";
constexpr const char* kNoSuchFlow = "10600111020399006";
constexpr const char* kBadBizdate = "600011";
constexpr const char* kNoSuchDag = "11020293069";

Rejection missing(const std::string& parameter) {
  return {400, "Missing" + parameter, parameter + " is required for this action."};
}

Rejection invalid(const std::string& parameter, const std::string& wanted) {
  return {400, "InvalidParameter", parameter + " is not valid; expected " + wanted + "."};
}

CreateManualDagResponse rejectedTrigger(const char* code, std::string message, std::string solution) {
  CreateManualDagResponse response;
  response.returnCode = code;
  response.returnMessage = std::move(message);
  response.returnErrorSolution = std::move(solution);
  return response;
}

std::optional<std::int64_t> parseId(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (code != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

/// `k1=v1 k2=v2`
bool isParameterList(std::string_view text) {
  while (!text.empty()) {
    const auto blank = text.find(' ');
    const std::string_view parameter = text.substr(0, blank);
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos || equals == 0) return false;
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  }
  return true;
}

/// `{"103180025": "k1=v1 k2=v2"}`
std::optional<std::map<std::int64_t, std::string>> parseNodePara(const std::string& text) {
  std::map<std::int64_t, std::string> nodePara;
  if (text.empty()) return nodePara;
  const auto tree = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!tree.is_object()) return std::nullopt;
  for (const auto& [key, value] : tree.items()) {
    const auto id = parseId(key);
    if (!id || !value.is_string() || !isParameterList(value.get_ref<const std::string&>())) return std::nullopt;
    nodePara[*id] = value.get<std::string>();
  }
  return nodePara;
}

/// The service requires the whole form with a time of zero, at most yesterday in Shanghai.
std::optional<Bizdate> readBizdate(const std::string& text, WallTime now) {
  static constexpr std::size_t kWholeForm = std::string_view("2026-11-22 00:00:00").size();
  const auto bizdate = text.size() == kWholeForm ? Bizdate::parse(text) : std::nullopt;
  if (!bizdate || *bizdate > Bizdate::yesterday(now)) return std::nullopt;
  return bizdate;
}

WallTime shanghaiMidnight(const Bizdate& bizdate) {
  return std::chrono::sys_days(bizdate.date()) - std::chrono::hours(8);
}

/// The response after a fault that is a response of the service; the server injects the others.
ApiResponse withFault(ApiResponse response, FaultKind fault) {
  using namespace std::chrono_literals;
  switch (fault) {
    case FaultKind::kError500:
      return Rejection{500, "InternalError", "The request could not be processed because of an unknown error."};
    case FaultKind::kUnavailable:
      return Rejection{503, "ServiceUnavailable", "The service is not available right now."};
    case FaultKind::kThrottle:
      return Rejection{429, "Throttling.User", "Too many requests from this user; retry later.", 1000ms};
    case FaultKind::kNonce: return Rejection{400, "SignatureNonceUsed", "This SignatureNonce was used before."};
    case FaultKind::kDenied: return Rejection{403, "Forbidden.RAM", "This user is not allowed to do that."};
    case FaultKind::kBadId:
      if (auto* created = std::get_if<CreateManualDagResponse>(&response)) created->returnValue = 0;
      return response;
    default: return response;
  }
}

}  // namespace

Service::Service(Projects projects, ServiceOptions options)
    : projects_(std::move(projects)),
      options_(std::move(options)),
      faultPlan_(options_.faults),
      nextInstanceId_(options_.firstInstanceId) {}

Outcome Service::handle(const ApiRequest& request, WallTime now) {
  Outcome outcome;
  if (auto rejection = checkRequest(request, options_.accessKey, now)) {
    outcome.response = std::move(*rejection);
  } else if (!nonces_.remember(request["SignatureNonce"], now)) {
    outcome.response = Rejection{400, "SignatureNonceUsed", "This SignatureNonce was used before."};
  } else {
    outcome = pass(request, now);
  }
  outcome.response = finished(std::move(outcome.response));
  return outcome;
}

ApiResponse Service::reject(Rejection rejection) { return finished(std::move(rejection)); }

/// Counts the response and sets its request id.
ApiResponse Service::finished(ApiResponse response) {
  ++counters_.requestsRead;
  if (const auto* rejection = std::get_if<Rejection>(&response)) ++counters_.rejections[rejection->code];
  std::visit([&](auto& any) { any.requestId = nextRequestId(); }, response);
  return response;
}

Outcome Service::pass(const ApiRequest& request, WallTime now) {
  ++counters_.byAction[request["Action"]];
  const auto operation = request["Action"] == "CreateManualDag" ? Operation::kCreate : Operation::kSearch;
  const Flow* flow = flowOf(operation, request);
  const auto fault = faultPlan_.next(operation, flow != nullptr && flow->fault ? &*flow->fault : nullptr);

  Outcome outcome;
  if (fault && fault->moment == FaultMoment::kBefore) {
    outcome.response = withFault({}, FaultKind::kError500);  // the body for `slow` and `cut`
  } else {
    outcome.response = operation == Operation::kCreate ? create(request, now) : search(request, now);
  }
  if (fault) {
    ++counters_.faults[std::string(factsOf(fault->kind).name)];
    outcome.response = withFault(std::move(outcome.response), fault->kind);
    outcome.fault = fault->kind;
  }
  return outcome;
}

ApiResponse Service::create(const ApiRequest& request, WallTime now) {
  for (const char* name : {"ProjectName", "FlowName", "Bizdate"}) {
    if (request[name].empty()) return missing(name);
  }
  auto nodePara = parseNodePara(request["NodePara"]);
  if (!isParameterList(request["DagPara"])) return invalid("DagPara", "k1=v1 k2=v2");
  if (!nodePara) return invalid("NodePara", "a JSON object of node id to \"k1=v1 k2=v2\"");

  const Project* project = find(projects_, request["ProjectName"]);
  if (project == nullptr) {
    return rejectedTrigger(kNoSuchProject, "项目不存在 (no such project): " + request["ProjectName"],
                           "Use the name of a project of the flows file.");
  }
  const Flow* flow = project->find(request["FlowName"]);
  if (flow == nullptr) {
    return rejectedTrigger(kNoSuchFlow, "业务流程不存在 (no such flow): " + request["FlowName"],
                           "Use the name of a flow of this project.");
  }
  const auto bizdate = readBizdate(request["Bizdate"], now);
  if (!bizdate) {
    return rejectedTrigger(kBadBizdate, "bizdate is not valid: " + request["Bizdate"],
                           "Use yyyy-MM-dd 00:00:00, at most yesterday in UTC+8.");
  }

  CreateManualDagResponse response;
  response.returnCode = "0";
  response.returnValue = options_.firstDagId + counters_.runsStarted++;
  runs_.emplace(response.returnValue,
                Run{flow, project->name, now, *bizdate, request["DagPara"], std::move(*nodePara), nextInstanceId_});
  nextInstanceId_ += static_cast<std::int64_t>(flow->nodes.size());
  return response;
}

ApiResponse Service::search(const ApiRequest& request, WallTime now) const {
  for (const char* name : {"ProjectName", "DagId"}) {
    if (request[name].empty()) return missing(name);
  }
  const auto dagId = parseId(request["DagId"]);
  if (!dagId) return invalid("DagId", "a whole number greater than 0");

  SearchManualDagNodeInstanceResponse response;
  const Run* run = findRun(request);
  if (run == nullptr) {
    response.errCode = kNoSuchDag;
    response.errMsg = "No DAG " + request["DagId"] + " in project " + request["ProjectName"] + ".";
    return response;
  }
  response.errCode = "0";
  response.success = true;
  const auto elapsed = std::chrono::duration_cast<milliseconds>(now - run->created);
  if (!isVisible(*run->flow, elapsed, options_.speed)) return response;
  const auto states = simulate(*run->flow, elapsed, options_.speed);
  for (std::size_t node = 0; node < states.size(); ++node) {
    response.data.push_back(describe(*dagId, *run, node, states[node]));
  }
  return response;
}

/// The flow whose fault may apply.
const Flow* Service::flowOf(Operation operation, const ApiRequest& request) const {
  if (operation == Operation::kCreate) {
    const Project* project = find(projects_, request["ProjectName"]);
    return project != nullptr ? project->find(request["FlowName"]) : nullptr;
  }
  const Run* run = findRun(request);
  return run != nullptr ? run->flow : nullptr;
}

const Service::Run* Service::findRun(const ApiRequest& request) const {
  const auto found = runs_.find(parseId(request["DagId"]).value_or(0));
  return found != runs_.end() && found->second.projectName == request["ProjectName"] ? &found->second : nullptr;
}

NodeInsInfo Service::describe(std::int64_t dagId, const Run& run, std::size_t node, const NodeState& state) const {
  static constexpr std::int64_t kManual = 5;
  const auto at = [&](std::optional<milliseconds> sinceCreated) {
    return sinceCreated ? Timestamp{{}, run.created + *sinceCreated} : Timestamp{};
  };
  NodeInsInfo info;
  info.nodeName = run.flow->nodes[node].name;
  info.instanceId = run.firstInstanceId + static_cast<std::int64_t>(node);
  info.dagId = dagId;
  info.dagType = kManual;
  info.status = state.status;
  info.paraValue = run.dagPara;
  if (const auto own = run.nodePara.find(run.flow->nodes[node].id); own != run.nodePara.end()) {
    info.paraValue += (info.paraValue.empty() ? "" : " ") + own->second;
  }
  info.bizdate.time = shanghaiMidnight(run.bizdate);
  info.createTime = at(milliseconds(0));
  info.beginWaitTimeTime = at(state.beginWaitTime);
  info.beginWaitResTime = at(state.beginWaitResource);
  info.beginRunningTime = at(state.beginRunning);
  info.finishTime = at(state.finish);
  info.modifyTime = at(state.modified());
  return info;
}

std::string Service::nextRequestId() {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%08llX-0000-4000-8000-%012llX",
                static_cast<unsigned long long>(options_.firstDagId) & 0xffffffffU,
                static_cast<unsigned long long>(counters_.requestsRead));
  return text.data();
}

}  // namespace dataworks::emulator
