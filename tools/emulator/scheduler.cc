// SPDX-License-Identifier: Apache-2.0
#include "scheduler.h"

#include <algorithm>

namespace dataworks::emulator {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kFirstProjectId = 30001;

milliseconds ageOf(const Run& run, WallTime now) { return std::chrono::duration_cast<milliseconds>(now - run.created); }

}  // namespace

std::int64_t Run::historyId(std::size_t node, std::size_t attempt) const {
  if (attempt == 0) return firstHistoryId + static_cast<std::int64_t>(node);
  for (const Event& event : plan.events) {
    if (event.kind == Event::Kind::kRestart && event.node == node && --attempt == 0) return event.historyId;
  }
  return 0;
}

std::string Run::parametersOf(std::size_t node) const {
  const auto own = nodeParameters.find(flow->nodes[node].id);
  if (own == nodeParameters.end()) return dagParameters;
  return dagParameters + (dagParameters.empty() ? "" : " ") + own->second;
}

Scheduler::Scheduler(Projects projects, double speed, std::int64_t firstDagId, std::int64_t firstInstanceId)
    : projects_(std::move(projects)), speed_(speed), firstDagId_(firstDagId), nextId_(firstInstanceId) {}

std::int64_t Scheduler::idOf(const Project& project) const { return kFirstProjectId + (&project - projects_.data()); }

const Project* Scheduler::findProject(std::int64_t id) const {
  const auto found = std::ranges::find(projects_, id, [&](const Project& project) { return idOf(project); });
  return found == projects_.end() ? nullptr : &*found;
}

const Run& Scheduler::start(Run run, WallTime now) {
  const auto nodes = static_cast<std::int64_t>(run.flow->nodes.size());
  run.dagId = firstDagId_ + static_cast<std::int64_t>(runs_.size());
  run.firstInstanceId = nextId_;
  run.firstHistoryId = nextId_ + nodes;
  run.created = now;
  nextId_ += 2 * nodes;
  return runs_.emplace_back(std::move(run));
}

const Run* Scheduler::findRun(std::int64_t dagId) const {
  const std::int64_t index = dagId - firstDagId_;
  if (dagId < firstDagId_ || index >= static_cast<std::int64_t>(runs_.size())) return nullptr;
  return &runs_[static_cast<std::size_t>(index)];
}

std::optional<Instance> Scheduler::findInstance(std::int64_t id) {
  const auto next = std::ranges::upper_bound(runs_, id, {}, &Run::firstInstanceId);
  if (next == runs_.begin()) return std::nullopt;
  Run& run = *std::prev(next);
  const auto node = static_cast<std::size_t>(id - run.firstInstanceId);
  if (node >= run.flow->nodes.size() || !run.hasInstance(node)) return std::nullopt;
  return Instance{&run, node};
}

std::vector<NodeState> Scheduler::statesOf(const Run& run, WallTime now) const {
  return simulate(*run.flow, run.plan, ageOf(run, now), speed_);
}

NodeState Scheduler::stateOf(const Instance& instance, WallTime now) const {
  return statesOf(*instance.run, now)[instance.node];
}

bool Scheduler::isVisible(const Run& run, WallTime now) const {
  return ageOf(run, now) >= scaled(run.flow->visibleAfter, speed_);
}

void Scheduler::act(Event::Kind kind, const Instance& instance, WallTime now) {
  Event event{kind, instance.node, ageOf(*instance.run, now)};
  if (kind == Event::Kind::kStop) {
    const std::size_t attempts = stateOf(instance, now).attempts.size();
    if (attempts == 0) return;
    event.attempt = attempts - 1;
    event.at += scaled(instance.run->flow->nodes[instance.node].stopTakes, speed_);
  }
  if (kind == Event::Kind::kRestart) {
    event.historyId = nextId_++;
    ++restarts_;
  }
  instance.run->plan.events.push_back(event);
}

}  // namespace dataworks::emulator
