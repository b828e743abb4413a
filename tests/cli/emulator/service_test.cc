// SPDX-License-Identifier: Apache-2.0
// Triggers and searches, faults before and after them, and the counters.
#include <gmock/gmock.h>

#include <set>
#include <tuple>

#include "service_fixture.h"

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
                       "fault": [{ "on": "create", "kind": "reset", "when": "after", "times": 1 },
                                 { "on": "RestartInstance", "kind": "close" },
                                 { "on": "ListInstances", "kind": "forbidden" }] },
    "never_began": { "nodes": { "a": { "runs": "1s" } },
                     "fault": { "on": "create", "kind": "unavailable", "when": "before" } }
  },
  "other": { "nightly": { "nodes": { "a": { "runs": "1s" } } } }
})";

class ServiceTest : public ServiceFixture {
 protected:
  ServiceTest() : ServiceFixture(kFlows) {}
};

TEST_F(ServiceTest, EachTriggerStartsARun) {
  const Outcome first = create();
  const Outcome second = create();
  EXPECT_EQ(fields(first)["ReturnCode"], "0");
  EXPECT_GT(fields(first)["ReturnValue"], std::int64_t{1} << 32);
  EXPECT_NE(fields(first)["ReturnValue"], fields(second)["ReturnValue"]);
  EXPECT_NE(first.requestId, second.requestId);
  EXPECT_EQ(service().counters().runsStarted, 2);
}

TEST_F(ServiceTest, ANodeInstanceHasAllItsFields) {
  const auto created = fields(create({{"DagPara", "k=v"}, {"NodePara", R"({"7": "day=${yyyymmdd}"})"}}));
  const auto listed = fields(search(created["ReturnValue"].dump(), morning() + 3s));
  EXPECT_EQ(listed["Success"], true);
  EXPECT_EQ(listed["ErrCode"], "0");
  const Tree& list = listed["Data"]["NodeInsInfo"];
  ASSERT_EQ(list.size(), 2U);

  const std::int64_t now = 1'795'392'000'000;  // morning()
  Tree node = list[0];
  EXPECT_GT(node["InstanceId"], std::int64_t{1} << 32);
  EXPECT_NE(node["InstanceId"], list[1]["InstanceId"]);
  node.erase("InstanceId");
  const Tree expected = {{"NodeName", "a"},
                         {"DagId", created["ReturnValue"]},
                         {"DagType", 5},
                         {"Status", 6},
                         {"ParaValue", "k=v day=${yyyymmdd}"},
                         {"Bizdate", now - (24 + 8) * 3'600'000},  // midnight in Shanghai
                         {"CreateTime", now},
                         {"BeginWaitTimeTime", now},
                         {"BeginWaitResTime", now},
                         {"BeginRunningTime", now + 1000},
                         {"FinishTime", now + 2000},
                         {"ModifyTime", now + 2000}};
  EXPECT_EQ(node, expected);
  EXPECT_EQ(list[1]["ParaValue"], "k=v") << "the parameters of a node are its own";
  EXPECT_EQ(list[1]["Status"], 4);
  EXPECT_EQ(list[1]["FinishTime"], nullptr);
}

TEST_F(ServiceTest, NoTwoRunsShareAnInstance) {
  std::set<std::string> instances;
  for (int run = 0; run < 3; ++run) {
    for (const Tree& node : nodes(search(newRun()))) instances.insert(node["InstanceId"].dump());
  }
  EXPECT_EQ(instances.size(), 6U);
}

TEST_F(ServiceTest, TheListIsEmptyUntilTheRunIsVisible) {
  const std::string dagId = newRun("late");
  EXPECT_EQ(fields(search(dagId, morning() + 4s))["Success"], true);
  EXPECT_THAT(nodes(search(dagId, morning() + 4s)), IsEmpty());
  EXPECT_EQ(nodes(search(dagId, morning() + 5s)).size(), 1U);
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
    const Tree response = fields(create(changes));
    EXPECT_EQ(response["ReturnCode"], code) << changes.begin()->second;
    EXPECT_EQ(response["ReturnValue"], nullptr);
    EXPECT_NE(response["ReturnMessage"], "");
  }
  EXPECT_EQ(service().counters().runsStarted, 0);
}

TEST_F(ServiceTest, YesterdayIsYesterdayInShanghai) {
  EXPECT_EQ(fields(create({}, morning() - 8h - 1s))["ReturnCode"], "600011");
  EXPECT_EQ(fields(create({}, morning() - 8h))["ReturnCode"], "0");
}

TEST_F(ServiceTest, AnUnknownDagIsAFailureInsideA200) {
  const std::string dagId = newRun();
  for (const Outcome& outcome : {search("1"), search(dagId, morning(), "other")}) {
    EXPECT_EQ(fields(outcome)["Success"], false);
    EXPECT_EQ(fields(outcome)["ErrCode"], "11020293069");
    EXPECT_THAT(nodes(outcome), IsEmpty());
  }
}

TEST_F(ServiceTest, ASearchNeedsNoRegion) {  // official clients send none
  Parameters parameters = commonParameters("SearchManualDagNodeInstance", "no region");
  parameters.erase("RegionId");
  parameters.insert({{"ProjectName", "sales"}, {"DagId", newRun()}});
  EXPECT_EQ(fields(service().handle(sign(parameters), morning()))["Success"], true);
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
  EXPECT_EQ(fields(service().handle(sign(parameters), morning()))["ReturnCode"], "0");
  EXPECT_EQ(rejectionCode(service().handle(sign(parameters), morning())), "SignatureNonceUsed");
  EXPECT_EQ(service().counters().runsStarted, 1);
  EXPECT_EQ(service().counters().requestsRead, 2);
}

