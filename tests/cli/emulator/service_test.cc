// The two operations, faults before and after them, and the counters.
#include "service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "flows_file.h"
#include "requests.h"

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr const char* kFlows = R"({
  "sales": {
    "nightly": { "nodes": { "a": { "runs": "1s", "id": 7 }, "b": { "runs": "1s", "after": "a" } } },
    "late": { "nodes": { "a": { "runs": "1s" } }, "visibleAfter": "5s" },
    "lost_response": { "nodes": { "a": { "runs": "1s" } },
                     "fault": { "on": "create", "kind": "reset", "when": "after", "times": 1 } },
    "never_began": { "nodes": { "a": { "runs": "1s" } },
                     "fault": { "on": "create", "kind": "unavailable", "when": "before" } }
  },
  "other": { "nightly": { "nodes": { "a": { "runs": "1s" } } } }
})";

class ServiceTest : public ::testing::Test {
 protected:
  /// A request signed with a nonce of its own.
  Outcome ask(const std::string& action, const Parameters& own, WallTime now = morning()) {
    Parameters parameters = commonParameters(action, "nonce-" + std::to_string(++nonces_));
    for (const auto& [name, value] : own) parameters[name] = value;
    return service_.handle(sign(parameters), now);
  }

  Outcome create(Parameters changes = {}) {
    Parameters parameters = {{"ProjectName", "sales"}, {"FlowName", "nightly"}, {"Bizdate", "2026-11-22 00:00:00"}};
    for (const auto& [name, value] : changes) parameters[name] = value;
    return ask("CreateManualDag", parameters);
  }

  Outcome search(const std::string& dagId, WallTime now = morning(), const std::string& project = "sales") {
    return ask("SearchManualDagNodeInstance", {{"ProjectName", project}, {"DagId", dagId}}, now);
  }

  static CreateManualDagResponse created(const Outcome& outcome) {
    return std::get<CreateManualDagResponse>(outcome.response);
  }
  static SearchManualDagNodeInstanceResponse found(const Outcome& outcome) {
    return std::get<SearchManualDagNodeInstanceResponse>(outcome.response);
  }
  static std::string rejectionCode(const Outcome& outcome) {
    const auto* rejection = std::get_if<Rejection>(&outcome.response);
    return rejection != nullptr ? rejection->code : "no rejection";
  }

  Service service_{readFlows(kFlows, "test").projects, {}};
  int nonces_ = 0;
};

TEST_F(ServiceTest, EachTriggerStartsARun) {
  const auto first = created(create());
  const auto second = created(create());
  EXPECT_EQ(first.returnCode, "0");
  EXPECT_GT(first.returnValue, std::int64_t{1} << 32);
  EXPECT_NE(first.returnValue, second.returnValue);
  EXPECT_NE(first.requestId, second.requestId);
  EXPECT_EQ(service_.counters().runsStarted, 2);
}

TEST_F(ServiceTest, ANodeInstanceHasAllItsFields) {
  const auto dagId = created(create({{"DagPara", "k=v"}, {"NodePara", R"({"7": "day=${yyyymmdd}"})"}})).returnValue;
  const auto listed = found(search(std::to_string(dagId), morning() + 3s));
  EXPECT_TRUE(listed.success);
  EXPECT_EQ(listed.errCode, "0");
  ASSERT_EQ(listed.data.size(), 2U);

  const NodeInsInfo& node = listed.data[0];
  EXPECT_EQ(node.nodeName, "a");
  EXPECT_GT(node.instanceId, std::int64_t{1} << 32);
  EXPECT_NE(node.instanceId, listed.data[1].instanceId);
  EXPECT_EQ(node.dagId, dagId);
  EXPECT_EQ(node.dagType, 5);
  EXPECT_EQ(node.status, NodeStatus::kSuccess);
  EXPECT_EQ(node.paraValue, "k=v day=${yyyymmdd}");
  EXPECT_EQ(listed.data[1].paraValue, "k=v") << "the parameters of a node are its own";
  EXPECT_EQ(node.bizdate.time, std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 16h)
      << "midnight in Shanghai";
  EXPECT_EQ(node.createTime.time, morning());
  EXPECT_EQ(node.beginWaitTimeTime.time, morning());
  EXPECT_EQ(node.beginWaitResTime.time, morning());
  EXPECT_EQ(node.beginRunningTime.time, morning() + 1s);
  EXPECT_EQ(node.finishTime.time, morning() + 2s);
  EXPECT_EQ(node.modifyTime.time, morning() + 2s);
  EXPECT_EQ(listed.data[1].status, NodeStatus::kRunning);
  EXPECT_FALSE(listed.data[1].finishTime.time);
}

