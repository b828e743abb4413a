// SPDX-License-Identifier: Apache-2.0
// GetDag: a run as a whole. Read only.
#include <array>

#include "api/encoder.h"
#include "api/envelope.h"
#include "api/operations.h"
#include "errors/classify.h"

namespace dataworks::detail::api {

namespace {

constexpr std::array kDagFields{
    wire::id<DagInfo, &DagInfo::dagId>("DagId"),
    wire::text<DagInfo, &DagInfo::name>("Name"),
    wire::text<DagInfo, &DagInfo::type>("Type"),
    wire::text<DagInfo, &DagInfo::status>("Status"),
    wire::id<DagInfo, &DagInfo::projectId>("ProjectId"),
    wire::text<DagInfo, &DagInfo::createUser>("CreateUser"),
    wire::time<DagInfo, &DagInfo::bizdate>("Bizdate"),
    wire::time<DagInfo, &DagInfo::gmtdate>("Gmtdate"),
    wire::time<DagInfo, &DagInfo::createTime>("CreateTime"),
    wire::time<DagInfo, &DagInfo::startTime>("StartTime"),
    wire::time<DagInfo, &DagInfo::finishTime>("FinishTime"),
    wire::time<DagInfo, &DagInfo::modifyTime>("ModifyTime"),
};
constexpr wire::ResponseSchema kDagSchema{
    .fields = kEnvelopeFields, .objectName = "Data", .objectFields = kDagFields, .object = [](void* envelope) -> void* {
      return &Enveloped<GetDagResponse>::in(envelope).data;
    }};

}  // namespace

Result<CallRequest> encode(const GetDagRequest& request) {
  Encoder call(kActionOf<GetDagRequest>, request.regionId);
  call.id("dagId", "DagId", request.dagId).environment(request.env);
  return call.finish(Idempotency::kIdempotent);
}

template <>
Result<GetDagResponse> decode<GetDagRequest>(HttpResponse&& response, const CallRequest& request) {
  auto dag = decodeEnveloped<GetDagResponse>(response, request, kDagSchema);
  if (!dag || dag->data.dagId != 0) return dag;
  return classifyBadResponse(response, "the response has no DagId", std::move(dag->requestId));
}

}  // namespace dataworks::detail::api
