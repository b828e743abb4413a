// SPDX-License-Identifier: Apache-2.0
#include "session/exit_code.h"

#include <algorithm>
#include <array>
#include <csignal>

namespace dataworks::cli {

namespace {

using enum ExitCode;

struct Row {
  ErrorKind kind;
  ExitCode triggerNotExecuted;
  ExitCode triggerMaybeExecuted;
  ExitCode triggerExecuted;
  ExitCode reading;
  ExitCode watching;
};

// While a run is watched, its id is known and it has started: any error then means "lost track". Where no poll ever saw
// it, a refusal means what it means to a command that reads.
constexpr std::array<Row, 10> kTable{{
    {ErrorKind::kInvalidArgument, kUsage, kUnknown, kLostTrack, kUsage, kLostTrack},
    {ErrorKind::kCredentials, kNoCredentials, kUnknown, kLostTrack, kNoCredentials, kLostTrack},
    {ErrorKind::kNetwork, kNotReached, kUnknown, kLostTrack, kNotReached, kLostTrack},
    {ErrorKind::kTimeout, kNotReached, kUnknown, kLostTrack, kNotReached, kLostTrack},
    {ErrorKind::kCancelled, kSignal, kUnknown, kSignal, kSignal, kSignal},
    {ErrorKind::kThrottled, kNotReached, kUnknown, kLostTrack, kNotReached, kLostTrack},
    {ErrorKind::kRejected, kRejected, kUnknown, kLostTrack, kRejected, kLostTrack},
    {ErrorKind::kService, kNotReached, kUnknown, kLostTrack, kNotReached, kLostTrack},
    {ErrorKind::kBadResponse, kNotReached, kUnknown, kLostTrack, kNotReached, kLostTrack},
    {ErrorKind::kInternal, kNotReached, kUnknown, kLostTrack, kNotReached, kLostTrack},
}};

ExitCode column(const Row& row, Activity doing, Execution execution) {
  switch (doing) {
    case Activity::kReading: return row.reading;
    case Activity::kWatching: {
      const bool refused = row.reading == kUsage || row.reading == kRejected || row.reading == kNoCredentials;
      return refused && execution == Execution::kNotExecuted ? row.reading : row.watching;
    }
    case Activity::kTriggering: break;
  }
  switch (execution) {
    case Execution::kNotExecuted: return row.triggerNotExecuted;
    case Execution::kMaybeExecuted: return row.triggerMaybeExecuted;
    case Execution::kExecuted: return row.triggerExecuted;
  }
  return kUnknown;
}

}  // namespace

bool isDailyQuota(const Error& error) {
  return error.kind == ErrorKind::kThrottled &&
         (error.code == "Throttling.Resource" || error.code == "Throttling.Api.Risk" ||
          error.code == kDailyCallsUsedUp);
}

int exitCodeOf(const Error& error, Activity doing, Ending ending) {
  const auto row = std::find_if(kTable.begin(), kTable.end(), [&](const Row& r) { return r.kind == error.kind; });
  if (row == kTable.end()) return exitCodeOf(kBug);
  ExitCode code = column(*row, doing, error.execution);
  if (code == kNotReached && isDailyQuota(error)) code = kRejected;
  if (doing == Activity::kWatching && error.kind == ErrorKind::kTimeout && ending.deadlinePassed) code = kTimedOut;
  if (code != kSignal) return exitCodeOf(code);
  return ending.signal != 0 ? exitCodeOf(kSignal) + ending.signal : exitCodeOf(kBug);  // only a signal cancels
}

int exitCodeOf(DagRunState state) {
  switch (state) {
    case DagRunState::kSucceeded: return exitCodeOf(kSucceeded);
    case DagRunState::kFailed: return exitCodeOf(kRunFailed);
    case DagRunState::kNotFoundYet:
    case DagRunState::kRunning: break;
  }
  return exitCodeOf(kLostTrack);
}

int worseOf(int left, int right) {
  const auto badness = [](int code) {
    constexpr std::array order{kSucceeded, kRunFailed, kTimedOut, kNoCredentials, kRejected, kUsage, kLostTrack, kBug};
    const auto at = std::find(order.begin(), order.end(), static_cast<ExitCode>(code));
    return at - order.begin();  // a signal is in no row: the worst
  };
  return badness(left) >= badness(right) ? left : right;
}

std::optional<ExitCodeText> explainExitCode(int code, Language language) {
  struct Meaning {
    ExitCode code;
    ExitCodeText english;
    ExitCodeText chinese;
  };
  static constexpr std::array<Meaning, 11> kTexts{{
      {kSucceeded,
       {"all nodes of the run succeeded, or the command did its work", "yes", "continue"},
       {"所有节点运行成功，或命令已完成", "已启动", "继续"}},
      {kRunFailed,
       {"the run failed: at least one node failed and none is active any more", "yes",
        "read the logs of the failed nodes: 'dataworks logs ID'; then 'dataworks rerun ID'"},
       {"运行失败：至少一个节点失败，且没有节点仍在运行", "已启动",
        "用 dataworks logs ID 查看失败节点的日志，处理后执行 dataworks rerun ID"}},
      {kUsage, {"a flag or a value is wrong", "no", "fix the command"}, {"参数或取值有误", "未启动", "修正命令"}},
      {kRejected,
       {"rejected, and repeating will not help (flow, permission, bizdate, daily quota, an unknown id)", "no",
        "fix what the message names"},
       {"被拒绝，重试无效（业务流程、权限、业务日期、当日配额、实例不存在）", "未启动", "按提示修正"}},
      {kNoCredentials,
       {"no usable credentials", "no", "fix the credentials; 'dataworks doctor' lists the places that were searched"},
       {"没有可用的凭证", "未启动", "检查凭证配置；dataworks doctor 会列出查找的位置"}},
      {kNotReached,
       {"the service was not reached, or it throttled", "no", "repeat the command: nothing was started"},
       {"未能连接到服务，或被限流", "未启动", "可以重试"}},
      {kUnknown,
       {"the trigger was sent, but the response was lost", "unknown",
        "check Operation Center, or 'dataworks runs --remote', before you trigger again"},
       {"触发请求已发出，但未收到响应", "未知", "先到运维中心或用 dataworks runs --remote 查看，再决定是否重新触发"}},
      {kLostTrack,
       {"the run started, but can no longer be followed", "yes",
        "run 'dataworks watch ID'; without an id, check Operation Center"},
       {"运行已启动，但无法继续跟踪", "已启动", "执行 dataworks watch ID 继续跟踪；没有实例 ID 时，到运维中心查看"}},
      {kBug, {"a bug of this program", "read the output", "report it"}, {"本程序的缺陷", "以输出为准", "请反馈该缺陷"}},
      {kTimedOut,
       {"the run started, and --timeout passed before it ended", "yes", "run 'dataworks watch ID'"},
       {"运行已启动，但未在 --timeout 内结束", "已启动", "执行 dataworks watch ID 继续跟踪"}},
      {kSignal,
       {"ended by a signal (128 + its number)",
        "while watching: yes; before anything was sent: no, and a message said so; while a trigger was in flight the "
        "exit code is 6",
        "run 'dataworks watch ID'"},
       {"被信号终止（128 + 信号编号）",
        "跟踪过程中：已启动；发送之前：未启动，并有提示；触发请求已发出、尚无响应时退出码为 6",
        "执行 dataworks watch ID 继续跟踪"}},
  }};
  // INT, TERM and HUP are handled; any other signal kills the program without a message.
  static constexpr ExitCodeText kKilled{"killed by a signal (128 + its number), without a message", "unknown",
                                        "check what was sent with 'dataworks runs', or repeat the command with --once"};
  static constexpr ExitCodeText kKilledInChinese{"被信号强行终止（128 + 信号编号），未留下任何提示", "未知",
                                                 "用 dataworks runs 查看已发出的触发，或加 --once 重试"};
  const bool signalled = code > 128 && code < 128 + 65;
  if (signalled && code != 128 + SIGINT && code != 128 + SIGTERM && code != 128 + SIGHUP) {
    return language == Language::kChinese ? kKilledInChinese : kKilled;
  }
  const auto wanted = signalled ? kSignal : static_cast<ExitCode>(code);
  for (const Meaning& text : kTexts) {
    if (text.code == wanted && code != exitCodeOf(kSignal)) {
      return language == Language::kChinese ? text.chinese : text.english;
    }
  }
  return std::nullopt;
}

}  // namespace dataworks::cli