TEST_F(ServiceTest, NoTwoRunsShareAnInstance) {
  std::set<std::int64_t> instances;
  for (int run = 0; run < 3; ++run) {
    const auto dagId = std::to_string(created(create()).returnValue);
    for (const NodeInsInfo& node : found(search(dagId)).data) instances.insert(node.instanceId);
  }
  EXPECT_EQ(instances.size(), 6U);
}

TEST_F(ServiceTest, TheListIsEmptyUntilTheRunIsVisible) {
  const auto dagId = std::to_string(created(create({{"FlowName", "late"}})).returnValue);
  const auto early = found(search(dagId, morning() + 4s));
  EXPECT_TRUE(early.success);
  EXPECT_THAT(early.data, IsEmpty());
  EXPECT_EQ(found(search(dagId, morning() + 5s)).data.size(), 1U);
}

TEST_F(ServiceTest, AnInvalidTriggerIsRejectedInsideA200) {
  const std::pair<Parameters, std::string> rows[] = {
      {{{"ProjectName", "unknown"}}, "10600111020399005"},
      {{{"FlowName", "nothing"}}, "10600111020399006"},
      {{{"Bizdate", "2026-11-23 00:00:00"}}, "600011"},  // today
      {{{"Bizdate", "2026-11-22"}}, "600011"},
      {{{"Bizdate", "2026-11-22 01:00:00"}}, "600011"},
      {{{"Bizdate", "2026-02-30 00:00:00"}}, "600011"},
      {{{"Bizdate", "yesterday"}}, "600011"},
  };
  for (const auto& [changes, code] : rows) {
    const auto response = created(create(changes));
    EXPECT_EQ(response.returnCode, code) << changes.begin()->second;
    EXPECT_EQ(response.returnValue, 0);
    EXPECT_FALSE(response.returnMessage.empty());
  }
  EXPECT_EQ(service_.counters().runsStarted, 0);
}

TEST_F(ServiceTest, YesterdayIsYesterdayInShanghai) {
  const Parameters day22 = {{"ProjectName", "sales"},
                            {"FlowName", "nightly"},
                            {"Bizdate", "2026-11-22 00:00:00"},
                            {"Timestamp", "2026-11-22T15:59:59Z"}};
  EXPECT_EQ(created(ask("CreateManualDag", day22, morning() - 8h - 1s)).returnCode, "600011");
  EXPECT_EQ(created(ask("CreateManualDag", day22, morning() - 8h)).returnCode, "0");
}

TEST_F(ServiceTest, AnUnknownDagIsAFailureInsideA200) {
  const auto dagId = std::to_string(created(create()).returnValue);
  for (const Outcome& outcome : {search("1"), search(dagId, morning(), "other")}) {
    EXPECT_FALSE(found(outcome).success);
    EXPECT_EQ(found(outcome).errCode, "11020293069");
    EXPECT_THAT(found(outcome).data, IsEmpty());
  }
}

TEST_F(ServiceTest, ASearchNeedsNoRegion) {  // official clients send none
  Parameters parameters = commonParameters("SearchManualDagNodeInstance", "no region");
  parameters.erase("RegionId");
  parameters.insert({{"ProjectName", "sales"}, {"DagId", std::to_string(created(create()).returnValue)}});
  EXPECT_TRUE(found(service_.handle(sign(parameters), morning())).success);
}

TEST_F(ServiceTest, MissingAndMalformedParametersAreRejected) {
  EXPECT_EQ(rejectionCode(create({{"ProjectName", ""}})), "MissingProjectName");
  EXPECT_EQ(rejectionCode(create({{"FlowName", ""}})), "MissingFlowName");
  EXPECT_EQ(rejectionCode(create({{"Bizdate", ""}})), "MissingBizdate");
  EXPECT_EQ(rejectionCode(create({{"DagPara", "no-equals-sign"}})), "InvalidParameter");
  EXPECT_EQ(rejectionCode(create({{"DagPara", "=v"}})), "InvalidParameter");
  EXPECT_EQ(rejectionCode(create({{"NodePara", "k=v"}})), "InvalidParameter");
  EXPECT_EQ(rejectionCode(create({{"NodePara", R"({"x": "k=v"})"}})), "InvalidParameter");
  EXPECT_EQ(rejectionCode(create({{"NodePara", R"({"7": 1})"}})), "InvalidParameter");
  EXPECT_EQ(rejectionCode(search("")), "MissingDagId");
  EXPECT_EQ(rejectionCode(search("1", morning(), "")), "MissingProjectName");
  for (const char* bad : {"abc", "-1", "0", "1.5", "9223372036854775808"}) {
    EXPECT_EQ(rejectionCode(search(bad)), "InvalidParameter") << bad;
  }
}

