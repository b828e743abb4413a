// Any other action: its parameters go as they are, its answer comes back as bytes. What every answer of the service has
// in common is judged here; what is in it beyond that, the caller reads.
#include <algorithm>
#include <array>
#include <initializer_list>
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
  std::string returnCode;  // of the older actions, as these two:
  std::string errCode;
  std::string errorCode;  // of the newer ones
  std::string returnMessage;
  std::string errMsg;
  std::string errorMessage;
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
    wire::text<Answer, &Answer::gatewayCode>("Code"),
    wire::text<Answer, &Answer::gatewayMessage>("Message"),
    wire::text<Answer, &Answer::gatewayRecommend>("Recommend"),
};
constexpr wire::AnswerShape kShape{.fields = kFields};

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](auto word) { return equalInAnyCase(text, word); });
}

std::string& firstFilled(std::string& a, std::string& b, std::string& c) { return !a.empty() ? a : !b.empty() ? b : c; }

// A 200 may be a refusal: `Success` says so, a code of the older actions that is not "0", or a bare envelope.
std::optional<Error> refusalIn(Answer& answer, const HttpResponse& response) {
  const bool saysSuccess = isOneOf(answer.success, {"true"});
  const bool saysFailure = isOneOf(answer.success, {"false"});
  std::string& code = firstFilled(answer.returnCode, answer.errCode, answer.errorCode);
  const bool namesError = !code.empty() && !isOneOf(code, {"0", "200", "ok", "success"});
  if (namesError || saysFailure) {
    const bool inEnvelope = !namesError && !answer.gatewayCode.empty();
    if (inEnvelope) return judgeErrorAnswer(response, envelopeIn(answer, answer.requestId));
    return judgeRefusal(namesError ? std::move(code) : std::string(),
                        std::move(firstFilled(answer.returnMessage, answer.errMsg, answer.errorMessage)),
                        std::move(answer.requestId), saysSuccess);
  }
  const bool bareEnvelope = !saysSuccess && code.empty() && !answer.gatewayMessage.empty() &&
                            !answer.gatewayCode.empty() && !isOneOf(answer.gatewayCode, {"0", "200", "ok", "success"});
  if (bareEnvelope) return judgeErrorAnswer(response, envelopeIn(answer, answer.requestId));
  return std::nullopt;
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
