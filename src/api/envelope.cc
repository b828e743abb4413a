// SPDX-License-Identifier: Apache-2.0
#include "api/envelope.h"

#include <algorithm>

#include "errors/classify.h"
#include "wire/read_response.h"

namespace dataworks::detail::api {

namespace {

// The code and the message of a failure, the service's own or the gateway's.
std::optional<ErrorEnvelope> failureIn(const Envelope& envelope) {
  const bool isServices = !envelope.errorCode.empty() && !meansSuccess(envelope.errorCode);
  if (!isServices) return envelopeIn(envelope, envelope.requestId);
  return ErrorEnvelope{
      .code = envelope.errorCode, .message = envelope.errorMessage, .requestId = envelope.requestId, .recommend = {}};
}

bool namesInstanceOrRun(const CallRequest& request) {
  return std::any_of(request.parameters.begin(), request.parameters.end(), [](const RpcParameter& parameter) {
    return parameter.name == "InstanceId" || parameter.name == "DagId";
  });
}

// Business errors have codes of digits only. Which of them means "no such instance" is not known.
bool isBusinessCode(std::string_view code) {
  return !code.empty() && code.find_first_not_of("0123456789") == std::string_view::npos;
}

Error withDoubtAboutIds(Error error, const CallRequest& request) {
  if (error.kind != ErrorKind::kRejected || !isBusinessCode(error.code) || !namesInstanceOrRun(request)) return error;
  if (!error.hint.empty()) error.hint += ' ';
  error.hint +=
      "If there is no such instance or run: ids of version 2018-06-01 are expected, but not proven, to be valid here.";
  return error;
}

std::optional<Error> withoutSuccess(const HttpResponse& response, const Envelope& envelope, const RpcParameters& sent,
                                    Evidence evidence, bool contradicted) {
  const auto failure = failureIn(envelope);
  const bool isGateways = failure && failure->code == envelope.gatewayCode && !isBusinessCode(failure->code);
  if (!envelope.success && isGateways) return classifyErrorResponse(response, failure, sent, contradicted);
  if (failure || envelope.success) {
    Error error =
        classifyRejection(failure ? failure->code : std::string(), failure ? failure->message : envelope.errorMessage,
                          envelope.requestId, sent, contradicted);
    error.httpStatus = response.status;
    if (error.code.empty() && error.message.empty()) error.message = "rejected without a reason";
    return error;
  }
  if (evidence == Evidence::kRequestId && (!envelope.requestId.empty() || contradicted)) return std::nullopt;
  if (response.truncated) return std::nullopt;  // it was to come
  const char* const missing = evidence == Evidence::kSuccess ? "Success" : "RequestId";
  return classifyBadResponse(response, std::string("the response has no ") + missing, envelope.requestId);
}

}  // namespace

std::string readEnvelope(HttpResponse& response, const wire::ResponseSchema& schema, Envelope& envelope) {
  return response.truncated ? wire::readCutResponse(response.body, schema, &envelope)
                            : wire::readResponse(response.body, schema, &envelope);
}

std::optional<Error> errorIn(const HttpResponse& response, std::string problem, Envelope& envelope,
                             const CallRequest& request, Evidence evidence, bool contradicted) {
  if (!isSuccess(response.status)) {
    const auto failure = problem.empty() ? failureIn(envelope) : std::nullopt;
    return withDoubtAboutIds(classifyErrorResponse(response, failure, request.parameters, contradicted), request);
  }
  if (!problem.empty()) return classifyBadResponse(response, std::move(problem), std::move(envelope.requestId));
  if (envelope.success == true) return std::nullopt;
  auto error = withoutSuccess(response, envelope, request.parameters, evidence, contradicted);
  if (error) error = withDoubtAboutIds(*std::move(error), request);
  return error;
}

}  // namespace dataworks::detail::api
