// SPDX-License-Identifier: Apache-2.0
// Finding runs: which calls are made, and what the rows of instances mean.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "dataworks/client.h"
#include "dataworks/testing/manual_clock.h"
#include "dataworks/testing/scripted_transport.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const auto kNow = ManualClock().wallNow();

std::string millisOf(std::chrono::system_clock::time_point time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

struct RowOf {
  std::int64_t dagId;
  std::chrono::seconds created;  // from the test's begin
  int status = 6;
  std::string node = "a";
  std::string dagType = "5";
};

std::string listed(const std::vector<RowOf>& rows, std::size_t total) {
  static std::int64_t instances = 0;
  std::string list;
  for (const RowOf& row : rows) {
    list += (list.empty() ? "" : ",") + (R"({"NodeName":")" + row.node + R"(","InstanceId":)") +
            std::to_string(++instances) + R"(,"DagId":)" + std::to_string(row.dagId) + R"(,"DagType":")" + row.dagType +
            R"(","Status":)" + std::to_string(row.status) + R"(,"CreateUser":"2005","CreateTime":)" +
            millisOf(kNow + row.created) + "}";
  }
  return R"({"RequestId":"page","Success":true,"Data":{"PageNumber":1,"PageSize":100,"TotalCount":)" +
         std::to_string(total) + R"(,"Instances":[)" + list + "]}}";
}
Reply page(const std::vector<RowOf>& rows) { return respond(200, listed(rows, rows.size())); }
Reply fullPage(std::vector<RowOf> rows, const RowOf& rest) {
  rows.resize(100, rest);
  return respond(200, listed(rows, 1000));
}

Reply project(std::chrono::seconds clockDifference = 0s) {
  return [=](const SentRequest&) {
    const auto date = kNow + clockDifference;
    const std::time_t time = std::chrono::system_clock::to_time_t(date);
    const std::tm utc = *std::gmtime(&time);
    char text[64];
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    return HttpResponse{
        .status = 200,
        .headers = {{"Date", text}},
        .body = R"({"RequestId":"P","Success":true,"Data":{"ProjectId":9,"ProjectIdentifier":"sales"}})"};
  };
}

Reply dag(const std::string& status) {
  return [=](const SentRequest& sent) {
    return HttpResponse{.status = 200,
                        .body = R"({"RequestId":"D","Success":true,"Data":{"DagId":)" + sent.parameters.at("DagId") +
                                R"(,"Name":"nightly","Status":")" + status + R"("}})"};
  };
}

struct Finding {
  std::shared_ptr<ScriptedTransport> script = std::make_shared<ScriptedTransport>();
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  DataWorksClient client = DataWorksClient::create({.regionId = "cn-test",
                                                    .credentials = staticCredentials("testid", "testsecret"),
                                                    .transport = script,
                                                    .clock = clock})
                               .value();
  FindOptions options{.projectName = "sales",
                      .flowName = "nightly",
                      .bizdate = *Bizdate::parse("2026-11-22"),
                      .createdSince = kNow,
                      .maxDetails = 0};

  explicit Finding(std::chrono::seconds clockDifference = 0s) {
    script->otherwise("GetProject", project(clockDifference));
  }
  [[nodiscard]] std::vector<std::string> actions() const {
    std::vector<std::string> list;
    for (const SentRequest& each : script->requests()) list.push_back(each.action);
    return list;
  }
  [[nodiscard]] std::vector<std::int64_t> ids() const {
    std::vector<std::int64_t> list;
    const auto found = client.findManualDags(options);
    EXPECT_TRUE(found) << found.error();
    if (found) {
      for (const DagCandidate& each : *found) list.push_back(each.dagId);
    }
    return list;
  }
};

