// SPDX-License-Identifier: Apache-2.0
#include "actions/rerun_evidence.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace dataworks::detail {

namespace {

using Time = std::optional<std::chrono::system_clock::time_point>;

// What is known of when the old attempt ended: no later than that.
Time endOf(const NodeInsInfo& before) {
  if (before.finishTime.time) return before.finishTime.time;
  return before.beginRunningTime.time;
}

bool isLater(const Time& time, const Time& than) { return time && than && *time > *than; }

bool hasLaterTimes(const NodeInsInfo& before, const NodeInsInfo& now) {
  const Time& begin = before.beginRunningTime.time ? before.beginRunningTime.time : before.finishTime.time;
  return isLater(now.beginRunningTime.time, begin) || isLater(now.finishTime.time, before.finishTime.time);
}

}  // namespace

bool hasLeftFailure(const NodeInsInfo& before, const NodeInsInfo& now) {
  return now.status != NodeStatus::kFailure || hasLaterTimes(before, now);
}

bool hasFailedAgain(const NodeInsInfo& before, const NodeInsInfo& now, bool left) {
  if (now.status != NodeStatus::kFailure) return false;
  if (before.status != NodeStatus::kFailure) return true;  // it was active, and has failed since
  return endOf(before) ? hasLaterTimes(before, now) : left;
}

const InstanceInfo* newAttempt(const NodeInsInfo& before, const std::vector<InstanceInfo>& history) {
  const Time end = endOf(before);
  const InstanceInfo* newest = nullptr;
  for (const InstanceInfo& record : history) {
    if (!isLater(record.createTime.time, end) && !isLater(record.beginRunningTime.time, end)) continue;
    if (newest == nullptr || isLater(record.createTime.time, newest->createTime.time)) newest = &record;
  }
  return newest;
}

}  // namespace dataworks::detail
