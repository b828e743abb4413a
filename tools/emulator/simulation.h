// SPDX-License-Identifier: Apache-2.0
// The course of a run: a pure function of the flow, what was done to its instances, and the time since its creation.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "dataworks/manual_dag.h"
#include "flow_model.h"

namespace dataworks::emulator {

/// How a run treats a node.
enum class NodeMode {
  kRun,
  kDryRun,  // excluded: succeeds at once
  kOmit,    // not included: no instance; what waits for it waits for what it waits for
};

/// Something done to an instance. Without effect where the instance is in no state for it.
struct Event {
  enum class Kind { kStop, kRestart, kSetSuccess, kSuspend, kResume };

  Kind kind;
  std::size_t node;              // index into Flow::nodes
  std::chrono::milliseconds at;  // when it takes effect, since the creation of the run
  std::size_t attempt = 0;       // kStop: the attempt to end, from 0
  std::int64_t historyId = 0;    // kRestart: of the attempt that it starts
};

/// What is known of a run beside its flow.
struct RunPlan {
  std::vector<NodeMode> modes = {};  // for each node of the flow; empty: kRun for all
  std::vector<Event> events = {};
};

/// One attempt of a node at one moment. Times count from the creation of the run; unset is "not yet".
struct Attempt {
  NodeStatus status = NodeStatus::kNotRun;
  std::optional<std::chrono::milliseconds> beginWaitTime = {};
  std::optional<std::chrono::milliseconds> beginWaitResource = {};
  std::optional<std::chrono::milliseconds> beginRunning = {};
  std::optional<std::chrono::milliseconds> finish = {};
  std::chrono::milliseconds modified{0};  // when the status last changed: 0 if it never did
  bool stopped = false;                   // it failed because it was stopped
};

/// A node of a run at one moment.
struct NodeState {
  std::vector<Attempt> attempts = {};  // oldest first; empty: it has not started

  [[nodiscard]] const Attempt& latest() const {
    static const Attempt none;
    return attempts.empty() ? none : attempts.back();
  }
  [[nodiscard]] NodeStatus status() const { return latest().status; }
};

/// The nodes `elapsed` after the run was created, in the order of the flow. A node starts when all that it waits for
/// have succeeded, passes WAIT_TIME, WAIT_RESOURCE and RUNNING, and ends with its result; nodes after a failed node
/// stay NOT_RUN.
[[nodiscard]] std::vector<NodeState> simulate(const Flow& flow, const RunPlan& plan, std::chrono::milliseconds elapsed,
                                              double speed);

[[nodiscard]] std::chrono::milliseconds scaled(std::chrono::milliseconds inFlow, double speed);

}  // namespace dataworks::emulator
