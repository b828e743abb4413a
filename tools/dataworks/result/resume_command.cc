// SPDX-License-Identifier: Apache-2.0
#include "result/resume_command.h"

#include <algorithm>

#include "journal/journal.h"
#include "terminal/language.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

/// `03:00:00-03:01:00`, whole minutes: clocks differ slightly, and the request needs time.
std::string minutesAround(std::chrono::system_clock::time_point sent) {
  using std::chrono::minutes;
  const auto clock = [](std::chrono::system_clock::time_point time) { return detail::peopleTime(time).substr(11, 8); };
  const auto begin = std::chrono::floor<minutes>(sent);
  const auto end = std::chrono::floor<minutes>(sent + std::chrono::seconds(30)) + minutes(1);
  return clock(begin) + "-" + clock(end);
}

/// ` -p sales`, or ` --project=-sales`: a word that begins with a dash would be read as an option.
std::string projectOption(const std::string& projectName) {
  return (projectName.starts_with('-') ? " --project=" : " -p ") + shellQuoted(projectName);
}

std::string envOption(ProjectEnv env) { return env == ProjectEnv::kDev ? " --env dev" : ""; }

/// ` --only 7,8 --env dev`: what was given, also `--env prod`: with it another operation triggers.
std::string partOptions(const FlowPart& part) {
  std::string options;
  const auto addIds = [&](std::string_view flag, const std::vector<std::int64_t>& ids) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      options.append(i == 0 ? flag : std::string_view(",")).append(std::to_string(ids[i]));
    }
  };
  addIds(" --only ", part.only);
  addIds(" --except ", part.except);
  if (part.env) options.append(" --env ").append(envWord(*part.env));
  return options;
}

/// ` WORD`, or with `flag` if the word begins with a dash.
std::string positional(std::string_view flag, const std::string& word) {
  return (word.starts_with('-') ? " " + std::string(flag) + "=" : " ") + shellQuoted(word);
}

std::string sentText(const Error& error, Language language) {
  const std::string nonce =
      error.signatureNonce.empty() ? "" : in(language, ", nonce ", "，nonce ") + error.signatureNonce;
  return in(language, "  sent ", "  发送于 ") +
         (error.timestamp ? detail::peopleTime(*error.timestamp) : in(language, "at an unknown time", "时间未知")) +
         nonce;
}

std::string whyUnknown(const Error& error, Language language) {
  if (!error.code.empty()) return error.message.empty() ? error.code : error.code + ": " + error.message;
  if (language == Language::kChinese && error.message.starts_with(kSentBefore)) {
    return "触发记录中已有一次结果未知的触发，由 " + error.message.substr(kSentBefore.size()) + " 发出";
  }
  if (error.phase != Phase::kSend && error.phase != Phase::kReceive) return error.message;
  if (error.kind == ErrorKind::kTimeout) return in(language, "no response in time", "未在时限内收到响应");
  if (error.kind == ErrorKind::kCancelled) return in(language, "interrupted before the response", "收到响应之前被中断");
  return in(language, error.message + ", after the request was sent", "请求发出后连接中断");
}

std::string whereToLook(const FlowTrigger& request, const ConnectionOptions& connection, const Error& error,
                        Language language) {
  const std::string console = in(language, "Operation Center > manually triggered instances, flow ",
                                 "运维中心 > 手动任务运维 > 手动实例，业务流程 ") +
                              request.flowName;
  if (!error.timestamp) return in(language, "  look: ", "  查看：") + console;
  return in(language, "  look: ", "  查看：") + remoteRunsCommand(request, *error.timestamp, connection) +
         in(language, "    or ", "    或 ") + console + in(language, ", created ", "，创建于 ") +
         minutesAround(*error.timestamp);
}

}  // namespace

std::string watchCommand(const std::vector<std::int64_t>& dagIds, const std::string& projectName,
                         const ConnectionOptions& connection, ProjectEnv env) {
  std::string command = "dataworks watch";
  for (const std::int64_t dagId : dagIds) command += " " + std::to_string(dagId);
  return command + projectOption(projectName) + envOption(env) + showConnection(connection);
}

