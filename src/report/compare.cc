// SPDX-License-Identifier: Apache-2.0
// A run compared with another one, or with what is usual: dataworks/report.h.
#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "dataworks/report.h"
#include "text/duration.h"

namespace dataworks {

namespace {

using detail::formatDuration;
using std::chrono::milliseconds;

/// What the service's clock of whole seconds cannot tell apart.
constexpr milliseconds kNoticed(1000);
constexpr int kPartNoticed = 20;  // a twentieth

milliseconds ownTime(const NodeDurations& durations) {
  return durations.running + durations.waitResources + durations.waitSchedule;
}

/// Empty if its times are missing or contradict each other.
std::optional<NodeDurations> durationsIn(const NodeInsInfo& node) {
  std::optional<std::chrono::system_clock::time_point> last;
  for (const Timestamp* time :
       {&node.beginWaitTimeTime, &node.beginWaitResTime, &node.beginRunningTime, &node.finishTime}) {
    if (last && time->time && *time->time < *last) return std::nullopt;
    if (time->time) last = time->time;
  }
  if (!node.beginRunningTime.time || !node.finishTime.time) return std::nullopt;
  NodeDurations durations = durationsOf(node, *node.finishTime.time);
  durations.waitUpstream = milliseconds(0);
  return durations;
}

/// Each name with the index of its node; of a name that occurs twice it is not known which node is which.
template <class Nodes, class NameOf>
std::map<std::string_view, std::optional<std::size_t>> byName(const Nodes& nodes, NameOf nameOf) {
  std::map<std::string_view, std::optional<std::size_t>> found;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto [at, isNew] = found.try_emplace(nameOf(nodes[i]), i);
    if (!isNew) at->second.reset();
  }
  return found;
}

bool isNoticed(milliseconds change, milliseconds before) {
  return std::chrono::abs(change) >= std::max(kNoticed, before / kPartNoticed);
}

/// Adds the node if it differs.
void addCommon(NodeDifference difference, const BaselineNode& before, std::vector<NodeDifference>& differences) {
  if (!difference.now || !before.hasTimes) return;
  difference.before = before.durations;
  difference.before->waitUpstream = milliseconds(0);
  difference.change = ownTime(*difference.now) - ownTime(*difference.before);
  if (!isNoticed(difference.change, ownTime(*difference.before))) return;
  difference.kind = difference.change > milliseconds(0) ? NodeChangeKind::kLonger : NodeChangeKind::kShorter;
  differences.push_back(std::move(difference));
}

/// The node that explains most of a difference; null if none does.
const NodeDifference* causeOf(const RunComparison& comparison) {
  for (const NodeDifference& node : comparison.nodes) {
    const bool sameWay = (node.change > milliseconds(0)) == (*comparison.difference > milliseconds(0));
    if (node.onChain && sameWay && node.change != milliseconds(0)) return &node;
  }
  return nullptr;
}

/// `clean_orders ran 12m, usually 3m`: the part of it that changed most.
std::string causeText(const NodeDifference& node, bool usual, bool chinese) {
  const auto say = [chinese](std::string_view english, std::string_view inChinese) {
    return std::string(chinese ? inChinese : english);
  };
  const NodeDurations now = node.now.value_or(NodeDurations{});
  if (!node.before) {
    return node.nodeName + say(" is new, ran ", " 为新增节点，运行 ") + formatDuration(now.running);
  }
  struct Part {
    milliseconds NodeDurations::*time;
    const char *english, *chinese, *englishAfter;
  };
  constexpr Part kParts[] = {{&NodeDurations::running, " ran ", " 运行 ", ""},
                             {&NodeDurations::waitResources, " waited ", " 等待资源 ", " for resources"},
                             {&NodeDurations::waitSchedule, " waited ", " 等待定时 ", " for its scheduled time"}};
  const bool longer = node.change > milliseconds(0);
  const auto by = [&](const Part& part) { return (now.*part.time - *node.before.*part.time) * (longer ? 1 : -1); };
  const Part& most = *std::ranges::max_element(kParts, {}, by);
  return node.nodeName + say(most.english, most.chinese) + formatDuration(now.*most.time) + say(most.englishAfter, "") +
         (usual ? say(", usually ", "，通常 ") : say(", there ", "，当时 ")) + formatDuration(*node.before.*most.time);
}

}  // namespace

