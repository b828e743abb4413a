#include "wait/completion_detector.h"

#include <algorithm>

namespace dataworks::detail {

namespace {

using Status = std::pair<std::int64_t, NodeStatus>;

bool byInstance(const Status& a, const Status& b) { return a.first < b.first; }

}  // namespace

void CompletionDetector::judge(DagRun& run, TimePoint now, std::size_t failures) {
  Statuses statuses;
  statuses.reserve(run.nodes.size());
  for (const NodeInsInfo& node : run.nodes) statuses.emplace_back(node.instanceId, node.status);
  std::sort(statuses.begin(), statuses.end());
  const bool same = polled_ && statuses == statuses_;

  const bool incomplete = missesSome(statuses.size(), now);
  if (failFast_ && failures > 0) {
    run.state = DagRunState::kFailed;
  } else if (incomplete && run.finished()) {
    run.state = DagRunState::kRunning;
    confirmAt_.reset();
  } else if (run.state == DagRunState::kFailed) {
    if (!same || !confirmAt_) confirmAt_ = now + failureConfirmDelay_;
    if (now < *confirmAt_ || !same) run.state = DagRunState::kRunning;
  } else {
    confirmAt_.reset();
  }

  if (!same) noteChanges(run, std::move(statuses));
  changed_ = !same || run.state != state_;
  polled_ = true;
  state_ = run.state;
}

void CompletionDetector::onPollsFailedFor(TimePoint::duration time) {
  if (missingSince_) *missingSince_ += time;
}

// By their number, because a node that runs again may do so as another instance. In the end the service's word is
// taken.
bool CompletionDetector::missesSome(std::size_t nodes, TimePoint now) {
  if (nodes < nodes_) {
    if (!missingSince_) missingSince_ = now;
    if (now - *missingSince_ < missingGrace_) return true;
  }
  missingSince_.reset();
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
