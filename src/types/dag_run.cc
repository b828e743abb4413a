// The summary of a run: dataworks/dag_run.h.
#include "dataworks/dag_run.h"

#include <algorithm>
#include <ostream>
#include <utility>

namespace dataworks {

namespace {

using std::chrono::milliseconds;
using WallTime = std::chrono::system_clock::time_point;

std::optional<WallTime> earlier(std::optional<WallTime> a, std::optional<WallTime> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

DagRunState stateOf(const DagRun& run) {
  if (run.nodes.empty()) return DagRunState::kNotVisible;
  if (run.count(NodeStatus::kSuccess) == run.nodes.size()) return DagRunState::kSucceeded;
  if (run.count(NodeStatus::kFailure) > 0 && run.activeCount() == 0) return DagRunState::kFailed;
  return DagRunState::kRunning;
}

// 4s, 1m05s, 2h10m
std::string shortTime(milliseconds time) {
  const auto twoDigits = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const std::int64_t seconds = time.count() / 1000;
  if (seconds < 60) return std::to_string(seconds) + "s";
  if (seconds < 3600) return std::to_string(seconds / 60) + "m" + twoDigits(seconds % 60) + "s";
  return std::to_string(seconds / 3600) + "h" + twoDigits(seconds / 60 % 60) + "m";
}

}  // namespace

std::string_view name(DagRunState state) noexcept {
  switch (state) {
    case DagRunState::kNotVisible: return "not visible";
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

std::optional<milliseconds> DagRun::took() const noexcept {
  if (!begin) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(finish.value_or(asOf) - *begin));
}

std::ostream& operator<<(std::ostream& out, const DagRun& run) {
  out << "dag " << run.dagId << ' ' << name(run.state);
  const char* separator = ": ";
  for (const auto& [status, nodesOfIt] : run.counts) {
    out << std::exchange(separator, ", ") << nodesOfIt << ' ' << name(status);
  }
  if (const auto took = run.took()) out << ", " << shortTime(*took);
  return out;
}

NodeTimes timesOf(const NodeInsInfo& node, WallTime asOf) noexcept {
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
  if (!end && !over) end = asOf;
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
  NodeTimes times;
  times.running = part(running);
  times.resources = part(resources);
  times.time = part(time);
  times.upstream = part(created);
  return times;
}

NodeTimes timesOf(const DagRun& run) noexcept {
  NodeTimes sum;
  for (const NodeInsInfo& node : run.nodes) {
    const NodeTimes times = timesOf(node, run.asOf);
    sum.upstream += times.upstream;
    sum.time += times.time;
    sum.resources += times.resources;
    sum.running += times.running;
  }
  return sum;
}

DagRun summarize(std::vector<NodeInsInfo> nodes, WallTime asOf) {
  DagRun run;
  run.nodes = std::move(nodes);
  run.asOf = asOf;
  for (const NodeInsInfo& node : run.nodes) {
    ++run.counts[node.status];
    if (run.dagId == 0) run.dagId = node.dagId;
    for (const Timestamp* stamp :
         {&node.createTime, &node.beginWaitTimeTime, &node.beginWaitResTime, &node.beginRunningTime}) {
      run.begin = earlier(run.begin, stamp->time);
    }
  }
  run.state = stateOf(run);
  if (run.finished()) {
    for (const NodeInsInfo& node : run.nodes) {
      if (node.finishTime.time)
        run.finish = std::max(run.finish.value_or(*node.finishTime.time), *node.finishTime.time);
    }
  }
  return run;
}

}  // namespace dataworks
