// SPDX-License-Identifier: Apache-2.0
#include "actions/stop_state.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace dataworks::detail {

namespace {

constexpr std::chrono::seconds kAskAgainAfter(30);

bool isOver(NodeStatus status) noexcept { return status == NodeStatus::kSuccess || status == NodeStatus::kFailure; }

}  // namespace

void StopState::onList(const std::vector<NodeInsInfo>& nodes, TimePoint now) {
  if (!std::exchange(checked_, true)) {
    if (const std::int64_t missing = firstMissing(named_, nodes); missing != 0) fatal_ = notOfThisRun(missing, dagId_);
  }
  for (const NodeInsInfo& node : nodes) {
    if (named_.empty() || contains(named_, node.instanceId)) update(node);
  }
  const bool active =
      std::any_of(asked_.begin(), asked_.end(), [](const Asked& each) { return each.active && !each.rejected; });
  if (active) {
    quietSince_.reset();
  } else if (!quietSince_) {
    quietSince_ = now;
  } else {
    over_ = now - *quietSince_ >= confirmDelay_;
  }
}

// Of the instances that were not named, only those are tracked that were active once.
void StopState::update(const NodeInsInfo& node) {
  const bool active = isActive(node.status);
  const bool known = std::any_of(instances_.begin(), instances_.end(),
                                 [&](const TrackedInstance& each) { return each.node.instanceId == node.instanceId; });
  if (!known && !active && named_.empty()) return;
  const std::size_t which = indexOf(node);
  instances_[which].node = node;
  Asked& asked = asked_[which];
  asked.active = active;
  asked.since = false;
  if (active) {
    asked.rejected = asked.rejected || std::exchange(asked.rejectedBefore, false);
  } else {
    settle(which);
  }
}

// It is not active (any more). A rejection or a lost response is then no matter.
void StopState::settle(std::size_t which) {
  const TrackedInstance& instance = instances_[which];
  asked_[which].rejectedBefore = asked_[which].rejected = false;
  const bool byItself = instance.node.status == NodeStatus::kSuccess;
  switch (instance.progress) {
    case InstanceProgress::kAccepted:
      return setProgress(which, byItself ? InstanceProgress::kAlreadyOver : InstanceProgress::kStopped);
    case InstanceProgress::kRejected: return setProgress(which, InstanceProgress::kAlreadyOver);
    case InstanceProgress::kNotSent:
    case InstanceProgress::kUnknown:
      if (byItself || (instance.progress == InstanceProgress::kNotSent && isOver(instance.node.status))) {
        setProgress(which, InstanceProgress::kAlreadyOver);
      }
      return;
    default: return;
  }
}

std::optional<std::size_t> StopState::next(TimePoint now) {
  if (fatal_) return std::nullopt;
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    Asked& asked = asked_[i];
    const bool due = !asked.at || now - *asked.at >= kAskAgainAfter;
    if (!asked.active || asked.rejected || asked.since || !due) continue;
    asked.since = true;
    asked.at = now;
    setProgress(i, InstanceProgress::kSending);
    return i;
  }
  return std::nullopt;
}

void StopState::onResponse(std::size_t which, Result<InstanceActionResponse> response, TimePoint now) {
  TrackedInstance& instance = instances_[which];
  asked_[which].at = now;
  if (response) {
    instance.accepted = true;
    instance.requestId = std::move(response->requestId);
    instance.error.reset();
    return setProgress(which, InstanceProgress::kAccepted);
  }
  const auto error = std::make_shared<const Error>(std::move(response).error());
  instance.error = error;
  instance.requestId = error->requestId;
  if (concernsAll(*error)) fatal_ = *error;
  // What an earlier stop was accepted for stays accepted, whatever comes of the next one.
  const auto become = [&](InstanceProgress progress) {
    setProgress(which, instance.accepted ? InstanceProgress::kAccepted : progress);
  };
  if (error->mayHaveExecuted()) {
    instance.maybe = true;
    return become(InstanceProgress::kUnknown);
  }
  if (error->kind == ErrorKind::kRejected) {
    asked_[which].rejectedBefore = !instance.accepted;
    return become(InstanceProgress::kRejected);
  }
  asked_[which].at.reset();  // it was certainly not asked: with the next list it is
  become(instance.maybe ? InstanceProgress::kUnknown : InstanceProgress::kNotSent);
}

std::optional<Error> StopState::error() const {
  if (fatal_) return fatal_;
  if (!over_) return std::nullopt;
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    if (asked_[i].active && asked_[i].rejected) return *instances_[i].error;
  }
  return std::nullopt;
}

std::optional<StopState::TimePoint> StopState::confirmAt() const {
  if (!quietSince_) return std::nullopt;
  return *quietSince_ + confirmDelay_;
}

std::vector<std::size_t> StopState::takeChanged() { return std::exchange(changed_, {}); }

void StopState::setProgress(std::size_t which, InstanceProgress progress) {
  if (std::exchange(instances_[which].progress, progress) != progress) changed_.push_back(which);
}

std::size_t StopState::indexOf(const NodeInsInfo& node) {
  for (std::size_t i = 0; i < instances_.size(); ++i) {
    if (instances_[i].node.instanceId == node.instanceId) return i;
  }
  instances_.push_back({.node = node});
  asked_.emplace_back();
  return instances_.size() - 1;
}

}  // namespace dataworks::detail
