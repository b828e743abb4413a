// SPDX-License-Identifier: Apache-2.0
// SearchManualDagNodeInstance: the nodes of a run. Read only.
//
// Its response counts as good only if it says so itself: `Success` true or `ErrCode` "0", and neither says otherwise.
// An object with none of the two is a bad response, not an empty list, and a node without a status spoils the whole
// list.
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "api/gateway_fields.h"
#include "api/prepare.h"
#include "api/validation.h"
#include "errors/classify.h"
#include "types/make_error.h"
#include "wire/read_response.h"

namespace dataworks::detail::api {

namespace {

struct ParsedInstances : SearchManualDagNodeInstanceResponse, GatewayFields {
  bool saidSuccess = false;
};

wire::SetResult setSuccess(void* target, const wire::Scalar& value, bool again) {
  auto& parsed = *static_cast<ParsedInstances*>(target);
  const wire::SetResult set = wire::setFlag(parsed.success, value, again);
  if (set == wire::SetResult::kYes) parsed.saidSuccess = true;
  return set;
}

constexpr std::array kInstancesFields{
    wire::text<ParsedInstances, &ParsedInstances::requestId>("RequestId"),
    wire::code<ParsedInstances, &ParsedInstances::errCode>("ErrCode"),
    wire::text<ParsedInstances, &ParsedInstances::errMsg>("ErrMsg"),
    wire::Field{.name = "Success", .take = &setSuccess, .strict = true},
    wire::code<ParsedInstances, &ParsedInstances::gatewayCode>("Code"),
    wire::text<ParsedInstances, &ParsedInstances::gatewayMessage>("Message"),
    wire::text<ParsedInstances, &ParsedInstances::gatewayRecommend>("Recommend"),
};

constexpr std::array kNodeFields{
    wire::text<NodeInsInfo, &NodeInsInfo::nodeName>("NodeName"),
    wire::id<NodeInsInfo, &NodeInsInfo::instanceId>("InstanceId"),
    wire::id<NodeInsInfo, &NodeInsInfo::dagId>("DagId"),
    wire::integer<NodeInsInfo, &NodeInsInfo::dagType>("DagType"),
    wire::status<NodeInsInfo>("Status"),
    wire::text<NodeInsInfo, &NodeInsInfo::paraValue>("ParaValue"),
    wire::time<NodeInsInfo, &NodeInsInfo::bizdate>("Bizdate"),
    wire::time<NodeInsInfo, &NodeInsInfo::createTime>("CreateTime"),
    wire::time<NodeInsInfo, &NodeInsInfo::beginWaitTimeTime>("BeginWaitTimeTime"),
    wire::time<NodeInsInfo, &NodeInsInfo::beginWaitResTime>("BeginWaitResTime"),
    wire::time<NodeInsInfo, &NodeInsInfo::beginRunningTime>("BeginRunningTime"),
    wire::time<NodeInsInfo, &NodeInsInfo::finishTime>("FinishTime"),
    wire::time<NodeInsInfo, &NodeInsInfo::modifyTime>("ModifyTime"),
    // The reference's table has another name for it than its samples.
    wire::time<NodeInsInfo, &NodeInsInfo::beginWaitResTime>("BeginWaitResourcesTime"),
};

void* addNode(void* parsed) { return &static_cast<ParsedInstances*>(parsed)->data.emplace_back(); }
void reserveNodes(void* parsed, std::size_t count) { static_cast<ParsedInstances*>(parsed)->data.reserve(count); }
std::size_t& invalidUtf8(void* parsed) { return static_cast<ParsedInstances*>(parsed)->invalidUtf8; }

constexpr wire::ResponseSchema kInstancesSchema{.fields = kInstancesFields,
                                                .listName = "Data",
                                                .entryName = "NodeInsInfo",
                                                .entryFields = kNodeFields,
                                                .addEntry = &addNode,
                                                .reserveEntries = &reserveNodes,
                                                .invalidUtf8 = &invalidUtf8};

}  // namespace

Result<CallRequest> encode(const SearchManualDagNodeInstanceRequest& request) {
  const auto refuse = [](std::string problem) {
    return invalidRequest(kSearchManualDagNodeInstance, std::move(problem));
  };
  if (auto problem = checkRequired("projectName", request.projectName)) return refuse(*std::move(problem));
  if (auto problem = checkOptional("regionId", request.regionId)) return refuse(*std::move(problem));
  if (request.dagId <= 0) return refuse("dagId is " + std::to_string(request.dagId) + "; ids are greater than 0");

  RpcParameters parameters;
  parameters.reserve(2);
  parameters.emplace_back("ProjectName", request.projectName);
  parameters.emplace_back("DagId", std::to_string(request.dagId));
  return CallRequest{.action = std::string(kSearchManualDagNodeInstance),
                     .regionId = request.regionId,
                     .parameters = std::move(parameters),
                     .idempotency = Idempotency::kIdempotent};
}

Result<SearchManualDagNodeInstanceResponse> readSearchManualDagNodeInstance(HttpResponse&& response,
                                                                            const CallRequest& request) {
  if (!isSuccess(response.status))
    return classifyErrorResponse(response, readErrorEnvelope(response.body), request.parameters);
  ParsedInstances parsed;
  if (std::string problem = wire::readResponse(response.body, kInstancesSchema, &parsed); !problem.empty()) {
    return classifyBadResponse(response, std::move(problem), std::move(parsed.requestId));
  }
  if (isNonStandardSuccess(parsed.errCode)) {
    return classifyBadResponse(response, "ErrCode cannot be " + parsed.errCode, std::move(parsed.requestId));
  }
  const bool namesError = !parsed.errCode.empty() && parsed.errCode != "0";
  const bool saidFailure = parsed.saidSuccess && !parsed.success;
  if (!namesError && (saidFailure || (!parsed.success && parsed.errCode.empty()))) {
    if (auto envelope = envelopeIn(parsed, parsed.requestId))
      return classifyErrorResponse(response, envelope, request.parameters);
    if (!saidFailure) {
      return classifyBadResponse(response, "the response has neither Success nor ErrCode", std::move(parsed.requestId));
    }
    parsed.errCode.clear();  // "0" is no reason
  }
  if (namesError || saidFailure) {
    Error error = classifyRejection(std::move(parsed.errCode), std::move(parsed.errMsg), std::move(parsed.requestId),
                                    request.parameters, false);
    error.httpStatus = response.status;
    return error;
  }
  parsed.success = true;  // a response with ErrCode "0" alone says so in other words
  return static_cast<SearchManualDagNodeInstanceResponse&&>(parsed);
}

}  // namespace dataworks::detail::api

