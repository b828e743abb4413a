// SPDX-License-Identifier: Apache-2.0
#include "result/error_text.h"

#include <array>
#include <string_view>
#include <utility>

#include "session/exit_code.h"
#include "terminal/language.h"
#include "terminal/words.h"
#include "text/duration.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

/// The service's text stays as it is.
std::string ours(const Error& error, const std::string& text) { return error.code.empty() ? withFlags(text) : text; }

bool isMissingRegion(const Error& error) {
  return error.kind == ErrorKind::kInvalidArgument && error.message == "no region";
}

bool hasNoCredentials(const Error& error) {
  return error.kind == ErrorKind::kCredentials && error.message.starts_with("no credentials found");
}

/// A broken connection, by how far the attempt had got.
std::string_view brokenIn(Phase phase) {
  switch (phase) {
    case Phase::kResolve: return "无法解析服务的域名";
    case Phase::kConnect: return "无法建立连接";
    case Phase::kTls: return "TLS 握手失败";
    case Phase::kSend: return "发送请求时连接中断";
    case Phase::kReceive: return "请求已发出，接收响应时连接中断";
    default: return {};
  }
}

std::string_view lateIn(Phase phase) {
  switch (phase) {
    case Phase::kPrepare: return "尚未开始，时限已到";
    case Phase::kCredentials: return "未在时限内取得凭证";
    case Phase::kResolve: return "未在时限内解析域名";
    case Phase::kConnect: return "未在时限内建立连接";
    case Phase::kTls: return "未在时限内完成 TLS 握手";
    case Phase::kSend: return "未在时限内发完请求";
    case Phase::kReceive:
    case Phase::kResponse: return "未在时限内收到完整响应";
    case Phase::kBackoff: return "时限已到，不再重试";
    case Phase::kPolling: return "运行未在时限内结束";
  }
  return {};
}

/// The library's own reason in Chinese, by what it says of its kind; empty where only its own words are exact.
std::string_view chineseReason(const Error& error) {
  if (!error.code.empty()) return {};  // the service's own words follow
  if (isMissingRegion(error)) return "没有指定地域";
  if (hasNoCredentials(error)) return "没有找到可用的凭证";
  switch (error.kind) {
    case ErrorKind::kCredentials: return "无法取得凭证";
    case ErrorKind::kNetwork: return brokenIn(error.phase);
    case ErrorKind::kTimeout: return lateIn(error.phase);
    case ErrorKind::kCancelled: return error.phase == Phase::kPolling ? "已停止跟踪" : "";
    case ErrorKind::kRejected: return "服务端未说明原因";
    case ErrorKind::kService: return error.phase == Phase::kPolling ? "服务端未列出该运行的节点" : "服务端处理失败";
    case ErrorKind::kBadResponse: return "收到的不是 DataWorks 服务的完整响应";
    default: return {};
  }
}

/// Nothing is lost where the reason stands for these words.
bool isWholeReason(const Error& error) {
  return isMissingRegion(error) || hasNoCredentials(error) || error.kind == ErrorKind::kCancelled;
}

std::string_view chineseAdvice(const Error& error) {
  if (isMissingRegion(error)) return "请用 --region 指定，例如 cn-shanghai，或设置 ALIBABA_CLOUD_REGION_ID";
  if (hasNoCredentials(error)) {
    return "可设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET，或执行 aliyun configure";
  }
  switch (error.kind) {
    case ErrorKind::kNetwork: return "请检查网络、代理和接入点";
    case ErrorKind::kTimeout: return error.phase == Phase::kPolling ? "" : "请检查网络，或延长时限";
    case ErrorKind::kService:
      return error.phase == Phase::kPolling ? "请到运维中心查找该运行；稍后它可能出现，届时可按实例 ID 跟踪"
                                            : "服务端故障，请稍后重试";
    case ErrorKind::kThrottled: return "请求过于频繁，请降低频率后重试";
    case ErrorKind::kBadResponse: return "可能是代理或负载均衡代替服务作出了响应：请检查接入点和代理";
    default: return {};
  }
}

std::string messageOf(const Error& error, Language language) {
  const std::string_view reason = language == Language::kChinese ? chineseReason(error) : "";
  if (reason.empty()) return ours(error, error.message);
  const bool addsWords = !error.message.empty() && !isWholeReason(error);
  return std::string(reason) + (addsWords ? "（" + ours(error, error.message) + "）" : "");
}

