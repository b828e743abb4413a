// SPDX-License-Identifier: Apache-2.0
#include "actions/rerun_state.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "actions/rerun_evidence.h"
#include "options/validate.h"
#include "types/make_error.h"

namespace dataworks::detail {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::array kLooksAfter{1s, 3s, 8s, 15s};
constexpr std::chrono::minutes kMustBeginWithin(5);

std::string described(const NodeInsInfo& node) {
  return node.nodeName + " (instance " + std::to_string(node.instanceId) + ')';
}

// In the order in which they failed; what has no time comes last.
bool failedEarlier(const NodeInsInfo& a, const NodeInsInfo& b) {
  if (!a.finishTime.time || !b.finishTime.time) return a.finishTime.time.has_value() && !b.finishTime.time;
  return *a.finishTime.time < *b.finishTime.time;
}

const NodeInsInfo* find(const RerunState::Nodes& nodes, std::int64_t instanceId) {
  const auto isIt = [&](const NodeInsInfo& node) { return node.instanceId == instanceId; };
  const auto found = std::find_if(nodes.begin(), nodes.end(), isIt);
  return found == nodes.end() ? nullptr : &*found;
}

// It says something about this instance only; the others may fare better.
bool isRejection(const Error& error) {
  return !concernsAll(error) && (error.kind == ErrorKind::kRejected || error.kind == ErrorKind::kService);
}

Error neverBegan(const TrackedInstance& instance, const Result<ListInstanceHistoryResponse>& history) {
  std::string message = "the service " + std::string(instance.accepted ? "accepted" : "may have accepted") +
                        " the restart of " + described(instance.node) + ", but its list does not show it after 5 min, ";
  message += history ? "and neither does its history" : "and its history cannot be read: " + history.error().message;
  return {.kind = ErrorKind::kService,
          .phase = Phase::kPolling,
          .message = std::move(message),
          .hint = "Look in Operation Center before you re-run it again."};
}

}  // namespace

// --- the targets

RerunState::Step RerunState::onList(const Nodes& nodes, TimePoint now) {
  for (const NodeInsInfo& node : nodes) {
    if (node.status == NodeStatus::kFailure) failedBefore_.push_back(node.instanceId);
  }
  std::sort(failedBefore_.begin(), failedBefore_.end());
  if (auto problem = chooseTargets(nodes)) return {.error = std::move(problem)};
  watched_.resize(instances_.size());
  for (std::size_t i = 0; i < instances_.size(); ++i) {
    if (instances_[i].node.status == NodeStatus::kFailure) continue;
    setProgress(i, InstanceProgress::kAlreadyActive);
    watch(i, now);
    watched_[i].showsOldFailure = false;
  }
  return nextRestart(now);
}

std::optional<Error> RerunState::chooseTargets(const Nodes& nodes) {
  if (const std::int64_t missing = firstMissing(named_, nodes); missing != 0) return notOfThisRun(missing, dagId_);
  for (const NodeInsInfo& node : nodes) {
    const bool failed = node.status == NodeStatus::kFailure;
    if (named_.empty() ? !failed : !contains(named_, node.instanceId)) continue;
    if (!failed && !isActive(node.status)) {
      instances_.clear();
      return invalidArgument(described(node) + " has not failed: it is " + std::string(name(node.status)));
    }
    instances_.push_back({.node = node});
  }
  if (instances_.empty()) {
    return invalidArgument("nothing to re-run: no node of run " + std::to_string(dagId_) + " has failed");
  }
  const auto earlier = [](const TrackedInstance& a, const TrackedInstance& b) { return failedEarlier(a.node, b.node); };
  std::stable_sort(instances_.begin(), instances_.end(), earlier);
  return std::nullopt;
}

// --- restarts

RerunState::Step RerunState::nextRestart(TimePoint now) {
  for (std::size_t i = 0; i < instances_.size() && !sendsNoMore_; ++i) {
    if (instances_[i].progress == InstanceProgress::kNotSent) {
      return {.action = Action::kRestart, .target = i, .at = now};
    }
  }
  return watchOrEnd();
}

RerunState::Step RerunState::watchOrEnd() {
  const bool any = std::any_of(watched_.begin(), watched_.end(), [](const Watched& each) { return each.active; });
  if (any) return {.action = Action::kWatch};
  for (const TrackedInstance& each : instances_) {
    if (each.error && (!sendsNoMore_ || each.progress == InstanceProgress::kNotSent)) return {.error = *each.error};
  }
  return {};
}

void RerunState::onSending(std::size_t target) { setProgress(target, InstanceProgress::kSending); }

RerunState::Step RerunState::onRestart(std::size_t target, Result<InstanceActionResponse> response, bool held,
                                       milliseconds pause, TimePoint now) {
  TrackedInstance& instance = instances_[target];
  if (response) {
    instance.accepted = true;
    instance.requestId = std::move(response->requestId);
    instance.error.reset();
    watch(target, now);
    setProgress(target, InstanceProgress::kRestarted);
    return nextRestart(now);
  }
  instance.error = std::make_shared<const Error>(std::move(response).error());
  const Error& error = *instance.error;
  instance.requestId = error.requestId;
  if (error.mayHaveExecuted()) {
    instance.maybe = true;
    setProgress(target, InstanceProgress::kUnknown);
    lookedFor_ = target;
    looks_ = 0;
    lostAt_ = now;
    return {.action = Action::kLookAtList, .target = target, .at = lostAt_ + kLooksAfter.front()};
  }
  if (!held && isRejection(error)) {
    setProgress(target, InstanceProgress::kRejected);
    return nextRestart(now);
  }
  setProgress(target, InstanceProgress::kNotSent);
  if (!held && error.kind == ErrorKind::kThrottled && !concernsAll(error)) {
    return {.action = Action::kRestart, .target = target, .at = now + pause};
  }
  sendsNoMore_ = true;
  return watchOrEnd();
}

