// The flows that the emulator runs: plain data, made by `readFlows`, read by everything else.
#pragma once

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
  std::int64_t id = 0;                     // 0: none; then NodePara cannot address the node
  std::vector<std::size_t> after;          // indexes into Flow::nodes
  std::chrono::milliseconds waits{0};      // WAIT_TIME
  std::chrono::milliseconds queued{1000};  // WAIT_RESOURCE
  std::chrono::milliseconds runs{0};       // RUNNING
  bool fails = false;
};

struct Flow {
  std::string name;
  std::vector<Node> nodes;
  std::vector<std::size_t> order;  // indexes of `nodes`, each node after those that it waits for
  std::chrono::milliseconds visibleAfter{0};
  std::optional<FlowFault> fault;
};

struct Project {
  std::string name;
  std::vector<Flow> flows;

  [[nodiscard]] const Flow* find(std::string_view flowName) const {
    for (const Flow& flow : flows) {
      if (flow.name == flowName) return &flow;
    }
    return nullptr;
  }
};

using Projects = std::vector<Project>;

[[nodiscard]] inline const Project* find(const Projects& projects, std::string_view name) {
  for (const Project& project : projects) {
    if (project.name == name) return &project;
  }
  return nullptr;
}

}  // namespace dataworks::emulator