std::string whatHappened(const Error& error, Language language) {
  const std::string colon = in(language, ": ", "：");
  std::string text = error.operation.empty() ? "" : error.operation + colon;
  text += terminal::kindWord(error.kind, language);
  if (!error.code.empty()) text += " " + error.code;
  const std::string message = messageOf(error, language);
  return message.empty() ? text : text + colon + message;
}

/// For support, in parentheses: `request 0BC1…, HTTP 200, 3 attempts`.
std::string reference(const Error& error, Language language) {
  std::vector<std::string> parts;
  if (!error.requestId.empty()) {
    parts.push_back(in(language, "request ", "请求 ID ") + error.requestId);
  } else if (!error.signatureNonce.empty()) {
    parts.push_back("nonce " + error.signatureNonce);
    if (error.timestamp) {
      parts.push_back(in(language, "signed ", "签名时间 ") + detail::peopleTime(*error.timestamp));
    }
  }
  if (error.httpStatus != 0) parts.push_back("HTTP " + std::to_string(error.httpStatus));
  if (error.attempts > 1) {
    parts.push_back(
        in(language, std::to_string(error.attempts) + " attempts", "共尝试 " + std::to_string(error.attempts) + " 次"));
  }
  if (error.retryAfter) {
    const std::string pause = detail::formatDuration(*error.retryAfter);
    parts.push_back(in(language, "not before " + pause + " have passed", pause + " 后可再试"));
  }
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : in(language, ", ", "，")) + part;
  return text.empty() ? text : in(language, " (", "（") + text + in(language, ")", "）");
}

std::string whatItMeans(Execution execution, int exitCode, Language language) {
  switch (execution) {
    case Execution::kNotExecuted:
      return in(language, "not executed: nothing was started or changed", "未执行：没有启动或更改任何内容");
    case Execution::kExecuted: return in(language, "executed", "已执行");
    case Execution::kMaybeExecuted: break;
  }
  if (exitCode == exitCodeOf(ExitCode::kNotReached)) {
    return in(language, "it may have been executed; repeating it is harmless", "可能已执行；重复执行无害");
  }
  return in(language, "it may have been executed: look before you repeat it", "可能已执行：请先确认，再决定是否重试");
}

std::string whatToDo(const Error& error, int exitCode, Language language) {
  std::string text = language == Language::kEnglish && !error.hint.empty() ? ours(error, error.hint)
                                                                           : explainCode(error.code, language);
  if (!text.empty()) return text;
  const auto code = explainExitCode(exitCode, language);
  if (code) text = std::string(code->whatToDo);
  const std::string_view advice = language == Language::kChinese ? chineseAdvice(error) : "";
  const bool looksFirst = exitCode == exitCodeOf(ExitCode::kUnknown);  // what the code says is the advice
  if (!advice.empty() && !looksFirst) {
    text.append("（").append(advice).append("）");
  } else if (advice.empty() && !error.hint.empty()) {
    text += in(language, " (", "（") + ours(error, error.hint) + in(language, ")", "）");
  }
  return text;
}

}  // namespace

std::string withFlags(std::string text) {
  constexpr std::array<std::array<std::string_view, 2>, 6> kNames{
      {{"Set regionId of the client or of the request", "Give --region"},
       {"Set regionId", "Give --region"},
       {"regionId \"", "--region \""},
       {"endpoint \"", "--endpoint \""},
       {"allowPlainHttp", "--allow-plain-http"},
       {"set caFile", "give --ca-file"}}};
  for (const auto& [option, flag] : kNames) {
    if (const std::size_t at = text.find(option); at != std::string::npos) text.replace(at, option.size(), flag);
  }
  return text;
}

std::vector<std::string> errorLines(const std::string& opening, const Error& error, int exitCode, Language language) {
  std::vector<std::string> lines{opening + whatHappened(error, language)};
  lines.push_back("  " + whatItMeans(error.execution, exitCode, language) + reference(error, language));
  if (std::string text = whatToDo(error, exitCode, language); !text.empty()) {
    lines.push_back("  " + in(language, "", "说明：") + text);
  }
  return lines;
}

}  // namespace dataworks::cli