namespace dataworks::detail {

namespace {

// Unlike a trigger, a search must name its region, even where an endpoint was given.
std::optional<Error> missingRegion(const Settings& settings, const std::string& regionId) {
  if (!regionId.empty() || !settings.regionId.empty()) return std::nullopt;
  Error error = invalidArgument("no region");
  error.hint = "Set regionId of the client or of the request, for example \"cn-shanghai\", or ALIBABA_CLOUD_REGION_ID.";
  return error;
}

SearchManualDagNodeInstanceRequest searchOf(const DagRef& run) {
  return {.projectName = run.projectName, .dagId = run.dagId, .regionId = run.regionId};
}

// The search sees runs in production only.
Result<SearchManualDagNodeInstanceResponse> readAsSearch(HttpResponse&& response, const CallRequest& request) {
  auto listed = api::decode<ListManualDagInstancesRequest>(std::move(response), request);
  if (!listed) return std::move(listed).error();
  SearchManualDagNodeInstanceResponse search{
      .requestId = std::move(listed->requestId), .errCode = "0", .success = true, .invalidUtf8 = listed->invalidUtf8};
  search.data.reserve(listed->instances.size());
  for (InstanceInfo& each : listed->instances) search.data.push_back(std::move(static_cast<NodeInsInfo&>(each)));
  return search;
}

}  // namespace

Result<Prepared<SearchManualDagNodeInstanceResponse>> prepare(const SearchManualDagNodeInstanceRequest& request,
                                                              const CallOptions& options, const Settings& settings) {
  if (auto missing = missingRegion(settings, request.regionId)) {
    return withContext({.operation = std::string(api::kSearchManualDagNodeInstance)}, *std::move(missing));
  }
  return prepared<SearchManualDagNodeInstanceResponse>(api::encode(request), options, settings,
                                                       api::readSearchManualDagNodeInstance);
}

std::optional<Error> whyNotListed(const DagRef& run, const Settings& settings) {
  if (auto problem = missingRegion(settings, run.regionId)) return problem;
  if (auto encoded = api::encode(searchOf(run)); !encoded) return std::move(encoded).error();
  return std::nullopt;
}

Result<Prepared<SearchManualDagNodeInstanceResponse>> prepareList(const DagRef& run, const CallOptions& options,
                                                                  const Settings& settings) {
  if (run.env == ProjectEnv::kProd) return prepare(searchOf(run), options, settings);
  const ListManualDagInstancesRequest request{
      .projectName = run.projectName, .dagId = run.dagId, .env = run.env, .regionId = run.regionId};
  return prepared<SearchManualDagNodeInstanceResponse>(api::encode(request), options, settings, readAsSearch);
}

}  // namespace dataworks::detail
