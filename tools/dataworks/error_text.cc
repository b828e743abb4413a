// SPDX-License-Identifier: Apache-2.0
#include "error_text.h"

#include <array>
#include <string_view>
#include <utility>

#include "exit_code.h"
#include "terminal/language.h"
#include "text/duration.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

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

/// The service's text stays as it is.
std::string ours(const Error& error, const std::string& text) { return error.code.empty() ? withFlags(text) : text; }

std::string whatHappened(const Error& error, Language language) {
  const std::string colon = in(language, ": ", "：");
  std::string text = error.operation.empty() ? "" : error.operation + colon;
  text += kindWord(error.kind, language);
  if (!error.code.empty()) text += " " + error.code;
  if (!error.message.empty()) text += colon + ours(error, error.message);
  return text;
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

std::string whatItMeans(Execution execution, Language language) {
  switch (execution) {
    case Execution::kNotExecuted:
      return in(language, "not executed: nothing was started or changed", "未执行：没有启动或更改任何内容");
    case Execution::kExecuted: return in(language, "executed", "已执行");
    case Execution::kMaybeExecuted: break;
  }
  return in(language, "it may have been executed: look before you repeat it", "可能已执行：请先确认，再决定是否重试");
}

std::string whatToDo(const Error& error, int exitCode, Language language) {
  std::string text = language == Language::kEnglish && !error.hint.empty() ? ours(error, error.hint)
                                                                           : explainCode(error.code, language);
  if (!text.empty()) return text;
  const auto code = explainExitCode(exitCode, language);
  if (code) text = std::string(code->whatToDo);
  if (!error.hint.empty()) text += in(language, " (", "（") + ours(error, error.hint) + in(language, ")", "）");
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
  lines.push_back("  " + whatItMeans(error.execution, language) + reference(error, language));
  if (std::string text = whatToDo(error, exitCode, language); !text.empty()) {
    lines.push_back("  " + in(language, "", "说明：") + text);
  }
  return lines;
}

}  // namespace dataworks::cli
