// SPDX-License-Identifier: Apache-2.0
// What is fuzzed of the emulator: reads bytes as a flows file and returns what is wrong with the reader, or nothing.
// flows_file_fuzz.cc calls it with what the fuzzer invents, a test of the emulator with the seeds.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "flows_file.h"
#include "simulation.h"

namespace dataworks::fuzz {

/// What must hold of a flow that was accepted.
inline std::string checkFlow(const emulator::Flow& flow) {
  if (flow.nodes.empty()) return "a flow without nodes";
  const bool anyFails = std::ranges::any_of(flow.nodes, [](const emulator::Node& node) { return node.fails(0); });
  const auto end =
      emulator::simulate(flow, {}, std::chrono::hours(24 * 3660 * static_cast<int>(3 * flow.nodes.size())), 1);
  for (const emulator::NodeState& state : end) {
    if (state.status() == NodeStatus::kNotRun && !anyFails) return "a node that never runs, and none failed";
    if (state.status() != NodeStatus::kNotRun && !state.latest().finish) return "a node that never ends";
  }
  return {};
}

inline std::string flowsFile(std::string_view bytes) {
  const emulator::FlowsFile file = emulator::readFlows(bytes, "f");
  for (const std::string& error : file.errors) {
    if (!error.starts_with("f:") || error.size() < 10) return "an error that does not say where or what: " + error;
    const bool isOneLine = std::ranges::none_of(error, [](unsigned char byte) { return byte < 0x20; });
    if (!isOneLine) return "an error that is not one line";
  }
  if (!file.errors.empty()) return {};
  for (const emulator::Project& project : file.projects) {
    for (const emulator::Flow& flow : project.flows) {
      if (std::string problem = checkFlow(flow); !problem.empty()) return problem;
    }
  }
  return {};
}

}  // namespace dataworks::fuzz
