// SPDX-License-Identifier: Apache-2.0
// The scripted transport, as the tests of other people's programs use it.
#include "dataworks/testing/scripted_transport.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <variant>

#include "dataworks/client.h"
#include "dataworks/testing/manual_clock.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;

struct ScriptedTransportTest : ::testing::Test {
  std::shared_ptr<ScriptedTransport> script = std::make_shared<ScriptedTransport>();

  [[nodiscard]] DataWorksClient client() const {
    return DataWorksClient::create({.regionId = "cn-test",
                                    .credentials = staticCredentials("id", "secret"),
                                    .transport = script,
                                    .clock = std::make_shared<ManualClock>()})
        .value();
  }
  TransportOutcome send(HttpRequest request) const {
    TransportOutcome outcome;
    script->send(std::move(request), {}, [&](TransportOutcome responded) { outcome = std::move(responded); });
    return outcome;
  }
};

// What the program under test might look like.
std::string nightlyRun(const DataWorksClient& client) {
  const auto run = client.runManualDag(
      {.projectName = "sales", .flowName = "nightly", .bizdate = Bizdate(std::chrono::year(2026) / 11 / 22)});
  if (!run) return run.error().mayHaveExecuted() ? "look first" : "try again";
  return std::string(name(run->state));
}

TEST_F(ScriptedTransportTest, TestsAProgramWithoutNetworkOrTime) {
  struct Row {
    const char* what;
    Reply create;
    NodeStatus end;
    std::string outcome;
  };
  const Row rows[] = {
      {"all well", accepted(42), NodeStatus::kSuccess, "succeeded"},
      {"a node fails", accepted(42), NodeStatus::kFailure, "failed"},
      {"refused", rejected("Forbidden.RAM", "no", 403), NodeStatus::kSuccess, "try again"},
      {"the response is lost", dropConnection(RequestSent::kMaybe), NodeStatus::kSuccess, "look first"},
  };
  for (const Row& row : rows) {
    script = std::make_shared<ScriptedTransport>();
    script->reply("CreateManualDag", row.create)
        .reply("SearchManualDagNodeInstance", nodes({{"extract", NodeStatus::kRunning}}), 3)
        .otherwise("SearchManualDagNodeInstance", nodes({{"extract", row.end}}));
    EXPECT_EQ(nightlyRun(client()), row.outcome) << row.what;
  }
}

TEST_F(ScriptedTransportTest, GivesRepliesOfAnActionInOrderThenTheStandingOne) {
  script->reply("A", respond(201, "")).reply("A", respond(202, ""), 2).otherwise("A", respond(204, ""));
  script->reply("B", respond(301, ""));
  std::string statuses;
  for (const char* action : {"A", "B", "A", "A", "A", "A"}) {
    statuses += std::to_string(std::get<HttpResponse>(send({.body = std::string("Action=") + action})).status) + ' ';
  }
  EXPECT_EQ(statuses, "201 301 202 202 204 204 ");
}