std::string verbCommand(const std::string& verb, std::int64_t dagId, const std::string& projectName,
                        const ConnectionOptions& connection, ProjectEnv env) {
  return "dataworks " + verb + " " + std::to_string(dagId) + projectOption(projectName) + envOption(env) +
         showConnection(connection);
}

std::vector<std::string> unknownRestart(const std::vector<std::string>& nodes, std::int64_t dagId,
                                        const std::string& projectName, const ConnectionOptions& connection,
                                        ProjectEnv env, const Error& error, Language language) {
  std::string names;
  for (const std::string& node : nodes) names += (names.empty() ? "" : ", ") + node;
  std::vector<std::string> lines{
      in(language, "dataworks: outcome unknown: ", "dataworks: 结果未知：") + names +
          in(language, " of run ", "，所属实例 ") + std::to_string(dagId) +
          in(language, " may run again (", "，可能已在重跑（") + whyUnknown(error, language) + in(language, ")", "）"),
      sentText(error, language),
      in(language, "  look: ", "  查看：") + verbCommand("search", dagId, projectName, connection, env) +
          in(language, "    or Operation Center", "    或运维中心"),
      in(language, "  it runs: ", "  如果已在运行：") + watchCommand({dagId}, projectName, connection, env) +
          in(language, "      it does not: ", "      如果没有：") +
          verbCommand("rerun", dagId, projectName, connection, env) + " --again"};
  if (hidesPassword(connection)) {
    lines.push_back(in(language, "  replace *** with the proxy's password", "  请将 *** 换成代理密码"));
  }
  return lines;
}

std::string remoteRunsCommand(const FlowTrigger& request, std::chrono::system_clock::time_point sent,
                              const ConnectionOptions& connection) {
  const std::string since = detail::peopleTime(std::chrono::floor<std::chrono::minutes>(sent)).substr(0, 16);
  return "dataworks runs --remote" + positional("--flow-name", request.flowName) + projectOption(request.projectName) +
         " --since " + shellQuoted(since) + envOption(request.part.environment()) + showConnection(connection);
}

std::string triggerCommand(const std::string& verb, const FlowTrigger& request, const ConnectionOptions& connection) {
  std::string command = "dataworks " + verb + positional("--flow-name", request.flowName);
  for (const Parameter& parameter : request.dagPara) {
    command += positional("--dag-para", parameter.name + "=" + parameter.value);
  }
  command += projectOption(request.projectName) + " --bizdate " + request.bizdate.day();
  for (const NodeParameter& node : request.nodePara) {
    for (const Parameter& parameter : node.parameters) {
      command +=
          " --node-para " + shellQuoted(std::to_string(node.nodeId) + ":" + parameter.name + "=" + parameter.value);
    }
  }
  return command + partOptions(request.part) + showConnection(connection);
}

std::vector<std::string> unknownOutcome(const std::string& verb, const FlowTrigger& request,
                                        const ConnectionOptions& connection, const Error& error, Language language) {
  const std::string requestId = error.requestId.empty() ? in(language, "no request id", "无请求 ID")
                                                        : in(language, "request id ", "请求 ID ") + error.requestId;
  std::string watch = watchCommand({}, request.projectName, connection, request.part.environment());
  watch.insert(std::string_view("dataworks watch").size(), " <ID>");
  std::vector<std::string> lines{
      in(language, "dataworks: outcome unknown: ", "dataworks: 结果未知：") + request.projectName + "/" +
          request.flowName + in(language, " bizdate ", " 业务日期 ") + request.bizdate.day() +
          in(language, " may have started (", "，可能已经启动（") + whyUnknown(error, language) +
          in(language, ")", "）"),
      sentText(error, language) + in(language, ", ", "，") + requestId,
      whereToLook(request, connection, error, language),
      in(language, "  found it:  ", "  如果找到了该次运行：") + watch +
          in(language, "      not there: ", "      如果确认没有：") + triggerCommand(verb, request, connection)};
  if (hidesPassword(connection)) {
    lines.push_back(in(language, "  replace *** with the proxy's password", "  请将 *** 换成代理密码"));
  }
  return lines;
}

}  // namespace dataworks::cli
