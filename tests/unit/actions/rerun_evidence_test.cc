// SPDX-License-Identifier: Apache-2.0
// What shows that an instance runs again: each combination of statuses and times is a row.
#include "actions/rerun_evidence.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <vector>

namespace dataworks::detail {
namespace {

using enum NodeStatus;

// Minutes of some day; 0: the service gave no time.
Timestamp at(int minute) {
  if (minute == 0) return {};
  return {.text = std::to_string(minute),
          .time = std::chrono::system_clock::time_point(std::chrono::hours(24)) + std::chrono::minutes(minute)};
}

NodeInsInfo node(NodeStatus status, int begin, int finish) {
  return {.instanceId = 7, .status = status, .beginRunningTime = at(begin), .finishTime = at(finish)};
}

struct EvidenceRow {
  NodeInsInfo before;
  NodeInsInfo now;
  bool left;         // what `hasLeftFailure` must say
  bool failed;       // what `hasFailedAgain` must say if no list showed it outside its failure
  bool failedAfter;  // … if one did
};

TEST(RerunEvidence, OfAListIsAnotherStatusOrALaterTime) {
  const std::vector<EvidenceRow> rows{
      // The same failure: also in a list that lags behind one that showed the instance running.
      {node(kFailure, 10, 20), node(kFailure, 10, 20), false, false, false},
      // It runs, or waits, or has succeeded.
      {node(kFailure, 10, 20), node(kRunning, 30, 0), true, false, false},
      {node(kFailure, 10, 20), node(kRunning, 10, 20), true, false, false},
      {node(kFailure, 10, 20), node(kWaitResource, 0, 0), true, false, false},
      {node(kFailure, 10, 20), node(kSuccess, 10, 20), true, false, false},
      // A new failure has a later time, of its begin or of its finish.
      {node(kFailure, 10, 20), node(kFailure, 30, 40), true, true, true},
      {node(kFailure, 10, 20), node(kFailure, 30, 0), true, true, true},
      {node(kFailure, 10, 20), node(kFailure, 0, 40), true, true, true},
      {node(kFailure, 0, 20), node(kFailure, 30, 0), true, true, true},
      // An earlier attempt, from a list that is older still.
      {node(kFailure, 10, 20), node(kFailure, 2, 4), false, false, false},
      // What is missing proves nothing, and what was missing neither, unless it is later than what was known.
      {node(kFailure, 10, 20), node(kFailure, 0, 0), false, false, false},
      {node(kFailure, 10, 0), node(kFailure, 10, 20), false, false, false},
      {node(kFailure, 0, 20), node(kFailure, 10, 20), false, false, false},
      // Without any times, the statuses decide.
      {node(kFailure, 0, 0), node(kFailure, 0, 0), false, false, true},
      {node(kFailure, 0, 0), node(kFailure, 30, 40), false, false, true},
      // It was active before: any failure is a new one.
      {node(kRunning, 10, 0), node(kFailure, 10, 20), false, true, true},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(i);
    const EvidenceRow& row = rows[i];
    if (row.before.status == kFailure) {
      EXPECT_EQ(hasLeftFailure(row.before, row.now), row.left);
    }
    EXPECT_EQ(hasFailedAgain(row.before, row.now, false), row.failed);
    EXPECT_EQ(hasFailedAgain(row.before, row.now, true), row.failedAfter);
  }
}

InstanceInfo record(int created, int begin, std::int64_t id) {
  InstanceInfo info;
  info.createTime = at(created);
  info.beginRunningTime = at(begin);
  info.instanceHistoryId = id;
  return info;
}

struct HistoryRow {
  NodeInsInfo before;
  std::vector<InstanceInfo> history;
  std::int64_t newest;  // 0: no new attempt
};

TEST(RerunEvidence, OfAHistoryIsARecordFromAfterTheOldFailure) {
  const std::vector<HistoryRow> rows{
      {node(kFailure, 10, 20), {}, 0},
      {node(kFailure, 10, 20), {record(9, 10, 1)}, 0},
      {node(kFailure, 10, 20), {record(9, 10, 1), record(20, 0, 2)}, 0},  // not after
      {node(kFailure, 10, 20), {record(9, 10, 1), record(21, 0, 2)}, 2},
      {node(kFailure, 10, 20), {record(21, 0, 2), record(9, 10, 1)}, 2},
      {node(kFailure, 10, 20), {record(21, 22, 2), record(31, 32, 3)}, 3},
      {node(kFailure, 10, 20), {record(31, 32, 3), record(21, 22, 2)}, 3},
      {node(kFailure, 10, 20), {record(0, 22, 2)}, 2},
      {node(kFailure, 10, 20), {record(9, 22, 2)}, 2},  // created with the instance
      {node(kFailure, 10, 20), {record(0, 0, 2)}, 0},
      {node(kFailure, 10, 0), {record(9, 10, 1)}, 0},
      {node(kFailure, 10, 0), {record(9, 10, 1), record(11, 0, 2)}, 2},
      {node(kFailure, 0, 0), {record(21, 22, 2)}, 0},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(i);
    const InstanceInfo* newest = newAttempt(rows[i].before, rows[i].history);
    EXPECT_EQ(newest == nullptr ? 0 : newest->instanceHistoryId, rows[i].newest);
  }
}

}  // namespace
}  // namespace dataworks::detail
