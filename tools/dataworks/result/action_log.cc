// SPDX-License-Identifier: Apache-2.0
#include "result/action_log.h"

#include <algorithm>
#include <array>

#include "command_line/node_choice.h"
#include "terminal/language.h"
#include "terminal/words.h"

namespace dataworks::cli {

void ActionLog::note(const InstanceEvent& event) {
  const std::lock_guard lock(mutex_);
  auto at = std::find_if(outcomes_.begin(), outcomes_.end(),
                         [&](const NodeOutcome& outcome) { return outcome.node.instanceId == event.node.instanceId; });
  if (at == outcomes_.end()) {
    at = outcomes_.insert(outcomes_.end(), NodeOutcome{.node = event.node});
    at->failedAt = event.node.finishTime.time;
  }
  at->outcome = name(event.progress);
  if (!event.requestId.empty()) at->requestId = event.requestId;
  at->error.reset();
  if (event.error != nullptr) at->error = *event.error;
}

void ActionLog::see(const DagRun& run) {
  const std::lock_guard lock(mutex_);
  for (NodeOutcome& outcome : outcomes_) {
    const auto node = std::find_if(run.nodes.begin(), run.nodes.end(),
                                   [&](const NodeInsInfo& one) { return one.instanceId == outcome.node.instanceId; });
    if (node != run.nodes.end()) outcome.node = *node;
  }
}

std::vector<NodeOutcome> ActionLog::outcomes() const {
  const std::lock_guard lock(mutex_);
  return outcomes_;
}

std::vector<ActionOnNode> ActionLog::forJournal() const {
  std::vector<ActionOnNode> nodes;
  for (const NodeOutcome& outcome : outcomes()) {
    nodes.push_back({outcome.node.instanceId, outcome.node.nodeName, outcome.outcome, outcome.failedAt});
  }
  return nodes;
}

std::size_t ActionLog::count(std::string_view outcome) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(outcomes_.begin(), outcomes_.end(),
                                                [&](const NodeOutcome& one) { return one.outcome == outcome; }));
}

std::string outcomeLine(const NodeOutcome& outcome, Language language) {
  struct Words {
    std::string_view outcome, english, chinese;
  };
  constexpr std::array<Words, 9> kWords{{{"stopped", "stopped", "已停止"},
                                         {"accepted", "stop accepted, still active", "停止请求已受理，仍在运行"},
                                         {"restarted", "re-run", "已重跑"},
                                         {"alreadyOver", "ended before the stop", "在停止之前已结束"},
                                         {"alreadyActive", "active already, not re-run", "已在运行，未重跑"},
                                         {"rejected", "rejected", "被拒绝"},
                                         {"unknown", "unknown: the response was lost", "未知：未收到响应"},
                                         {"sending", "unknown: the response was lost", "未知：未收到响应"},
                                         {"notSent", "not sent", "未发送"}}};
  std::string text = nodeAndId(outcome.node, language) + in(language, ": ", "：");
  for (const Words& words : kWords) {
    if (words.outcome == outcome.outcome) text += in(language, words.english, words.chinese);
  }
  if (outcome.outcome == "alreadyOver") {
    text += in(language, " (", "（") + terminal::statusWord(outcome.node.status, language) + in(language, ")", "）");
  }
  return text;
}

}  // namespace dataworks::cli
