// SPDX-License-Identifier: Apache-2.0
// The flows that the emulator runs: plain data, made by `readFlows`, read by everything else.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "faults.h"

namespace dataworks::emulator {

/// A node of a flow. Times are as in the flows file, before `--speed`.
struct Node {
  std::string name;
  std::int64_t id = 0;                     // 0: none; then no parameter can name the node
  std::vector<std::size_t> after;          // indexes into Flow::nodes
  std::vector<std::size_t> downstream;     // the nodes with this one in `after`
  std::chrono::milliseconds waits{0};      // WAIT_TIME
  std::chrono::milliseconds queued{1000};  // WAIT_RESOURCE
  std::chrono::milliseconds runs{0};       // RUNNING
  std::chrono::milliseconds stopTakes{1000};
  std::vector<bool> failures = {false};  // of the first attempt, the second …; the last value counts for all further
  std::optional<std::string> log;        // none: the emulator makes one

  [[nodiscard]] bool fails(std::size_t attempt) const { return failures[std::min(attempt, failures.size() - 1)]; }
};

struct Flow {
  std::string name;
  std::vector<Node> nodes;
  std::chrono::milliseconds visibleAfter{0};
  std::vector<FlowFault> faults;

  /// The index of the node with this id.
  [[nodiscard]] std::optional<std::size_t> indexOf(std::int64_t nodeId) const {
    const auto found = std::ranges::find(nodes, nodeId, &Node::id);
    if (nodeId == 0 || found == nodes.end()) return std::nullopt;
    return static_cast<std::size_t>(found - nodes.begin());
  }
};

struct Project {
  std::string name;
  std::vector<Flow> flows;

  [[nodiscard]] const Flow* find(std::string_view flowName) const {
    const auto found = std::ranges::find(flows, flowName, &Flow::name);
    return found == flows.end() ? nullptr : &*found;
  }
};

using Projects = std::vector<Project>;

[[nodiscard]] inline const Project* find(const Projects& projects, std::string_view name) {
  const auto found = std::ranges::find(projects, name, &Project::name);
  return found == projects.end() ? nullptr : &*found;
}

}  // namespace dataworks::emulator
