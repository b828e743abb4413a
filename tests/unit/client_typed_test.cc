// SPDX-License-Identifier: Apache-2.0
// The typed requests through the client: blocking and not, and which of them are sent again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "dataworks/client.h"
#include "dataworks/testing/manual_clock.h"
#include "dataworks/testing/scripted_transport.h"

namespace dataworks {
namespace {

using namespace std::chrono_literals;
using namespace dataworks::testing;
using ::testing::HasSubstr;

const std::string kAccepted = R"({"RequestId":"scripted","Success":true,"Data":true})";

struct Fixture {
  std::shared_ptr<ScriptedTransport> script = std::make_shared<ScriptedTransport>();
  DataWorksClient client = DataWorksClient::create({.regionId = "cn-test",
                                                    .credentials = staticCredentials("testid", "testsecret"),
                                                    .http = {.maxResponseBytes = 8192, .maxLogBytes = 2048},
                                                    .transport = script,
                                                    .clock = std::make_shared<ManualClock>()})
                               .value();
};

TEST(TypedCall, ReadsALogThatTheTransportMayCut) {
  Fixture with;
  with.script->reply("GetInstanceLog", respond(200, R"({"RequestId":"scripted","Success":true,"Data":"a log\n"})"), 2);
  const auto log = with.client.call(GetInstanceLogRequest{.instanceId = 7, .regionId = "cn-beijing"});
  ASSERT_TRUE(log) << log.error();
  EXPECT_EQ(log->data, "a log\n");
  EXPECT_EQ(log->requestId, "scripted");
  const auto sent = with.script->requests().at(0);
  EXPECT_EQ(sent.parameters.at("Version"), "2020-05-18");
  EXPECT_EQ(sent.parameters.at("InstanceId"), "7");
  EXPECT_EQ(sent.parameters.at("RegionId"), "cn-beijing");
  EXPECT_TRUE(sent.http.truncateBody);
  EXPECT_EQ(sent.http.maxResponseBytes, 2048u + 4096u);
  EXPECT_EQ(with.client.callAsync(GetInstanceLogRequest{.instanceId = 7}).get()->data, "a log\n");
}

TEST(TypedCall, OfAnythingButALogKeepsToTheUsualLimit) {
  Fixture with;
  with.script->reply("StopInstance", respond(200, kAccepted));
  ASSERT_TRUE(with.client.call(StopInstanceRequest{.instanceId = 7}));
  EXPECT_FALSE(with.script->requests().at(0).http.truncateBody);
  EXPECT_EQ(with.script->requests().at(0).http.maxResponseBytes, 8192u);
}

TEST(TypedCall, IsRefusedBeforeAnythingIsSent) {
  Fixture with;
  const auto log = with.client.call(GetInstanceLogRequest{});
  EXPECT_EQ(log.error().message, "instanceId is 0; ids are greater than 0");
  auto pending = with.client.callAsync(RestartInstanceRequest{});
  EXPECT_TRUE(pending.ready());
  EXPECT_EQ(std::move(pending).get().error().operation, "RestartInstance");
  EXPECT_TRUE(with.script->requests().empty());
}

template <class Request>
void expectCopies(const Request& request, const char* action, std::size_t copies) {
  Fixture with;
  with.script->reply(action, dropConnection(RequestSent::kMaybe), 2);
  with.script->reply(action, respond(200, kAccepted));
  const auto result = with.client.call(request);
  EXPECT_EQ(with.script->requests().size(), copies) << action;
  EXPECT_EQ(result.has_value(), copies > 1) << action;
}

TEST(TypedCall, IsRepeatedAfterALostResponseUnlessItIsARestart) {
  expectCopies(StopInstanceRequest{.instanceId = 7}, "StopInstance", 3);
  expectCopies(SetSuccessInstanceRequest{.instanceId = 7}, "SetSuccessInstance", 3);
  expectCopies(SuspendInstanceRequest{.instanceId = 7}, "SuspendInstance", 3);
  expectCopies(ResumeInstanceRequest{.instanceId = 7}, "ResumeInstance", 3);
  expectCopies(RestartInstanceRequest{.instanceId = 7}, "RestartInstance", 1);
}

TEST(TypedCall, OfARestartSaysWhatToDoWhenItsResponseIsLost) {
  Fixture with;
  with.script->reply("RestartInstance", dropConnection(RequestSent::kMaybe));
  int asked = 0;
  const auto restarted =
      with.client.call(RestartInstanceRequest{.instanceId = 7}, {.beforeAttempt = [&](const AttemptStarting& attempt) {
                         EXPECT_EQ(attempt.operation, "RestartInstance");
                         ++asked;
                         return std::optional<Error>();
                       }});
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(restarted.error().execution, Execution::kMaybeExecuted);
  EXPECT_THAT(restarted.error().hint, HasSubstr("look at the history of the instance before restarting it again"));
}

TEST(TypedCall, OfARestartIsSentAgainOnlyIfTheServiceCertainlyDidNotAct) {
  Fixture with;
  with.script->reply("RestartInstance", rejected("Throttling.User"));
  with.script->reply("RestartInstance", respond(200, kAccepted));
  EXPECT_TRUE(with.client.call(RestartInstanceRequest{.instanceId = 7}));
  EXPECT_EQ(with.script->requests().size(), 2u);
}

TEST(TypedCall, ThatIsForbiddenInTheWorkspaceIsRejected) {
  Fixture with;
  with.script->reply("StopInstance", rejected("Forbidden.Wkbench.NoPermission", "no", 500));
  const auto stopped = with.client.call(StopInstanceRequest{.instanceId = 7});
  EXPECT_EQ(stopped.error().kind, ErrorKind::kRejected);
  EXPECT_EQ(stopped.error().execution, Execution::kNotExecuted);
}

TEST(TypedCall, OfATriggerWithABusinessDateOfAWrongClockIsNotSentAgain) {
  auto script = std::make_shared<ScriptedTransport>();
  const auto clock = std::make_shared<ManualClock>();
  const auto client = DataWorksClient::create({.regionId = "cn-test",
                                               .credentials = staticCredentials("testid", "testsecret"),
                                               .transport = script,
                                               .clock = clock})
                          .value();
  script->reply("RunManualDagNodes", respond(400, R"({"RequestId":"r","Code":"InvalidTimeStamp.Expired"})",
                                             {{"Date", "Wed, 25 Nov 2099 12:00:00 GMT"}}));
  const auto run = client.call(RunManualDagNodesRequest{
      .projectName = "sales", .flowName = "nightly", .bizdate = Bizdate::yesterday(clock->wallNow())});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(run.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(script->requests().size(), 1u);
}

}  // namespace
}  // namespace dataworks
