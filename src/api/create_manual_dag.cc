// CreateManualDag: triggers a run. Not idempotent, so that every doubt about its answer counts as "may have started".
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

// `k1=v1 k2=v2`
std::string joined(const Parameters& parameters) {
  std::size_t bytes = 0;
  for (const Parameter& parameter : parameters) bytes += parameter.name.size() + parameter.value.size() + 2;
  std::string text;
  text.reserve(bytes);
  for (const Parameter& parameter : parameters) {
    if (!text.empty()) text += ' ';
    text.append(parameter.name).append("=").append(parameter.value);
  }
  return text;
}

// The checks let no control character through: quotes and backslashes are all that JSON wants escaped.
void appendJsonString(std::string& json, std::string_view text) {
  json += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  json += '"';
}

// `{"103180025":"k1=v1 k2=v2"}`, in the order given. A node without parameters is left out: it says nothing.
std::string toJson(const NodeParameters& nodes) {
  std::string json;
  for (const NodeParameter& node : nodes) {
    if (node.parameters.empty()) continue;
    const std::string text = joined(node.parameters);
    constexpr std::size_t kAround = 32;  // an id, quotes, a colon and what may want a backslash
    json.reserve(json.size() + text.size() + kAround);
    json += json.empty() ? '{' : ',';
    appendJsonString(json, std::to_string(node.nodeId));
    json += ':';
    appendJsonString(json, text);
  }
  if (!json.empty()) json += '}';
  return json;
}

struct Answer : CreateManualDagResponse, GatewayFields {
  std::string absurdId;  // what stood there in place of an id
};

// An id that is none must not spoil the answer: that the run was accepted is worth more than its number.
wire::Taken takeRunId(void* target, const wire::Scalar& value, bool again) {
  auto& answer = *static_cast<Answer*>(target);
  const wire::Taken taken = wire::takeId(answer.returnValue, value, again);
  if (taken != wire::Taken::kUnfit) return taken;
  answer.absurdId = wire::shown(value);
  return wire::Taken::kYes;
}

constexpr std::array kFields{
    wire::text<Answer, &Answer::requestId>("RequestId"),
    wire::code<Answer, &Answer::returnCode>("ReturnCode"),
    wire::text<Answer, &Answer::returnMessage>("ReturnMessage"),
    wire::text<Answer, &Answer::returnErrorSolution>("ReturnErrorSolution"),
    wire::Field{.name = "ReturnValue", .take = &takeRunId, .decisive = true},
    wire::code<Answer, &Answer::gatewayCode>("Code"),
    wire::text<Answer, &Answer::gatewayMessage>("Message"),
    wire::text<Answer, &Answer::gatewayRecommend>("Recommend"),
};
constexpr wire::AnswerShape kShape{.fields = kFields};

// "0.0" or "00" is neither a code of the service nor the "0" that it promises: no ground to say that it refused.
bool isOddZero(std::string_view code) {
  return code != "0" && code.find_first_not_of("0.+-") == std::string_view::npos;
}

bool gaveId(const Answer& answer) { return answer.returnValue != 0 || !answer.absurdId.empty(); }
bool gaveUsableId(const Answer& answer) { return answer.returnValue != 0 && answer.absurdId.empty(); }

// What the gateway's word that it refused would be contradicted by.
bool saysItStarted(const Answer& answer) { return answer.returnCode == "0" || gaveId(answer); }

Error refused(Answer answer, int httpStatus) {
  const bool withId = gaveId(answer);
  Error error =
      judgeRefusal(std::move(answer.returnCode), std::move(answer.returnMessage), std::move(answer.requestId), withId);
  error.httpStatus = httpStatus;
  if (error.hint.empty()) error.hint = std::move(answer.returnErrorSolution);
  return error;
}

Error acceptedWithoutId(Answer answer, int httpStatus) {
  std::string message = "the service accepted the run, but gave no id of it";
  if (!answer.absurdId.empty()) message = "the service accepted the run, but its id cannot be " + answer.absurdId;
  Error error = judgeMissingId(std::move(message), std::move(answer.requestId));
  error.httpStatus = httpStatus;
  return error;
}

}  // namespace

Result<RpcParameters> encode(const CreateManualDagRequest& request) {
  const auto refuse = [](std::string problem) { return invalidArgument(kCreateManualDag, std::move(problem)); };
  if (auto problem = checkRequired("projectName", request.projectName)) return refuse(*std::move(problem));
  if (auto problem = checkRequired("flowName", request.flowName)) return refuse(*std::move(problem));
  if (auto problem = checkOptional("regionId", request.regionId)) return refuse(*std::move(problem));
  if (!request.bizdate.isSet()) return refuse("bizdate is not set; mostly it is Bizdate::yesterday()");
  const int year = static_cast<int>(request.bizdate.date().year());
  if (year < 0 || year > 9999) return refuse("bizdate has a year of other than four digits");
  if (auto problem = checkParameters("dagPara", request.dagPara)) return refuse(*std::move(problem));
  if (auto problem = checkNodeParameters("nodePara", request.nodePara)) return refuse(*std::move(problem));

  RpcParameters parameters;
  parameters.reserve(5);
  parameters.push_back({"ProjectName", request.projectName});
  parameters.push_back({"FlowName", request.flowName});
  parameters.push_back({"Bizdate", request.bizdate.wireText()});
  if (!request.dagPara.empty()) parameters.push_back({"DagPara", joined(request.dagPara)});
  if (std::string json = toJson(request.nodePara); !json.empty()) parameters.push_back({"NodePara", std::move(json)});
  return parameters;
}

Result<CreateManualDagResponse> readCreateManualDag(HttpResponse&& response) {
  Answer answer;
  std::string problem = wire::readAnswer(response.body, kShape, &answer);
  if (!isSuccess(response.status)) {
    if (!problem.empty()) return judgeErrorAnswer(response, std::nullopt);
    return judgeErrorAnswer(response, envelopeIn(answer, answer.requestId), saysItStarted(answer));
  }
  if (!problem.empty()) return judgeBadAnswer(response, std::move(problem), std::move(answer.requestId));
  if (answer.returnCode.empty()) {
    if (auto envelope = envelopeIn(answer, answer.requestId)) {
      return judgeErrorAnswer(response, envelope, saysItStarted(answer));
    }
    return judgeBadAnswer(response, "the answer has no ReturnCode", std::move(answer.requestId));
  }
  if (isOddZero(answer.returnCode)) {
    return judgeBadAnswer(response, "ReturnCode cannot be " + answer.returnCode, std::move(answer.requestId));
  }
  if (answer.returnCode != "0") return refused(std::move(answer), response.status);
  if (!gaveUsableId(answer)) return acceptedWithoutId(std::move(answer), response.status);
  return static_cast<CreateManualDagResponse&&>(answer);
}

}  // namespace dataworks::api
