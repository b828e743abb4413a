#include "run/verdict.h"

#include <algorithm>

namespace dataworks {

namespace {

using Status = std::pair<std::int64_t, NodeStatus>;

bool byInstance(const Status& a, const Status& b) { return a.first < b.first; }

}  // namespace

void Verdict::judge(DagRun& run, TimePoint now) {
  Statuses statuses;
  statuses.reserve(run.nodes.size());
  for (const NodeInsInfo& node : run.nodes) statuses.emplace_back(node.instanceId, node.status);
  std::sort(statuses.begin(), statuses.end());
  const bool same = looked_ && statuses == statuses_;

  if (run.state == DagRunState::kFailed && !failFast_) {
    if (!same || !confirmAt_) confirmAt_ = now + confirmAfter_;
    if (now < *confirmAt_ || !same) run.state = DagRunState::kRunning;
  } else {
    confirmAt_.reset();
    if (failFast_ && run.count(NodeStatus::kFailure) > 0) run.state = DagRunState::kFailed;
  }

  if (!same) noteChanges(run, std::move(statuses));
  changed_ = !same || run.state != state_;
  looked_ = true;
  state_ = run.state;
}

void Verdict::noteChanges(DagRun& run, Statuses statuses) {
  for (std::size_t i = 0; i < run.nodes.size(); ++i) {
    const Status now{run.nodes[i].instanceId, run.nodes[i].status};
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

}  // namespace dataworks
