// SPDX-License-Identifier: Apache-2.0
// What the rows of instances and the details of runs say, without I/O.
#include "actions/candidates.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dataworks::detail {
namespace {

using namespace std::chrono_literals;
using enum NodeStatus;

const std::chrono::system_clock::time_point kSince{std::chrono::hours(1000)};

InstanceInfo row(std::int64_t dagId, std::optional<std::chrono::seconds> created, NodeStatus status = kSuccess) {
  static std::int64_t instances = 0;
  InstanceInfo info;
  info.dagId = dagId;
  info.instanceId = ++instances;
  info.status = status;
  if (created) info.createTime.time = kSince + *created;
  return info;
}

DagCandidates found(std::vector<InstanceInfo> rows, const FindOptions& options = {.createdSince = kSince}) {
  CandidateSearch search(options, 9, 0s);
  const auto total = static_cast<std::int64_t>(rows.size());
  search.onPage({.pageNumber = 1, .totalCount = total, .instances = std::move(rows)});
  EXPECT_FALSE(search.next());
  return search.take();
}

TEST(CandidateSearch, HasTheStateOfItsNodes) {
  struct Row {
    std::vector<NodeStatus> nodes;
    DagRunState state;
  };
  for (const Row& each : std::vector<Row>{{{kSuccess, kSuccess}, DagRunState::kSucceeded},
                                          {{kSuccess}, DagRunState::kSucceeded},
                                          {{kSuccess, kNotRun}, DagRunState::kRunning},
                                          {{kFailure, kNotRun}, DagRunState::kFailed},
                                          {{kFailure, kRunning}, DagRunState::kRunning},
                                          {{kFailure}, DagRunState::kFailed}}) {
    std::vector<InstanceInfo> rows;
    for (const NodeStatus status : each.nodes) rows.push_back(row(7, 1s, status));
    EXPECT_EQ(found(rows).at(0).state, each.state);
  }
}

TEST(CandidateSearch, PutsTheNewestFirstAndWhatHasNoTimeLast) {
  std::vector<std::int64_t> ids;
  for (const DagCandidate& each : found({row(5, {}), row(7, 3s), row(8, 3s), row(9, 1s), row(6, {})})) {
    ids.push_back(each.dagId);
  }
  EXPECT_EQ(ids, (std::vector<std::int64_t>{8, 7, 9, 6, 5}));
}

TEST(CandidateSearch, SaysWhereARunIs) {
  const auto runs = found(
      {row(7, 2s)}, {.projectName = "sales", .flowName = "nightly", .env = ProjectEnv::kDev, .regionId = "cn-beijing"});
  EXPECT_EQ(runs.at(0).ref(),
            (DagRef{.projectName = "sales", .dagId = 7, .env = ProjectEnv::kDev, .regionId = "cn-beijing"}));
  EXPECT_EQ(runs.at(0).flowName, "nightly");
  EXPECT_FALSE(runs.at(0).createdAfter);  // after nothing
}

TEST(CandidateSearch, GoesOnToTheNextPageOnlyIfThereIsOne) {
  for (const bool more : {false, true}) {
    CandidateSearch search({.createdSince = kSince}, 9, 0s);
    EXPECT_EQ(search.next()->pageNumber, 1);
    search.onPage({.totalCount = more ? 101 : 100, .instances = std::vector<InstanceInfo>(100, row(7, 2s))});
    EXPECT_EQ(search.next().has_value(), more);
    if (!more) continue;
    EXPECT_EQ(search.next()->pageNumber, 2);  // without a flow, no node stands for a run
    EXPECT_EQ(search.next()->nodeName, "");
    EXPECT_EQ(search.next()->projectId, 9);
  }
}

TEST(CandidateSearch, DoesNotCountARunWhoseRowsMayGoOnBeyondTheLastPage) {
  CandidateSearch search({.maxPages = 1}, 9, 0s);
  std::vector<InstanceInfo> rows;
  for (int i = 0; i < 100; ++i) rows.push_back(row(i < 50 ? 8 : 7, i < 50 ? 2s : 1s));
  search.onPage({.totalCount = 150, .instances = rows});
  const auto runs = search.take();
  EXPECT_TRUE(runs.truncated);
  EXPECT_EQ(runs.at(0).counts.at(kSuccess), 50u);
  EXPECT_TRUE(runs.at(1).counts.empty());
  EXPECT_EQ(runs.at(1).state, DagRunState::kNotFoundYet);
}

TEST(CandidateDetails, AddWhatTheRowsDoNotSay) {
  DagCandidate bare{.dagId = 7, .flowName = "asked"};
  DagInfo dag{.name = "nightly", .status = "RUNNING", .createUser = "2005"};
  dag.createTime.time = kSince;
  dag.bizdate.text = "1";
  addDetails(bare, dag);
  EXPECT_EQ(bare.flowName, "nightly");
  EXPECT_EQ(bare.createUser, "2005");
  EXPECT_EQ(bare.createTime, kSince);
  EXPECT_EQ(bare.bizdate.text, "1");
  EXPECT_EQ(bare.state, DagRunState::kRunning);

  DagCandidate known{.dagId = 7, .flowName = "asked", .createTime = kSince + 1s, .createUser = "2006"};
  known.bizdate.text = "2";
  known.state = DagRunState::kFailed;
  dag.name.clear();
  dag.status = "NEW_WORD";
  addDetails(known, dag);
  EXPECT_EQ(known.flowName, "asked");
  EXPECT_EQ(known.createUser, "2006");
  EXPECT_EQ(known.createTime, kSince + 1s);
  EXPECT_EQ(known.bizdate.text, "2");
  EXPECT_EQ(known.state, DagRunState::kFailed);
  EXPECT_EQ(known.status, "NEW_WORD");
}

TEST(CandidateDetails, KnowTheServicesWords) {
  for (const auto& [word, state] :
       std::vector<std::pair<std::string, DagRunState>>{{"CREATED", DagRunState::kRunning},
                                                        {"RUNNING", DagRunState::kRunning},
                                                        {"SUCCESS", DagRunState::kSucceeded},
                                                        {"FAILURE", DagRunState::kFailed}}) {
    DagCandidate run;
    addDetails(run, {.status = word});
    EXPECT_EQ(run.state, state) << word;
  }
}

}  // namespace
}  // namespace dataworks::detail
