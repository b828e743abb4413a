// SPDX-License-Identifier: Apache-2.0
#include "terminal/words.h"

#include "terminal/language.h"
#include "terminal/table.h"
#include "terminal/text.h"
#include "text/count.h"
#include "text/time.h"

namespace dataworks::terminal {
namespace {

using detail::countText;

constexpr Words kEnglish{.status = "STATUS",
                         .node = "NODE",
                         .waited = "WAITED",
                         .ran = "RAN",
                         .state = "STATE",
                         .dagColumn = "DAG",
                         .run = "RUN",
                         .elapsed = "ELAPSED",
                         .nodes = "NODES",
                         .bizdate = "bizdate",
                         .dag = "dag",
                         .phaseUpstream = "upstream",
                         .phaseSchedule = "scheduled time",
                         .phaseResources = "resources",
                         .phaseRunning = "running",
                         .notFoundYet = "waiting for the service to list the nodes of this run",
                         .lost = "LOST TRACK",
                         .stopsWatchingRun = "Ctrl-C stops watching, not the run.",
                         .stopsWatchingRuns = "Ctrl-C stops watching, not the runs.",
                         .comeBack = "Back here:"};

constexpr Words kChinese{.status = "状态",
                         .node = "节点",
                         .waited = "等待",
                         .ran = "运行",
                         .state = "状态",
                         .dagColumn = "实例",
                         .run = "业务流程",
                         .elapsed = "耗时",
                         .nodes = "节点",
                         .bizdate = "业务日期",
                         .dag = "实例",
                         .phaseUpstream = "等上游",
                         .phaseSchedule = "等定时",
                         .phaseResources = "等资源",
                         .phaseRunning = "运行",
                         .notFoundYet = "等待服务列出该实例的节点",
                         .lost = "无法继续跟踪",
                         .stopsWatchingRun = "Ctrl-C 只停止跟踪，不会停止运行。",
                         .stopsWatchingRuns = "Ctrl-C 只停止跟踪，不会停止运行。",
                         .comeBack = "继续跟踪："};

struct GroupWords {
  std::string_view english;
  std::string_view chinese;
};

GroupWords wordsOf(Group group) {
  switch (group) {
    case Group::kSucceeded: return {"succeeded", "个成功"};
    case Group::kFailed: return {"failed", "个失败"};
    case Group::kRunning: return {"running", "个运行中"};
    case Group::kChecking: return {"checking", "个校验中"};
    case Group::kQueued: return {"queued", "个排队"};
    case Group::kWaitingForTime: return {"waiting for scheduled time", "个等定时"};
    case Group::kUnknown: return {"of unknown status", "个状态未知"};
    case Group::kNotRun: return {"not run", "个未运行"};
  }
  return {};
}

bool isChinese(Language language) { return language == Language::kChinese; }

using cli::in;

}  // namespace

bool isKnown(NodeStatus status) noexcept { return name(status) != name(NodeStatus::kUnknownWord); }

Group groupOf(NodeStatus status) noexcept {
  switch (status) {
    case NodeStatus::kNotRun: return Group::kNotRun;
    case NodeStatus::kWaitTime: return Group::kWaitingForTime;
    case NodeStatus::kWaitTrigger:
    case NodeStatus::kWaitResource: return Group::kQueued;
    case NodeStatus::kRunning: return Group::kRunning;
    case NodeStatus::kFailure: return Group::kFailed;
    case NodeStatus::kSuccess: return Group::kSucceeded;
    case NodeStatus::kChecking:
    case NodeStatus::kCheckingCondition: return Group::kChecking;
    case NodeStatus::kUnknownWord:
    case NodeStatus::kUnset: break;
  }
  return Group::kUnknown;  // also numbers beyond the enumerators
}

Tone toneOf(Group group) noexcept {
  switch (group) {
    case Group::kSucceeded: return Tone::kGood;
    case Group::kFailed: return Tone::kBad;
    case Group::kRunning:
    case Group::kChecking: return Tone::kBusy;
    case Group::kQueued:
    case Group::kWaitingForTime:
    case Group::kUnknown: return Tone::kWaiting;
    case Group::kNotRun: return Tone::kFaint;
  }
  return Tone::kPlain;
}

std::string_view markOf(Group group, Charset charset) noexcept {
  switch (group) {
    case Group::kSucceeded: return charset == Charset::kUtf8 ? "✓" : "+";
    case Group::kFailed: return charset == Charset::kUtf8 ? "✗" : "x";
    case Group::kRunning:
    case Group::kChecking: return ">";
    case Group::kQueued:
    case Group::kWaitingForTime: return "-";
    case Group::kUnknown: return "?";
    case Group::kNotRun: return " ";
  }
  return " ";
}

std::string statusWord(NodeStatus status, Language language) {
  if (groupOf(status) == Group::kUnknown) {
    const std::string number = std::to_string(static_cast<std::int64_t>(status));
    return in(language, "UNKNOWN ", "未知 ") + number;
  }
  return std::string(isChinese(language) ? description(status, language) : name(status));
}

std::string excludedWord(Language language) { return in(language, "EXCLUDED", "已排除"); }

std::string excludedCount(std::size_t nodes, Language language) {
  const std::string number = countText(nodes);
  return in(language, " (" + number + " excluded)", "（其中 " + number + " 个已排除）");
}

std::string stateWord(DagRunState state, Language language) {
  switch (state) {
    case DagRunState::kNotFoundYet: return in(language, "NOT FOUND YET", "尚未列出");
    case DagRunState::kRunning: return in(language, "RUNNING", "运行中");
    case DagRunState::kSucceeded: return in(language, "SUCCEEDED", "运行成功");
    case DagRunState::kFailed: return in(language, "FAILED", "运行失败");
  }
  return "";
}

std::string countWord(Group group, std::size_t count, Language language, bool more) {
  const std::string number = countText(count);
  if (isChinese(language)) return (more ? "另有 " : "") + number + " " + std::string(wordsOf(group).chinese);
  return number + (more ? " more " : " ") + std::string(wordsOf(group).english);
}

std::string countOfTotal(Group group, std::size_t count, std::size_t total, Language language) {
  if (isChinese(language)) return "共 " + countText(total) + " 个：" + countWord(group, count, language);
  return countText(count) + " of " + countText(total) + " " + std::string(wordsOf(group).english);
}

const Words& wordsOf(Language language) noexcept { return isChinese(language) ? kChinese : kEnglish; }

std::string failedWhileRunning(std::size_t failed, Language language) {
  if (failed == 0) return "";
  return in(language, ", ", "，") + countText(failed) + in(language, " FAILED", " 个失败");
}

std::string moreRuns(std::size_t runs, Language language) {
  return in(language, "... ", "... 另有 ") + std::to_string(runs) + in(language, " more runs", " 个实例");
}

std::string endedOf(std::size_t ended, std::size_t nodes, Language language) {
  return countText(ended) + in(language, " of ", " / ") + countText(nodes) + in(language, " ended", " 已结束");
}

std::string longestWord(std::string_view name, std::string_view duration, Language language) {
  return in(language, " (longest: ", "（最长：").append(name).append(in(language, ", ", "，")).append(duration) +
         in(language, ")", "）");
}

namespace {

std::string callsLeftText(const PollState& poll, Language language) {
  if (!poll.callsLeft) return {};
  return in(language, ", ", "，今日剩余调用 ") + std::to_string(*poll.callsLeft) +
         in(language, " calls left today", " 次");
}

}  // namespace

std::string pollText(const PollState& poll, long long nextInSeconds, Language language) {
  std::string text = in(language, "poll ", "第 ") + std::to_string(poll.number) + in(language, "", " 次查询");
  if (poll.budget > 0) {
    text += in(language, " of ", "（最多 ") + std::to_string(poll.budget) + in(language, "", " 次）");
  }
  if (!poll.problem.empty()) {
    text.append(in(language, " failed (", "失败（")).append(poll.problem).append(in(language, ", ", "，连续 "));
    text.append(std::to_string(poll.failedInARow)).append(in(language, " in a row)", " 次）"));
  }
  if (nextInSeconds <= 0) {
    text += in(language, ", next now", "，正在再次查询");
  } else {
    text += in(language, ", next in ", "，") + std::to_string(nextInSeconds) + in(language, "s", "s 后再次查询");
  }
  return text + callsLeftText(poll, language);
}

std::string nextPollText(const PollState& poll, long long nextInSeconds, Language language) {
  std::string text;
  if (!poll.problem.empty()) {
    text.append(in(language, "a poll failed (", "查询失败（")).append(poll.problem).append(in(language, "), ", "），"));
  }
  text += nextInSeconds <= 0
              ? in(language, "next poll now", "正在查询")
              : in(language, "next poll in ", "") + std::to_string(nextInSeconds) + in(language, "s", "s 后查询");
  return text + callsLeftText(poll, language);
}

std::string kindWord(ErrorKind kind, Language language) {
  switch (kind) {
    case ErrorKind::kInvalidArgument: return in(language, "invalid argument", "参数无效");
    case ErrorKind::kCredentials: return in(language, "credentials", "凭证不可用");
    case ErrorKind::kNetwork: return in(language, "network", "网络错误");
    case ErrorKind::kTimeout: return in(language, "timeout", "超时");
    case ErrorKind::kCancelled: return in(language, "cancelled", "已取消");
    case ErrorKind::kThrottled: return in(language, "throttled", "被限流");
    case ErrorKind::kRejected: return in(language, "rejected", "被拒绝");
    case ErrorKind::kService: return in(language, "service", "服务端错误");
    case ErrorKind::kBadResponse: return in(language, "bad response", "响应异常");
    case ErrorKind::kNone:
    case ErrorKind::kInternal: break;
  }
  return in(language, name(kind), "程序内部错误");
}

std::string failedNode(std::string_view printableName, const NodeInsInfo& node,
                       std::chrono::system_clock::time_point observedAt, Language language) {
  std::string text(printableName);
  text += in(language, "  instance ", "  节点实例 ") + std::to_string(node.instanceId);
  const std::string when = node.finishTime.time ? detail::peopleTime(*node.finishTime.time) : "";
  text += language == Language::kChinese ? "  " + when + (when.empty() ? "失败" : " 失败")
                                         : "  failed" + (when.empty() ? "" : " " + when);
  if (!node.beginRunningTime.time) return text;
  return text + in(language, " after ", "，运行 ") + durationText(durationsOf(node, observedAt).running);
}

std::string dagWord(std::int64_t dagId, Language language) {
  return in(language, "dag ", "实例 ") + std::to_string(dagId) + in(language, ": ", "：");
}

std::string firstFailure(std::string_view failedNode, Language language) {
  return in(language, "first failure: ", "首个失败：").append(failedNode);
}

std::string neverRan(std::size_t nodes, Language language) {
  const std::string_view english = nodes == 1 ? " node never ran." : " nodes never ran.";
  return countText(nodes) + in(language, english, " 个节点未运行。");
}

std::string howToReadLogs(const std::string& command, Language language) {
  return in(language, "log: ", "日志：") + command;
}

}  // namespace dataworks::terminal
