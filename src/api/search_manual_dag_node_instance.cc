// SearchManualDagNodeInstance: the nodes of a run. Read only.
//
// Its answer counts as good only if it says so itself: `Success` true or `ErrCode` "0", and neither says otherwise. An
// object with none of the two is a bad answer, not an empty list, and a node without a status spoils the whole list.
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "api/gateway_fields.h"
#include "api/local_checks.h"
#include "api/operations.h"
#include "call/evidence.h"
#include "wire/read_answer.h"

namespace dataworks::api {

namespace {

struct Answer : SearchManualDagNodeInstanceResponse, GatewayFields {
  bool saidSuccess = false;
};

wire::Taken takeSuccess(void* target, const wire::Scalar& value, bool again) {
  auto& answer = *static_cast<Answer*>(target);
  const wire::Taken taken = wire::takeFlag(answer.success, value, again);
  if (taken == wire::Taken::kYes) answer.saidSuccess = true;
  return taken;
}

constexpr std::array kFields{
    wire::text<Answer, &Answer::requestId>("RequestId"),
    wire::code<Answer, &Answer::errCode>("ErrCode"),
    wire::text<Answer, &Answer::errMsg>("ErrMsg"),
    wire::Field{.name = "Success", .take = &takeSuccess, .decisive = true},
    wire::code<Answer, &Answer::gatewayCode>("Code"),
    wire::text<Answer, &Answer::gatewayMessage>("Message"),
    wire::text<Answer, &Answer::gatewayRecommend>("Recommend"),
};

constexpr std::array kNodeFields{
    wire::text<NodeInsInfo, &NodeInsInfo::nodeName>("NodeName"),
    wire::id<NodeInsInfo, &NodeInsInfo::instanceId>("InstanceId"),
    wire::id<NodeInsInfo, &NodeInsInfo::dagId>("DagId"),
    wire::integer<NodeInsInfo, &NodeInsInfo::dagType>("DagType"),
    wire::status<NodeInsInfo, &NodeInsInfo::status>("Status"),
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

void* addNode(void* answer) { return &static_cast<Answer*>(answer)->data.emplace_back(); }
void reserveNodes(void* answer, std::size_t count) { static_cast<Answer*>(answer)->data.reserve(count); }

constexpr wire::AnswerShape kShape{.fields = kFields,
                                   .listName = "Data",
                                   .entryName = "NodeInsInfo",
                                   .entryFields = kNodeFields,
                                   .addEntry = &addNode,
                                   .reserveEntries = &reserveNodes};

}  // namespace

Result<RpcParameters> encode(const SearchManualDagNodeInstanceRequest& request) {
  const auto refuse = [](std::string problem) {
    return invalidArgument(kSearchManualDagNodeInstance, std::move(problem));
  };
  if (auto problem = checkRequired("projectName", request.projectName)) return refuse(*std::move(problem));
  if (auto problem = checkOptional("regionId", request.regionId)) return refuse(*std::move(problem));
  if (request.dagId <= 0) return refuse("dagId is " + std::to_string(request.dagId) + "; ids are greater than 0");

  RpcParameters parameters;
  parameters.reserve(2);
  parameters.push_back({"ProjectName", request.projectName});
  parameters.push_back({"DagId", std::to_string(request.dagId)});
  return parameters;
}

Result<SearchManualDagNodeInstanceResponse> readSearchManualDagNodeInstance(HttpResponse&& response) {
  if (!isSuccess(response.status)) return judgeErrorAnswer(response, readErrorEnvelope(response.body));
  Answer answer;
  if (std::string problem = wire::readAnswer(response.body, kShape, &answer); !problem.empty()) {
    return judgeBadAnswer(response, std::move(problem), std::move(answer.requestId));
  }
  if (isOddSuccess(answer.errCode)) {
    return judgeBadAnswer(response, "ErrCode cannot be " + answer.errCode, std::move(answer.requestId));
  }
  const bool namesError = !answer.errCode.empty() && answer.errCode != "0";
  const bool saidFailure = answer.saidSuccess && !answer.success;
  if (!namesError && (saidFailure || (!answer.success && answer.errCode.empty()))) {
    if (auto envelope = envelopeIn(answer, answer.requestId)) return judgeErrorAnswer(response, envelope);
    if (!saidFailure) {
      return judgeBadAnswer(response, "the answer has neither Success nor ErrCode", std::move(answer.requestId));
    }
    answer.errCode.clear();  // "0" is no reason
  }
  if (namesError || saidFailure) {
    Error error = judgeRefusal(std::move(answer.errCode), std::move(answer.errMsg), std::move(answer.requestId), false);
    error.httpStatus = response.status;
    return error;
  }
  answer.success = true;  // an answer with ErrCode "0" alone says so in other words
  return static_cast<SearchManualDagNodeInstanceResponse&&>(answer);
}

}  // namespace dataworks::api
