// SPDX-License-Identifier: Apache-2.0
#include "actions/candidates.h"

#include <algorithm>
#include <utility>

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kMargin(60);  // for the clocks
constexpr int kPageSize = 100;
constexpr std::int64_t kManual = 5;  // the type of a run that was triggered

DagRunState stateOf(const std::map<NodeStatus, std::size_t>& counts) {
  DagRun run;
  run.counts = counts;
  if (counts.empty()) return DagRunState::kNotFoundYet;
  if (counts.size() == 1 && run.count(NodeStatus::kSuccess) > 0) return DagRunState::kSucceeded;
  return run.count(NodeStatus::kFailure) > 0 && run.activeCount() == 0 ? DagRunState::kFailed : DagRunState::kRunning;
}

DagRunState stateOf(const std::string& word) {
  if (word == "CREATED" || word == "RUNNING") return DagRunState::kRunning;
  if (word == "SUCCESS") return DagRunState::kSucceeded;
  return word == "FAILURE" ? DagRunState::kFailed : DagRunState::kNotFoundYet;
}

bool isNewer(const DagCandidate& a, const DagCandidate& b) {
  if (a.createTime != b.createTime) return a.createTime > b.createTime;  // none is the oldest
  return a.dagId > b.dagId;
}

}  // namespace

CandidateSearch::CandidateSearch(const FindOptions& options, std::int64_t projectId,
                                 std::chrono::system_clock::duration clockDifference)
    : options_(options), projectId_(projectId) {
  if (options.createdSince) since_ = *options.createdSince + clockDifference;
  next_ = {.projectId = projectId,
           .env = options.env,
           .flowName = options.flowName,
           .beginBizdate = options.bizdate,
           .endBizdate = options.bizdate,
           .orderBy = InstanceOrder::kCreateTimeDesc,
           .pageSize = kPageSize,
           .regionId = options.regionId};
}

void CandidateSearch::onPage(const ListInstancesResponse& page) {
  ++pages_;
  requestId_ = page.requestId;
  const bool reachedOlder = addRows(page);
  const bool isLast =
      page.instances.size() < kPageSize || page.totalCount == std::int64_t{next_->pageNumber} * kPageSize;
  if (reachedOlder || isLast) return next_.reset();
  if (pages_ >= options_.maxPages) {
    truncated_ = true;
    return next_.reset();
  }
  const std::string& node = page.instances.front().nodeName;
  if (pages_ == 1 && !options_.flowName.empty() && !node.empty()) {
    next_->nodeName = node;
    allRows_ = false;
  } else {
    ++next_->pageNumber;
  }
}

// Returns true at a row that is older than what is looked for. So are all that follow.
bool CandidateSearch::addRows(const ListInstancesResponse& page) {
  for (const InstanceInfo& row : page.instances) {
    if (isTooOld(row.createTime.time)) return true;
    addRow(row);
  }
  return false;
}

bool CandidateSearch::isTooOld(const std::optional<Time>& created) const {
  return since_ && created && *created < *since_ - kMargin;
}

void CandidateSearch::addRow(const InstanceInfo& row) {
  const bool isManual = row.dagType == 0 || row.dagType == kManual;
  if (row.dagId == 0 || !isManual) return;
  DagCandidate& run = runs_[row.dagId];
  run.dagId = row.dagId;
  const auto& created = row.createTime.time;
  if (created) run.createTime = std::min(run.createTime.value_or(*created), *created);
  if (run.createUser.empty()) run.createUser = row.createUser;
  if (run.bizdate.text.empty()) run.bizdate = row.bizdate;
  if (row.instanceId == 0 || counted_.insert(row.instanceId).second) ++run.counts[row.status];
}

DagCandidates CandidateSearch::take() {
  DagCandidates candidates;
  candidates.truncated = truncated_;
  candidates.projectId = projectId_;
  candidates.requestId = std::move(requestId_);
  candidates.reserve(runs_.size());
  for (auto& [id, run] : runs_) {
    run.projectName = options_.projectName;
    run.env = options_.env;
    run.regionId = options_.regionId;
    run.flowName = options_.flowName;
    if (since_ && run.createTime) {
      run.createdAfter = std::chrono::duration_cast<milliseconds>(*run.createTime - *since_);
    }
    if (!allRows_) run.counts.clear();
    candidates.push_back(std::move(run));
  }
  std::sort(candidates.begin(), candidates.end(), isNewer);
  if (truncated_ && !candidates.empty()) candidates.back().counts.clear();
  for (DagCandidate& each : candidates) each.state = stateOf(each.counts);
  return candidates;
}

void addDetails(DagCandidate& candidate, DagInfo dag) {
  candidate.status = std::move(dag.status);
  if (const DagRunState state = stateOf(candidate.status); state != DagRunState::kNotFoundYet) candidate.state = state;
  if (!dag.name.empty()) candidate.flowName = std::move(dag.name);
  if (candidate.createUser.empty()) candidate.createUser = std::move(dag.createUser);
  if (candidate.bizdate.text.empty()) candidate.bizdate = std::move(dag.bizdate);
  if (!candidate.createTime) candidate.createTime = dag.createTime.time;
}

}  // namespace dataworks::detail
