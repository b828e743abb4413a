// SPDX-License-Identifier: Apache-2.0
#include "api/prepare.h"

#include <utility>

#include "types/make_error.h"

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

Result<Prepared<CreateManualDagResponse>> prepare(const CreateManualDagRequest& request, const CallOptions& options,
                                                  const Settings& settings) {
  return prepared<CreateManualDagResponse>(api::encode(request), options, settings, api::readCreateManualDag);
}

Result<Prepared<SearchManualDagNodeInstanceResponse>> prepare(const SearchManualDagNodeInstanceRequest& request,
                                                              const CallOptions& options, const Settings& settings) {
  if (auto missing = missingRegion(settings, request.regionId)) {
    return withContext({.operation = std::string(api::kSearchManualDagNodeInstance)}, *std::move(missing));
  }
  return prepared<SearchManualDagNodeInstanceResponse>(api::encode(request), options, settings,
                                                       api::readSearchManualDagNodeInstance);
}

Result<Prepared<RpcResponse>> prepare(const RpcRequest& request, const CallOptions& options, const Settings& settings) {
  return prepared<RpcResponse>(api::encode(request), options, settings, api::readRpc);
}

Result<Prepared<GetInstanceLogResponse>> prepare(const GetInstanceLogRequest& request, const CallOptions& options,
                                                 const Settings& settings) {
  auto log = prepare<GetInstanceLogRequest>(request, options, settings);
  if (log) log->request.maxLogBytes = settings.maxLogBytes;
  return log;
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
