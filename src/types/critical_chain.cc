// SPDX-License-Identifier: Apache-2.0
// The chain of nodes that decided the duration of a run: dataworks/dag_run.h.
//
// The API returns no edges, but times that betray them: a node is ready (`beginWaitTimeTime`) when the last of the
// nodes that it waits for has succeeded. So the node whose success lies closest before is the one before it in the
// chain.
#include <algorithm>
#include <optional>
#include <utility>

#include "dataworks/dag_run.h"
#include "text/count.h"
#include "text/duration.h"

namespace dataworks {

using namespace detail;

namespace {

using std::chrono::milliseconds;
using WallTime = std::chrono::system_clock::time_point;

// The service's scheduler needs a moment, and its clock may count whole seconds.
constexpr std::chrono::seconds kTolerance{1};

bool hasEnded(const NodeInsInfo& node) {
  return node.status == NodeStatus::kSuccess || node.status == NodeStatus::kFailure;
}

milliseconds between(WallTime begin, WallTime end) { return std::chrono::floor<milliseconds>(end - begin); }

// When the node became ready; empty if its times do not say, or contradict each other.
std::optional<WallTime> readyTime(const NodeInsInfo& node) {
  const auto& ready = node.beginWaitTimeTime.time;
  std::optional<WallTime> last = node.createTime.time;
  for (const Timestamp* next :
       {&node.beginWaitTimeTime, &node.beginWaitResTime, &node.beginRunningTime, &node.finishTime}) {
    if (last && next->time && *next->time < *last) return std::nullopt;
    if (next->time) last = next->time;
  }
  return ready;
}

struct Success {
  WallTime finish;
  milliseconds length;
  std::size_t node;
};

// Nodes that succeeded, by finish; of those that finished together, the longest last.
std::vector<Success> successesIn(const DagRun& run) {
  std::vector<Success> successes;
  for (std::size_t i = 0; i < run.nodes.size(); ++i) {
    const NodeInsInfo& node = run.nodes[i];
    if (node.status != NodeStatus::kSuccess) continue;
    const WallTime finish = *node.finishTime.time;
    successes.push_back({finish, durationsOf(node, finish).running, i});
  }
  std::ranges::sort(successes, {}, [](const Success& s) { return std::tuple(s.finish, s.length, s.node); });
  return successes;
}

struct Choice {
  std::size_t node;
  bool ambiguous;
};

// The node that finished last; empty if one ended at an unknown time.
std::optional<Choice> lastNode(const DagRun& run) {
  std::optional<Choice> last;
  for (std::size_t i = 0; i < run.nodes.size(); ++i) {
    const std::optional<WallTime>& finish = run.nodes[i].finishTime.time;
    if (!hasEnded(run.nodes[i])) continue;
    if (!finish) return std::nullopt;
    const std::optional<WallTime> latest = last ? run.nodes[last->node].finishTime.time : std::nullopt;
    if (finish > latest) last = Choice{i, false};
    if (finish == latest) last->ambiguous = true;
  }
  return last;
}

// The node whose success made another one ready, unless it is in the chain already.
std::optional<Choice> nodeBefore(WallTime ready, const std::vector<Success>& successes,
                                 const std::vector<bool>& inChain) {
  std::optional<Choice> found;
  for (auto next = std::ranges::upper_bound(successes, ready, {}, &Success::finish); next != successes.begin();) {
    const Success& success = *--next;
    if (success.finish < ready - kTolerance) break;
    if (inChain[success.node]) continue;
    if (found) {
      found->ambiguous = true;
      break;
    }
    found = Choice{success.node, false};
  }
  return found;
}

// A name, how long it ran, and what held it up for a second or more: `load 43s (4s in the queue)`.
std::string linkText(const ChainLink& link, const DagRun& run, bool chinese) {
  std::string waits;
  const auto add = [&waits, chinese](milliseconds time, std::string_view english, std::string_view chineseBefore) {
    if (time < kTolerance) return;
    if (!waits.empty()) waits += chinese ? "，" : ", ";
    if (chinese) waits.append(chineseBefore) += ' ';
    waits += formatDuration(time);
    if (!chinese) waits += english;
  };
  add(link.durations.waitSchedule, " for its scheduled time", "等定时");
  add(link.durations.waitResources, " in the queue", "排队");
  std::string text = run.nodes[link.node].nodeName + ' ' + formatDuration(link.durations.running);
  if (!waits.empty()) text += chinese ? "（" + waits + "）" : " (" + waits + ')';
  return text;
}

// The links that took longest, as many as fit one line.
std::vector<bool> shownLinks(const CriticalChain& chain) {
  constexpr std::size_t kShown = 4;
  std::vector<std::pair<milliseconds, std::size_t>> byLength;
  for (std::size_t i = 0; i < chain.links.size(); ++i) {
    const NodeDurations& durations = chain.links[i].durations;
    byLength.emplace_back(durations.waitUpstream - durations.waited() - durations.running,
                          i);  // negative: longest first
  }
  std::ranges::sort(byLength);
  std::vector<bool> shown(chain.links.size());
  for (std::size_t i = 0; i < std::min(kShown, byLength.size()); ++i) shown[byLength[i].second] = true;
  return shown;
}

}  // namespace

bool CriticalChain::ambiguous() const noexcept { return std::ranges::any_of(links, &ChainLink::ambiguous); }

milliseconds CriticalChain::unexplained() const noexcept {
  return links.empty() || links.front().gap <= kTolerance ? milliseconds(0) : links.front().gap;
}

CriticalChain criticalChain(const DagRun& run) {
  CriticalChain chain;
  std::optional<Choice> next = run.finished() && run.activeCount() == 0 ? lastNode(run) : std::nullopt;
  if (!next || !run.beginTime || !readyTime(run.nodes[next->node])) return chain;
  const std::vector<Success> successes = successesIn(run);
  std::vector<bool> inChain(run.nodes.size());
  chain.duration = between(*run.beginTime, *run.nodes[next->node].finishTime.time);
  while (next) {
    const NodeInsInfo& node = run.nodes[next->node];
    const std::optional<WallTime> ready = readyTime(node);
    inChain[next->node] = true;
    ChainLink& link = chain.links.emplace_back();
    link.node = next->node;
    link.ambiguous = next->ambiguous;
    if (ready) link.durations = durationsOf(node, *node.finishTime.time);
    link.gap = between(*run.beginTime, ready.value_or(*node.finishTime.time));
    const bool waitedForNone = !ready || node.createTime.time == ready;
    next = waitedForNone ? std::nullopt : nodeBefore(*ready, successes, inChain);
    if (next) link.gap = between(*run.nodes[next->node].finishTime.time, *ready);
  }
  std::ranges::reverse(chain.links);
  return chain;
}

std::string toString(const CriticalChain& chain, const DagRun& run, Language language) {
  if (chain.links.empty()) return {};
  const bool chinese = language == Language::kChinese;
  const std::vector<bool> shown = shownLinks(chain);
  std::string text = formatDuration(chain.duration) + " =";
  std::string_view separator = " ";
  if (const milliseconds gap = chain.unexplained(); gap > milliseconds(0)) {
    text += ' ' + formatDuration(gap) + (chinese ? " 原因不明" : " not explained");
    separator = " → ";
  }
  for (std::size_t i = 0; i < chain.links.size(); ++i) {
    if (!shown[i] && i > 0 && !shown[i - 1]) continue;
    text.append(separator) += shown[i] ? linkText(chain.links[i], run, chinese) : "…";
    separator = " → ";
  }
  const std::string links = countText(chain.links.size());
  const std::string all = countText(run.nodes.size());
  const bool isAmbiguous = chain.ambiguous();
  if (chinese) {
    return text + "；" + all + " 个节点中的 " + links + " 个，根据时间推断" + (isAmbiguous ? "，可能不唯一" : "");
  }
  return text + ": " + links + " of " + all + " nodes, inferred from times" + (isAmbiguous ? ", ambiguous" : "");
}

}  // namespace dataworks
