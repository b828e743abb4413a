// SPDX-License-Identifier: Apache-2.0
// GetInstance, ListInstanceHistory, ListInstances and ListManualDagInstances: instances, one or many. Read only.
#include <array>

#include "api/encoder.h"
#include "api/envelope.h"
#include "api/operations.h"
#include "errors/classify.h"
#include "text/ascii.h"

namespace dataworks::detail::api {

namespace {

// A number, or a word; the one of manual runs is known.
wire::SetResult setDagType(std::int64_t& type, const wire::Scalar& value, bool again) {
  constexpr std::int64_t kManual = 5;
  if (equalInAnyCase(trimmed(value.text), "MANUAL_FLOW")) return type = kManual, wire::SetResult::kYes;
  return wire::setInteger(type, value, again);
}

// The names of 2018-06-01, and what the operations of 2020-05-18 call the same.
constexpr std::array kInstanceFields{
    wire::text<InstanceInfo, &InstanceInfo::nodeName>("NodeName"),
    wire::id<InstanceInfo, &InstanceInfo::nodeId>("NodeId"),
    wire::id<InstanceInfo, &InstanceInfo::instanceId>("InstanceId"),
    wire::id<InstanceInfo, &InstanceInfo::dagId>("DagId"),
    wire::Field{"DagType", &wire::takeIfFit<InstanceInfo, &InstanceInfo::dagType, &setDagType>, false},
    wire::status<InstanceInfo>("Status"),
    wire::text<InstanceInfo, &InstanceInfo::paraValue>("ParamValues"),
    wire::text<InstanceInfo, &InstanceInfo::paraValue>("ParaValue"),
    wire::time<InstanceInfo, &InstanceInfo::bizdate>("Bizdate"),
    wire::time<InstanceInfo, &InstanceInfo::createTime>("CreateTime"),
    wire::time<InstanceInfo, &InstanceInfo::beginWaitTimeTime>("BeginWaitTimeTime"),
    wire::time<InstanceInfo, &InstanceInfo::beginWaitResTime>("BeginWaitResTime"),
    wire::time<InstanceInfo, &InstanceInfo::beginWaitResTime>("BeginWaitResourcesTime"),
    wire::time<InstanceInfo, &InstanceInfo::beginRunningTime>("BeginRunningTime"),
    wire::time<InstanceInfo, &InstanceInfo::finishTime>("FinishTime"),
    wire::time<InstanceInfo, &InstanceInfo::modifyTime>("ModifyTime"),
    wire::text<InstanceInfo, &InstanceInfo::owner>("Owner"),
    wire::text<InstanceInfo, &InstanceInfo::createUser>("CreateUser"),
    wire::shownInteger<InstanceInfo, &InstanceInfo::businessId>("BusinessId"),
    wire::shownInteger<InstanceInfo, &InstanceInfo::relatedFlowId>("RelatedFlowId"),
    wire::text<InstanceInfo, &InstanceInfo::taskType>("TaskType"),
    wire::shownInteger<InstanceInfo, &InstanceInfo::priority>("Priority"),
    wire::shownFlag<InstanceInfo, &InstanceInfo::repeatability>("Repeatability"),
    wire::shownInteger<InstanceInfo, &InstanceInfo::taskRerunTime>("TaskRerunTime"),
    wire::time<InstanceInfo, &InstanceInfo::cycTime>("CycTime"),
    wire::id<InstanceInfo, &InstanceInfo::instanceHistoryId>("InstanceHistoryId"),
};

// One instance.
constexpr wire::ResponseSchema kOne{
    .fields = kEnvelopeFields,
    .objectName = "Data",
    .objectFields = kInstanceFields,
    .object = [](void* envelope) -> void* { return &Enveloped<GetInstanceResponse>::in(envelope).data; },
    .invalidUtf8 = &invalidUtf8};

// A list of them: `Instances`, in the dialects of any list.
template <class Response>
constexpr wire::ResponseSchema listIn() {
  return {
      .fields = kEnvelopeFields,
      .listName = "Instances",
      .entryName = "Instance",
      .entryFields = kInstanceFields,
      .addEntry = [](void* envelope) -> void* { return &Enveloped<Response>::in(envelope).instances.emplace_back(); },
      .reserveEntries = [](void* envelope, std::size_t n) { Enveloped<Response>::in(envelope).instances.reserve(n); },
      .invalidUtf8 = &invalidUtf8};
}
constexpr wire::ResponseSchema kHistory = listIn<ListInstanceHistoryResponse>();
constexpr wire::ResponseSchema kOfDag = listIn<ListManualDagInstancesResponse>();

// A page of a list, in `Data`.
constexpr std::array kPageFields{
    wire::integer<ListInstancesResponse, &ListInstancesResponse::pageNumber>("PageNumber"),
    wire::integer<ListInstancesResponse, &ListInstancesResponse::pageSize>("PageSize"),
    wire::integer<ListInstancesResponse, &ListInstancesResponse::totalCount>("TotalCount"),
};
constexpr wire::ResponseSchema pageIn() {
  wire::ResponseSchema schema = listIn<ListInstancesResponse>();
  schema.objectName = "Data";
  schema.objectFields = kPageFields;
  schema.object = [](void* envelope) -> void* { return &Enveloped<ListInstancesResponse>::in(envelope); };
  return schema;
}
constexpr wire::ResponseSchema kPage = pageIn();

std::string wordFor(InstanceOrder order) {
  switch (order) {
    case InstanceOrder::kCreateTimeDesc: return "CREATE_TIME_DESC";
    case InstanceOrder::kInstanceIdDesc: return "INSTANCE_ID_DESC";
    case InstanceOrder::kUnset: break;
  }
  return {};
}

}  // namespace

Result<CallRequest> encode(const GetInstanceRequest& request) {
  Encoder call(kActionOf<GetInstanceRequest>, request.regionId);
  call.id("instanceId", "InstanceId", request.instanceId).environment(request.env);
  return call.finish(Idempotency::kIdempotent);
}

template <>
Result<GetInstanceResponse> decode<GetInstanceRequest>(HttpResponse&& response, const CallRequest& request) {
  auto instance = decodeEnveloped<GetInstanceResponse>(response, request, kOne);
  if (!instance) return instance;
  const bool isThere = instance->data.instanceId != 0 && instance->data.status != NodeStatus::kUnset;
  if (!isThere) return classifyBadResponse(response, "the response has no instance", std::move(instance->requestId));
  return instance;
}

Result<CallRequest> encode(const ListInstanceHistoryRequest& request) {
  Encoder call(kActionOf<ListInstanceHistoryRequest>, request.regionId);
  call.id("instanceId", "InstanceId", request.instanceId).environment(request.env);
  return call.finish(Idempotency::kIdempotent);
}

template <>
Result<ListInstanceHistoryResponse> decode<ListInstanceHistoryRequest>(HttpResponse&& response,
                                                                       const CallRequest& request) {
  return decodeEnveloped<ListInstanceHistoryResponse>(response, request, kHistory);
}

Result<CallRequest> encode(const ListInstancesRequest& request) {
  constexpr int kMostPerPage = 100;
  const Bizdate& begin = request.beginBizdate;
  const Bizdate& end = request.endBizdate;
  Encoder call(kActionOf<ListInstancesRequest>, request.regionId);
  call.id("projectId", "ProjectId", request.projectId)
      .environment(request.env)
      .optionalText("flowName", "BizName", request.flowName)
      .optionalId("dagId", "DagId", request.dagId)
      .optionalText("nodeName", "NodeName", request.nodeName)
      .optionalText("status", "Status", request.status)
      .require(!begin.isSet() || !end.isSet() || begin <= end, "beginBizdate is later than endBizdate")
      .add("BeginBizdate", begin.toWireString())
      .add("EndBizdate", end.toWireString())
      .add("OrderBy", wordFor(request.orderBy))
      .require(request.pageNumber >= 1, "pageNumber is " + std::to_string(request.pageNumber) + "; the first page is 1")
      .add("PageNumber", std::to_string(request.pageNumber))
      .require(request.pageSize >= 1 && request.pageSize <= kMostPerPage,
               "pageSize is " + std::to_string(request.pageSize) + "; it must be from 1 to 100")
      .add("PageSize", std::to_string(request.pageSize));
  return call.finish(Idempotency::kIdempotent);
}

template <>
Result<ListInstancesResponse> decode<ListInstancesRequest>(HttpResponse&& response, const CallRequest& request) {
  auto page = decodeEnveloped<ListInstancesResponse>(response, request, kPage);
  const bool isThere = !page || page->pageNumber != 0 || !page->instances.empty();
  if (!isThere) return classifyBadResponse(response, "the response has no page", std::move(page->requestId));
  return page;
}

Result<CallRequest> encode(const ListManualDagInstancesRequest& request) {
  Encoder call(kActionOf<ListManualDagInstancesRequest>, request.regionId);
  call.id("dagId", "DagId", request.dagId)
      .environment(request.env)
      .text("projectName", "ProjectName", request.projectName);
  return call.finish(Idempotency::kIdempotent);
}

// Its response has no `Success`.
template <>
Result<ListManualDagInstancesResponse> decode<ListManualDagInstancesRequest>(HttpResponse&& response,
                                                                             const CallRequest& request) {
  return decodeEnveloped<ListManualDagInstancesResponse>(response, request, kOfDag, Evidence::kRequestId);
}

}  // namespace dataworks::detail::api
