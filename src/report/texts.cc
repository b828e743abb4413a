// SPDX-License-Identifier: Apache-2.0
#include "report/texts.h"

#include <algorithm>

namespace dataworks::detail::report {
namespace {

constexpr Texts kEnglishTexts = {
    .languageTag = "en",
    .succeeded = "Succeeded",
    .failed = "Failed",
    .running = "Running",
    .notFoundYet = "Not found yet",
    .bizdate = "Business date",
    .dag = "DAG run",
    .started = "Started",
    .ended = "Ended",
    .observedAt = "As of",
    .elapsed = "Duration",
    .soFar = "So far",
    .failedNodes = "Failed nodes",
    .whereTimeWent = "Where the time went",
    .timeline = "Timeline",
    .slowest = "Slowest nodes",
    .allNodes = "All nodes",
    .instance = "instance",
    .parameters = "parameters",
    .neverRan = "never ran",
    .upstream = "waited for upstream nodes",
    .schedule = "waited for scheduled time",
    .resources = "waited for resources",
    .ran = "ran",
    .failure = "failed",
    .status = "Status",
    .node = "Node",
    .instanceId = "Instance",
    .start = "Started",
    .finish = "Ended",
    .shortUpstream = "Upstream wait",
    .shortSchedule = "Schedule wait",
    .shortResources = "Resource wait",
    .shortRan = "Ran",
    .slowestRunning = "Ran longest",
    .slowestQueued = "Waited longest for resources",
    .noTimes = "The service returned no times.",
    .runningAtOnce = "running at once, at most",
    .queuedAtOnce = "waiting for resources at once, at most",
    .region = "region",
    .requestId = "request",
    .madeAt = "made",
    .noEdges = "The API lists nodes without their dependencies: what decided the duration is inferred from times.",
    .openEnd = "a torn end: not finished yet",
    .criticalChain = "What decided the duration: ",
    .chainKey = "critical chain, inferred from times",
    .chainNotKnown = "not known: times are missing or contradict each other",
    .change = "Change",
    .before = "Before",
    .chainColumn = "Critical chain",
    .onChain = "yes",
    .longer = "longer by",
    .shorter = "shorter by",
    .isNew = "new",
    .isGone = "gone",
    .nextSteps = "Next steps",
    .readLogs = "Read the logs of the failed nodes",
    .rerunFailed = "Re-run the failed nodes; the others follow",
    .watchOn = "Go on watching",
    .operationCenter = "Operation Center",
    .inOperationCenter = " has the same logs and actions, under the instance id.",
};

constexpr Texts kChineseTexts = {
    .languageTag = "zh-CN",
    .succeeded = "成功",
    .failed = "失败",
    .running = "运行中",
    .notFoundYet = "尚未查到",
    .bizdate = "业务日期",
    .dag = "DAG 实例",
    .started = "开始",
    .ended = "结束",
    .observedAt = "截至",
    .elapsed = "耗时",
    .soFar = "已用时",
    .failedNodes = "失败节点",
    .whereTimeWent = "耗时分布",
    .timeline = "时间线",
    .slowest = "最慢的节点",
    .allNodes = "全部节点",
    .instance = "节点实例",
    .parameters = "参数",
    .neverRan = "未运行",
    .upstream = "等待上游节点",
    .schedule = "等待定时时间",
    .resources = "等待资源",
    .ran = "运行",
    .failure = "失败",
    .status = "状态",
    .node = "节点",
    .instanceId = "节点实例 ID",
    .start = "开始",
    .finish = "结束",
    .shortUpstream = "等上游",
    .shortSchedule = "等定时",
    .shortResources = "等资源",
    .shortRan = "运行",
    .slowestRunning = "运行时间最长",
    .slowestQueued = "等待资源时间最长",
    .noTimes = "服务未返回任何时间。",
    .runningAtOnce = "同时运行，最多",
    .queuedAtOnce = "同时等待资源，最多",
    .region = "地域",
    .requestId = "请求",
    .madeAt = "生成于",
    .noEdges = "接口只列出节点，不含节点间的依赖：决定总耗时的节点根据时间推断。",
    .openEnd = "末端为锯齿：尚未结束",
    .criticalChain = "决定总耗时的节点：",
    .chainKey = "关键链路，根据时间推断",
    .chainNotKnown = "未知：时间缺失或相互矛盾",
    .change = "变化",
    .before = "对比值",
    .chainColumn = "关键链路",
    .onChain = "是",
    .longer = "多",
    .shorter = "少",
    .isNew = "新增",
    .isGone = "已移除",
    .nextSteps = "后续操作",
    .readLogs = "查看失败节点的日志",
    .rerunFailed = "重跑失败节点，下游节点随后继续运行",
    .watchOn = "继续跟踪",
    .operationCenter = "运维中心",
    .inOperationCenter = "也可按节点实例 ID 查看日志和执行操作。",
};

std::string joined(std::initializer_list<std::string_view> pieces) {
  std::string out;
  for (const std::string_view piece : pieces) out += piece;
  return out;
}

std::string nodesText(std::size_t count) { return countText(count) + (count == 1 ? " node" : " nodes"); }

// The first three by name, then the number of others.
std::string namesOf(const std::vector<const Row*>& rows, Language language) {
  constexpr std::size_t kNamed = 3;
  const bool chinese = language == Language::kChinese;
  std::string out;
  for (std::size_t i = 0; i < std::min(rows.size(), kNamed); ++i) {
    if (i > 0) out += chinese ? "、" : ", ";
    out += rows[i]->node->nodeName;
  }
  if (rows.size() <= kNamed) return out;
  const std::size_t others = rows.size() - kNamed;
  return out + (chinese ? joined({" 等 ", countText(rows.size()), " 个"})
                        : joined({" and ", countText(others), others == 1 ? " other" : " others"}));
}

std::string onlyNodeSentence(const Model& model, Language language) {
  const Row& row = model.rows.front();
  const std::string status = statusText(model, row, language);
  return language == Language::kChinese ? joined({"唯一的节点 ", row.node->nodeName, "：", status, "。"})
                                        : joined({"The only node, ", row.node->nodeName, ": ", status, "."});
}

std::string failedSentence(const Model& model, Language language) {
  if (model.failed.empty()) return {};
  const std::string failed = countText(model.failed.size());
  const std::string all = countText(model.rows.size());
  const std::string names = namesOf(model.failed, language);
  return language == Language::kChinese ? joined({all, " 个节点中有 ", failed, " 个失败：", names, "。"})
                                        : joined({failed, " of ", all, " nodes failed: ", names, "."});
}

// A count of 0 is left out.
std::string progressSentence(const Model& model, Language language) {
  const bool chinese = language == Language::kChinese;
  const std::size_t active = model.count(Outcome::kActive);
  const std::size_t notRun = model.count(Outcome::kNotRun);
  const std::string succeeded = countText(model.count(Outcome::kSucceeded));
  const std::string all = countText(model.rows.size());
  std::string out = chinese ? joined({"目前 ", all, " 个节点中 ", succeeded, " 个成功"})
                            : joined({"So far ", succeeded, " of ", all, " nodes succeeded"});
  if (active > 0) {
    out += chinese ? joined({"，", countText(active), " 个进行中"})
                   : joined({", ", countText(active), active == 1 ? " is active" : " are active"});
  }
  if (notRun > 0) {
    out += chinese ? joined({"，", countText(notRun), " 个尚未运行"})
                   : joined({", ", countText(notRun), notRun == 1 ? " has not run yet" : " have not run yet"});
  }
  return out + (chinese ? "。" : ".");
}

}  // namespace

const Texts& textsIn(Language language) { return language == Language::kChinese ? kChineseTexts : kEnglishTexts; }

std::string_view labelOf(NodePhase phase, const Texts& texts) noexcept {
  switch (phase) {
    case NodePhase::kUpstream: return texts.upstream;
    case NodePhase::kSchedule: return texts.schedule;
    case NodePhase::kResources: return texts.resources;
    case NodePhase::kRunning: break;
  }
  return texts.ran;
}

std::string statusText(const Model& model, const Row& row, Language language) {
  if (row.excluded) return language == Language::kChinese ? "已排除" : "excluded";
  return statusText(model, *row.node, language);
}

std::string statusText(const Model& model, const NodeInsInfo& node, Language language) {
  const NodeStatus status = node.status;
  if (model.over && status == NodeStatus::kNotRun) return std::string(textsIn(language).neverRan);
  if (name(status) != "UNKNOWN") return std::string(description(status, language));
  const std::string number = std::to_string(static_cast<std::int64_t>(status));
  return (language == Language::kChinese ? "状态 " : "status ") + number;
}

std::string verdictSentence(const Model& model, Language language) {
  const bool chinese = language == Language::kChinese;
  if (model.rows.empty()) {
    return chinese ? "服务尚未列出该次运行的任何节点。" : "The service lists no node of this run yet.";
  }
  if (model.rows.size() == 1) return onlyNodeSentence(model, language);
  if (model.run->state == DagRunState::kSucceeded) {
    const std::string all = countText(model.rows.size());
    return chinese ? joined({"全部 ", all, " 个节点运行成功。"}) : joined({"All ", all, " nodes succeeded."});
  }
  std::string sentence = failedSentence(model, language);
  const std::string_view gap = chinese || sentence.empty() ? "" : " ";
  if (!model.over) return joined({sentence, gap, progressSentence(model, language)});
  if (model.notRun.empty()) return sentence;
  return joined({sentence, gap, notRunText(model, language), chinese ? "。" : "."});
}

std::string failedText(const Row& row, Language language) {
  if (!row.node->finishTime.time) return {};
  const std::string time = peopleTime(*row.node->finishTime.time);
  const std::string ran = row.ran ? formatDuration(*row.ran) : "";
  if (language == Language::kChinese) return ran.empty() ? time + " 失败" : joined({time, " 失败，运行 ", ran});
  return ran.empty() ? "failed " + time : joined({"failed ", time, " · ran ", ran});
}

std::string notRunText(const Model& model, Language language) {
  const std::size_t count = model.notRun.size();
  const bool over = model.over;
  if (language == Language::kChinese) return joined({countText(count), over ? " 个节点未运行" : " 个节点尚未运行"});
  if (over) return nodesText(count) + " never ran";
  return nodesText(count) + (count == 1 ? " has not run yet" : " have not run yet");
}

std::string sumNote(const Model& model, Language language) {
  const bool ranOnly = model.over && model.summed < model.rows.size();
  if (language == Language::kChinese) {
    return joined({ranOnly ? "已运行的 " : "", countText(model.summed), " 个节点的时间总和。"});
  }
  return joined({"The sum over ", ranOnly ? "the " : "", nodesText(model.summed), ranOnly ? " that ran." : "."});
}

std::string barsNote(const Model& model, Language language) {
  const bool chinese = language == Language::kChinese;
  const std::string shown = countText(model.bars.size());
  const std::string all = countText(model.rows.size());
  if (!model.leavesBarsOut()) return chinese ? joined({"全部 ", all, " 个节点"}) : joined({"All ", all, " nodes"});
  const bool allFit = model.count(Outcome::kFailed) + model.count(Outcome::kActive) <= model.bars.size();
  if (chinese) {
    return joined(
        {all, " 个节点中的 ", shown, " 个：",
         allFit ? "所有失败和进行中的节点、关键链路，以及运行时间最长的节点" : "先列失败的，再列进行中的节点"});
  }
  return joined({shown, " of ", all, " nodes: ",
                 allFit ? "all that failed or are active, the critical chain, then those that ran longest"
                        : "those that failed, then those that are active, as many as fit"});
}

std::string logNote(const LogExcerpt& log, Language language) {
  const bool chinese = language == Language::kChinese;
  std::string note = log.text.empty() ? (chinese ? "日志为空" : "The log is empty")
                     : log.cut        ? (chinese ? "日志末尾" : "End of the log")
                                      : (chinese ? "日志" : "Log");
  if (log.masked > 0) {
    const std::string count = countText(log.masked);
    note += chinese ? joined({"，已遮盖 ", count, " 处敏感值（尽力而为）"})
                    : joined({", masked ", count, log.masked == 1 ? " value" : " values", "; best effort"});
  }
  return note;
}

std::string logsLeftOutText(std::size_t count, Language language) {
  return language == Language::kChinese
             ? joined({"另有 ", countText(count), " 个失败节点的日志未包含在内。"})
             : joined({"The logs of ", countText(count), count == 1 ? " more failed node" : " more failed nodes",
                       " are not included."});
}

std::string moreFailedText(std::size_t more, Language language) {
  return language == Language::kChinese
             ? joined({"另有 ", countText(more), " 个，见下方表格。"})
             : joined({countText(more), more == 1 ? " more is" : " more are", " in the table below."});
}

std::string againstTitle(const Baseline& baseline, Language language) {
  const bool chinese = language == Language::kChinese;
  if (!baseline.label.empty()) {
    return chinese ? joined({"与实例 ", baseline.label, " 对比"}) : joined({"Compared with run ", baseline.label});
  }
  const std::string runs = countText(baseline.runs);
  return chinese ? joined({"与通常情况对比（最近 ", runs, " 次成功运行）"})
                 : joined({"Compared with usual: the last ", runs, " successes"});
}

std::string moreDifferencesText(std::size_t more, Language language) {
  const std::string count = countText(more);
  return language == Language::kChinese
             ? joined({"另有 ", count, " 个节点有差异，影响更小。"})
             : joined({count, more == 1 ? " more node differs" : " more nodes differ", ", with less effect."});
}

}  // namespace dataworks::detail::report
