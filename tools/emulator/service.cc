// SPDX-License-Identifier: Apache-2.0
#include "service.h"

#include <array>
#include <cstdio>

#include "actions.h"
#include "operations.h"
#include "text/number.h"

namespace dataworks::emulator {
namespace {

/// The response after a fault that is a response of the service; the server injects the others.
Content withFault(Content content, FaultKind fault) {
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
    case FaultKind::kForbidden:
      return Rejection{500, "Forbidden.Wkbench.PermissionDenied", "This user has no such right in the workspace."};
    case FaultKind::kBadId:
      if (auto* fields = std::get_if<Tree>(&content)) {
        for (const char* id : {"ReturnValue", "DagId"}) {
          if (fields->contains(id)) (*fields)[id] = nullptr;
        }
      }
      return content;
    default: return content;
  }
}

/// Puts the own fields of a response, or its failure, into the envelope of the action.
Content inEnvelope(Envelope envelope, Tree fields) {
  Tree tree = Tree::object();
  if (envelope == Envelope::kFull || envelope == Envelope::kSuccess) tree["Success"] = true;
  if (envelope == Envelope::kFull) {
    tree.update({{"HttpStatusCode", 200}, {"ErrorCode", "0"}, {"ErrorMessage", ""}});
  }
  tree.update(fields);
  return tree;
}

Content inEnvelope(Envelope envelope, const Failure& failure) {
  if (envelope != Envelope::kFull) return Rejection{400, failure.code, failure.message};
  return Tree{
      {"Success", false}, {"HttpStatusCode", 400}, {"ErrorCode", failure.code}, {"ErrorMessage", failure.message}};
}

/// 0 if it is not set, or not a number: then the operation rejects it.
std::int64_t idParameter(const ApiRequest& request, const char* name) {
  return detail::wholeNumber(request[name]).value_or(0);
}

}  // namespace

Service::Service(Projects projects, ServiceOptions options)
    : options_(std::move(options)),
      scheduler_(std::move(projects), options_.speed, options_.firstDagId, options_.firstInstanceId),
      throttle_(options_.limits),
      faultPlan_(options_.faults) {}

Outcome Service::handle(const ApiRequest& request, WallTime now) {
  Outcome outcome;
  if (auto throttled = throttle_.next(now)) {
    outcome.content = std::move(*throttled);
  } else if (auto rejection = checkRequest(request, options_.accessKey, now)) {
    outcome.content = std::move(*rejection);
  } else if (!nonces_.remember(request["SignatureNonce"], now)) {
    outcome.content = Rejection{400, "SignatureNonceUsed", "This SignatureNonce was used before."};
  } else {
    outcome = pass(request, now);
  }
  return finished(std::move(outcome));
}

Outcome Service::reject(Rejection rejection) { return finished({std::move(rejection)}); }

/// Counts the response and sets its request id.
Outcome Service::finished(Outcome outcome) {
  ++counters_.requestsRead;
  if (const auto* rejection = std::get_if<Rejection>(&outcome.content)) ++counters_.rejections[rejection->code];
  counters_.runsStarted = static_cast<std::int64_t>(scheduler_.runs().size());
  counters_.instancesRestarted = scheduler_.restarts();
  outcome.requestId = nextRequestId();
  return outcome;
}

Outcome Service::pass(const ApiRequest& request, WallTime now) {
  ++counters_.byAction[request["Action"]];
  const auto fault = faultPlan_.next(request["Action"], faultsFor(request));
  if (!fault) return {run(request, now)};

  ++counters_.faults[std::string(factsOf(fault->kind).name)];
  Content content = fault->moment == FaultMoment::kBefore
                        ? withFault({}, FaultKind::kError500)  // the body for `slow` and `cut`
                        : run(request, now);
  return {withFault(std::move(content), fault->kind), {}, fault->kind};
}

Content Service::run(const ApiRequest& request, WallTime now) {
  const Action& action = *findAction(request["Action"]);
  try {
    return inEnvelope(action.envelope, findOperation(action.name)(scheduler_, request, now));
  } catch (const Failure& failure) {
    return inEnvelope(action.envelope, failure);
  } catch (const Rejection& rejection) {
    return rejection;
  }
}

/// The faults of the flow that the request names, by name or by one of its runs; else those of all flows of the
/// project.
std::vector<const FlowFault*> Service::faultsFor(const ApiRequest& request) {
  const Run* run = scheduler_.findRun(idParameter(request, "DagId"));
  if (const auto instance = scheduler_.findInstance(idParameter(request, "InstanceId"))) run = instance->run;

  const bool namesRun = !request["DagId"].empty() || !request["InstanceId"].empty();
  if (run == nullptr && namesRun) return {};

  const Project* project = scheduler_.findProject(idParameter(request, "ProjectId"));
  for (const char* name : {"ProjectName", "ProjectIdentifier"}) {
    if (project == nullptr) project = find(scheduler_.projects(), request[name]);
  }
  std::string flowName = request[request["FlowName"].empty() ? "BizName" : "FlowName"];
  if (run != nullptr) {
    project = run->project;
    flowName = run->flow->name;
  }
  std::vector<const FlowFault*> faults;
  if (project == nullptr) return faults;
  for (const Flow& flow : project->flows) {
    if (!flowName.empty() && flow.name != flowName) continue;
    for (const FlowFault& fault : flow.faults) faults.push_back(&fault);
  }
  return faults;
}

std::string Service::nextRequestId() {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%08llX-0000-4000-8000-%012llX",
                static_cast<unsigned long long>(options_.firstDagId) & 0xffffffffU,
                static_cast<unsigned long long>(counters_.requestsRead));
  return text.data();
}

}  // namespace dataworks::emulator
