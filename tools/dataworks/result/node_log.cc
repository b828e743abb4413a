// SPDX-License-Identifier: Apache-2.0
#include "result/node_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>

#include "command_line/arguments.h"
#include "command_line/node_choice.h"
#include "terminal/language.h"
#include "terminal/output_stream.h"
#include "terminal/text.h"
#include "text/mask_log.h"
#include "text/utf8.h"

namespace dataworks::cli {

namespace {

constexpr std::chrono::hours kLogsAreKept{7 * 24};

/// A history without times is in the order of its ids.
auto createdAt(const InstanceInfo& attempt) {
  return std::tuple(attempt.createTime.time.value_or(std::chrono::system_clock::time_point{}),
                    attempt.beginRunningTime.time.value_or(std::chrono::system_clock::time_point{}),
                    attempt.instanceHistoryId);
}

}  // namespace

std::optional<std::int64_t> historyIdOf(std::vector<InstanceInfo> attempts, int attempt) {
  std::stable_sort(attempts.begin(), attempts.end(), [](const InstanceInfo& left, const InstanceInfo& right) {
    return createdAt(left) < createdAt(right);
  });
  if (attempt < 1 || static_cast<std::size_t>(attempt) > attempts.size()) return std::nullopt;
  return attempts[static_cast<std::size_t>(attempt) - 1].instanceHistoryId;
}

bool neverRan(const NodeInsInfo& node) {
  return node.status == NodeStatus::kNotRun && !node.beginRunningTime.time && !node.finishTime.time;
}

NodeLogResult fetchLog(const DataWorksClient& client, const NodeInsInfo& node, ProjectEnv env, int attempt,
                       const CallOptions& call) {
  NodeLogResult result;
  result.node = node;
  result.attempt = attempt;
  if (neverRan(node)) return result;
  if (attempt > 0) {
    const auto history = client.call(ListInstanceHistoryRequest{.instanceId = node.instanceId, .env = env}, call);
    if (!history) {
      result.error = history.error();
      return result;
    }
    const auto id = historyIdOf(history->instances, attempt);
    if (!id) {
      const std::size_t count = history->instances.size();
      throw BadArgument("--attempt " + std::to_string(attempt) + ": " + nodeAndId(node) + " has " +
                            std::to_string(count) + (count == 1 ? " attempt" : " attempts"),
                        "--attempt " + std::to_string(attempt) + "：" + nodeAndId(node, Language::kChinese) + " 只有 " +
                            std::to_string(count) + " 次尝试");
    }
    result.instanceHistoryId = *id;
  }
  result.asked = true;
  auto log = client.call(
      GetInstanceLogRequest{.instanceId = node.instanceId, .env = env, .instanceHistoryId = result.instanceHistoryId},
      call);
  if (log) {
    result.log = std::move(*log);
  } else {
    result.error = log.error();
  }
  return result;
}

std::string whyEmpty(const NodeInsInfo& node, std::chrono::system_clock::time_point now, Language language) {
  if (!node.beginRunningTime.time) return in(language, "never ran, no log", "未运行，没有日志");
  if (node.finishTime.time && now - *node.finishTime.time > kLogsAreKept) {
    return in(language, "no log; it may be gone: the service keeps logs for seven days",
              "没有日志；可能已被清理：服务只保留七天的日志");
  }
  return in(language, "its log is empty", "日志为空");
}

std::size_t countLines(std::string_view text) {
  const auto ends = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  return ends + (text.empty() || text.ends_with('\n') ? 0 : 1);
}

std::string_view lastLines(std::string_view text, std::size_t lines) {
  if (lines == 0) return text;
  std::size_t begin = text.ends_with('\n') ? text.size() - 1 : text.size();
  for (std::size_t seen = 0; begin > 0; --begin) {
    if (text[begin - 1] == '\n' && ++seen == lines) break;
  }
  return text.substr(begin);
}

ShownLog showLog(std::string_view log, std::size_t tail, bool raw) {
  ShownLog shown;
  if (raw) {
    shown.text = lastLines(log, tail);
    return shown;
  }
  detail::MaskedLog masked = detail::maskLog(lastLines(detail::withoutControls(log), tail));
  shown.text = std::move(masked.text);
  shown.masked = masked.masked;
  if (!shown.text.empty() && !shown.text.ends_with('\n')) shown.text += '\n';
  return shown;
}

std::string logFileName(const NodeInsInfo& node, int attempt) {
  constexpr std::size_t kLongest = 150;  // a file system takes 255 bytes
  std::string name(detail::firstBytes(terminal::printable(node.nodeName), kLongest));
  for (char& c : name) {
    const bool isPlain = static_cast<unsigned char>(c) >= 0x80 || c == '.' || c == '_' || c == '-' ||
                         (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!isPlain) c = '_';
  }
  if (name.starts_with('.') || name.starts_with('-')) name.front() = '_';
  name += "-" + std::to_string(node.instanceId);
  if (attempt > 0) name += "-attempt" + std::to_string(attempt);
  return name + ".log";
}

std::string prepareLogFolder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return std::strerror(errno);
  struct stat facts {};
  if (::stat(folder.c_str(), &facts) != 0) return std::strerror(errno);
  if (!S_ISDIR(facts.st_mode)) return "it is not a folder";
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? "" : std::strerror(errno);
}

std::string writeLogFile(const std::string& path, std::string_view text) {
  ::unlink(path.c_str());  // an earlier file may be readable by others, or be a link to somewhere else
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return std::strerror(errno);
  std::string reason = writeAll(file, text) ? "" : std::strerror(errno);
  if (::close(file) != 0 && reason.empty()) reason = std::strerror(errno);
  return reason;
}

std::string maskedNote(std::size_t masked, Language language) {
  if (masked == 0) return {};
  return in(language, "masked ", "已隐去 ") + std::to_string(masked) +
         in(language, masked == 1 ? " value; best effort" : " values; best effort", " 处；可能仍有遗漏");
}

}  // namespace dataworks::cli
