#include "simulation.h"

#include <algorithm>

namespace dataworks::emulator {
namespace {

using std::chrono::milliseconds;

milliseconds scaled(milliseconds inFlow, double speed) {
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(inFlow.count()) / speed));
}

/// The state at `elapsed` of a node that may start at `start`.
NodeState stateOf(const Node& node, milliseconds start, milliseconds elapsed, double speed) {
  const milliseconds queue = start + scaled(node.waits, speed);
  const milliseconds run = queue + scaled(node.queued, speed);
  const milliseconds end = run + scaled(node.runs, speed);

  NodeState state;
  if (elapsed < start) return state;
  state.beginWaitTime = start;
  state.status = NodeStatus::kWaitTime;
  if (elapsed < queue) return state;
  state.beginWaitResource = queue;
  state.status = NodeStatus::kWaitResource;
  if (elapsed < run) return state;
  state.beginRunning = run;
  state.status = NodeStatus::kRunning;
  if (elapsed < end) return state;
  state.finish = end;
  state.status = node.fails ? NodeStatus::kFailure : NodeStatus::kSuccess;
  return state;
}

}  // namespace

milliseconds NodeState::modified() const {
  for (const auto& moment : {finish, beginRunning, beginWaitResource, beginWaitTime}) {
    if (moment) return *moment;
  }
  return milliseconds(0);
}

std::vector<NodeState> simulate(const Flow& flow, milliseconds elapsed, double speed) {
  std::vector<NodeState> states(flow.nodes.size());
  for (const std::size_t index : flow.order) {
    const Node& node = flow.nodes[index];
    milliseconds start{0};
    const bool ready = std::ranges::all_of(node.after, [&](std::size_t before) {
      start = std::max(start, states[before].finish.value_or(milliseconds(0)));
      return states[before].status == NodeStatus::kSuccess;
    });
    if (ready) states[index] = stateOf(node, start, elapsed, speed);
  }
  return states;
}

bool isVisible(const Flow& flow, milliseconds elapsed, double speed) {
  return elapsed >= scaled(flow.visibleAfter, speed);
}

}  // namespace dataworks::emulator
