// Any other action: its parameters go as they are, its answer comes back as bytes.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "api/gateway_fields.h"
#include "api/local_checks.h"
#include "api/operations.h"
#include "call/evidence.h"
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

struct Answer {
  std::string requestId;
};
constexpr std::array kFields{wire::text<Answer, &Answer::requestId>("RequestId")};
constexpr wire::AnswerShape kShape{.fields = kFields};

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
  // Whatever the body is, it is the caller's to judge; the request id is taken from it where it can be found.
  Answer answer;
  static_cast<void>(wire::readAnswerCopy(response.body, kShape, &answer));
  return RpcResponse{
      .requestId = std::move(answer.requestId), .httpStatus = response.status, .body = std::move(response.body)};
}

}  // namespace dataworks::api
