// Any other action: its parameters go as they are, its answer comes back as bytes. What every answer of the service has
// in common is judged here; what is in it beyond that, the caller reads.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/gateway_fields.h"
#include "api/local_checks.h"
#include "api/operations.h"
#include "call/evidence.h"
#include "text/ascii.h"
#include "wire/read_answer.h"

namespace dataworks::api {

namespace {

// What the client adds to every request; twice in a request, either could be the one that counts.
bool isCommon(std::string_view name) {
  constexpr std::array<std::string_view, 13> kCommon{
      "AccessKeyId",    "Action",        "BearerToken",      "Format",    "RegionId", "SecurityToken",  "Signature",
      "SignatureNonce", "SignatureType", "SignatureVersion", "Timestamp", "Version",  "SignatureMethod"};
  return std::find(kCommon.begin(), kCommon.end(), name) != kCommon.end();
}

struct Answer : GatewayFields {
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
constexpr std::array kFields{
    wire::text<Answer, &Answer::requestId>("RequestId"),
    wire::text<Answer, &Answer::success>("Success"),
    wire::text<Answer, &Answer::returnCode>("ReturnCode"),
    wire::text<Answer, &Answer::errCode>("ErrCode"),
    wire::text<Answer, &Answer::errorCode>("ErrorCode"),
    wire::text<Answer, &Answer::returnMessage>("ReturnMessage"),
    wire::text<Answer, &Answer::errMsg>("ErrMsg"),
    wire::text<Answer, &Answer::errorMessage>("ErrorMessage"),
    wire::text<Answer, &Answer::returnValue>("ReturnValue"),
    wire::text<Answer, &Answer::gatewayCode>("Code"),
    wire::text<Answer, &Answer::gatewayMessage>("Message"),
    wire::text<Answer, &Answer::gatewayRecommend>("Recommend"),
};
constexpr wire::AnswerShape kShape{.fields = kFields};

std::string& firstFilled(std::string& a, std::string& b, std::string& c) { return !a.empty() ? a : !b.empty() ? b : c; }

// A 200 may be a refusal: `Success` says so, a code that means none of success, or a bare envelope. A result beside it
// says otherwise, and then it proves nothing.
std::optional<Error> refusalIn(Answer& answer, const HttpResponse& response) {
  if (equalInAnyCase(answer.success, "true")) return std::nullopt;
  const bool saysFailure = equalInAnyCase(answer.success, "false");
  std::string& code = firstFilled(answer.returnCode, answer.errCode, answer.errorCode);
  std::string& message = firstFilled(answer.returnMessage, answer.errMsg, answer.errorMessage);
  const bool hasResult = !answer.returnValue.empty();
  if (!code.empty() && !meansSuccess(code)) {
    return judgeRefusal(std::move(code), std::move(message), std::move(answer.requestId), hasResult);
  }
  if (!code.empty() && !saysFailure) return std::nullopt;
  const bool contradicted = hasResult || !code.empty();
  const bool namesError = !answer.gatewayCode.empty() && !meansSuccess(answer.gatewayCode);
  if (namesError && (saysFailure || !answer.gatewayMessage.empty())) {
    return judgeErrorAnswer(response, envelopeIn(answer, answer.requestId), contradicted);
  }
  if (!saysFailure) return std::nullopt;
  return judgeRefusal({}, std::move(message), std::move(answer.requestId), contradicted);
}

}  // namespace

Result<RpcParameters> encode(const RpcRequest& request) {
  const auto refuse = [&request](std::string problem) { return invalidArgument(request.action, std::move(problem)); };
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
  return parameters;
}

Result<RpcResponse> readRpc(HttpResponse&& response) {
  if (!isSuccess(response.status)) return judgeErrorAnswer(response, readErrorEnvelope(response.body));
  Answer answer;
  if (std::string problem = wire::readAnswerCopy(response.body, kShape, &answer); !problem.empty()) {
    return judgeBadAnswer(response, std::move(problem), std::move(answer.requestId));
  }
  if (auto refusal = refusalIn(answer, response)) return *std::move(refusal);
  return RpcResponse{
      .requestId = std::move(answer.requestId), .httpStatus = response.status, .body = std::move(response.body)};
}

}  // namespace dataworks::api