TEST_F(ServiceTest, AFaultAfterExecutionStartsTheRun) {
  EXPECT_EQ(create({{"FlowName", "lost_response"}}).fault, FaultKind::kReset);
  EXPECT_EQ(service().counters().runsStarted, 1);
  EXPECT_FALSE(create({{"FlowName", "lost_response"}}).fault) << "once, as in the flows file";
}

TEST_F(ServiceTest, AFaultBeforeExecutionStartsNothing) {
  EXPECT_EQ(rejectionCode(create({{"FlowName", "never_began"}})), "ServiceUnavailable");
  EXPECT_EQ(service().counters().runsStarted, 0);
}

TEST_F(ServiceTest, TheFaultOfAFlowHitsRequestsForItsRunsAndInstances) {
  create({{"FlowName", "lost_response"}});  // its response is lost
  const std::string dagId = newRun("lost_response");
  const Tree list = nodes(search(dagId, morning() + 1h));
  const Parameters instance = {{"InstanceId", list[0]["InstanceId"].dump()}, {"ProjectEnv", "PROD"}};
  EXPECT_EQ(call("RestartInstance", instance, morning() + 1h).fault, FaultKind::kClose);
  EXPECT_EQ(service().counters().instancesRestarted, 1) << "the default is after execution";
  EXPECT_FALSE(call("StopInstance", instance, morning() + 1h).fault);

  const std::string projectId =
      fields(call("GetProject", {{"ProjectIdentifier", "sales"}}))["Data"]["ProjectId"].dump();
  const auto listInstances = [&](const std::string& flow) {
    const Outcome outcome =
        call("ListInstances", {{"ProjectId", projectId}, {"ProjectEnv", "PROD"}, {"BizName", flow}});
    const auto* rejection = std::get_if<Rejection>(&outcome.content);
    return rejection != nullptr ? std::to_string(rejection->httpStatus) + ' ' + rejection->code : "passed";
  };
  EXPECT_EQ(listInstances("lost_response"), "500 Forbidden.Wkbench.PermissionDenied");
  EXPECT_EQ(listInstances(""), "500 Forbidden.Wkbench.PermissionDenied") << "all flows of the project are meant";
  EXPECT_EQ(listInstances("nightly"), "passed");
  EXPECT_FALSE(call("StopInstance", {{"InstanceId", "1"}, {"ProjectEnv", "PROD"}}).fault);
  EXPECT_FALSE(call("RestartInstance", {{"InstanceId", "1"}, {"ProjectEnv", "PROD"}, {"ProjectName", "sales"}}).fault)
      << "an unknown run is of no flow";
}

TEST_F(ServiceTest, CountsRequestsAndTheirOutcomes) {
  create();
  create({{"FlowName", "lost_response"}});
  create({{"FlowName", "never_began"}});
  search("1");
  std::ignore = service().handle({}, morning());
  const Counters& counters = service().counters();
  EXPECT_EQ(counters.requestsRead, 5);
  EXPECT_EQ(counters.runsStarted, 2);
  EXPECT_EQ(counters.instancesRestarted, 0);
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
      {FaultKind::kError500, "InternalError", 500, 1},
      {FaultKind::kUnavailable, "ServiceUnavailable", 503, 1},
      {FaultKind::kThrottle, "Throttling.User", 429, 0},
      {FaultKind::kNonce, "SignatureNonceUsed", 400, 1},
      {FaultKind::kDenied, "Forbidden.RAM", 403, 0},
      {FaultKind::kForbidden, "Forbidden.Wkbench.PermissionDenied", 500, 0},
  };
  for (const Row& row : rows) {
    restart({.faults = {{row.kind, 1}}});
    const Outcome outcome = create();
    EXPECT_EQ(rejectionCode(outcome), row.code);
    EXPECT_EQ(std::get<Rejection>(outcome.content).httpStatus, row.httpStatus) << row.code;
    EXPECT_EQ(std::get<Rejection>(outcome.content).retryAfter.has_value(), row.kind == FaultKind::kThrottle)
        << row.code;
    EXPECT_EQ(service().counters().runsStarted, row.runs) << row.code;
  }
}

TEST_F(ServiceTest, ABadIdIsASuccessWithoutAnId) {
  restart({.faults = {{FaultKind::kBadId, 1}}});
  EXPECT_EQ(fields(create())["ReturnCode"], "0");
  EXPECT_EQ(fields(create())["ReturnValue"], nullptr);
  EXPECT_EQ(service().counters().runsStarted, 2);
  EXPECT_FALSE(search("1").fault) << "it is a fault of triggers";
}

TEST_F(ServiceTest, AllButTheFirstCallsExceedTheQuota) {
  restart({.limits = {.quota = 2}});
  create();
  EXPECT_EQ(rejectionCode(service().handle({}, morning())), "MissingParameter") << "failed calls count";
  const Outcome third = create();
  EXPECT_EQ(rejectionCode(third), "Throttling.Resource");
  EXPECT_EQ(service().counters().runsStarted, 1);
}

TEST_F(ServiceTest, ThrottlesCallsBeyondTheRateOfASecond) {
  restart({.limits = {.perSecond = 2}});
  const auto now = morning();
  const std::pair<std::chrono::milliseconds, const char*> rows[] = {
      {0ms, "no rejection"},    {500ms, "no rejection"},     {600ms, "Throttling.User"}, {999ms, "Throttling.User"},
      {1000ms, "no rejection"}, {1400ms, "Throttling.User"}, {1500ms, "no rejection"},
  };
  for (const auto& [at, code] : rows) EXPECT_EQ(rejectionCode(create({}, now + at)), code) << at.count();
}

}  // namespace
}  // namespace dataworks::emulator
