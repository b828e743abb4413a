// CreateManualDag: triggers a run. Not idempotent, so that every doubt about its response counts as "may have started".
#include <array>
#include <string>
#include <utility>

#include "api/gateway_fields.h"
#include "api/operations.h"
#include "api/validation.h"
#include "errors/classify.h"
#include "wire/read_response.h"

namespace dataworks::detail::api {

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

struct Parsed : CreateManualDagResponse, GatewayFields {
  std::string invalidId;  // what stood there in place of an id
};

// An id that is none must not spoil the response: that the run was accepted is worth more than its number.
wire::SetResult setRunId(void* target, const wire::Scalar& value, bool again) {
  auto& parsed = *static_cast<Parsed*>(target);
  const wire::SetResult set = wire::setId(parsed.returnValue, value, again);
  if (set != wire::SetResult::kUnfit) return set;
  parsed.invalidId = wire::shown(value);
  return wire::SetResult::kYes;
}

constexpr std::array kFields{
    wire::text<Parsed, &Parsed::requestId>("RequestId"),
    wire::code<Parsed, &Parsed::returnCode>("ReturnCode"),
    wire::text<Parsed, &Parsed::returnMessage>("ReturnMessage"),
    wire::text<Parsed, &Parsed::returnErrorSolution>("ReturnErrorSolution"),
    wire::Field{.name = "ReturnValue", .take = &setRunId, .strict = true},
    wire::code<Parsed, &Parsed::gatewayCode>("Code"),
    wire::text<Parsed, &Parsed::gatewayMessage>("Message"),
    wire::text<Parsed, &Parsed::gatewayRecommend>("Recommend"),
};
constexpr wire::ResponseSchema kShape{.fields = kFields};

bool gaveId(const Parsed& parsed) { return parsed.returnValue != 0 || !parsed.invalidId.empty(); }
bool gaveUsableId(const Parsed& parsed) { return parsed.returnValue != 0 && parsed.invalidId.empty(); }

// What the gateway's word that it refused would be contradicted by.
bool saysItStarted(const Parsed& parsed) { return parsed.returnCode == "0" || gaveId(parsed); }

Error refused(Parsed parsed, int httpStatus) {
  const bool contradicted = gaveId(parsed) || mentionsServerFailure(parsed.gatewayCode, parsed.gatewayMessage);
  Error error = classifyRejection(std::move(parsed.returnCode), std::move(parsed.returnMessage),
                                  std::move(parsed.requestId), contradicted);
  error.httpStatus = httpStatus;
  if (error.hint.empty()) error.hint = std::move(parsed.returnErrorSolution);
  return error;
}

Error acceptedWithoutId(Parsed parsed, int httpStatus) {
  std::string message = "the service accepted the run, but gave no id of it";
  if (!parsed.invalidId.empty()) message = "the service accepted the run, but its id cannot be " + parsed.invalidId;
  Error error = classifyMissingId(std::move(message), std::move(parsed.requestId));
  error.httpStatus = httpStatus;
  return error;
}

}  // namespace

Result<CallRequest> encode(const CreateManualDagRequest& request) {
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
  add("Bizdate") = request.bizdate.toWireString();
  if (!request.dagPara.empty()) {
    std::string& text = add("DagPara");
    text.reserve(joinedBytes(request.dagPara));
    appendJoined(text, request.dagPara, appendPlain);
  }
  add("FlowName") = request.flowName;
  if (haveParameters(request.nodePara)) appendJson(add("NodePara"), request.nodePara);
  add("ProjectName") = request.projectName;
  return CallRequest{.action = std::string(kCreateManualDag),
                     .regionId = request.regionId,
                     .parameters = std::move(parameters),
                     .bizdate = request.bizdate};
}

Result<CreateManualDagResponse> readCreateManualDag(HttpResponse&& response, const CallRequest& request) {
  Parsed parsed;
  std::string problem = wire::readResponse(response.body, kShape, &parsed);
  if (!isSuccess(response.status)) {
    if (!problem.empty()) return classifyErrorResponse(response, std::nullopt);
    return classifyErrorResponse(response, envelopeIn(parsed, parsed.requestId), saysItStarted(parsed));
  }
  if (!problem.empty()) return classifyBadResponse(response, std::move(problem), std::move(parsed.requestId));
  if (parsed.returnCode.empty()) {
    if (auto envelope = envelopeIn(parsed, parsed.requestId)) {
      return classifyErrorResponse(response, envelope, saysItStarted(parsed));
    }
    return classifyBadResponse(response, "the response has no ReturnCode", std::move(parsed.requestId));
  }
  if (isNonStandardSuccess(parsed.returnCode)) {
    return classifyBadResponse(response, "ReturnCode cannot be " + parsed.returnCode, std::move(parsed.requestId));
  }
  if (parsed.returnCode != "0") return refused(std::move(parsed), response.status);
  if (!gaveUsableId(parsed)) return acceptedWithoutId(std::move(parsed), response.status);
  for (const RpcParameter& parameter : request.parameters) {
    if (parameter.name == "ProjectName") parsed.projectName = parameter.value;
  }
  parsed.regionId = request.regionId;
  return static_cast<CreateManualDagResponse&&>(parsed);
}

}  // namespace dataworks::detail::api
