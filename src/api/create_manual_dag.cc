// SPDX-License-Identifier: Apache-2.0
// CreateManualDag: triggers a run. Not idempotent, so that every doubt about its response counts as "may have started".
#include <array>
#include <string>
#include <utility>

#include "api/gateway_fields.h"
#include "api/prepare.h"
#include "api/trigger.h"
#include "api/validation.h"
#include "errors/classify.h"
#include "wire/read_response.h"

namespace dataworks::detail::api {

namespace {

struct ParsedTrigger : CreateManualDagResponse, GatewayFields {
  RunId runId;
};

constexpr std::array kTriggerFields{
    wire::text<ParsedTrigger, &ParsedTrigger::requestId>("RequestId"),
    wire::code<ParsedTrigger, &ParsedTrigger::returnCode>("ReturnCode"),
    wire::text<ParsedTrigger, &ParsedTrigger::returnMessage>("ReturnMessage"),
    wire::text<ParsedTrigger, &ParsedTrigger::returnErrorSolution>("ReturnErrorSolution"),
    wire::Field{"ReturnValue", &wire::takeMember<ParsedTrigger, &ParsedTrigger::runId, &setRunId>, true},
    wire::code<ParsedTrigger, &ParsedTrigger::gatewayCode>("Code"),
    wire::text<ParsedTrigger, &ParsedTrigger::gatewayMessage>("Message"),
    wire::text<ParsedTrigger, &ParsedTrigger::gatewayRecommend>("Recommend"),
};
constexpr wire::ResponseSchema kTriggerSchema{.fields = kTriggerFields};

// What the gateway's word that it refused would be contradicted by.
bool saysItStarted(const ParsedTrigger& parsed) { return parsed.returnCode == "0" || parsed.runId.isThere(); }

Error refused(ParsedTrigger parsed, const CallRequest& request, int httpStatus) {
  const bool contradicted =
      parsed.runId.isThere() || mayHideFailure(parsed.gatewayCode, parsed.gatewayMessage, request.parameters);
  Error error = classifyRejection(std::move(parsed.returnCode), std::move(parsed.returnMessage),
                                  std::move(parsed.requestId), request.parameters, contradicted);
  error.httpStatus = httpStatus;
  if (error.hint.empty()) error.hint = std::move(parsed.returnErrorSolution);
  return error;
}

}  // namespace

Result<CallRequest> encode(const CreateManualDagRequest& request) {
  const auto refuse = [](std::string problem) { return invalidRequest(kCreateManualDag, std::move(problem)); };
  if (auto problem = checkRequired("projectName", request.projectName)) return refuse(*std::move(problem));
  if (auto problem = checkRequired("flowName", request.flowName)) return refuse(*std::move(problem));
  if (auto problem = checkOptional("regionId", request.regionId)) return refuse(*std::move(problem));
  if (auto problem = checkBizdate("bizdate", request.bizdate)) return refuse(*std::move(problem));
  if (auto problem = checkParameters("dagPara", request.dagPara)) return refuse(*std::move(problem));
  if (auto problem = checkNodeParameters("nodePara", request.nodePara)) return refuse(*std::move(problem));

  RpcParameters parameters;
  parameters.reserve(5);
  const auto add = [&parameters](std::string_view name, std::string value) {
    if (!value.empty()) parameters.emplace_back(name, std::move(value));
  };
  // In the order in which they are signed, which saves sorting them.
  add("Bizdate", request.bizdate.toWireString());
  add("DagPara", joined(request.dagPara));
  add("FlowName", request.flowName);
  add("NodePara", asJson(request.nodePara));
  add("ProjectName", request.projectName);
  return CallRequest{.action = std::string(kCreateManualDag),
                     .regionId = request.regionId,
                     .parameters = std::move(parameters),
                     .bizdate = request.bizdate};
}

Result<CreateManualDagResponse> readCreateManualDag(HttpResponse&& response, const CallRequest& request) {
  ParsedTrigger parsed;
  std::string problem = wire::readResponse(response.body, kTriggerSchema, &parsed);
  if (!isSuccess(response.status)) {
    if (!problem.empty()) return classifyErrorResponse(response, std::nullopt, request.parameters);
    return classifyErrorResponse(response, envelopeIn(parsed, parsed.requestId), request.parameters,
                                 saysItStarted(parsed));
  }
  if (!problem.empty()) return classifyBadResponse(response, std::move(problem), std::move(parsed.requestId));
  if (parsed.returnCode.empty()) {
    if (auto envelope = envelopeIn(parsed, parsed.requestId)) {
      return classifyErrorResponse(response, envelope, request.parameters, saysItStarted(parsed));
    }
    return classifyBadResponse(response, "the response has no ReturnCode", std::move(parsed.requestId));
  }
  if (isNonStandardSuccess(parsed.returnCode)) {
    return classifyBadResponse(response, "ReturnCode cannot be " + parsed.returnCode, std::move(parsed.requestId));
  }
  if (parsed.returnCode != "0") return refused(std::move(parsed), request, response.status);
  if (!parsed.runId.isUsable()) return acceptedWithoutId(parsed.runId, std::move(parsed.requestId), response.status);
  parsed.returnValue = parsed.runId.value;
  for (const RpcParameter& parameter : request.parameters) {
    if (parameter.name == "ProjectName") parsed.projectName = parameter.value;
  }
  parsed.regionId = request.regionId;
  return static_cast<CreateManualDagResponse&&>(parsed);
}

}  // namespace dataworks::detail::api

namespace dataworks::detail {

Result<Prepared<CreateManualDagResponse>> prepare(const CreateManualDagRequest& request, const CallOptions& options,
                                                  const Settings& settings) {
  return prepared<CreateManualDagResponse>(api::encode(request), options, settings, api::readCreateManualDag);
}

}  // namespace dataworks::detail
