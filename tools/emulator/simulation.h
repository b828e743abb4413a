// The course of a run: a pure function of the flow, the time since its creation, and the speed.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "dataworks/manual_dag.h"
#include "flow_model.h"

namespace dataworks::emulator {

/// A node of a run at one moment. Times count from the creation of the run; unset is "not yet".
struct NodeState {
  NodeStatus status = NodeStatus::kNotRun;
  std::optional<std::chrono::milliseconds> beginWaitTime;
  std::optional<std::chrono::milliseconds> beginWaitResource;
  std::optional<std::chrono::milliseconds> beginRunning;
  std::optional<std::chrono::milliseconds> finish;

  /// When the status last changed: 0 if it never did.
  [[nodiscard]] std::chrono::milliseconds modified() const;
};

/// The nodes `elapsed` after the run was created, in the order of the flow. A node starts when all that it waits for
/// have succeeded, passes WAIT_TIME, WAIT_RESOURCE and RUNNING, and ends with its result; nodes after a failed node
/// stay NOT_RUN.
[[nodiscard]] std::vector<NodeState> simulate(const Flow& flow, std::chrono::milliseconds elapsed, double speed);

/// True if the list of nodes shows the run.
[[nodiscard]] bool isVisible(const Flow& flow, std::chrono::milliseconds elapsed, double speed);

}  // namespace dataworks::emulator
