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

void appendPlain(std::string& text, std::string_view part) { text += part; }

// Inside a JSON string. The checks let no control character through: quotes and backslashes are all that it wants
// escaped.
void appendEscaped(std::string& json, std::string_view part) {
  const char* written = part.data();
  for (const char& c : part) {
    if (c != '"' && c != '\\') continue;
    json.append(written, &c) += '\\';
    written = &c;
  }
  json.append(written, part.data() + part.size());
}

using Append = void(std::string& text, std::string_view part);

// `k1=v1 k2=v2`
void appendJoined(std::string& text, const Parameters& parameters, Append& append) {
  std::string_view before;
  for (const Parameter& parameter : parameters) {
    text += std::exchange(before, " ");
    append(text, parameter.name);
    text += '=';
    append(text, parameter.value);
  }
}

// With room for a blank behind it.
std::size_t joinedBytes(const Parameters& parameters) {
  std::size_t bytes = 0;
  for (const Parameter& parameter : parameters) bytes += parameter.name.size() + parameter.value.size() + 2;
  return bytes;
}

bool haveParameters(const NodeParameters& nodes) {
  for (const NodeParameter& node : nodes) {
    if (!node.parameters.empty()) return true;
  }
  return false;
}

// `{"103180025":"k1=v1 k2=v2"}`, in the order given. A node without parameters is left out: it says nothing.
void appendJson(std::string& json, const NodeParameters& nodes) {
  constexpr std::size_t kAround = 32;  // an id, quotes, a colon and what may want a backslash
  std::size_t bytes = 0;
  for (const NodeParameter& node : nodes) bytes += joinedBytes(node.parameters) + kAround;
  json.reserve(bytes);
  std::string_view before = "{\"";
  for (const NodeParameter& node : nodes) {
    if (node.parameters.empty()) continue;
    json += std::exchange(before, ",\"");
    json += std::to_string(node.nodeId);
    json += "\":\"";
    appendJoined(json, node.parameters, appendEscaped);
    json += '"';
  }
  json += '}';
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

bool gaveId(const Answer& answer) { return answer.returnValue != 0 || !answer.absurdId.empty(); }
bool gaveUsableId(const Answer& answer) { return answer.returnValue != 0 && answer.absurdId.empty(); }

// What the gateway's word that it refused would be contradicted by.
bool saysItStarted(const Answer& answer) { return answer.returnCode == "0" || gaveId(answer); }

Error refused(Answer answer, int httpStatus) {
  const bool contradicted = gaveId(answer) || speaksOfTrouble(answer.gatewayCode, answer.gatewayMessage);
  Error error = judgeRefusal(std::move(answer.returnCode), std::move(answer.returnMessage), std::move(answer.requestId),
                             contradicted);
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
  const auto add = [&parameters](std::string_view name) -> std::string& {
    return parameters.emplace_back(name, std::string()).value;
  };
  // In the order in which they are signed, which saves sorting them.
  add("Bizdate") = request.bizdate.wireText();
  if (!request.dagPara.empty()) {
    std::string& text = add("DagPara");
    text.reserve(joinedBytes(request.dagPara));
    appendJoined(text, request.dagPara, appendPlain);
  }
  add("FlowName") = request.flowName;
  if (haveParameters(request.nodePara)) appendJson(add("NodePara"), request.nodePara);
  add("ProjectName") = request.projectName;
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
  if (isOddSuccess(answer.returnCode)) {
    return judgeBadAnswer(response, "ReturnCode cannot be " + answer.returnCode, std::move(answer.requestId));
  }
  if (answer.returnCode != "0") return refused(std::move(answer), response.status);
  if (!gaveUsableId(answer)) return acceptedWithoutId(std::move(answer), response.status);
  return static_cast<CreateManualDagResponse&&>(answer);
}

}  // namespace dataworks::api
