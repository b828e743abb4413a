// SPDX-License-Identifier: Apache-2.0
#include "watch/failed_logs.h"

#include <algorithm>

#include "command_line/node_choice.h"
#include "session/streams.h"

namespace dataworks::cli {

LogTail logTailFor(std::optional<std::size_t> given, bool onTerminal, bool quiet) {
  constexpr LogTail kDefault{.nodes = 1, .lines = 20};
  constexpr std::size_t kMostNodes = 3;
  if (!given) return onTerminal && !quiet ? kDefault : LogTail{};
  return *given > 0 ? LogTail{.nodes = kMostNodes, .lines = *given} : LogTail{};
}

std::vector<const NodeInsInfo*> failedNodesOf(const std::vector<const DagRun*>& runs) {
  NodeList failed;
  for (const DagRun* run : runs) {
    const NodeList ofRun = failedNodes(run->nodes);
    failed.insert(failed.end(), ofRun.begin(), ofRun.end());
  }
  std::stable_sort(failed.begin(), failed.end(), failedEarlier);
  return failed;
}

std::vector<NodeLogResult> fetchLogs(const DataWorksClient& client, const std::vector<const NodeInsInfo*>& nodes,
                                     std::size_t most, ProjectEnv env, std::chrono::milliseconds limit,
                                     const Session& session) {
  const auto end = std::chrono::steady_clock::now() + limit;
  std::vector<NodeLogResult> results;
  for (const NodeInsInfo* node : nodes) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (results.size() == most || left.count() <= 0 || session.signals.received() != 0) break;
    CallOptions call;
    call.timeout = left;
    call.stop = session.signals.stopToken();
    results.push_back(fetchLog(client, *node, env, 0, call));
  }
  return results;
}

std::vector<NodeLog> logsForReport(const DataWorksClient& client, const DagRun& run,
                                   const std::vector<const NodeLogResult*>& known, const Session& session) {
  constexpr std::size_t kMost = 10;  // as many as a page shows
  constexpr std::chrono::seconds kWithin(30);
  NodeList failed = failedNodes(run.nodes);
  const std::size_t leftOut = failed.size() - std::min(failed.size(), kMost);
  failed.resize(failed.size() - leftOut);
  std::vector<NodeLog> logs;
  NodeList missing;
  for (const NodeInsInfo* node : failed) {
    const auto at = std::find_if(known.begin(), known.end(), [&](const NodeLogResult* one) {
      return one->node.instanceId == node->instanceId && !one->error;
    });
    if (at == known.end()) {
      missing.push_back(node);
    } else {
      logs.push_back({node->nodeName, node->instanceId, (*at)->log.data});
    }
  }
  std::size_t without = 0;
  const auto fetched = fetchLogs(client, missing, missing.size(), run.env, kWithin, session);
  for (const NodeLogResult& result : fetched) {
    if (result.error) {
      ++without;
    } else {
      logs.push_back({result.node.nodeName, result.node.instanceId, result.log.data});
    }
  }
  without += missing.size() - fetched.size() + leftOut;
  if (without > 0) logLine("dataworks: the report is without the logs of " + std::to_string(without) + " failed nodes");
  return logs;
}

}  // namespace dataworks::cli
