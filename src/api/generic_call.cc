// SPDX-License-Identifier: Apache-2.0
// Any other action: its parameters go as they are, its response comes back as bytes. What every response of the service
// has in common is judged here; what is in it beyond that, the caller reads.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/gateway_fields.h"
#include "api/prepare.h"
#include "api/validation.h"
#include "errors/classify.h"
#include "text/ascii.h"
#include "wire/read_response.h"

namespace dataworks::detail::api {

namespace {

// What the client adds to every request; twice in a request, either could be the one that counts.
bool isCommon(std::string_view name) {
  constexpr std::array<std::string_view, 13> kCommon{
      "AccessKeyId",    "Action",        "BearerToken",      "Format",    "RegionId", "SecurityToken",  "Signature",
      "SignatureNonce", "SignatureType", "SignatureVersion", "Timestamp", "Version",  "SignatureMethod"};
  return std::find(kCommon.begin(), kCommon.end(), name) != kCommon.end();
}

struct ParsedCall : GatewayFields {
  std::string requestId;
  std::string success;
  std::string returnCode;  // three names that actions have for one thing
  std::string errCode;
  std::string errorCode;
  std::string returnMessage;  // and three for another
  std::string errMsg;
  std::string errorMessage;
  std::string returnValue;
};
constexpr std::array kCallFields{
    wire::text<ParsedCall, &ParsedCall::requestId>("RequestId"),
    wire::text<ParsedCall, &ParsedCall::success>("Success"),
    wire::text<ParsedCall, &ParsedCall::returnCode>("ReturnCode"),
    wire::text<ParsedCall, &ParsedCall::errCode>("ErrCode"),
    wire::text<ParsedCall, &ParsedCall::errorCode>("ErrorCode"),
    wire::text<ParsedCall, &ParsedCall::returnMessage>("ReturnMessage"),
    wire::text<ParsedCall, &ParsedCall::errMsg>("ErrMsg"),
    wire::text<ParsedCall, &ParsedCall::errorMessage>("ErrorMessage"),
    wire::text<ParsedCall, &ParsedCall::returnValue>("ReturnValue"),
    wire::text<ParsedCall, &ParsedCall::gatewayCode>("Code"),
    wire::text<ParsedCall, &ParsedCall::gatewayMessage>("Message"),
    wire::text<ParsedCall, &ParsedCall::gatewayRecommend>("Recommend"),
};
constexpr wire::ResponseSchema kCallSchema{.fields = kCallFields};

std::string& firstFilled(std::string& a, std::string& b, std::string& c) { return !a.empty() ? a : !b.empty() ? b : c; }

// A 200 may be a refusal: `Success` says so, a code that means none of success, or a bare envelope. A result beside it
// says otherwise, and then it proves nothing.
std::optional<Error> refusalIn(ParsedCall& parsed, const HttpResponse& response, const RpcParameters& sent) {
  if (equalInAnyCase(parsed.success, "true")) return std::nullopt;
  const bool saysFailure = equalInAnyCase(parsed.success, "false");
  std::string& code = firstFilled(parsed.returnCode, parsed.errCode, parsed.errorCode);
  std::string& message = firstFilled(parsed.returnMessage, parsed.errMsg, parsed.errorMessage);
  const bool hasResult = !parsed.returnValue.empty();
  if (!code.empty() && !meansSuccess(code)) {
    return classifyRejection(std::move(code), std::move(message), std::move(parsed.requestId), sent, hasResult);
  }
  if (!code.empty() && !saysFailure) return std::nullopt;
  const bool contradicted = hasResult || !code.empty();
  const bool namesError = !parsed.gatewayCode.empty() && !meansSuccess(parsed.gatewayCode);
  if (namesError && (saysFailure || !parsed.gatewayMessage.empty())) {
    return classifyErrorResponse(response, envelopeIn(parsed, parsed.requestId), sent, contradicted);
  }
  if (!saysFailure) return std::nullopt;
  return classifyRejection({}, std::move(message), std::move(parsed.requestId), sent, contradicted);
}

}  // namespace

Result<CallRequest> encode(const RpcRequest& request) {
  const auto refuse = [&request](std::string problem) { return invalidRequest(request.action, std::move(problem)); };
  if (auto problem = checkRequired("action", request.action)) return refuse(*std::move(problem));
  if (auto problem = checkRequired("version", request.version)) return refuse(*std::move(problem));

  RpcParameters parameters;
  parameters.reserve(request.parameters.size());
  for (const Parameter& parameter : request.parameters) {
    if (auto problem = checkRequired("the name of a parameter", parameter.name)) return refuse(*std::move(problem));
    if (isCommon(parameter.name)) return refuse("parameter \"" + parameter.name + "\" is added by the client itself");
    parameters.push_back({parameter.name, parameter.value});
  }
  if (auto problem = checkDuplicateNames("parameters", request.parameters)) return refuse(*std::move(problem));
  return CallRequest{.action = request.action,
                     .version = request.version,
                     .parameters = std::move(parameters),
                     .idempotency = request.idempotency};
}

Result<RpcResponse> readRpc(HttpResponse&& response, const CallRequest& request) {
  if (!isSuccess(response.status))
    return classifyErrorResponse(response, readErrorEnvelope(response.body), request.parameters);
  ParsedCall parsed;
  if (std::string problem = wire::readResponseCopy(response.body, kCallSchema, &parsed); !problem.empty()) {
    return classifyBadResponse(response, std::move(problem), std::move(parsed.requestId));
  }
  if (auto refusal = refusalIn(parsed, response, request.parameters)) return *std::move(refusal);
  return RpcResponse{
      .requestId = std::move(parsed.requestId), .httpStatus = response.status, .body = std::move(response.body)};
}

}  // namespace dataworks::detail::api

namespace dataworks::detail {

Result<Prepared<RpcResponse>> prepare(const RpcRequest& request, const CallOptions& options, const Settings& settings) {
  return prepared<RpcResponse>(api::encode(request), options, settings, api::readRpc);
}

}  // namespace dataworks::detail
