// SPDX-License-Identifier: Apache-2.0
// GetProject: the number of a workspace by its name, or the other way round. Read only.
#include <array>

#include "api/encoder.h"
#include "api/envelope.h"
#include "api/operations.h"
#include "errors/classify.h"

namespace dataworks::detail::api {

namespace {

constexpr std::array kProjectFields{
    wire::id<GetProjectResponse, &GetProjectResponse::projectId>("ProjectId"),
    wire::text<GetProjectResponse, &GetProjectResponse::projectIdentifier>("ProjectIdentifier"),
    wire::shownInteger<GetProjectResponse, &GetProjectResponse::projectMode>("ProjectMode"),
    wire::shownInteger<GetProjectResponse, &GetProjectResponse::status>("Status"),
};
constexpr wire::ResponseSchema kProjectSchema{
    .fields = kEnvelopeFields,
    .objectName = "Data",
    .objectFields = kProjectFields,
    .object = [](void* envelope) -> void* { return &Enveloped<GetProjectResponse>::in(envelope); },
    .invalidUtf8 = &invalidUtf8};

}  // namespace

Result<CallRequest> encode(const GetProjectRequest& request) {
  const bool isNamed = !request.projectIdentifier.empty();
  Encoder call(kActionOf<GetProjectRequest>, request.regionId);
  call.require(isNamed || request.projectId != 0, "neither projectIdentifier nor projectId is set")
      .require(!isNamed || request.projectId == 0, "projectIdentifier and projectId are both set")
      .optionalText("projectIdentifier", "ProjectIdentifier", request.projectIdentifier)
      .optionalId("projectId", "ProjectId", request.projectId);
  return call.finish(Idempotency::kIdempotent);
}

template <>
Result<GetProjectResponse> decode<GetProjectRequest>(HttpResponse&& response, const CallRequest& request) {
  auto project = decodeEnveloped<GetProjectResponse>(response, request, kProjectSchema);
  if (!project || project->projectId != 0) return project;
  return classifyBadResponse(response, "the response has no ProjectId", std::move(project->requestId));
}

}  // namespace dataworks::detail::api
