// SPDX-License-Identifier: Apache-2.0
// Runs to look at, always the same: for the tests of the report, for its pages in a browser, and for its benchmark.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/dag_run.h"

namespace dataworks::testing {

using SampleTime = std::chrono::system_clock::time_point;

/// 2026-11-23 03:00:04 +08:00: when every sample run was triggered.
inline SampleTime sampleBegin() {
  using namespace std::chrono;
  return sys_days(year(2026) / 11 / 22) + hours(19) + seconds(4);
}

inline Timestamp sampleTimestamp(SampleTime time) {
  const auto sinceEpoch = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
  return {std::to_string(sinceEpoch.count()), time};
}

/// When the state of a node changes, in seconds since `sampleBegin()`; what is negative did not happen yet.
struct SampleTimes {
  double waitsForTime = -1;
  double waitsForResources = -1;
  double runs = -1;
  double ends = -1;
};

inline NodeInsInfo sampleNode(std::string name, NodeStatus status, SampleTimes times = {}) {
  const auto at = [](double seconds) {
    if (seconds < 0) return Timestamp{};
    return sampleTimestamp(sampleBegin() + std::chrono::milliseconds(std::llround(seconds * 1000)));
  };
  NodeInsInfo node;
  node.nodeName = std::move(name);
  node.instanceId = 2'427'622'331;
  node.dagId = 332'455'685;
  node.dagType = 5;
  node.status = status;
  node.paraValue = "bizdate=20261122 test=${yyyy-mm-dd}";
  node.bizdate = Timestamp::parse("2026-11-22 00:00:00");
  node.createTime = at(0);
  node.beginWaitTimeTime = at(times.waitsForTime);
  node.beginWaitResTime = at(times.waitsForResources);
  node.beginRunningTime = at(times.runs);
  node.finishTime = at(times.ends);
  node.modifyTime = at(std::max({0.0, times.waitsForTime, times.waitsForResources, times.runs, times.ends}));
  return node;
}

/// Succeeded; it ends when `sampleNode`'s times say.
inline NodeInsInfo done(std::string name, double ready, double resources, double runs, double ends) {
  return sampleNode(std::move(name), NodeStatus::kSuccess, {ready, resources, runs, ends});
}

inline DagRun sampleRun(std::vector<NodeInsInfo> nodes, double asOfSeconds) {
  const auto observedAt = sampleBegin() + std::chrono::milliseconds(std::llround(asOfSeconds * 1000));
  DagRun run = summarize(std::move(nodes), observedAt);
  run.projectName = "sales";
  run.dagId = 332'455'685;
  run.requestId = "0bc14115-1593-7635-9732-12341234abcd";
  return run;
}

enum class SampleOutcome { kSucceeded, kFailed, kRunning };

/// A flow of `count` nodes, each after two of those shortly before it, which share a tenth as many places to run. Of a
/// failed run one node or two failed and the last quarter never ran; a running one is seen at two thirds.
inline DagRun sampleRun(std::size_t count, SampleOutcome outcome) {
  static constexpr const char* kKinds[] = {"ods_log",  "dim_shop",  "dwd_order", "dwd_user",
                                           "dwd_item", "dws_trade", "dws_visit", "ads_daily"};
  std::uint32_t random = 7;
  const auto draw = [&random](double low, double high) {
    random = random * 1'664'525U + 1'013'904'223U;
    return low + (high - low) * static_cast<double>(random >> 8) / static_cast<double>(1U << 24);
  };
  std::vector<double> places(std::max<std::size_t>(2, count / 10), 0);
  const std::size_t layerSize = std::max<std::size_t>(1, count / 12);
  const std::size_t firstNeverRun = outcome == SampleOutcome::kFailed && count > 1 ? count - count / 4 : count;
  double end = 0;
  std::vector<double> endOf;  // of each node that succeeded; 0: nothing waits for it
  std::vector<NodeInsInfo> nodes;
  for (std::size_t i = 0; i < count; ++i) {
    const auto upstreamEnd = [&] {
      std::size_t back = layerSize + static_cast<std::size_t>(draw(0, static_cast<double>(2 * layerSize)));
      while (back <= i && endOf[i - back] == 0) ++back;  // not after one that failed
      return back <= i ? endOf[i - back] : 0;
    };
    const double first = upstreamEnd();
    const double last = std::max(first, upstreamEnd());
    const double waitsForTime = last > 0 ? last + draw(0.01, 0.05) : 0;  // the scheduler needs a moment
    const double waitsForResources = waitsForTime + (i % 9 == 4 ? draw(2, 12) : 0);
    double& place = *std::min_element(places.begin(), places.end());
    const double runs = std::max(waitsForResources + draw(0.2, 4), place);
    const double ends = runs + (i % 13 == 5 ? draw(20, 70) : draw(1, 18));
    std::string name = std::string(kKinds[i * 8 / count]) + '_' + std::to_string(1000 + i);
    const bool failed = outcome == SampleOutcome::kFailed && (i == count / 2 || i == 100);
    endOf.push_back(failed || i >= firstNeverRun ? 0 : ends);
    if (i >= firstNeverRun) {
      nodes.push_back(sampleNode(std::move(name), NodeStatus::kNotRun));
    } else {
      place = ends;
      end = std::max(end, ends);
      nodes.push_back(sampleNode(std::move(name), failed ? NodeStatus::kFailure : NodeStatus::kSuccess,
                                 {waitsForTime, waitsForResources, runs, ends}));
    }
    nodes.back().instanceId += static_cast<std::int64_t>(i);
  }
  if (outcome != SampleOutcome::kRunning) return sampleRun(std::move(nodes), end + 5);

  const double now = end * 2 / 3;
  const SampleTime seen = sampleBegin() + std::chrono::milliseconds(std::llround(now * 1000));
  for (NodeInsInfo& node : nodes) {
    const auto undo = [seen, &node](Timestamp& timestamp, NodeStatus before) {
      if (timestamp.time <= seen) return;
      timestamp = {};
      node.status = before;
    };
    undo(node.finishTime, NodeStatus::kRunning);
    undo(node.beginRunningTime, NodeStatus::kWaitResource);
    undo(node.beginWaitResTime, NodeStatus::kWaitTime);
    undo(node.beginWaitTimeTime, NodeStatus::kNotRun);
  }
  return sampleRun(std::move(nodes), now);
}

}  // namespace dataworks::testing