TEST(FindManualDags, GroupsTheRowsOfARunAndTakesTheEarliestForItsCreation) {
  Finding with;
  with.script->reply("ListInstances", page({{7, 30s, 4}, {7, 29s, 6}, {8, 3s, 6}, {8, 2s, 6}}));
  const auto found = with.client.findManualDags(with.options);
  ASSERT_TRUE(found) << found.error();
  ASSERT_EQ(found->size(), 2u);
  const DagCandidate& newest = found->front();
  EXPECT_EQ(newest.dagId, 7);
  EXPECT_EQ(newest.createTime, kNow + 29s);
  EXPECT_EQ(newest.createdAfter, 29s);
  EXPECT_EQ(newest.createUser, "2005");
  EXPECT_EQ(newest.flowName, "nightly");
  EXPECT_EQ(newest.state, DagRunState::kRunning);
  EXPECT_EQ(newest.counts.at(NodeStatus::kRunning), 1u);
  EXPECT_EQ(newest.ref(), (DagRef{.projectName = "sales", .dagId = 7}));
  EXPECT_EQ(found->back().state, DagRunState::kSucceeded);
  EXPECT_FALSE(found->truncated);
  EXPECT_EQ(found->projectId, 9);
  EXPECT_EQ(found->requestId, "page");
  const auto sent = with.script->requests().at(1).parameters;
  EXPECT_EQ(sent.at("ProjectId"), "9");
  EXPECT_EQ(sent.at("BizName"), "nightly");
  EXPECT_EQ(sent.at("BeginBizdate"), "2026-11-22 00:00:00");
  EXPECT_EQ(sent.at("EndBizdate"), "2026-11-22 00:00:00");
  EXPECT_EQ(sent.at("OrderBy"), "CREATE_TIME_DESC");
  EXPECT_EQ(sent.at("PageSize"), "100");
}

TEST(FindManualDags, LeavesOutWhatIsOlderThanTheMarginOfAMinute) {
  Finding with;
  with.script->reply("ListInstances", page({{7, 5s}, {8, -59s}, {9, -61s}, {10, -70s}}));
  EXPECT_THAT(with.ids(), ElementsAre(7, 8));
}

TEST(FindManualDags, TakesTheDifferenceOfTheClocksIntoAccount) {
  Finding with(-300s);  // the service's clock is five minutes behind
  with.script->reply("ListInstances", page({{7, -298s}, {8, -362s}}));
  const auto found = with.client.findManualDags(with.options);
  ASSERT_TRUE(found) << found.error();
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->front().createdAfter, 2s);
}

TEST(FindManualDags, AsksForOneNodeWhereTheFirstPageDoesNotReachBackFarEnough) {
  Finding with;
  with.script->reply("ListInstances", fullPage({{7, 30s, 6, "last"}}, {7, 29s}));
  with.script->reply("ListInstances", page({{7, 30s, 6, "last"}, {8, 10s, 6, "last"}, {9, -100s, 6, "last"}}));
  const auto found = with.client.findManualDags(with.options);
  ASSERT_TRUE(found) << found.error();
  ASSERT_EQ(found->size(), 2u);
  EXPECT_THAT(found->front().counts, IsEmpty());
  EXPECT_EQ(found->front().state, DagRunState::kNotFoundYet);
  EXPECT_FALSE(found->truncated);
  EXPECT_EQ(with.script->requests().at(1).parameters.count("NodeName"), 0u);
  EXPECT_EQ(with.script->requests().at(2).parameters.at("NodeName"), "last");
  EXPECT_EQ(with.script->requests().at(2).parameters.at("PageNumber"), "1");
}

TEST(FindManualDags, SaysThatItIsTruncatedAfterTenPages) {
  Finding with;
  with.script->otherwise("ListInstances", fullPage({}, {7, 29s}));
  const auto found = with.client.findManualDags(with.options);
  ASSERT_TRUE(found) << found.error();
  EXPECT_TRUE(found->truncated);
  EXPECT_EQ(with.script->requests().size(), 11u);
  EXPECT_EQ(with.script->requests().back().parameters.at("PageNumber"), "9");
}

TEST(FindManualDags, ListsEveryManualRunWhereNoFlowIsNamed) {
  Finding with;
  with.options = {.projectName = "sales", .maxDetails = 0};
  with.script->reply("ListInstances", page({{7, 5s}, {8, 4s, 6, "a", "0"}, {9, 3s, 6, "a", "3"}, {0, 1s}}));
  EXPECT_THAT(with.ids(), ElementsAre(7, 8));
  EXPECT_EQ(with.script->requests().back().parameters.count("BizName"), 0u);
  EXPECT_EQ(with.script->requests().back().parameters.count("BeginBizdate"), 0u);
}

