// SPDX-License-Identifier: Apache-2.0
#include "terminal/permanent_lines.h"

#include "terminal/parts.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "text/time.h"

namespace dataworks::terminal {
namespace {

using Time = std::chrono::system_clock::time_point;

std::string opening(std::int64_t dagId, Time time) {
  return detail::peopleTime(time) + " dag " + std::to_string(dagId) + ": ";
}

// `failed after 2m05s, 6 nodes: 2 SUCCESS, 1 FAILURE, 3 NOT_RUN`
std::string runText(const DagRun& run) {
  std::string text(name(run.state));
  const auto elapsed = elapsedAt(run, run.observedAt);
  if (run.finished() && elapsed) text += " after " + durationText(*elapsed);
  if (run.nodes.empty()) return text;
  text += ", " + std::to_string(run.nodes.size()) + (run.nodes.size() == 1 ? " node: " : " nodes: ");
  std::string_view comma;
  for (const auto& [status, count] : run.counts) {
    text.append(comma).append(std::to_string(count)).append(" ").append(statusWord(status, Language::kEnglish));
    comma = ", ";
  }
  return text;
}

std::string changeText(const DagRun& run, const NodeChange& change, Charset charset) {
  const NodeInsInfo& node = run.nodes[change.node];
  std::string text = printable(node.nodeName, charset) + " " + statusWord(node.status, Language::kEnglish);
  if (change.previousStatus != NodeStatus::kUnset) {
    text += " (was " + statusWord(change.previousStatus, Language::kEnglish) + ")";
  }
  text += ", instance " + std::to_string(node.instanceId);
  const bool hasEnded = node.status == NodeStatus::kFailure || node.status == NodeStatus::kSuccess;
  if (hasEnded && node.beginRunningTime.time)
    text += ", ran " + durationText(durationsOf(node, run.observedAt).running);
  return text;
}

}  // namespace

std::vector<std::string> changeLines(const DagRun& run, std::optional<DagRunState> previous, Charset charset,
                                     EndOfRun end) {
  std::vector<std::string> lines;
  const std::string start = opening(run.dagId, run.observedAt);
  const bool showsState = !run.finished() || end == EndOfRun::kShownHere;
  if (!previous && showsState) lines.push_back(start + runText(run));
  if (!previous && run.activeCount() == 0) return lines;  // over, or nothing has begun: no news of a node
  for (const NodeChange& change : run.changes) {
    if (change.node >= run.nodes.size()) continue;
    const bool isNews =
        change.previousStatus != NodeStatus::kUnset || run.nodes[change.node].status != NodeStatus::kNotRun;
    if (isNews) lines.push_back(start + changeText(run, change, charset));
  }
  if (previous && *previous != run.state && showsState) lines.push_back(start + runText(run));
  return lines;
}

std::string pollFailedLine(std::int64_t dagId, const PollState& poll, Time now) {
  return opening(dagId, now) + "poll " + std::to_string(poll.number) + " failed (" + printable(poll.problem) +
         "); still watching";
}

std::string pollingWorksAgainLine(std::int64_t dagId, int failed, Time now) {
  return opening(dagId, now) + "polling works again after " + std::to_string(failed) +
         (failed == 1 ? " failure" : " failures");
}

std::string lostLine(std::int64_t dagId, std::string_view problem, Time now) {
  return opening(dagId, now) + "can no longer be followed (" + printable(problem) + ")";
}

std::optional<std::string> firstFailureLine(const DagRun& run, const Style& style) {
  const NodeInsInfo* first = nullptr;
  for (const NodeInsInfo& node : run.nodes) {
    if (node.status != NodeStatus::kFailure) continue;
    const auto when = [](const NodeInsInfo& one) { return one.finishTime.time.value_or(Time::max()); };
    if (first == nullptr || when(node) < when(*first)) first = &node;
  }
  if (first == nullptr) return std::nullopt;
  const std::string name = printable(first->nodeName, style.charset);
  return firstFailure(failedNode(name, *first, run.observedAt, style.language), style.language);
}

std::string unknownStatusLine(NodeStatus status, Language language) {
  const std::string number = std::to_string(static_cast<std::int64_t>(status));
  return language == Language::kChinese ? "当前版本无法识别状态 " + number + "，将继续等待"
                                        : "status " + number + " is not known to this version; still waiting";
}

}  // namespace dataworks::terminal
