// SPDX-License-Identifier: Apache-2.0
// StopInstance, RestartInstance, SetSuccessInstance, SuspendInstance and ResumeInstance: requests and responses alike.
//
// A restart is not idempotent. The others lead to the same end state however often they are sent.
#include "api/encoder.h"
#include "api/envelope.h"
#include "api/operations.h"
#include "errors/classify.h"

namespace dataworks::detail::api {

namespace {

struct ParsedAction : Envelope {
  std::optional<bool> accepted;
};

wire::SetResult setAccepted(void* envelope, const wire::Scalar& value, bool again) {
  auto& accepted = static_cast<ParsedAction&>(*static_cast<Envelope*>(envelope)).accepted;
  bool flag = accepted.value_or(false);
  const wire::SetResult set = wire::setFlag(flag, value, again);
  if (set == wire::SetResult::kYes) accepted = flag;
  return set;
}

constexpr auto kActionFields = envelopeFieldsAnd({.name = "Data", .take = &setAccepted, .strict = true});
constexpr wire::ResponseSchema kActionSchema{.fields = kActionFields};

template <class Request>
Result<CallRequest> encodeAction(const Request& request, Idempotency idempotency = Idempotency::kIdempotent) {
  Encoder call(kActionOf<Request>, request.regionId);
  call.id("instanceId", "InstanceId", request.instanceId).environment(request.env);
  return call.finish(idempotency);
}

Result<InstanceActionResponse> decodeAction(HttpResponse& response, const CallRequest& request) {
  ParsedAction parsed;
  std::string problem = readEnvelope(response, kActionSchema, parsed);
  if (auto error =
          errorIn(response, std::move(problem), parsed, request, Evidence::kSuccess, parsed.accepted == true)) {
    return *std::move(error);
  }
  if (parsed.accepted == false) {
    return classifyRejection({}, "Success is true, but Data is false", std::move(parsed.requestId), request.parameters,
                             true);
  }
  return InstanceActionResponse{.requestId = std::move(parsed.requestId)};
}

}  // namespace

Result<CallRequest> encode(const StopInstanceRequest& request) { return encodeAction(request); }
Result<CallRequest> encode(const RestartInstanceRequest& request) {
  return encodeAction(request, Idempotency::kNotIdempotent);
}
Result<CallRequest> encode(const SetSuccessInstanceRequest& request) { return encodeAction(request); }
Result<CallRequest> encode(const SuspendInstanceRequest& request) { return encodeAction(request); }
Result<CallRequest> encode(const ResumeInstanceRequest& request) { return encodeAction(request); }

template <>
Result<InstanceActionResponse> decode<StopInstanceRequest>(HttpResponse&& response, const CallRequest& request) {
  return decodeAction(response, request);
}
template <>
Result<InstanceActionResponse> decode<RestartInstanceRequest>(HttpResponse&& response, const CallRequest& request) {
  return decodeAction(response, request);
}
template <>
Result<InstanceActionResponse> decode<SetSuccessInstanceRequest>(HttpResponse&& response, const CallRequest& request) {
  return decodeAction(response, request);
}
template <>
Result<InstanceActionResponse> decode<SuspendInstanceRequest>(HttpResponse&& response, const CallRequest& request) {
  return decodeAction(response, request);
}
template <>
Result<InstanceActionResponse> decode<ResumeInstanceRequest>(HttpResponse&& response, const CallRequest& request) {
  return decodeAction(response, request);
}

}  // namespace dataworks::detail::api