TEST(FindManualDags, AsksForTheWorkspaceOnceAClient) {
  Finding with;
  with.script->otherwise("ListInstances", page({}));
  EXPECT_THAT(with.ids(), IsEmpty());
  EXPECT_THAT(with.ids(), IsEmpty());
  EXPECT_THAT(with.actions(), ElementsAre("GetProject", "ListInstances", "ListInstances"));
}

TEST(FindManualDags, AsksForDetailsOfTheNewest) {
  Finding with;
  with.options.maxDetails = 3;
  with.script->reply("ListInstances", page({{7, 9s}, {8, 8s}, {9, 7s}, {10, 6s}}));
  with.script->otherwise("GetDag", dag("FAILURE"));
  const auto found = with.client.findManualDags(with.options);
  ASSERT_TRUE(found) << found.error();
  EXPECT_EQ(found->at(0).status, "FAILURE");
  EXPECT_EQ(found->at(0).state, DagRunState::kFailed);
  EXPECT_EQ(found->at(3).status, "");
  EXPECT_THAT(with.actions(), ElementsAre("GetProject", "ListInstances", "GetDag", "GetDag", "GetDag"));
}

TEST(FindManualDags, DoesWithoutDetailsThatItMayNotRead) {
  Finding with;
  with.options.maxDetails = 3;
  with.script->reply("ListInstances", page({{7, 9s}, {8, 8s}}));
  with.script->reply("GetDag", rejected("Forbidden.RAM", "no", 403));
  EXPECT_THAT(with.ids(), ElementsAre(7, 8));
  EXPECT_THAT(with.script->unused(), IsEmpty());
}

TEST(FindManualDags, EndsWithTheErrorOfAListThatItMayNotRead) {
  Finding with;
  with.script->reply("ListInstances", rejected("Forbidden.RAM", "no", 403));
  const auto found = with.client.findManualDags(with.options);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::kRejected);
  EXPECT_EQ(found.error().code, "Forbidden.RAM");
  EXPECT_EQ(found.error().operation, "ListInstances");
}

TEST(FindManualDags, EndsAtOnceWhenItIsStopped) {
  for (const char* action : {"GetProject", "ListInstances", "GetDag"}) {
    Finding with;
    std::stop_source stop;
    with.options.stop = stop.get_token();
    with.options.maxDetails = 1;
    with.script->otherwise("ListInstances", page({{7, 9s}}));
    with.script->otherwise("GetDag", dag("RUNNING"));
    with.script->reply(action, [&](const SentRequest& sent) {
      stop.request_stop();
      return dropConnection(RequestSent::kMaybe)(sent);
    });
    const auto found = with.client.findManualDags(with.options);
    ASSERT_FALSE(found) << action;
    EXPECT_EQ(found.error().kind, ErrorKind::kCancelled) << action;
    EXPECT_EQ(with.actions().back(), action);
  }
}

TEST(FindManualDags, IsTheSameWithoutBlocking) {
  Finding with;
  with.script->reply("ListInstances", page({{7, 5s}}));
  const auto found = with.client.findManualDagsAsync(with.options).get();
  ASSERT_TRUE(found) << found.error();
  EXPECT_EQ(found->size(), 1u);
}

TEST(FindManualDags, IsRefusedBeforeAnythingIsSent) {
  Finding with;
  for (const FindOptions& options :
       {FindOptions{}, FindOptions{.projectName = "sales", .timeout = -1s},
        FindOptions{.projectName = "sales", .maxPages = 0}, FindOptions{.projectName = "sales", .maxPages = 11},
        FindOptions{.projectName = "sales", .maxDetails = -1}}) {
    const auto found = with.client.findManualDags(options);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(found.error().operation, "FindManualDags");
  }
  EXPECT_THAT(with.actions(), IsEmpty());
}

}  // namespace
}  // namespace dataworks::testing
