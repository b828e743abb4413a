// SPDX-License-Identifier: Apache-2.0
#include "wait/completion_detector.h"

#include <algorithm>

#include "wait/wait_tolerance.h"

namespace dataworks::detail {

namespace {

using Status = std::pair<std::int64_t, NodeStatus>;

bool byInstance(const Status& a, const Status& b) { return a.first < b.first; }

}  // namespace

void CompletionDetector::judge(DagRun& run, TimePoint now, const PollContext& context) {
  Statuses statuses;
  statuses.reserve(run.nodes.size());
  for (const NodeInsInfo& node : run.nodes) statuses.emplace_back(node.instanceId, node.status);
  std::sort(statuses.begin(), statuses.end());
  const bool same = polled_ && statuses == statuses_;

  const bool wasSeen = nodes_ > 0;
  const bool incomplete = missesSome(statuses.size(), now);
  if (failFast_ && context.failures.value_or(run.count(NodeStatus::kFailure)) > 0) {
    run.state = DagRunState::kFailed;
  } else if (incomplete) {
    keepOpen(run);
  } else if (run.state == DagRunState::kSucceeded && context.young && !wasSeen) {
    keepOpen(run);
    confirmAt_ = now;  // by any other poll
  } else if (run.state == DagRunState::kFailed) {
    if (!isOldFailure(run, context) && !isConfirmed(same, now)) run.state = DagRunState::kRunning;
  } else {
    confirmAt_.reset();
  }

  if (!same) noteChanges(run, std::move(statuses));
  changed_ = !same || run.state != state_;
  polled_ = true;
  state_ = run.state;
}

void CompletionDetector::keepOpen(DagRun& run) {
  if (run.finished()) run.state = DagRunState::kRunning;
  confirmAt_.reset();
}

bool CompletionDetector::isConfirmed(bool same, TimePoint now) {
  if (!same || !confirmAt_) confirmAt_ = now + failureConfirmDelay_;
  return same && now >= *confirmAt_;
}

// The service's clock on both sides: ours may be wrong.
bool CompletionDetector::isOldFailure(const DagRun& run, const PollContext& context) const {
  if (confirmOldFailures_ || !context.serviceTime) return false;
  const auto latest = *context.serviceTime - failureConfirmDelay_;
  return std::all_of(run.nodes.begin(), run.nodes.end(), [latest](const NodeInsInfo& node) {
    const bool ended = node.status == NodeStatus::kFailure || node.status == NodeStatus::kSuccess;
    return !ended || (node.finishTime.time && *node.finishTime.time <= latest);
  });
}

void CompletionDetector::onPollsFailedFor(TimePoint::duration time) {
  if (missingSince_) *missingSince_ += time;
}

// By their number, because a node that runs again may do so as another instance. In the end the service's word is
// taken.
bool CompletionDetector::missesSome(std::size_t nodes, TimePoint now) {
  if (nodes < nodes_) {
    if (!missingSince_) missingSince_ = now;
    ++shortInARow_;
    if (now - *missingSince_ < missingGrace_ || shortInARow_ < kFewestEmptyPolls) return true;
  }
  missingSince_.reset();
  shortInARow_ = 0;
  nodes_ = nodes;
  return false;
}

void CompletionDetector::noteChanges(DagRun& run, Statuses statuses) {
  for (std::size_t i = 0; i < run.nodes.size(); ++i) {
    const Status now{run.nodes[i].instanceId, run.nodes[i].status};
    if (std::binary_search(statuses_.begin(), statuses_.end(), now)) continue;  // ids may be missing, and so the same
    const auto before = std::lower_bound(statuses_.begin(), statuses_.end(), now, byInstance);
    const bool known = before != statuses_.end() && before->first == now.first;
    if (!known) {
      run.changes.push_back({i, NodeStatus::kUnset});
    } else if (before->second != now.second) {
      run.changes.push_back({i, before->second});
    }
  }
  statuses_ = std::move(statuses);
}

}  // namespace dataworks::detail
