// SPDX-License-Identifier: Apache-2.0
#include "flow_cycle.h"

#include <algorithm>

namespace dataworks::emulator {
namespace {

/// For each node, how many nodes it waits for that can never have run.
std::vector<std::size_t> countStuckUpstream(const Flow& flow) {
  std::vector<std::size_t> waitingFor;
  std::vector<std::size_t> free;
  for (const Node& node : flow.nodes) {
    if (node.after.empty()) free.push_back(waitingFor.size());
    waitingFor.push_back(node.after.size());
  }
  while (!free.empty()) {
    const Node& done = flow.nodes[free.back()];
    free.pop_back();
    for (const std::size_t next : done.downstream) {
      if (--waitingFor[next] == 0) free.push_back(next);
    }
  }
  return waitingFor;
}

}  // namespace

std::string findCycle(const Flow& flow) {
  const std::vector<std::size_t> waitingFor = countStuckUpstream(flow);
  const auto stuck = [&](std::size_t node) { return waitingFor[node] > 0; };
  std::size_t node = 0;
  while (node < flow.nodes.size() && !stuck(node)) ++node;
  if (node == flow.nodes.size()) return {};

  // Each stuck node waits for another stuck node: following them ends in a cycle.
  std::vector<std::size_t> path;
  std::vector<bool> seen(flow.nodes.size());
  while (!seen[node]) {
    seen[node] = true;
    path.push_back(node);
    node = *std::ranges::find_if(flow.nodes[node].after, stuck);
  }
  std::string cycle = flow.nodes[node].name;
  for (auto step = path.rbegin(); *step != node; ++step) cycle += " > " + flow.nodes[*step].name;
  return cycle + " > " + flow.nodes[node].name;
}

}  // namespace dataworks::emulator
