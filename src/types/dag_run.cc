// SPDX-License-Identifier: Apache-2.0
// The summary of a run: dataworks/dag_run.h.
#include "dataworks/dag_run.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "text/duration.h"

namespace dataworks {

using namespace detail;

namespace {

using std::chrono::milliseconds;
using WallTime = std::chrono::system_clock::time_point;

std::optional<WallTime> earlier(std::optional<WallTime> a, std::optional<WallTime> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

DagRunState stateOf(const DagRun& run) {
  if (run.nodes.empty()) return DagRunState::kNotFoundYet;
  if (run.count(NodeStatus::kSuccess) == run.nodes.size()) return DagRunState::kSucceeded;
  if (run.count(NodeStatus::kFailure) > 0 && run.activeCount() == 0) return DagRunState::kFailed;
  return DagRunState::kRunning;
}

}  // namespace

std::string_view name(DagRunState state) noexcept {
  switch (state) {
    case DagRunState::kNotFoundYet: return "not visible";
    case DagRunState::kRunning: return "running";
    case DagRunState::kSucceeded: return "succeeded";
    case DagRunState::kFailed: return "failed";
  }
  return "unknown";
}

std::size_t DagRun::count(NodeStatus status) const noexcept {
  const auto found = counts.find(status);
  return found == counts.end() ? 0 : found->second;
}

std::size_t DagRun::activeCount() const noexcept {
  std::size_t active = 0;
  for (const auto& [status, nodesOfIt] : counts) active += isActive(status) ? nodesOfIt : 0;
  return active;
}

std::optional<milliseconds> DagRun::elapsed() const noexcept {
  if (!beginTime) return std::nullopt;
  return std::max(milliseconds(0),
                  std::chrono::duration_cast<milliseconds>(finishTime.value_or(observedAt) - *beginTime));
}

std::ostream& operator<<(std::ostream& out, const DagRun& run) {
  out << "dag " << run.dagId << ' ' << name(run.state);
  const char* separator = ": ";
  for (const auto& [status, nodesOfIt] : run.counts) {
    out << std::exchange(separator, ", ") << nodesOfIt << ' ' << name(status);
  }
  if (const auto elapsed = run.elapsed()) out << ", " << formatDuration(*elapsed);
  return out;
}

NodeDurations durationsOf(const NodeInsInfo& node, WallTime observedAt) noexcept {
  const bool over = node.status == NodeStatus::kSuccess || node.status == NodeStatus::kFailure;
  auto running = node.beginRunningTime.time;
  auto resources = node.beginWaitResTime.time;
  auto time = node.beginWaitTimeTime.time;
  const auto& created = node.createTime.time;

  // Each part ends where the next one that has a time begins. A finished node without a finish time ends with what is
  // known of it; one that runs again may still have times of the run before.
  std::optional<WallTime> end = node.finishTime.time;
  const auto isBehindTheEnd = [&end](const std::optional<WallTime>& begin) { return end && begin && *begin > *end; };
  if (!over && (isBehindTheEnd(running) || isBehindTheEnd(resources) || isBehindTheEnd(time))) {
    for (auto* begin : {&running, &resources, &time}) {
      if (!isBehindTheEnd(*begin)) begin->reset();
    }
    end.reset();
  }
  if (!end && !over) end = observedAt;
  const auto part = [&end](std::optional<WallTime> begin) {
    if (!begin || !end) {
      if (begin) end = begin;
      return milliseconds(0);
    }
    const auto length = std::chrono::duration_cast<milliseconds>(*end - *begin);
    if (length < milliseconds(0)) return milliseconds(0);
    end = begin;
    return length;
  };
  NodeDurations times;
  times.running = part(running);
  times.waitResources = part(resources);
  times.waitSchedule = part(time);
  times.waitUpstream = part(created);
  return times;
}

NodeDurations durationsOf(const DagRun& run) noexcept {
  NodeDurations sum;
  for (const NodeInsInfo& node : run.nodes) {
    const NodeDurations times = durationsOf(node, run.observedAt);
    sum.waitUpstream += times.waitUpstream;
    sum.waitSchedule += times.waitSchedule;
    sum.waitResources += times.waitResources;
    sum.running += times.running;
  }
  return sum;
}

DagRun summarize(std::vector<NodeInsInfo> nodes, WallTime observedAt) {
  DagRun run;
  run.nodes = std::move(nodes);
  run.observedAt = observedAt;
  for (const NodeInsInfo& node : run.nodes) {
    ++run.counts[node.status];
    if (run.dagId == 0) run.dagId = node.dagId;
    for (const Timestamp* stamp :
         {&node.createTime, &node.beginWaitTimeTime, &node.beginWaitResTime, &node.beginRunningTime}) {
      run.beginTime = earlier(run.beginTime, stamp->time);
    }
  }
  run.state = stateOf(run);
  if (run.finished()) {
    for (const NodeInsInfo& node : run.nodes) {
      if (node.finishTime.time)
        run.finishTime = std::max(run.finishTime.value_or(*node.finishTime.time), *node.finishTime.time);
    }
  }
  return run;
}

}  // namespace dataworks