TEST_F(ScriptedTransportTest, SaysWhatIsMissingInTheScript) {
  script->reply("A", respond(200, ""));
  static_cast<void>(send({.body = "Action=A"}));
  const auto failure = std::get<TransportFailure>(send({.body = "Action=A"}));
  EXPECT_EQ(failure.kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(failure.sent, RequestSent::kNo);
  EXPECT_FALSE(failure.retryable);
  EXPECT_EQ(failure.detail, "the script has no reply left for A (1 were used)");
}

TEST_F(ScriptedTransportTest, SaysWhatIsLeftInTheScript) {
  script->reply("B", respond(200, ""), 2).reply("A", respond(200, "")).otherwise("C", respond(200, ""));
  EXPECT_EQ(script->unused(), (std::vector<std::string>{"A", "B", "B"}));
  static_cast<void>(send({.body = "Action=B"}));
  EXPECT_EQ(script->unused(), (std::vector<std::string>{"A", "B"}));
}

TEST_F(ScriptedTransportTest, ShowsRequestsWithTheirParametersDecoded) {
  script->otherwise("Act", respond(200, "{}"));
  ASSERT_TRUE(client().call({.action = "Act", .parameters = {{"Text", "a b&c=%数*~"}, {"Empty", ""}}}));
  const auto sent = script->requests().at(0);
  EXPECT_EQ(sent.action, "Act");
  EXPECT_EQ(sent.parameters.at("Text"), "a b&c=%数*~");
  EXPECT_EQ(sent.parameters.at("Empty"), "");
  EXPECT_EQ(sent.parameters.at("AccessKeyId"), "id");
}

TEST_F(ScriptedTransportTest, DecodesFormsOfOthers) {
  static_cast<void>(send({.url = "http://h/?Action=A&x=1%2b1", .body = "y=a+b&z&=lost&w=%4"}));
  const auto sent = script->requests().at(0);
  EXPECT_EQ(sent.action, "A");
  const std::map<std::string, std::string> expected{
      {"Action", "A"}, {"x", "1+1"}, {"y", "a b"}, {"z", ""}, {"w", "%4"}};
  EXPECT_EQ(sent.parameters, expected);
}

TEST_F(ScriptedTransportTest, MakesResponsesThatTheClientReads) {
  const std::string anything = "qu\"ote\\, \n, \x1f and 数据";
  script
      ->reply("SearchManualDagNodeInstance",
              nodes({{anything, NodeStatus::kFailure}, {"b", NodeStatus::kNotRun, 77}, {"c", NodeStatus::kRunning}}, 9))
      .reply("SearchManualDagNodeInstance", rejected("Throttling.Resource", anything, 429));
  const auto its = client();
  const auto list = its.searchManualDagNodeInstance({.projectName = "p", .dagId = 9});
  ASSERT_TRUE(list) << list.error();
  EXPECT_EQ(list->data.at(0).nodeName, anything);
  EXPECT_EQ(list->data.at(0).status, NodeStatus::kFailure);
  EXPECT_EQ(list->data.at(0).instanceId, 1);
  EXPECT_EQ(list->data.at(0).dagId, 9);
  EXPECT_EQ(list->data.at(1).instanceId, 77);
  EXPECT_EQ(list->data.at(2).instanceId, 2);
  const auto refusal = its.searchManualDagNodeInstance({.projectName = "p", .dagId = 9});
  EXPECT_EQ(refusal.error().code, "Throttling.Resource");
  EXPECT_EQ(refusal.error().message, anything);
  EXPECT_EQ(refusal.error().httpStatus, 429);
}

TEST_F(ScriptedTransportTest, ListsNodesOfTheRunThatIsAskedFor) {
  script->otherwise("SearchManualDagNodeInstance", nodes({{"a", NodeStatus::kSuccess}}));
  const auto its = client();
  for (const std::int64_t dagId : {7, 332455685}) {
    const auto list = its.searchManualDagNodeInstance({.projectName = "p", .dagId = dagId});
    ASSERT_TRUE(list) << list.error();
    EXPECT_EQ(list->data.at(0).dagId, dagId);
  }
}

TEST_F(ScriptedTransportTest, LosesConnectionsBeforeAndAfterSending) {
  script->reply("CreateManualDag", dropConnection(RequestSent::kNo)).reply("CreateManualDag", accepted(5));
  const auto its = client();
  const CreateManualDagRequest request{
      .projectName = "p", .flowName = "f", .bizdate = Bizdate(std::chrono::year(2026) / 11 / 22)};
  EXPECT_EQ(its.createManualDag(request)->dagId(), 5);
  script->reply("CreateManualDag", dropConnection(RequestSent::kMaybe));
  EXPECT_EQ(its.createManualDag(request).error().message, "scripted connection loss");
}

}  // namespace
}  // namespace dataworks::testing
