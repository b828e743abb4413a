// SPDX-License-Identifier: Apache-2.0
// The runs of all flows, their instances and ids. What a run is like at a moment is left to simulation.h.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api.h"
#include "dataworks/manual_dag.h"
#include "flow_model.h"
#include "simulation.h"

namespace dataworks::emulator {

struct Run {
  const Project* project;
  const Flow* flow;
  std::string environment;  // "PROD" or "DEV"
  Bizdate bizdate;
  std::string dagParameters = {};                           // "k1=v1 k2=v2"
  std::map<std::int64_t, std::string> nodeParameters = {};  // the same by node id
  RunPlan plan = {};

  // Set by the scheduler:
  std::int64_t dagId = 0;
  std::int64_t firstInstanceId = 0;
  std::int64_t firstHistoryId = 0;
  WallTime created = {};

  [[nodiscard]] std::int64_t instanceId(std::size_t node) const {
    return firstInstanceId + static_cast<std::int64_t>(node);
  }
  [[nodiscard]] bool hasInstance(std::size_t node) const {
    return plan.modes.empty() || plan.modes[node] != NodeMode::kOmit;
  }
  /// The id of an attempt in the history of its instance.
  [[nodiscard]] std::int64_t historyId(std::size_t node, std::size_t attempt) const;
  /// The parameters of a node: those of the run, and its own.
  [[nodiscard]] std::string parametersOf(std::size_t node) const;
};

struct Instance {
  Run* run;
  std::size_t node;  // index into Flow::nodes
};

/// Not thread-safe.
class Scheduler {
 public:
  Scheduler(Projects projects, double speed, std::int64_t firstDagId, std::int64_t firstInstanceId);

  [[nodiscard]] const Projects& projects() const { return projects_; }
  [[nodiscard]] std::int64_t idOf(const Project& project) const;
  [[nodiscard]] const Project* findProject(std::int64_t id) const;

  const Run& start(Run run, WallTime now);
  [[nodiscard]] const std::deque<Run>& runs() const { return runs_; }
  [[nodiscard]] const Run* findRun(std::int64_t dagId) const;
  [[nodiscard]] std::optional<Instance> findInstance(std::int64_t id);

  [[nodiscard]] std::vector<NodeState> statesOf(const Run& run, WallTime now) const;
  [[nodiscard]] NodeState stateOf(const Instance& instance, WallTime now) const;
  /// False as long as the flow hides its runs from lists.
  [[nodiscard]] bool isVisible(const Run& run, WallTime now) const;

  /// Records something done to an instance. A stop takes the time of its node; all else takes effect at once.
  void act(Event::Kind kind, const Instance& instance, WallTime now);
  [[nodiscard]] std::int64_t restarts() const { return restarts_; }

 private:
  Projects projects_;  // runs point into it
  double speed_;
  std::int64_t firstDagId_;
  std::int64_t nextId_;   // of instances and attempts
  std::deque<Run> runs_;  // by dagId, and by firstInstanceId
  std::int64_t restarts_ = 0;
};

}  // namespace dataworks::emulator