// --- looks after a lost response

RerunState::Step RerunState::onLookAtList(const Result<SearchManualDagNodeInstanceResponse>& list, TimePoint now) {
  const TrackedInstance& instance = instances_[lookedFor_];
  const NodeInsInfo* node = list ? find(list->data, instance.node.instanceId) : nullptr;
  if (node != nullptr && hasLeftFailure(instance.node, *node)) return onRunsAgain(now);
  return {.action = Action::kLookAtHistory, .target = lookedFor_, .at = now};
}

RerunState::Step RerunState::onLookAtHistory(const Result<ListInstanceHistoryResponse>& history, TimePoint now) {
  const TrackedInstance& instance = instances_[lookedFor_];
  if (history && newAttempt(instance.node, history->instances) != nullptr) return onRunsAgain(now);
  if (++looks_ < kLooksAfter.size()) {
    return {.action = Action::kLookAtList, .target = lookedFor_, .at = lostAt_ + kLooksAfter.at(looks_)};
  }
  return {.error = *instance.error};
}

// By this request or by another person's: whose it is stays unknown, but the re-run goes on.
RerunState::Step RerunState::onRunsAgain(TimePoint now) {
  instances_[lookedFor_].runsAgain = true;
  changed_.push_back(lookedFor_);
  watch(lookedFor_, now);
  return nextRestart(now);
}

// --- the watch

void RerunState::watch(std::size_t target, TimePoint now) {
  watched_[target].active = true;
  watched_[target].since = now;
}

std::optional<std::size_t> RerunState::onPoll(const Nodes& nodes, TimePoint now) {
  for (std::size_t i = 0; i < instances_.size(); ++i) {
    TrackedInstance& instance = instances_[i];
    Watched& watched = watched_[i];
    const NodeInsInfo* node = watched.active ? find(nodes, instance.node.instanceId) : nullptr;
    if (node == nullptr) continue;
    const bool left = instance.runsAgain;
    instance.runsAgain = left || hasLeftFailure(instance.node, *node);
    const bool failed = node->status == NodeStatus::kFailure;
    if (!failed) watched.failedByHistory.reset();
    const bool old = failed && !watched.failedByHistory && !hasFailedAgain(instance.node, *node, left);
    if (old && !watched.showsOldFailure) watched.since = now;
    watched.showsOldFailure = old;
  }
  return historyDue(now);
}

std::optional<std::size_t> RerunState::historyDue(TimePoint now) const {
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    const Watched& watched = watched_[i];
    const bool due = watched.active && watched.showsOldFailure;
    if (due && now - watched.since >= kMustBeginWithin) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> RerunState::onPollHistory(std::size_t target,
                                                     const Result<ListInstanceHistoryResponse>& history,
                                                     TimePoint now) {
  TrackedInstance& instance = instances_[target];
  Watched& watched = watched_[target];
  if (!history && history.error().kind != ErrorKind::kRejected) return std::nullopt;  // with the next poll, then
  const InstanceInfo* attempt = history ? newAttempt(instance.node, history->instances) : nullptr;
  if (attempt == nullptr) {
    lost_ = neverBegan(instance, history);
    return std::nullopt;
  }
  instance.runsAgain = true;
  if (hasFailedAgain(instance.node, *attempt, true)) {
    watched.failedByHistory = *attempt;
    watched.showsOldFailure = false;
  } else {  // it runs, and the list lags behind
    watched.since = now;
  }
  return historyDue(now);
}

void RerunState::amend(Nodes& nodes) const {
  for (NodeInsInfo& node : nodes) {
    for (std::size_t i = 0; i < instances_.size(); ++i) {
      const auto& attempt = watched_[i].failedByHistory;
      if (!attempt || instances_[i].node.instanceId != node.instanceId) continue;
      node.beginWaitResTime = attempt->beginWaitResTime;
      node.beginRunningTime = attempt->beginRunningTime;
      node.finishTime = attempt->finishTime;
    }
  }
}

RerunState::Judgement RerunState::judge(const Nodes& nodes) const {
  Judgement judgement;
  for (const Watched& each : watched_) judgement.open = judgement.open || (each.active && each.showsOldFailure);
  if (judgement.open) return judgement;
  for (const NodeInsInfo& node : nodes) {
    if (node.status != NodeStatus::kFailure) continue;
    const bool old = std::binary_search(failedBefore_.begin(), failedBefore_.end(), node.instanceId);
    bool isWatched = false;
    for (std::size_t i = 0; i < instances_.size(); ++i) {
      isWatched = isWatched || (watched_[i].active && instances_[i].node.instanceId == node.instanceId);
    }
    if (!old || isWatched) ++judgement.failures;
  }
  return judgement;
}

std::vector<std::size_t> RerunState::takeChanged() { return std::exchange(changed_, {}); }

void RerunState::setProgress(std::size_t target, InstanceProgress progress) {
  if (std::exchange(instances_[target].progress, progress) != progress) changed_.push_back(target);
}

}  // namespace dataworks::detail
