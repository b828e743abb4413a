// SPDX-License-Identifier: Apache-2.0
// What a command triggers: a whole flow, or with `--only`, `--except` and `--env` a part of it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "dataworks/instances.h"
#include "dataworks/manual_dag.h"

namespace dataworks::cli {

/// Which nodes of a flow run, and where. With nothing given it is the whole flow, in production.
struct FlowPart {
  std::vector<std::int64_t> only{};    ///< Ids of nodes, sorted and unique; empty: all nodes.
  std::vector<std::int64_t> except{};  ///< The same, of nodes that are excluded.
  std::optional<ProjectEnv> env{};     ///< Unset: not given.

  /// True if it takes `RunManualDagNodes`; a whole flow takes `CreateManualDag`.
  [[nodiscard]] bool isGiven() const noexcept { return !only.empty() || !except.empty() || env; }
  [[nodiscard]] ProjectEnv environment() const noexcept { return env.value_or(ProjectEnv::kProd); }

  friend bool operator==(const FlowPart&, const FlowPart&) = default;
};

/// A trigger, as both operations need it.
struct FlowTrigger : CreateManualDagRequest {
  FlowTrigger() = default;
  FlowTrigger(CreateManualDagRequest request, FlowPart given = {})
      : CreateManualDagRequest(std::move(request)), part(std::move(given)) {}

  FlowPart part{};
};

/// The request that triggers a part of a flow.
[[nodiscard]] inline RunManualDagNodesRequest partialRequest(const FlowTrigger& trigger) {
  return {.projectName = trigger.projectName,
          .flowName = trigger.flowName,
          .bizdate = trigger.bizdate,
          .env = trigger.part.environment(),
          .dagPara = trigger.dagPara,
          .nodePara = trigger.nodePara,
          .includeNodeIds = trigger.part.only,
          .excludeNodeIds = trigger.part.except,
          .regionId = trigger.regionId};
}

}  // namespace dataworks::cli