TEST_F(ServiceTest, TheSecondCopyOfARequestIsRejectedAndStartsNothing) {
  Parameters parameters = commonParameters("CreateManualDag", "the same");
  parameters.insert({{"ProjectName", "sales"}, {"FlowName", "nightly"}, {"Bizdate", "2026-11-22 00:00:00"}});
  EXPECT_EQ(created(service_.handle(sign(parameters), morning())).returnCode, "0");
  EXPECT_EQ(rejectionCode(service_.handle(sign(parameters), morning())), "SignatureNonceUsed");
  EXPECT_EQ(service_.counters().runsStarted, 1);
  EXPECT_EQ(service_.counters().requestsRead, 2);
}

TEST_F(ServiceTest, AFaultAfterExecutionStartsTheRun) {
  const Outcome lost = create({{"FlowName", "lost_response"}});
  EXPECT_EQ(lost.fault, FaultKind::kReset);
  EXPECT_EQ(service_.counters().runsStarted, 1);
  EXPECT_FALSE(create({{"FlowName", "lost_response"}}).fault) << "once, as in the flows file";
}

TEST_F(ServiceTest, AFaultBeforeExecutionStartsNothing) {
  const Outcome unavailable = create({{"FlowName", "never_began"}});
  EXPECT_EQ(rejectionCode(unavailable), "ServiceUnavailable");
  EXPECT_EQ(service_.counters().runsStarted, 0);
}

TEST_F(ServiceTest, CountsRequestsAndTheirOutcomes) {
  create();
  create({{"FlowName", "lost_response"}});
  create({{"FlowName", "never_began"}});
  search("1");
  std::ignore = service_.handle({}, morning());
  const Counters& counters = service_.counters();
  EXPECT_EQ(counters.requestsRead, 5);
  EXPECT_EQ(counters.runsStarted, 2);
  EXPECT_THAT(counters.byAction,
              UnorderedElementsAre(Pair("CreateManualDag", 3), Pair("SearchManualDagNodeInstance", 1)));
  EXPECT_THAT(counters.rejections, UnorderedElementsAre(Pair("MissingParameter", 1), Pair("ServiceUnavailable", 1)));
  EXPECT_THAT(counters.faults, UnorderedElementsAre(Pair("reset", 1), Pair("unavailable", 1)));
}

TEST_F(ServiceTest, FaultsWithAResponseOfTheServiceReplaceTheResponse) {
  struct Row {
    FaultKind kind;
    const char* code;
    int httpStatus;
    std::int64_t runs;
  };
  const Row rows[] = {
      {FaultKind::kError500, "InternalError", 500, 1},   {FaultKind::kUnavailable, "ServiceUnavailable", 503, 1},
      {FaultKind::kThrottle, "Throttling.User", 429, 0}, {FaultKind::kNonce, "SignatureNonceUsed", 400, 1},
      {FaultKind::kDenied, "Forbidden.RAM", 403, 0},
  };
  for (const Row& row : rows) {
    service_ = Service(readFlows(kFlows, "test").projects, {.faults = {{row.kind, 1}}});
    const Outcome outcome = create();
    EXPECT_EQ(rejectionCode(outcome), row.code);
    EXPECT_EQ(std::get<Rejection>(outcome.response).httpStatus, row.httpStatus) << row.code;
    EXPECT_EQ(std::get<Rejection>(outcome.response).retryAfter.has_value(), row.kind == FaultKind::kThrottle)
        << row.code;
    EXPECT_EQ(service_.counters().runsStarted, row.runs) << row.code;
  }
}

TEST_F(ServiceTest, ABadIdIsASuccessWithoutAnId) {
  service_ = Service(readFlows(kFlows, "test").projects, {.faults = {{FaultKind::kBadId, 1}}});
  const auto response = created(create());
  EXPECT_EQ(response.returnCode, "0");
  EXPECT_EQ(response.returnValue, 0);
  EXPECT_EQ(service_.counters().runsStarted, 1);
  EXPECT_FALSE(search("1").fault) << "it is a fault of triggers";
}

}  // namespace
}  // namespace dataworks::emulator