std::string_view name(NodeChangeKind kind) noexcept {
  switch (kind) {
    case NodeChangeKind::kLonger: return "longer";
    case NodeChangeKind::kShorter: return "shorter";
    case NodeChangeKind::kNew: return "new";
    case NodeChangeKind::kGone: break;
  }
  return "gone";
}

Baseline baselineOf(const DagRun& run) {
  Baseline baseline;
  baseline.label = std::to_string(run.dagId);
  if (run.finished() && run.activeCount() == 0 && run.finishTime) baseline.duration = run.elapsed();
  baseline.nodes.reserve(run.nodes.size());
  for (const NodeInsInfo& node : run.nodes) {
    const auto durations = durationsIn(node);
    baseline.nodes.push_back({node.nodeName, durations.value_or(NodeDurations{}), durations.has_value()});
  }
  return baseline;
}

RunComparison compareRuns(const DagRun& run, const Baseline& baseline) {
  RunComparison comparison;
  const bool isOver = run.finished() && run.activeCount() == 0;
  if (!isOver) return comparison;
  const std::optional<milliseconds> elapsed = run.finishTime ? run.elapsed() : std::nullopt;
  if (elapsed && baseline.duration) comparison.difference = *elapsed - *baseline.duration;

  std::vector<bool> onChain(run.nodes.size());
  for (const ChainLink& link : criticalChain(run).links) onChain[link.node] = true;
  const auto now = byName(run.nodes, [](const NodeInsInfo& node) -> std::string_view { return node.nodeName; });
  const auto before =
      byName(baseline.nodes, [](const BaselineNode& node) -> std::string_view { return node.nodeName; });
  for (const auto& [nodeName, index] : now) {
    if (!index) continue;
    NodeDifference difference{
        .nodeName = std::string(nodeName), .onChain = onChain[*index], .now = durationsIn(run.nodes[*index])};
    const auto at = before.find(nodeName);
    if (at != before.end()) {
      if (at->second) addCommon(std::move(difference), baseline.nodes[*at->second], comparison.nodes);
    } else if (baseline.complete) {
      difference.kind = NodeChangeKind::kNew;
      if (difference.now) difference.change = ownTime(*difference.now);
      comparison.nodes.push_back(std::move(difference));
    }
  }
  for (const auto& [nodeName, index] : before) {
    if (!index || now.contains(nodeName)) continue;
    if (baseline.label.empty() && !baseline.nodes[*index].hasTimes) continue;  // it is not usual
    NodeDifference& gone = comparison.nodes.emplace_back();
    gone.nodeName = nodeName;
    gone.kind = NodeChangeKind::kGone;
    const BaselineNode& node = baseline.nodes[*index];
    if (!node.hasTimes) continue;
    gone.before = node.durations;
    gone.change = -ownTime(node.durations);
  }
  std::ranges::sort(comparison.nodes, {}, [](const NodeDifference& node) {
    return std::tuple(!node.onChain, -std::chrono::abs(node.change), std::string_view(node.nodeName));
  });
  return comparison;
}

std::string toString(const RunComparison& comparison, const Baseline& baseline, Language language) {
  const bool chinese = language == Language::kChinese;
  const bool usual = baseline.label.empty();
  const std::string other = usual     ? (chinese ? "通常" : "usual")
                            : chinese ? "实例 " + baseline.label + ' '
                                      : "run " + baseline.label;
  if (!comparison.difference) {
    return chinese ? "与" + other + "相比的耗时差：未知" : "compared with " + other + ": not known how much longer";
  }
  const milliseconds difference = *comparison.difference;
  const milliseconds before = baseline.duration.value_or(milliseconds(0));
  if (!isNoticed(difference, before)) return chinese ? "耗时与" + other + "相当" : "as long as " + other;
  const std::string by = formatDuration(std::chrono::abs(difference));
  const bool later = difference > milliseconds(0);
  std::string text =
      chinese ? "比" + other + (later ? "晚 " : "早 ") + by : by + (later ? " later than " : " earlier than ") + other;
  const NodeDifference* cause = causeOf(comparison);
  if (cause == nullptr) return text + (chinese ? "，原因不在单个节点" : "; no single node explains it");
  return text + (chinese ? "：" : ": ") + causeText(*cause, usual, chinese);
}

}  // namespace dataworks
